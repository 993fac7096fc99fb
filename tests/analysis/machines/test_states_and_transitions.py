"""States, whatever their depth, and the ways from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

World = Any
Read = Callable[..., World]


def test_every_way_on_has_its_label(machine: Read) -> None:
    world = machine("""
        StartAt: A
        States:
          A: {Type: Pass, Next: B}
          B:
            Type: Task
            Resource: arn:aws:lambda:eu-west-1:123456789012:function:f
            Next: C
            Catch: [{ErrorEquals: [Late], Next: Z}]
          C:
            Type: Choice
            Choices: [{Variable: $.n, NumericEquals: 1, Next: A}]
            Default: Z
          Z: {Type: Succeed}
        """)
    assert world.transitions == [
        "A -Next-> B",
        "B -Catch-> Z",
        "B -Next-> C",
        "C -Choice-> A",
        "C -Default-> Z",
    ]
    assert world.of("A")["start"] is True
    assert "start" not in world.of("B")


def test_several_ways_to_one_state_are_one_edge(machine: Read) -> None:
    world = machine("""
        StartAt: C
        States:
          C:
            Type: Choice
            Choices:
              - {Variable: $.a, IsPresent: true, Next: Z}
              - And: [{Variable: $.b, IsNull: true}, {Not: {Variable: $.c, StringEquals: x}}]
                Next: Z
            Default: Z
          T:
            Type: Task
            Resource: arn:aws:lambda:eu-west-1:123456789012:function:f
            Next: Z
            Catch:
              - {ErrorEquals: [Late], Next: Z}
              - {ErrorEquals: [States.ALL], Next: Z, ResultPath: $.why}
          Z: {Type: Fail}
        """)
    assert world.transitions == ["C -Choice, Default-> Z", "T -Next, Catch-> Z"]
    assert [each["condition"] for each in world.of("C")["choices"]] == [
        "$.a IsPresent true",
        "($.b IsNull true and not $.c StringEquals x)",
    ]
    assert world.of("C")["reads"] == ["a", "b", "c"]
    assert world.of("T")["caught"] == [
        {"errors": ["Late"], "next": "Z", "output": {"$": "@error"}},
        {"errors": ["States.ALL"], "next": "Z", "output": {"$": "$", "why": "@error"}},
    ]


def test_states_in_states_belong_to_the_one_around_them(machine: Read) -> None:
    world = machine("""
        StartAt: Each
        States:
          Each:
            Type: Map
            End: true
            ItemProcessor:
              ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
              StartAt: Both
              States:
                Both:
                  Type: Parallel
                  End: true
                  Branches:
                    - {StartAt: L, States: {L: {Type: Pass, Next: L2}, L2: {Type: Succeed}}}
                    - {StartAt: Old, States: {Old: {Type: Map, End: true, Iterator:
                        {StartAt: Deep, States: {Deep: {Type: Succeed}}}}}}
        """)
    assert world.contains == [
        "Both contains L",
        "Both contains L2",
        "Both contains Old",
        "Each contains Both",
        "M contains Each",
        "Old contains Deep",
    ]
    assert world.transitions == ["L -Next-> L2"]
    assert [world.of(each).get("start") for each in ("Each", "L", "L2", "Deep")] == [
        True,
        True,
        None,
        True,
    ]


def test_a_definition_may_be_json_text_with_references(template: Read) -> None:
    world = template("""
        Resources:
          M:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              DefinitionString:
                Fn::Join:
                  - ""
                  - - '{"StartAt":"Do","States":{"Do":{"Type":"Task","End":true,"Resource":"arn:'
                    - Ref: AWS::Partition
                    - ':states:::lambda:invoke","Parameters":{"FunctionName":"'
                    - Fn::GetAtt: [Worker, Arn]
                    - '","Payload.$":"$"}}}}'
          Worker: {Type: AWS::Lambda::Function}
        """)
    assert world.does == ["Do invokes Worker"]
    assert world.of("Do")["mapping"] == {"$": "$"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "flow.asl.json",
            """{"StartAt": "Do",
              "States": {"Do": {"Type": "Task",
                "Resource": "${Work}", "End": true}}}""",
        ),
        (
            "flow.asl.yaml",
            """
            StartAt: Do
            States: {Do: {Type: Task, Resource: "${Work}", End: true}}""",
        ),
    ],
)
def test_a_definition_may_be_a_file_with_substitutions(
    template: Read, name: str, text: str
) -> None:
    world = template(
        f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          M:
            Type: AWS::Serverless::StateMachine
            Properties:
              DefinitionUri: {name}
              DefinitionSubstitutions: {{Work: !GetAtt Worker.Arn}}
          Worker: {{Type: AWS::Lambda::Function}}
        """,
        {name: text},
    )
    assert world.does == ["Do invokes Worker"]
    assert world.lines("Do invokes Worker") == [3]


