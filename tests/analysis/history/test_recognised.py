"""What kind of change it is, from templates and definitions before and after."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis.difference import difference, version
from analysis.history import Recognised, recognise

State = dict[str, Any]
Recognise = Callable[[Any, Any], Recognised]


def task(name: str, then: str = "", **more: Any) -> State:
    onward = {"Next": then} if then else {"End": True}
    return {"Type": "Task", "Resource": f"${{{name}.Arn}}", **onward, **more}


def machine(states: Mapping[str, State], *functions: str) -> str:
    """A template with a machine of these states; a function, and a service, a name."""
    resources: dict[str, Any] = {
        name: {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Handler": "app.handler", "Runtime": "python3.12",
                "InlineCode": "def handler(event, context):\n    return {}\n",
                "Tags": {"service": name.lower()},
            },
        }
        for name in functions
    }  # fmt: skip
    start = next(iter(states))
    resources["Flow"] = {
        "Type": "AWS::Serverless::StateMachine",
        "Properties": {
            "Tags": {"service": "flow"},
            "Definition": {"StartAt": start, "States": dict(states)},
            "DefinitionSubstitutions": {f"{x}.Arn": {"Fn::GetAtt": [x, "Arn"]} for x in functions},
        },
    }
    return json.dumps({"Resources": resources})


@pytest.fixture
def told(tmp_path: Path) -> Recognise:
    def read(before: str, after: str) -> Recognised:
        both = []
        for name, text in (("before", before), ("after", after)):
            folder = tmp_path / name
            folder.mkdir()
            (folder / "template.json").write_text(text)
            both.append(version([folder / "template.json"]))
        return recognise(difference(*both))

    return read


ALL = ("Stock", "Pay", "Ship")
FLOW = {"One": task("Stock", "Two"), "Two": task("Pay", "Three"), "Three": task("Ship")}
BEFORE = machine(FLOW, *ALL)


@pytest.mark.parametrize(
    ("states", "functions", "kind"),
    [
        ({"One": task("Stock", "X"), "X": task("Check", "Two"), "Two": task("Pay", "Three"),
          "Three": task("Ship")}, (*ALL, "Check"), "insert-step"),
        ({"One": task("Stock", "Three"), "Three": task("Ship")}, ALL, "remove-step"),
        ({"Two": task("Pay", "One"), "One": task("Stock", "Three"), "Three": task("Ship")},
         ALL, "swap-steps"),
        ({"One": task("Stock", "Two"), "Two": task("Pay", "Three"), "Three": task("Ship", "Last"),
          "Last": task("Count")}, (*ALL, "Count"), "add-consumer"),
        ({**FLOW, "Two": task("Pay", "Three", TimeoutSeconds=9)}, ALL, "change-timeout"),
        ({**FLOW, "Two": task("Pay", "Three", Retry=[{"ErrorEquals": ["X"]}])},
         ALL, "change-retry"),
        ({"One": task("Stock", "W"), "W": {"Type": "Wait", "Seconds": 9, "Next": "Two"},
          "Two": task("Pay", "Three"), "Three": task("Ship")}, ALL, "expire-step"),
        ({"One": task("Stock", "Ask"),
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                  "Parameters": {"QueueUrl": "q"}, "Next": "Two"},
          "Two": task("Pay", "Three"), "Three": task("Ship")}, ALL, "wait-for-person"),
        ({"Both": {"Type": "Parallel", "Next": "Three", "Branches": [
            {"StartAt": "One", "States": {"One": task("Stock")}},
            {"StartAt": "Two", "States": {"Two": task("Pay")}}]},
          "Three": task("Ship")}, ALL, "parallel-steps"),
        ({"Uno": task("Stock", "Due"), "Due": task("Pay", "Tre"), "Tre": task("Ship")},
         ALL, "configuration"),
        (FLOW, ALL, "nothing"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_machine_tells_what_was_done_to_it(
    told: Recognise, states: dict[str, State], functions: tuple[str, ...], kind: str
) -> None:
    assert told(BEFORE, machine(states, *functions)).name == kind


@pytest.mark.parametrize(
    ("states", "functions", "kind"),
    [
        ({"One": task("Stock", "Two"), "Two": task("Pay", "Three"), "Three": task("Ship", "Last"),
          "Last": task("Count")}, (*ALL, "Count"), "add-consumer undone"),
        ({"One": task("Stock", "Three"), "Three": task("Ship")}, ALL, "insert-step"),
        ({"One": task("Stock", "W"), "W": {"Type": "Wait", "Seconds": 9, "Next": "Two"},
          "Two": task("Pay", "Three"), "Three": task("Ship")}, ALL, "expire-step undone"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_what_is_undone_is_told_backwards(
    told: Recognise, states: dict[str, State], functions: tuple[str, ...], kind: str
) -> None:
    assert told(machine(states, *functions), BEFORE).name == kind


ASKED = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"}


def asking(how: str) -> State:
    """A task that asks by a queue, or by a topic, and waits until somebody answers."""
    return {**ASKED, "Resource": how, "Parameters": {"TopicArn": "t"}, "Next": "Two"}


def test_who_waited_for_an_answer_before_waits_no_more_than_it_did(told: Recognise) -> None:
    rest = {"Two": task("Pay", "Three"), "Three": task("Ship")}
    before = {"Ask": asking(ASKED["Resource"]), **rest}
    after = {"Tell": asking("arn:aws:states:::sns:publish.waitForTaskToken"), **rest}
    assert told(machine(before, *ALL), machine(after, *ALL)).kind != "wait-for-person"


def test_a_task_that_was_there_waits_for_an_answer_now(told: Recognise) -> None:
    rest = {"Two": task("Pay", "Three"), "Three": task("Ship")}
    at_once = asking("arn:aws:states:::sqs:sendMessage")
    before = {"One": at_once, "Hold": {"Type": "Wait", "Seconds": 9, "Next": "Two"}, **rest}
    before["One"] = {**at_once, "Next": "Hold"}
    after = {"One": asking(ASKED["Resource"]), **rest}
    assert told(machine(before, *ALL), machine(after, *ALL)).name == "wait-for-person"


def test_a_step_is_gone_where_a_machine_asks_it_no_more_not_where_it_might_have_answered(
    told: Recognise,
) -> None:
    """A function may answer the machine by its rights; it is no step that is removed by that."""
    states = {"Ask": {**asking(ASKED["Resource"]), "Next": "One"}, **FLOW}
    before = json.loads(machine(states, *ALL, "Idle"))
    rights = {"Statement": [{"Effect": "Allow", "Action": "states:SendTaskSuccess",
                             "Resource": "*"}]}  # fmt: skip
    before["Resources"]["Idle"]["Properties"]["Policies"] = [rights]
    assert told(json.dumps(before), machine(states, *ALL)).kind == "units"


def test_a_service_that_is_called_otherwise_is_none_that_came(told: Recognise) -> None:
    assert told(functions(1), functions(1).replace("s0", "other")).kind == "configuration"


def functions(count: int, **properties: Any) -> str:
    return json.dumps(
        {
            "Resources": {
                f"F{n}": {
                    "Type": "AWS::Serverless::Function",
                    "Properties": {
                        "Handler": "a.b", "Runtime": "python3.12",
                        "InlineCode": "def handler(event, context): pass",
                        "Tags": {"service": f"s{n}"}, **properties,
                    },
                }
                for n in range(count)
            }
        }
    )  # fmt: skip


def test_one_edit_in_many_is_a_sweep_and_in_one_a_configuration(told: Recognise) -> None:
    before, after = functions(5), functions(5, MemorySize=512)
    assert told(before, after).kind == "sweep"


def test_one_setting_of_one_is_configuration(told: Recognise) -> None:
    assert told(functions(1), functions(1, MemorySize=512)).kind == "configuration"


def test_a_unit_that_nothing_joins_is_new_and_no_more(told: Recognise) -> None:
    assert told(functions(2), functions(3)).kind == "units"


def test_code_alone_is_code(told: Recognise) -> None:
    after = functions(1, InlineCode="def handler(event, context): return 1")
    assert told(functions(1), after).kind == "code"


def test_names_tell_nothing(told: Recognise) -> None:
    states = {"One": task("Stock", "X"), "X": task("Check", "Two"), "Two": task("Pay", "Three"),
              "Three": task("Ship")}  # fmt: skip
    texts = [BEFORE, machine(states, *ALL, "Check")]
    for old, new in {
        "Stock": "Xq",
        "Pay": "Zz1",
        "Ship": "Aaa",
        "Check": "Undo",
        "flow": "w0",
    }.items():
        texts = [each.replace(old, new).replace(old.lower(), new.lower()) for each in texts]
    assert told(*texts).name == "insert-step"
