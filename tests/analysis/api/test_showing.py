"""Results show themselves in a notebook, and whatever was read can be no more than shown."""

import base64
import json
import struct
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.table import NoPandas, Table

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> analysis.Architecture:
    template = {
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Tags": [{"Key": "service",
                                                                          "Value": HOSTILE}]}},
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Subscription": {"Type": "AWS::SNS::Subscription", "Properties": {
                "Protocol": "sqs", "TopicArn": {"Ref": "Topic"},
                "FilterPolicy": {"event_type": [HOSTILE]},
                "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}}},
        }
    }  # fmt: skip
    path = tmp_path_factory.mktemp("hostile") / "template.json"
    path.write_text(json.dumps(template))
    return analysis.read(path, title=f"{HOSTILE}'\"")


def shown(result: Any) -> str:
    html: str = result._repr_html_()
    return html


def test_every_table_is_escaped(hostile: analysis.Architecture) -> None:
    for each in (hostile, hostile.graph(), hostile.dependencies(), hostile.ask(), hostile.page(),
                 analysis.diff(hostile, hostile), analysis.compare(hostile, hostile)):  # fmt: skip
        assert HOSTILE not in shown(each)
    assert "&lt;script&gt;" in shown(hostile.graph())


def test_a_page_is_in_a_frame_that_reaches_nothing_outside(hostile: analysis.Architecture) -> None:
    frame = ET.fromstring(shown(hostile.page()))
    assert frame.tag == "iframe"
    assert "allow-same-origin" not in frame.attrib["sandbox"]
    assert frame.attrib["srcdoc"].split() == hostile.page().html.split()


@given(st.lists(st.tuples(st.text(), st.one_of(st.none(), st.floats(), st.integers(), st.text()))))
def test_a_table_is_well_formed_whatever_is_in_it(rows: list[tuple[Any, ...]]) -> None:
    table = Table("<b>", ("<i>", "&"), tuple(rows), note="<u>")
    cells = list(ET.fromstring(f"<div>{shown(table)}</div>").iter("td"))
    assert len(cells) == min(len(rows), 200)


def test_a_long_table_says_how_many_rows_it_left_out() -> None:
    table = Table("many", ("n",), tuple((str(n),) for n in range(203)))
    assert "And 3 more rows." in shown(table)
    assert (shown(table).count("<tr>"), table.to_html().count("<tr>")) == (201, 204)
    assert "more rows" not in table.to_html()


@pytest.mark.slow
def test_a_picture_is_shown_as_one_at_its_size(rentals: analysis.Architecture) -> None:
    drawn, meta = rentals.draw()._repr_mimebundle_()
    png = base64.b64decode(drawn["image/png"])
    wide, high = struct.unpack(">II", png[16:24])
    size = meta["image/png"]
    assert abs(wide - 2 * size["width"]) <= 2
    assert abs(high - 2 * size["height"]) <= 2


@pytest.mark.slow
def test_a_picture_says_what_it_shows(rentals: analysis.Architecture) -> None:
    small = analysis.plot(nx.DiGraph([("shop", "stock"), ("stock", "mail")]), title="Three boxes")
    assert small.alt == "Three boxes. 3 nodes, 2 dependencies: shop → stock, stock → mail."
    matrix = analysis.plot(nx.DiGraph([("shop", "stock")]), picture="matrix").alt
    assert "2 elements, 1 dependencies, propagation cost 0.750" in matrix
    many = nx.complete_graph(12, nx.DiGraph)
    assert analysis.plot(many, title="Many").alt.startswith(
        "Many. 12 nodes, 132 dependencies: 0, 1, 10"
    )
    _, meta = rentals.draw()._repr_mimebundle_()
    assert meta["image/png"]["alt"] == rentals.draw().alt
    assert rentals.draw().alt.startswith("bike-rentals.yaml. 1")


@pytest.mark.slow
def test_pictures_and_pages_are_saved(rentals: analysis.Architecture, tmp_path: Path) -> None:
    assert rentals.draw("services").save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in rentals.draw("services").save(str(tmp_path / "a.svg")).read_text()
    assert rentals.page().save(tmp_path / "a.html").read_text() == rentals.page().html
    with pytest.raises(analysis.Refused, match="cannot be written"):
        rentals.page().save(tmp_path / "nowhere" / "a.html")


@pytest.mark.parametrize("picture", ["graph", "matrix"])
def test_a_graph_of_networkx_is_drawn_both_ways(picture: str) -> None:
    assert analysis.plot(nx.DiGraph([(1, 2), (2, 3)]), picture=picture).figure.axes


@pytest.mark.slow
def test_every_picture_of_a_comparison_can_be_asked_for(
    rentals: analysis.Architecture, figures: analysis.Architecture
) -> None:
    found = analysis.compare(rentals, figures)
    drawn = [analysis.plot(found), analysis.plot(found, picture="matrices-parts")]
    drawn += [analysis.plot(level, picture="layers") for level in found.levels]
    assert all(each.figure.axes for each in drawn)


def test_without_pandas_a_frame_is_refused_in_a_sentence(
    rentals: analysis.Architecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(NoPandas, match=r"^A frame needs pandas, .* without it\.$"):
        rentals.graph().to_pandas()


class DataFrame:
    """What of pandas a table needs."""

    def __init__(self, data: list[list[Any]], columns: list[str]) -> None:
        assert all(len(row) == len(columns) for row in data)
        self.data, self.columns, self.attrs = data, columns, dict[str, Any]()


def test_with_pandas_every_table_is_a_frame(
    rentals: analysis.Architecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = ModuleType("pandas")
    stub.DataFrame = DataFrame  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", stub)
    impact = rentals.predict(rentals.changes()[0])
    for each in (rentals.graph(), rentals.dependencies(), rentals.ask(), impact):
        frame: Any = each.to_pandas()
        table = each.table()
        assert frame.columns == list(table.head)
        assert frame.data == [list(row) for row in table.rows]
        assert frame.attrs == {"caption": table.caption}
    assert len(rentals.graph().to_pandas().data) == len(rentals.graph().edges)
