"""What is known, what only may be, and who was not read: a prediction keeps them apart."""

from pathlib import Path
from textwrap import dedent

import pytest

from analysis.comparison.brief import to_brief
from analysis.comparison.changes import unsure
from analysis.comparison.comparison import compare
from analysis.comparison.wire import to_wire as comparison_wire
from analysis.dependency import depend
from analysis.prediction import Impact, predict
from analysis.prediction.impact import to_wire

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: RUNTIME, Handler: app.handler, CodeUri: src}}
Resources:
  Bus: {Type: AWS::Events::EventBus}
"""
SAYS = "Policies: [{EventBridgePutEventsPolicy: {EventBusName: !Ref Bus}}]"
HEARS = (
    "Events: {E: {Type: EventBridgeRule, Properties: "
    "{EventBusName: !Ref Bus, Pattern: {detail-type: [WHAT]}}}}"
)


def function(name: str, *properties: str) -> str:
    inner = ", ".join((*properties, "Environment: {Variables: {BUS: !Ref Bus}}"))
    return f"  {name}: {{Type: AWS::Serverless::Function, Properties: {{{inner}}}}}\n"


HOTEL = HEAD + "".join(
    (
        function("Book", SAYS),
        function("Clean", SAYS, HEARS.replace("WHAT", "CheckedOut")),
        function("Bill", SAYS, HEARS.replace("WHAT", "RoomCleaned")),
        function("Kitchen", HEARS.replace("WHAT", "Booked")),
        function("Porter", HEARS.replace("WHAT", "CheckedOut")),
    )
)
READS = """
import json, os, boto3
def handler(event, context):
    print(event["detail"]["guests"])
"""


def asked(folder: Path, change: str, runtime: str = "java21", code: str = READS) -> Impact:
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src" / "app.py").write_text(dedent(code))
    (folder / "template.yaml").write_text(HOTEL.replace("RUNTIME", runtime))
    return predict(depend([folder / "template.yaml"]), change)


@pytest.fixture
def guessed(tmp_path: Path) -> Impact:
    return asked(tmp_path, "rename-field Booked.guests")


def parts(several: tuple) -> set[str]:
    return {each.part for each in several}


def test_whom_only_permissions_name_is_not_said_to_have_to_change(guessed: Impact) -> None:
    assert guessed.components == ()
    assert parts(guessed.may) == {"Book", "Bill", "Clean", "Kitchen"}
    assert "Who says Booked is not known: one of Bill, Book and Clean." in guessed.notes
    text = str(guessed)
    assert "Nobody is known to have to change. 4 may: Bill, Book, Clean, Kitchen." in text
    assert "decides what is in Booked (a guess)" in text


def test_who_was_not_read_is_never_said_to_need_no_change(guessed: Impact) -> None:
    assert parts(guessed.unread) == {"Porter"}
    assert guessed.spared == guessed.untouched == ()
    assert "Not known\n    Porter: its code was not read" in str(guessed)


def test_all_are_counted_apart(guessed: Impact) -> None:
    wire = to_wire(guessed)

    assert wire["counts"] == {"must_change": 0, "may_change": 4, "not_known": 1, "need_not": 0}
    assert [each["part"] for each in wire["not_known"]] == ["Porter"]
    assert {row[0]: row[2] for row in guessed.table().rows} == {
        "Bill": "may change", "Book": "may change", "Clean": "may change",
        "Kitchen": "may change", "Porter": "not known",
    }  # fmt: skip


def test_code_that_was_read_tells(tmp_path: Path) -> None:
    said = """
    import json, os, boto3
    def handler(event, context):
        print(event["detail"]["guests"])
        boto3.client("events").put_events(Entries=[{
            "EventBusName": os.environ["BUS"], "Source": "hotel", "DetailType": "Booked",
            "Detail": json.dumps({"guests": 2})}])
    """
    found = asked(tmp_path, "rename-field Booked.guests", "python3.12", said)

    assert parts(found.unread) == set()
    assert parts(found.hits) | parts(found.may) <= {"Book", "Bill", "Clean", "Kitchen", "Porter"}
    assert "Kitchen" in found.components


def test_nobody_is_taken_for_the_author_of_what_starts_it(tmp_path: Path) -> None:
    found = asked(tmp_path, "rename-field CheckedOut.room")

    assert "Who says CheckedOut is not known: one of Bill and Book." in found.notes


def test_a_comparison_counts_apart_what_only_may_be(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "template.yaml").write_text(HOTEL.replace("RUNTIME", "java21"))
    design = depend([tmp_path / "template.yaml"])

    found = compare([design, design])

    (first, second) = unsure(found.operators)
    assert "services more by guesses alone and" in first
    assert "whose code was not read whole, on average." in second
    assert first.removeprefix("In template.yaml (1)") in to_brief(found, width=1_000)
    wired = [each["designs"]["template.yaml (1)"] for each in comparison_wire(found)["operators"]]
    changes = [each for one in wired for each in one["changes"]]
    assert any(each.get("may") for each in changes)
    assert any(each.get("not_known") for each in changes)
