"""State machines: what passes from the input and from answers into requests."""

from __future__ import annotations

import json
from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from analysis.facts import Facts

World = Callable[..., Facts]
Lines = Callable[[Facts], list[str]]
INVOKE = "arn:aws:states:::lambda:invoke"


def machine(states: dict[str, Any], **more: Any) -> str:
    """A state machine M of these states, the first being the start, and functions A and B."""
    definition = {"StartAt": next(iter(states)), "States": states, **more}
    functions = "".join(
        f"{name}: {{Type: AWS::Serverless::Function, Properties: {{Handler: {name.lower()}.go}}}}\n"
        for name in "AB"
    )
    text = json.dumps(definition).replace('"&A"', "!GetAtt A.Arn").replace('"&B"', "!GetAtt B.Arn")
    return (
        functions
        + "M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: "
        + text
        + "}}\n"
    )


A = "def go(event, context): return {'n': event['x'], 'spare': 1}"
B = "def go(event, context): return {}"


def task(function: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    parameters = {"FunctionName": f"&{function}", "Payload": payload}
    return {"Type": "Task", "Resource": INVOKE, "Parameters": parameters, **more}


def links(lines: list[str]) -> list[str]:
    return [each.removesuffix(" in M") for each in lines if each.endswith(" in M")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"ResultPath": "$.a"}, "$.a.Payload.n", "response:A.n"),
        ({"ResultSelector": {"k.$": "$.Payload.n"}, "ResultPath": "$.a"}, "$.a.k", "response:A.n"),
        ({"OutputPath": "$.Payload"}, "$.n", "response:A.n"),
        ({"ResultPath": None}, "$.deep.y", "request:M.deep.y"),
        ({"ResultPath": "$.a"}, "$$.Execution.Input.z", "request:M.z"),
        ({"Assign": {"kept.$": "$.Payload.n"}}, "$kept", "response:A.n"),
        (
            {"ResultSelector": {"k.$": "States.StringToJson($.Payload.n)"}, "ResultPath": "$.a"},
            "$.a.k.m",
            "response:A.n.m",
        ),
    ],
)
def test_copies(
    world: World, lines: Lines, first: dict[str, Any], second: str, expected: str
) -> None:
    states = {
        "One": task("A", {"x.$": "$.first"}, Next="Two", **first),
        "Two": task("B", {"y.$": second}, End=True),
    }
    found = lines(world(machine(states), a=A, b=B))
    assert f"request:B.y <- {expected}" in links(found)
    assert "request:A.x <- request:M.first" in links(found)


def test_a_computed_field(world: World, lines: Lines) -> None:
    payload = {"y.$": "States.Format('{} {}', $.a, $.b)"}
    found = lines(world(machine({"One": task("B", payload, End=True)}), b=B, a=A))
    assert {"request:B.y <~ request:M.a", "request:B.y <~ request:M.b"} <= set(links(found))
    assert "M reads request:M: a b" in found


def test_jsonata(world: World, lines: Lines) -> None:
    states = {
        "One": {
            "Type": "Task",
            "Resource": INVOKE,
            "Arguments": {"FunctionName": "&A", "Payload": {"x": "{% $states.input.first %}"}},
            "Assign": {"n": "{% $parse($states.result.Payload.n) %}"},
            "Next": "Two",
        },
        "Two": {
            "Type": "Task",
            "Resource": INVOKE,
            "Arguments": {"FunctionName": "&B", "Payload": {"y": "{% $n * 2 %}"}},
            "End": True,
        },
    }
    found = lines(world(machine(states, QueryLanguage="JSONata"), a=A, b=B))
    assert "request:A.x <- request:M.first" in links(found)
    assert "request:B.y <~ response:A.n" in links(found)
    assert "M reads response:A: n" in found


