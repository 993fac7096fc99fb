"""The results of a Parallel are a list: what is read of one branch's is of that branch alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.facts import Facts

World = Callable[..., Facts]
Lines = Callable[[Facts], list[str]]
A = "def go(event, context): return {'x': 1, 'spare': 1}"
B = "def go(event, context): return {'x': 2, 'y': 2}"
C = "def go(event, context): return {}"


def call(function: str, **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"&{function}", **({"End": True} | more)}


def branch(state: dict[str, Any], name: str) -> dict[str, Any]:
    return {"StartAt": name, "States": {name: state}}


def both(**more: Any) -> dict[str, Any]:
    """A Parallel of a call of A and one of B."""
    inner = [branch(call("A"), "InA"), branch(call("B"), "InB")]
    return {"Type": "Parallel", "Branches": inner, "Next": "Use", **more}


def machine(parallel: dict[str, Any], use: dict[str, Any], **more: Any) -> str:
    """A state machine M of a Parallel and a state after it, and functions A, B and C."""
    states = {"Both": parallel, "Use": use}
    text = json.dumps({"StartAt": "Both", "States": states, **more})
    functions = ""
    for name in "ABC":
        text = text.replace(f'"&{name}"', f"!GetAtt {name}.Arn")
        handler = f"{{Handler: {name.lower()}.go}}"
        functions += f"{name}: {{Type: AWS::Serverless::Function, Properties: {handler}}}\n"
    kind = "AWS::Serverless::StateMachine"
    return f"{functions}M: {{Type: {kind}, Properties: {{Definition: {text}}}}}\n"


def come_from(found: list[str], field: str) -> set[str]:
    """What a field of C's request comes from, of the answers."""
    for sign in ("<-", "<~"):
        prefix = f"request:C.{field} {sign} response:"
        if any(each.startswith(prefix) for each in found):
            return {each.removeprefix(prefix).split()[0] for each in found if prefix in each}
    return set()


ONE, ALL = {"B.x"}, {"A.x", "B.x"}


@pytest.mark.parametrize(
    ("parallel", "path", "expected"),
    [
        ({"ResultPath": "$.both"}, "$.both[1].x", ONE),
        ({"ResultPath": "$.both"}, "$['both'][1]['x']", ONE),
        ({}, "$[1].x", ONE),
        ({"ResultSelector": {"k.$": "$[1].x"}}, "$.k", ONE),
        ({"ResultSelector": {"k.$": "$[1]"}, "ResultPath": "$.a"}, "$.a.k.x", ONE),
        ({"ResultSelector": {"k.$": "$"}, "ResultPath": "$.a"}, "$.a.k[1].x", ONE),
        ({"OutputPath": "$[1]"}, "$.x", ONE),
        ({"Assign": {"kept.$": "$[1]"}}, "$kept.x", ONE),
        ({"Assign": {"kept.$": "$"}}, "$kept[1].x", ONE),
        ({"ResultPath": "$.both"}, "$.both[*].x", ALL),
        ({"ResultPath": "$.both"}, "$.both[-1].x", ALL),
        ({"ResultPath": "$.both"}, "$.both[?(@.y > 1)].x", ALL),
        ({"ResultSelector": {"k.$": "$[0:2]"}}, "$.k[1].x", ALL),
        ({"ResultPath": "$.both"}, "$.both[2].x", set()),
    ],
)
def test_json_path(
    world: World, lines: Lines, parallel: dict[str, Any], path: str, expected: set[str]
) -> None:
    use = call("C", Parameters={"c.$": path})
    found = lines(world(machine(both(**parallel), use), a=A, b=B, c=C))
    assert come_from(found, "c") == expected


@pytest.mark.parametrize(
    ("parallel", "path", "expected"),
    [
        ({}, "$states.input[1].x", ONE),
        ({"Output": "{% $states.result[1] %}"}, "$states.input.x", ONE),
        ({"Output": {"k": "{% $states.result[1].x %}"}}, "$states.input.k", ONE),
        ({"Output": {"k": "{% $states.result %}"}}, "$states.input.k[1].x", ONE),
        ({"Assign": {"kept": "{% $states.result[1] %}"}}, "$kept.x", ONE),
        ({"Assign": {"kept": "{% $states.result %}"}}, "$kept[1].x", ONE),
        ({}, "( $one := $states.input[1]; $one.x )", ONE),
        ({}, "$states.input.x", ALL),
        ({}, "$states.input[$n].x", ALL),
        ({}, "$states.input[y > 1].x", ALL),
        ({}, "$map($states.input, function($each) { $each.x })", ALL),
    ],
)
def test_jsonata(
    world: World, lines: Lines, parallel: dict[str, Any], path: str, expected: set[str]
) -> None:
    invoke = "arn:aws:states:::lambda:invoke"
    arguments = {"FunctionName": "&C", "Payload": {"c": f"{{% {path} %}}"}}
    use = {"Type": "Task", "Resource": invoke, "Arguments": arguments, "End": True}
    text = machine(both(**parallel), use, QueryLanguage="JSONata")
    found = lines(world(text, a=A, b=B, c=C))
    assert come_from(found, "c") >= expected
    assert ("A.x" in come_from(found, "c")) == ("A.x" in expected)


