"""The orders file: read whole, or refused in one sentence naming file, line and remedy."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.errors import BadOrdersFile
from lab.workload.generator import generate
from lab.workload.orders import read_orders, to_line, write_orders
from orderflow.order import Order

GOOD: dict[str, Any] = {
    "order_id": "o-1",
    "customer": "c-7",
    "country": "DE",
    "lines": [{"sku": "lamp", "quantity": 2, "unit_price": 1999}],
}


def order(**changes: Any) -> str:
    return json.dumps(GOOD | changes)


def line(**changes: Any) -> str:
    return order(lines=[GOOD["lines"][0] | changes])


def refusal(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(BadOrdersFile) as refused:
        read_orders(path)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert str(path) in sentence
    return sentence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "my.jsonl"


def test_reads_one_order_a_line(path: Path) -> None:
    path.write_text(order() + "\n\n" + order(order_id="o-2") + "\n")
    assert [each.order_id for each in read_orders(path)] == ["o-1", "o-2"]


def test_takes_a_byte_order_mark_and_windows_line_ends(path: Path) -> None:
    text = f"{order()}\r\n{order(order_id='o-2')}\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert len(read_orders(path)) == 2


@given(count=st.integers(1, 30), seed=st.integers(0, 10**6))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, count: int, seed: int
) -> None:
    path = tmp_path_factory.mktemp("orders") / "orders.jsonl"
    orders, _ = generate(count, seed)
    write_orders(orders, path)
    assert read_orders(path) == orders


def test_names_stay_readable_in_the_file(path: Path) -> None:
    write_orders([Order.from_wire(GOOD | {"customer": "Zoë"})], path)
    assert '"customer":"Zoë"' in path.read_text("utf-8")
    assert read_orders(path)[0].customer == "Zoë"


def test_a_line_ends_where_json_lines_says_and_nowhere_else(path: Path) -> None:
    wire = json.dumps(GOOD | {"customer": "a\u2028b"}, ensure_ascii=False)
    assert "line 1: `customer` holds a control or unprintable" in refusal(path, wire)


@pytest.mark.parametrize(
    ("bad", "names"),
    [
        pytest.param('{"order_id": "o-1",', "valid JSON", id="broken"),
        pytest.param('["o-1"]', "JSON object", id="not an object"),
        pytest.param(order(colour="red"), "`colour`", id="unknown field"),
        pytest.param(line(colour="red"), "`colour`", id="unknown field of a line"),
        pytest.param('{"order_id": "o-1"}', "has no `", id="missing field"),
        pytest.param(line(quantity=-1), "`quantity`", id="negative quantity"),
        pytest.param(line(quantity=0), "`quantity`", id="zero quantity"),
        pytest.param(line(quantity=1.0), "`quantity`", id="fractional quantity"),
        pytest.param(line(quantity=True), "`quantity`", id="boolean quantity"),
        pytest.param(line(quantity="2"), "`quantity`", id="quantity in quotes"),
        pytest.param(line(quantity=float("nan")), "NaN", id="not a number"),
        pytest.param(line(quantity=10**30), "`quantity`", id="absurd quantity"),
        pytest.param(order().replace("1999", "9" * 5000), "digits", id="endless number"),
        pytest.param(line(unit_price=-1), "`unit_price`", id="negative price"),
        pytest.param(line(unit_price=19.99), "`unit_price`", id="price not in cents"),
        pytest.param(line(unit_price=10**9, quantity=10**9), "total", id="absurd total"),
        pytest.param(order(lines=[]), "`lines`", id="no lines"),
        pytest.param(order(lines=GOOD["lines"] * 100), "99", id="too many lines"),
        pytest.param(order(country="Germany"), "`country`", id="country in full"),
        pytest.param(order(country="DÉ"), "`country`", id="country not plain letters"),
        pytest.param(order(order_id=""), "`order_id`", id="empty id"),
        pytest.param(order(order_id="o/1"), "`order_id`", id="id AWS cannot take"),
        pytest.param(order(order_id="o" * 65), "`order_id`", id="long id"),
        pytest.param(order(order_id="o-1-redrive-2"), "redrive", id="id of a redrive"),
        pytest.param(order(order_id=7), "`order_id`", id="number as id"),
        pytest.param(order(customer="\ud800"), "`customer`", id="half a character"),
        pytest.param(line(sku="la\nmp"), "la\\nmp", id="line end in a name"),
        pytest.param('{"order_id":"a","order_id":"b"}', "`order_id` twice", id="key twice"),
        pytest.param("[" * 100_000, "deeply", id="deep nesting"),
    ],
)
def test_a_bad_line_is_refused_by_number(path: Path, bad: str, names: str) -> None:
    sentence = refusal(path, f"{order(order_id='o-0')}\n\n{bad}\n")
    assert f"{path}, line 3: " in sentence
    assert names in sentence


def test_a_duplicate_id_names_both_lines(path: Path) -> None:
    sentence = refusal(path, f"{order()}\n{order(order_id='o-2')}\n{order()}\n")
    assert all(named in sentence for named in ("line 3", "line 1", "'o-1'"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "holds no order", id="empty"),
        pytest.param(b"\n \n", "holds no order", id="blank"),
        pytest.param(order().encode("utf-16"), "UTF-16", id="utf-16"),
        pytest.param(order().encode("utf-16-le"), "not a text file", id="utf-16 without mark"),
        pytest.param(b"PK\x03\x04\x00\x00", "not a text file", id="zip"),
        pytest.param(order().encode() + b"\n\xe9", "line 2: is not UTF-8", id="latin-1"),
    ],
)
def test_a_file_of_another_kind_is_refused(path: Path, content: bytes, says: str) -> None:
    assert says in refusal(path, content)


def test_a_missing_file_and_a_directory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadOrdersFile, match="no file"):
        read_orders(tmp_path / "none.jsonl")
    with pytest.raises(BadOrdersFile, match="directory"):
        read_orders(tmp_path)


def test_the_example_in_the_refusal_is_an_order(path: Path) -> None:
    sentence = refusal(path, b"")
    path.write_text(sentence[sentence.index("{") :])
    assert [to_line(each) for each in read_orders(path)] == [sentence[sentence.index("{") :]]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_json_comes_it_is_an_order_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, value: Any
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.jsonl"
    path.write_text(json.dumps(value))
    with pytest.raises(BadOrdersFile, match="line 1: "):
        read_orders(path)


def test_orders_are_orderflow_orders(path: Path) -> None:
    path.write_text(order())
    assert read_orders(path) == [Order.from_wire(GOOD)]