def test_a_definition_in_s3_is_said_to_be_unknown(template: Read) -> None:
    world = template("""
        Resources:
          M:
            Type: AWS::StepFunctions::StateMachine
            Properties: {DefinitionS3Location: {Bucket: b, Key: k}}
        """)
    assert world.unresolved == [
        "M/definition: its definition is not known: it lies in S3, not beside the template"
    ]


INVALID = {
    "no States": ("StartAt: A", ["M/States: it has no States"]),
    "States is a list": ("{StartAt: A, States: [A]}", ["M/States: it has no States"]),
    "no StartAt": ("States: {A: {Type: Succeed}}", ["M/StartAt: it has no StartAt"]),
    "StartAt of no state": (
        "{StartAt: B, States: {A: {Type: Succeed}}}",
        ["M/StartAt: StartAt names no state of it: 'B'"],
    ),
    "a transition to no state": (
        "{StartAt: A, States: {A: {Type: Pass, Next: Gone}}}",
        ["M/A/Next Gone: there is no state 'Gone' beside it"],
    ),
    "a transition out of a branch": (
        (
            "{StartAt: P, States: {P: {Type: Parallel, End: true, Branches: "
            "[{StartAt: A, States: {A: {Type: Pass, Next: P}}}]}}}"
        ),
        ["M/A/Next P: there is no state 'P' beside it"],
    ),
    "an unknown type": (
        "{StartAt: A, States: {A: {Type: Dance, End: true}}}",
        ["M/A/Type: there is no type of state 'Dance'"],
    ),
    "no type": ("{StartAt: A, States: {A: {End: true}}}", ["M/A/Type: it has no Type"]),
    "a state that is none": ("{StartAt: A, States: {A: [1]}}", ["M/A: it is no mapping"]),
    "no way on": (
        "{StartAt: A, States: {A: {Type: Pass}}}",
        ["M/A/Next: it names no state to go on to, and does not say that it is the end"],
    ),
    "two of one name": (
        (
            "{StartAt: P, States: {P: {Type: Parallel, End: true, Branches: "
            "[{StartAt: A, States: {A: {Type: Succeed}}}, "
            "{StartAt: A, States: {A: {Type: Fail}}}]}}}"
        ),
        ["M/P/A: two states are called 'A'"],
    ),
    "a map of nothing": (
        "{StartAt: A, States: {A: {Type: Map, End: true}}}",
        ["M/A/ItemProcessor: the Map has no ItemProcessor"],
    ),
    "a task of nothing": (
        "{StartAt: A, States: {A: {Type: Task, End: true}}}",
        ["M/A/Resource: the task names no Resource"],
    ),
}


@pytest.mark.parametrize("fault", INVALID)
def test_what_is_no_states_language_is_said_with_its_place(machine: Read, fault: str) -> None:
    definition, reasons = INVALID[fault]
    world = machine(definition + "\n")
    assert world.unresolved == reasons
    for node in world.reading.nodes:
        if node.kind == "unresolved":
            assert node.evidence[0].line