def test_a_parallel_in_a_branch(world: World, lines: Lines) -> None:
    inner = {key: value for key, value in both(End=True).items() if key != "Next"}
    outer = [branch(call("C"), "First"), branch(inner, "Inner")]
    parallel = {"Type": "Parallel", "Branches": outer, "ResultPath": "$.both", "Next": "Use"}
    use = call("C", Parameters={"c.$": "$.both[1][0].x", "d.$": "$.both[1][*].x"})
    found = lines(world(machine(parallel, use), a=A, b=B, c=C))
    assert come_from(found, "c") == {"A.x"}
    assert come_from(found, "d") == ALL


def test_what_the_machine_reads_itself(world: World, lines: Lines) -> None:
    rule = {"Variable": "$.both[1].x", "IsPresent": True, "Next": "End"}
    use = {"Type": "Choice", "Choices": [rule], "Default": "End"}
    text = machine(both(ResultPath="$.both"), use)
    found = lines(world(text, a=A, b=B, c=C))
    assert "M reads response:B: x" in found
    assert not any(each.startswith("M reads response:A: x") for each in found)


def test_a_map_has_no_branches(world: World, lines: Lines) -> None:
    each = {"Type": "Map", "Iterator": branch(call("A"), "InA"), "Next": "Use"}
    use = call("C", Parameters={"c.$": "$[1].x"})
    found = lines(world(machine(each, use), a=A, b=B, c=C))
    assert come_from(found, "c") == {"A.x"}
    parallel = both()  # in a machine that has a Parallel too, an index of a Map's says nothing
    parallel["Branches"][0] = branch({**each, "Next": "", "End": True}, "Each")
    del parallel["Branches"][0]["States"]["Each"]["Next"]
    use = call("C", Parameters={"c.$": "$[0][1].x", "d.$": "$[1].x"})
    found = lines(world(machine(parallel, use), a=A, b=B, c=C))
    assert (come_from(found, "c"), come_from(found, "d")) == ({"A.x"}, {"B.x"})


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("event['both'][1]['x']", "both.[1].x"),
        ("[one['x'] for one in event['both']]", "both.[0].x both.[1].x"),
        ("event['both'][event['n']]['x']", "both.[0].x both.[1].x n"),
        (
            "{**event['both'][0], **event['both'][1]}['x']",
            "both.[0].x both.[1] both.[1].x both.[1].y",
        ),
        ("[second['x'] for first, second in [event['both']]]", "both.[1].x"),
    ],
)
def test_code_that_is_given_the_results(world: World, lines: Lines, code: str, read: str) -> None:
    user = f"def go(event, context): return {{'n': {code} + 1}}"
    text = machine(both(ResultPath="$.both"), call("C"))
    found = lines(world(text, a=A, b=B, c=user))
    assert f"C reads request:C: {read}" in found
    assert "request:C.both.[1].x <- response:B.x in M" in found
    assert "request:C.both.[1].x <- response:A.x in M" not in found


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("const [, second] = event.both; return second.x + 1;", "both.[1].x"),
        ("return event.both?.[1]?.x + 1;", "both.[1].x"),
        ("return event.both.map((one) => one.x + 1);", "both.[0].x both.[1].x"),
        ("return event.both[event.n].x + 1;", "both.[0].x both.[1].x n"),
    ],
)
def test_javascript_that_is_given_the_results(
    world: World, lines: Lines, tmp_path: Path, code: str, read: str
) -> None:
    text = machine(both(ResultPath="$.both"), call("C"))
    text = text.replace("{Handler: c.go}", "{Handler: c.go, Runtime: nodejs22.x}")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "c.js").write_text(f"exports.go = async (event) => {{ {code} }};")
    assert f"C reads request:C: {read}" in lines(world(text, a=A, b=B))


def test_one_who_asks_otherwise(world: World, lines: Lines) -> None:
    """Where somebody else gives the function a list of his own, its items are not told apart."""
    user = "def go(event, context): return {'n': event['both'][1]['x'] + 1}"
    other = """
    import boto3, json
    def go(event, context):
        payload = json.dumps({'both': [{'x': 1}, {'x': 2}]})
        boto3.client('lambda').invoke(FunctionName='C', Payload=payload)
        return {'x': 1}
    """
    text = machine(both(ResultPath="$.both"), call("C"))
    text = text.replace(
        "Properties: {Handler: c.go}", "Properties: {FunctionName: C, Handler: c.go}"
    )
    found = lines(world(text, a=other, b=B, c=user))
    assert "C reads request:C: both.x" in found


def test_names_that_look_like_places(world: World, lines: Lines) -> None:
    names = {"[].$": "$[1].x", "[7].$": "$[0].x", "[x].$": "$[99999999999].x", "[-1].$": "$[].x"}
    found = lines(world(machine(both(), call("C", Parameters=names)), a=A, b=B, c=C))
    assert come_from(found, "[7]") == {"A.x"}
