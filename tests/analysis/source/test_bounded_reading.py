"""What grows beyond any system is unresolved, with file and line; what stands beside it is read."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from analysis.extract import extract
from analysis.graph import Graph, Node
from analysis.refusals import Refused
from analysis.source.budget import Budget
from analysis.source.opening import open_system

PLAIN = {"Type": "AWS::SNS::Topic"}
FUNCTION = {"Type": "AWS::Serverless::Function", "Properties": {"Handler": "a.b"}}


def read(folder: Path, content: dict[str, Any]) -> Graph:
    path = folder / "system.json"
    path.write_text(json.dumps(content, indent=1))
    return extract([path])


def unresolved(graph: Graph) -> list[Node]:
    return [node for node in graph.nodes if node.kind == "unresolved"]


def queue(name: object) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}}


def nested(depth: int) -> object:
    text: object = "x"
    for _ in range(depth):
        text = {"Fn::Sub": ["${y}${y}${y}", {"y": text}]}
    return text


@pytest.mark.slow
def test_texts_nested_in_one_another_are_unresolved_and_their_neighbours_are_read(
    tmp_path: Path,
) -> None:
    resources = {"Deep": queue(nested(14)), "Shallow": queue(nested(2)), "Topic": PLAIN}
    graph = read(tmp_path, {"Resources": resources})

    (told,) = unresolved(graph)
    assert told.name == "Deep"
    assert "too large" in told.reason
    assert told.evidence[0].file.endswith("system.json")
    assert told.evidence[0].line == 3
    assert {"Deep", "Shallow", "Topic"} <= set(graph.by_id)


@pytest.mark.parametrize(
    "use",
    [
        {"Fn::Sub": "${Long}${Long}"},
        {"Fn::Join": ["", [{"Ref": "Long"}] * 40]},
        {"Fn::Split": ["a", {"Ref": "Long"}]},
        {"Fn::ToJsonString": {"Ref": "Long"}},
    ],
    ids=lambda use: str(next(iter(use))),
)
def test_a_long_text_that_is_used_often_is_bounded_by_what_all_uses_make(
    tmp_path: Path, use: dict[str, Any]
) -> None:
    long = {"Long": {"Type": "String", "Default": "a" * 200_000}}
    used = {f"Q{number}": queue(use) for number in range(100)}
    path = tmp_path / "system.json"
    path.write_text(json.dumps({"Parameters": long, "Resources": {**used, "Topic": PLAIN}}))
    system = open_system([path])
    graph = extract(system)

    kept = sum(len(str(each.properties.get("QueueName"))) for each in system.resources.values())
    assert kept < 3 * Budget().characters
    assert any("too l" in node.reason for node in unresolved(graph))
    assert "Topic" in graph.by_id


@pytest.mark.slow
def test_globals_are_merged_into_as_many_functions_as_fit(tmp_path: Path) -> None:
    variables = {f"V{number}": "x" for number in range(2000)}
    functions = {f"F{number}": FUNCTION for number in range(400)}
    shared = {"Function": {"Environment": {"Variables": variables}}}
    graph = read(tmp_path, {"Globals": shared, "Resources": functions})

    told = unresolved(graph)
    assert 100 < len(told) < 300
    assert all("Globals are not merged in" in node.reason for node in told)
    assert {*functions} <= set(graph.by_id)


def test_a_text_filled_into_a_definition_often_is_unresolved(tmp_path: Path) -> None:
    state = {"Type": "Pass", "End": True, "Comment": "${t}" * 1000}
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "DefinitionString": json.dumps({"StartAt": "A", "States": {"A": state}}),
            "DefinitionSubstitutions": {"t": "x" * 100_000},
        },
    }
    graph = read(tmp_path, {"Resources": {"Machine": machine, "Topic": PLAIN}})

    assert any("too large" in node.reason for node in unresolved(graph))
    assert "Topic" in graph.by_id


def test_a_template_that_is_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "template.yaml")

    with pytest.raises(Refused, match="it is a pipe, not a regular file"):
        open_system([tmp_path / "template.yaml"])
    with pytest.raises(Refused, match="no template is in this folder or below it"):
        open_system([tmp_path])


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_a_template_without_an_end_is_refused_at_once(device: str) -> None:
    with pytest.raises(Refused, match="it is a device"):
        open_system([Path(device)])


def system_beside(tmp_path: Path, handler: str) -> Path:
    folder = tmp_path / "system"
    folder.mkdir()
    properties = {"Handler": "h.handler", "Runtime": "python3.12", "CodeUri": "."}
    resources = {"F": {"Type": "AWS::Serverless::Function", "Properties": properties}}
    (folder / "template.json").write_text(json.dumps({"Resources": {**resources, "T": PLAIN}}))
    (tmp_path / "elsewhere.py").write_text(handler)
    (tmp_path / "secret.json").write_text(json.dumps({"Resources": {"Secret": PLAIN}}))
    return folder


def test_a_link_that_leads_out_of_the_folder_is_listed_and_not_followed(tmp_path: Path) -> None:
    folder = system_beside(tmp_path, "")
    (folder / "leak.json").symlink_to("../secret.json")
    graph = extract([folder])

    assert not any("Secret" in node for node in graph.by_id)
    assert [node.name for node in unresolved(graph)] == ["code", "leak.json"]


def test_a_handler_that_lies_outside_is_listed_and_not_read(tmp_path: Path) -> None:
    folder = system_beside(tmp_path, "def handler(event, context): pass")
    (folder / "h.py").symlink_to("../elsewhere.py")

    (told,) = unresolved(extract([folder]))
    assert "it is a link that leads out of" in told.reason
    assert told.evidence[0].file.endswith("h.py")


def test_a_handler_that_is_a_pipe_is_listed(tmp_path: Path) -> None:
    folder = system_beside(tmp_path, "")
    os.mkfifo(folder / "h.py")

    (told,) = unresolved(extract([folder]))
    assert "it is a pipe, not a regular file, so it is not read" in told.reason


DOUBLING = {
    "texts": ["x = 'ab'", *["x = f'{x}{x}{x}{x}'"] * 20],
    "tuples": ["x = (1,)", *["x = x + x"] * 40],
    "lists that swallow themselves": ["x = [1, 2]", *["x = [*x, *x, *x]"] * 40],
    "dictionaries that spread themselves": [
        "x = {'a': 1}",
        *[f"x = {{**x, **x, 'k{number}': x, 'l{number}': [x, x]}}" for number in range(60)],
    ],
    "many long lists": ["x = [*range(1)]" + f" + {[*range(900)]}", *["y = x + x + x"] * 5000],
}


@pytest.mark.slow
@pytest.mark.parametrize("lines", DOUBLING.values(), ids=DOUBLING)
def test_a_handler_that_doubles_what_it_holds_is_read_within_bounds(
    tmp_path: Path, lines: Iterable[str]
) -> None:
    folder = system_beside(tmp_path, "")
    says = "def handler(event, context):\n    boto3.client('sns').publish(Message=str(x))"
    (folder / "h.py").write_text("\n".join(["import boto3", *lines, says]))
    seconds, megabytes = used_by(f"read({str(folder)!r})")

    assert seconds < 10
    assert megabytes < 300


def used_by(work: str) -> tuple[float, float]:
    """The seconds of a processor and the megabytes that reading takes in a process of its own."""
    code = (
        "import re, resource\nfrom pathlib import Path\nimport analysis\n"
        "def read(path):\n    analysis.read(path).dependencies()\n"
        f"{work}\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        # Its own peak: ru_maxrss begins with what the process that started it has.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print(used.ru_utime + used.ru_stime, int(peak) / 1000)"
    )
    limit = 2_000_000_000

    def bounded() -> None:  # so that a reader without bounds fails here, and not the machine
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, preexec_fn=bounded, check=True
    )
    seconds, megabytes = map(float, run.stdout.split())
    return seconds, megabytes
