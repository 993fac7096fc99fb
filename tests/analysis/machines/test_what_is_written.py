"""What a workflow writes down is known where it is used, however it came there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis.extract import extract
from analysis.extract.events.documents import NULL, Open, Text
from analysis.extract.machines.evaluating import expression
from analysis.extract.machines.jsonata_values import jsonata_value
from analysis.graph import Graph
from analysis.source.values import Options

PUT = "arn:aws:states:::events:putEvents"
Definition = Mapping[str, Any]


def read(folder: Path, definition: Definition) -> Graph:
    template = {
        "Resources": {
            "Fair": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "fair"}},
            "Round": {
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": {"Definition": definition},
            },
            **{
                f"{name}Rule": {
                    "Type": "AWS::Events::Rule",
                    "Properties": {
                        "EventBusName": {"Ref": "Fair"},
                        "EventPattern": {"detail": {"lane": [name]}},
                        "Targets": [{"Id": "q", "Arn": {"Fn::GetAtt": [name, "Arn"]}}],
                    },
                }
                for name in ("Left", "Right")
            },
            "Left": {"Type": "AWS::SQS::Queue"},
            "Right": {"Type": "AWS::SQS::Queue"},
        }
    }
    path = folder / "template.json"
    path.write_text(json.dumps(template))
    return extract([path])


def told(graph: Graph) -> dict[str, list[str]]:
    """By event type, whom it reaches for certain or with some values."""
    found: dict[str, list[str]] = {}
    for edge in graph.contracts:
        event = edge.target if edge.relation == "emits" else edge.source
        mark = "" if edge.certainty == "declared" else "?"
        several = found.setdefault(event.rpartition("/")[2], [])
        several += [f"{edge.target}{mark}"] if edge.relation == "reaches" else []
    return found


def entry(**given: Any) -> dict[str, Any]:
    known = {"EventBusName": "fair", "Source": "fair", "DetailType": "Turned"}
    return {
        "Type": "Task",
        "Resource": PUT,
        "End": True,
        "Parameters": {"Entries": [known | given]},
    }


def without(block: dict[str, Any], name: str) -> dict[str, Any]:
    [known] = block["Parameters"]["Entries"]
    known.pop(name)
    return block


WAYS: dict[str, Definition] = {
    "the result of a Pass state": {
        "StartAt": "P",
        "States": {
            "P": {"Type": "Pass", "Result": {"type": "Turned", "lane": "Left"}, "Next": "E"},
            "E": without(
                entry(**{"DetailType.$": "$.type", "Detail": {"lane.$": "$.lane"}}), "DetailType"
            ),
        },
    },
    "a result that is put at a path": {
        "StartAt": "P",
        "States": {
            "P": {
                "Type": "Pass",
                "Result": {"lane": "Left"},
                "ResultPath": "$.kept.here",
                "Next": "W",
            },
            "W": {"Type": "Wait", "Seconds": 1, "Next": "E"},
            "E": entry(**{"Detail.$": "$.kept.here"}),
        },
    },
    "a variable that is assigned": {
        "StartAt": "P",
        "States": {
            "P": {"Type": "Pass", "Assign": {"to": {"lane": "Left"}}, "Next": "T"},
            "T": {"Type": "Task", "Resource": "arn:aws:lambda:x:1:function:f", "Next": "E"},
            "E": entry(Detail={"lane.$": "$to.lane"}),
        },
    },
    "parameters of a Pass state, with a format": {
        "StartAt": "P",
        "States": {
            "P": {
                "Type": "Pass",
                "Parameters": {"lane.$": "States.Format('{}{}', 'Le', 'ft')", "id.$": "$.id"},
                "Next": "E",
            },
            "E": entry(Detail={"lane.$": "$.lane", "id.$": "$.id"}),
        },
    },
    "a whole list of entries": {
        "StartAt": "P",
        "States": {
            "P": {
                "Type": "Pass",
                "Result": {
                    "all": [
                        {
                            "EventBusName": "fair",
                            "Source": "fair",
                            "DetailType": "Turned",
                            "Detail": {"lane": "Left"},
                        }
                    ]
                },
                "Next": "E",
            },
            "E": {
                "Type": "Task",
                "Resource": PUT,
                "End": True,
                "Parameters": {"Entries.$": "$.all"},
            },
        },
    },
    "inside a branch": {
        "StartAt": "P",
        "States": {
            "P": {"Type": "Pass", "Result": {"lane": "Left"}, "Next": "Both"},
            "Both": {
                "Type": "Parallel",
                "End": True,
                "Branches": [{"StartAt": "E", "States": {"E": entry(Detail={"lane.$": "$.lane"})}}],
            },
        },
    },
    "an object of JSONata": {
        "QueryLanguage": "JSONata",
        "StartAt": "P",
        "States": {
            "P": {"Type": "Pass", "Assign": {"lane": "{% 'Le' & 'ft' %}"}, "Next": "E"},
            "E": {
                "Type": "Task",
                "Resource": PUT,
                "End": True,
                "Arguments": {
                    "Entries": [
                        {
                            "EventBusName": "fair",
                            "Source": "fair",
                            "DetailType": "{% 'Turn' & 'ed' %}",
                            "Detail": "{% {'lane': $lane, 'id': $states.input.id} %}",
                        }
                    ]
                },
            },
        },
    },
    "arguments that are one expression": {
        "QueryLanguage": "JSONata",
        "StartAt": "P",
        "States": {
            "P": {"Type": "Pass", "Output": {"lane": "Left"}, "Next": "E"},
            "E": {
                "Type": "Task",
                "Resource": PUT,
                "End": True,
                "Arguments": "{% {'Entries': [{'EventBusName': 'fair', 'Source': 'fair', "
                "'DetailType': 'Turned', 'Detail': {'lane': $states.input.lane}}]} %}",
            },
        },
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_a_literal_is_known_where_it_is_used(tmp_path: Path, way: str) -> None:
    graph = read(tmp_path, WAYS[way])
    assert told(graph) == {"Turned": ["Left"]}
    assert not any("chosen at run time" in node.reason for node in graph.unresolved)


def test_what_differs_by_the_way_may_be_either(tmp_path: Path) -> None:
    choice = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.fast", "BooleanEquals": True, "Next": "L"}],
        "Default": "R",
    }
    states = {
        "C": choice,
        "L": {"Type": "Pass", "Result": {"type": "Raced", "lane": "Left"}, "Next": "E"},
        "R": {"Type": "Pass", "Result": {"type": "Strolled", "lane": "Left"}, "Next": "E"},
        "E": without(
            entry(**{"DetailType.$": "$.type", "Detail": {"lane.$": "$.lane"}}), "DetailType"
        ),
    }
    graph = read(tmp_path, {"StartAt": "C", "States": states})
    assert told(graph) == {"Raced": ["Left"], "Strolled": ["Left"]}
    states["R"] = {"Type": "Pass", "Result": {"type": "Raced", "lane": "Right"}, "Next": "E"}
    graph = read(tmp_path, {"StartAt": "C", "States": states})
    assert told(graph) == {"Raced": ["Left", "Right"]}


def test_what_a_task_answers_and_what_comes_in_is_not_known(tmp_path: Path) -> None:
    states = {
        "P": {"Type": "Pass", "Result": {"lane": "Left"}, "Next": "T"},
        "T": {"Type": "Task", "Resource": "arn:aws:lambda:x:1:function:f", "Next": "E"},
        "E": entry(Detail={"lane.$": "$.lane"}),
    }
    graph = read(tmp_path, {"StartAt": "P", "States": states})
    assert told(graph) == {"Turned": ["Left", "Right"]}
    kept = {**states, "T": {**states["T"], "ResultPath": "$.answer"}}
    assert told(read(tmp_path, {"StartAt": "P", "States": kept})) == {"Turned": ["Left"]}
    lost = {**kept, "T": {**states["T"], "ResultPath": "$.lane"}}
    found = told(read(tmp_path, {"StartAt": "P", "States": lost}))
    assert found == {"Turned": ["Left", "Right"]}


def test_a_loop_that_changes_what_it_keeps_ends(tmp_path: Path) -> None:
    states = {
        "P": {"Type": "Pass", "Result": {"deep": {}}, "Next": "L"},
        "L": {"Type": "Pass", "ResultPath": "$.deep", "Next": "C"},
        "C": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.on", "BooleanEquals": True, "Next": "L"}],
            "Default": "E",
        },
        "E": entry(Detail={"lane": "Left"}),
    }
    assert told(read(tmp_path, {"StartAt": "P", "States": states})) == {"Turned": ["Left"]}


def test_the_target_of_a_call_may_be_a_literal(tmp_path: Path) -> None:
    states = {
        "P": {"Type": "Pass", "Assign": {"bus": "fair"}, "Next": "E"},
        "E": without(
            entry(**{"EventBusName.$": "$bus", "Detail": {"lane": "Left"}}), "EventBusName"
        ),
    }
    graph = read(tmp_path, {"StartAt": "P", "States": states})
    assert "Round/E publishes Fair" in [str(edge) for edge in graph.flow]


KNOWN = {"": {"a": {"b": "x", "n": 3}, "list": ["u", "v"]}, "$v": {"w": True}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$.a.b", "x"),
        ("$.a.none", None),
        ("$v.w", True),
        ("$$.Execution.Id", None),
        ("States.Format('{}-{}', $.a.b, $.a.n)", "x-3"),
        ("States.Format('it''s {}', $.gone)", None),
        ("States.Format('a, (b) {}', 'c')", "a, (b) c"),
        ("States.Array('p', $.a.n, true, null)", ["p", 3, True, NULL]),
        ("States.ArrayGetItem($.list, 1)", "v"),
        ("States.JsonMerge($.a, $v, false)", {"b": "x", "n": 3, "w": True}),
        ("States.StringToJson('{\"k\": [1, null]}')", {"k": [1, NULL]}),
        ("States.UUID()", None),
        ("States.Format(", None),
        ("$.a[0].b", None),
        ("", None),
    ],
)
def test_intrinsic_functions_over_what_is_known(text: str, value: Any) -> None:
    assert expression(text, KNOWN) == value


def test_a_text_made_of_a_document_holds_it() -> None:
    found = expression("States.JsonToString($.a)", KNOWN)
    assert isinstance(found, Text)
    assert found.content == {"b": "x", "n": 3}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a' & \"b\" & 1", "ab1"),
        ("{'k': [1, 2.5, null, true], 'm': {'n': $states.input.a.b}}",
         {"k": [1, 2.5, NULL, True], "m": {"n": "x"}}),
        ("$v.w ? 'yes' : 'no'", "yes"),
        ("$states.result.x ? 'yes' : 'no'", Options(("yes", "no"))),
        ("$merge([{'a': 1}, {'b': 2}])", {"a": 1, "b": 2}),
        ("$string($states.input.a.n)", "3"),
        ("$uppercase('ab')", "AB"),
        ("($states.input.a.b)", "x"),
        ("$states.input.list[0]", None),
        ("$now()", None),
        ("1 + 2", None),
        ("{'a': 1", None),
        ("", None),
    ],
)  # fmt: skip
def test_jsonata_over_what_is_known(text: str, value: Any) -> None:
    assert jsonata_value(f"{{% {text} %}}", KNOWN) == value


def test_a_name_that_is_computed_leaves_an_object_open() -> None:
    found = jsonata_value("{% {$states.result.k: 1, 'b': 2} %}", KNOWN)
    assert found == {"b": 2}
    assert isinstance(found, Open)