def test_each_item_of_a_map(world: World, lines: Lines) -> None:
    inner = {"StartAt": "In", "States": {"In": task("A", {"x.$": "$.sku"}, End=True)}}
    states = {"All": {"Type": "Map", "ItemsPath": "$.lines", "Iterator": inner, "End": True}}
    found = lines(world(machine(states), a=A, b=B))
    assert "request:A.x <- request:M.lines.sku" in links(found)


def test_a_choice_uses_an_answer(world: World, lines: Lines) -> None:
    rule = {"Variable": "$.a.n", "NumericGreaterThan": 3, "Next": "End"}
    states = {
        "One": task(
            "A", {"x": 1}, Next="Which", ResultSelector={"n.$": "$.Payload.n"}, ResultPath="$.a"
        ),
        "Which": {"Type": "Choice", "Choices": [rule], "Default": "End"},
        "End": {"Type": "Succeed"},
    }
    found = lines(world(machine(states), a=A, b=B))
    assert "M reads response:A: n" in found
    assert "response:A of A: n spare" in found


def test_a_loop_ends(world: World, lines: Lines) -> None:
    states = {
        "One": task("A", {"x.$": "$.a"}, Next="Two", ResultPath="$.a"),
        "Two": {"Type": "Pass", "Parameters": {"b.$": "$"}, "ResultPath": "$.c", "Next": "One"},
    }
    found = lines(world(machine(states), a=A, b=B))
    assert "request:A.x <- request:M.a" in links(found)


def test_errors_told_apart(world: World, lines: Lines) -> None:
    catch = [{"ErrorEquals": ["Refused", "States.Timeout"], "ResultPath": "$.e", "Next": "Two"}]
    states = {
        "One": task("A", {"x": 1}, Catch=catch, Next="Two"),
        "Two": task("B", {"why.$": "$.e.Error"}, End=True),
    }
    code = "class Refused(Exception): ...\ndef go(event, context): raise Refused(event['x'])"
    found = lines(world(machine(states), a=code, b=B))
    assert "response:A of A: @error.Refused" in found
    assert "M reads response:A: @error.Refused" in found
    assert "request:B.why <- response:A.@error.Refused" in links(found)


def test_the_whole_input_passed_on(world: World, lines: Lines) -> None:
    states = {"One": {"Type": "Task", "Resource": "&A", "Next": "Two"}}
    states["Two"] = {"Type": "Task", "Resource": "&B", "End": True}
    read = "def go(event, context): return {'m': event['n']}"
    found = lines(world(machine(states), a=A, b=read))
    assert set(found) >= {
        "request:M of nobody: x",
        "request:A of M: x",
        "A reads request:A: x",
        "request:A.x <- request:M.x in M",
        "response:A of A: n spare",
        "request:B.n <- response:A.n in M",
        "B reads request:B: n",
        "M reads response:A:",
    }


def test_an_answer_that_is_not_read_has_the_fields_that_are_read_of_it(
    world: World, lines: Lines
) -> None:
    states = {"One": {"Type": "Task", "Resource": "&A", "Next": "Two"}}
    states["Two"] = {"Type": "Task", "Resource": "&B", "End": True}
    unread = "import aloof\ndef go(event, context): return aloof.look()"
    found = lines(world(machine(states), a=unread, b="def go(event, context): return event['n']"))
    assert "response:A of A: ?" in found
    assert "request:B.n <- response:A.n in M" in found


def test_a_rule_starts_a_machine(world: World, lines: Lines) -> None:
    started = machine({"One": task("A", {"x.$": "$.detail.id"}, End=True)})
    rule = "Events: {On: {Type: EventBridgeRule, Properties: {Pattern: {detail-type: [Placed]}}}}, "
    found = lines(world(started.replace("{Definition:", "{" + rule + "Definition:"), a=A, b=B))
    assert "M reads Placed: id" in found


