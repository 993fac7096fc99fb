"""`ripple run`: refuses before it deploys, and prints one JSON document."""

import json
from pathlib import Path
from typing import Any, NoReturn

import pytest

from lab.cli import run_report
from lab.cli.main import run as ripple
from lab.designs import ROOT
from lab.invariants import Invariant
from lab.trace import read_traces
from lab.whereabouts import Whereabouts
from lab.workload.report import OrderResult, RunReport

SAMPLE = ROOT / "samples/orders-200.jsonl"


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No place may be opened: whatever is refused must be refused before."""

    def opened(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a place was opened")

    monkeypatch.setattr("lab.cli.run_command.open_place", opened)


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ballet"], 1, "'ballet': choose choreography or orchestration"),
        (["choreography", "--orders", "0"], 1, "ask for 1 to"),
        (["choreography", "--orders", "-3"], 1, "ask for 1 to"),
        (["choreography", "--orders", "none.jsonl"], 1, "There is no file none.jsonl"),
        (["choreography", "--orders", str(SAMPLE), "--seed", "1"], 2, "--seed is for generated"),
        (["choreography", "--world", "none.json"], 1, "There is no file none.json"),
        (["choreography", "--in-flight", "0"], 2, "--in-flight"),
        (["choreography", "--timeout", "0"], 2, "--timeout"),
        (["choreography", "--place", "moon"], 2, "--place"),
        (["choreography", "--trace-out", "no/such/folder/t.json"], 1, "cannot be written"),
    ],
)
def test_bad_input_is_one_sentence_before_anything_is_deployed(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ripple(["run", *arguments]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("ripple: ")
    assert says in told.err
    assert told.err.count("\n") == 1


@pytest.mark.usefixtures("nowhere")
def test_a_broken_line_names_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my.jsonl"
    first = SAMPLE.read_text().splitlines()[0]
    path.write_text(f"{first}\n{first}\n")
    assert ripple(["run", "choreography", "--orders", str(path)]) == 1
    assert f"{path}, line 2: order id 'o-0001' is already on line 1" in capsys.readouterr().err


REPORT = RunReport(
    "choreography",
    (
        OrderResult("o-1", "confirmed", None, 123456, 0, True, 0.25),
        OrderResult("o-2", "cancelled", "no carrier", 500, 500, False, 0.5),
        OrderResult("o-3", None, None, 0, 0, False, 12.0),
    ),
    (
        Invariant("every order settled", holds=False, detail="o-3 is placed"),
        Invariant("shipments = confirmed orders", holds=True, detail="1 shipments"),
    ),
    (Whereabouts("o-3", "placed", "its StockReserved lies in PaymentsDeadLetterQueue", "E", ()),),
    12.5,
)


def test_the_report_reads_well() -> None:
    assert "\n".join(run_report.lines(REPORT)) == (
        "choreography: 2 of 3 orders settled in 12.5 s\n"
        "\n"
        "      1  cancelled: no carrier\n"
        "      1  confirmed\n"
        "      1  unsettled\n"
        "\n"
        "  order   outcome                      charged   refunded   shipped   seconds\n"
        "  o-1     confirmed               1,234.56 EUR                  yes      0.25\n"
        "  o-2     cancelled: no carrier       5.00 EUR   5.00 EUR                0.50\n"
        "  o-3     unsettled                                                     12.00\n"
        "\n"
        "  ✗ every order settled (o-3 is placed)\n"
        "  ✓ shipments = confirmed orders (1 shipments)\n"
        "\n"
        "Where the unsettled orders are:\n"
        "  o-3 is placed: its StockReserved lies in PaymentsDeadLetterQueue (E)"
    )


def test_an_unsound_run_is_one_sentence() -> None:
    assert run_report.sentence(REPORT) == (
        "choreography did not end as it must "
        "(1 of 3 orders did not settle, broken: every order settled)."
    )


@pytest.mark.engine
def test_json_is_one_document_and_traces_are_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.jsonl").write_text("\n".join(SAMPLE.read_text().splitlines()[:2]))
    empty: dict[str, Any] = {"stock": {}, "balances": {}, "carriers": {"XX": 1}}
    (tmp_path / "world.json").write_text(json.dumps(empty))
    given = ["--orders", "my.jsonl", "--world", "world.json", "--trace-out", "traces.json"]
    assert ripple(["run", "orchestration", "--place", "embedded", "--json", *given]) == 0

    told = capsys.readouterr()
    report = json.loads(told.out)
    assert [each["reason"] for each in report["orders"]] == ["out of stock"] * 2
    assert "note: The world has no stock for sku" in told.err
    assert [each.order_id for each in read_traces(tmp_path / "traces.json")] == ["o-0001", "o-0002"]