def test_what_starts_a_machine_is_what_its_tasks_are_given(world: World, lines: Lines) -> None:
    """Whole, or as the rule's target is given it; what a task is given by a name is a copy."""
    whole = {"Type": "Task", "Resource": "&A", "Next": "Two"}
    started = machine({"One": whole, "Two": task("B", {"n.$": "$.detail.id"}, End=True)})
    pattern = "Pattern: {detail-type: [Placed]}"
    say = """
Bus: {Type: AWS::Events::EventBus}
Say:
  Type: AWS::Serverless::Function
  Properties: {Handler: say.go, Environment: {Variables: {BUS: !Ref Bus}}}
"""
    code = """
        import boto3, json, os
        def go(event, context):
            boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
                "Source": "s", "DetailType": "Placed", "Detail": json.dumps({"id": event["id"]})}])
        """
    for given, path in (("", "detail.id"), (", InputPath: $.detail", "id")):
        rule = f"EventBusName: !Ref Bus, {pattern}{given}"
        events = "Events: {On: {Type: EventBridgeRule, Properties: {" + rule + "}}}, "
        template = say + started.replace("{Definition:", "{" + events + "Definition:")
        reads = (
            f"def go(event, context): print(event{''.join(f'[{p!r}]' for p in path.split('.'))})"
        )
        found = lines(world(template, a=reads, b=B, say=code))
        assert {
            f"request:M.{path} <- Placed.id in M",
            f"request:A.{path} <- request:M.{path} in M",
            f"A reads request:A: {path}",
        } <= set(found)


def test_what_the_machine_puts_there_itself_on_one_way_is_not_asked_of_its_caller(
    world: World, lines: Lines
) -> None:
    """A choice that looks whether something was caught reads no field of the request."""
    catch = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.missed", "Next": "Missed?"}]
    looks = [{"Variable": "$.missed", "IsPresent": True, "Next": "Again"}]
    states = {
        "One": task("A", {"x.$": "$.x"}, Next="Missed?", ResultPath=None, Catch=catch),
        "Missed?": {"Type": "Choice", "Choices": looks, "Default": "Done"},
        "Again": task("A", {"x.$": "$.x"}, End=True),
        "Done": {"Type": "Succeed"},
    }
    assert "request:M of nobody: x" in lines(world(machine(states), a=A, b=B))


def test_what_comes_from_nowhere_hides_what_was_there(world: World, lines: Lines) -> None:
    """The answers of branches lie where they are put, though it is not known what they are."""
    inner = {"StartAt": "In", "States": {"In": task("B", {"y.$": "$.y"}, End=True)}}
    states = {
        "Both": {"Type": "Parallel", "Branches": [inner], "ResultPath": "$.both", "Next": "Use"},
        "Use": task("A", {"x.$": "$.both.Error"}, End=True),
    }
    found = lines(world(machine(states), a=A, b=B))
    assert not any("request:M" in each and "both" in each for each in found)


def test_what_a_state_says_on_a_topic_has_fields_and_says_of_what_they_are_made(
    world: World, lines: Lines
) -> None:
    said = {
        "TopicArn": "&News",
        "Message": {"type": "Cut", "n.$": "$.a.Payload.n", "who.$": "$.who"},
        "MessageAttributes": {"event_type": {"DataType": "String", "StringValue": "Cut"}},
    }
    publish = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": said}
    states = {
        "One": task("A", {"x.$": "$.first"}, ResultPath="$.a", Next="Say"),
        "Say": {**publish, "End": True},
    }
    hears = """
        News: {Type: AWS::SNS::Topic}
        Hears:
          Type: AWS::SNS::Subscription
          Properties:
            {TopicArn: !Ref News, Protocol: lambda, Endpoint: !GetAtt B.Arn,
             FilterPolicy: {event_type: [Cut]}}
    """
    template = dedent(hears) + machine(states).replace('"&News"', "!Ref News")

    found = lines(world(template, a=A, b=B))

    assert "Cut of M: n type who" in found
    assert {"Cut.n <- response:A.n", "Cut.who <- request:M.who"} <= set(links(found))
