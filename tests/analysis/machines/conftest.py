"""A world: a state machine and what is around it in a few lines, and what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from analysis.extract.events import Emission
from analysis.extract.kinds import kind_of
from analysis.extract.machines import read_machine
from analysis.extract.reading import Reading
from analysis.source import open_system


@dataclass(frozen=True)
class World:
    """What the reader of state machines found; ``M/`` before a state's name is left out."""

    reading: Reading

    @property
    def does(self) -> list[str]:
        """Everything but transitions and what contains what."""
        return self._edges(lambda relation: relation not in ("contains", "transitions"))

    @property
    def contains(self) -> list[str]:
        return self._edges(lambda relation: relation == "contains")

    @property
    def transitions(self) -> list[str]:
        return sorted(
            f"{_short(edge.source)} -{edge.label}-> {_short(edge.target)}"
            for edge in self.reading.edges
            if edge.relation == "transitions"
        )

    @property
    def unresolved(self) -> list[str]:
        return sorted(
            f"{node.id.removeprefix('unresolved:')}: {node.reason}"
            for node in self.reading.nodes
            if node.kind == "unresolved"
        )

    @property
    def emissions(self) -> list[Emission]:
        return self.reading.emissions

    def of(self, state: str) -> Mapping[str, Any]:
        """The attributes of a state, or of the machine itself."""
        found = self.reading.found(state if state == "M" else f"M/{state}")
        assert found, f"there is no state {state}"
        return found.attributes

    def lines(self, edge: str) -> list[int]:
        """The lines that an edge shows."""
        return [
            evidence.line
            for each in self.reading.edges
            if f"{_short(each.source)} {each.relation} {_short(each.target)}" == edge
            for evidence in each.evidence
        ]

    def _edges(self, wanted: Callable[[str], bool]) -> list[str]:
        return sorted(
            f"{_short(edge.source)} {edge.relation} {_short(edge.target)}"
            + ("" if edge.certainty == "declared" else f" ({edge.certainty})")
            for edge in self.reading.edges
            if wanted(edge.relation)
        )


def _short(node_id: str) -> str:
    return node_id.replace("M/", "", 1) if "M/" in node_id else node_id


def read(template: Path) -> World:
    """What the reader of state machines finds in a template."""
    reading = Reading(open_system([template]))
    for resource in reading.system.resources.values():
        if kind := kind_of(resource.type, resource.properties):
            reading.node(resource.id, kind, name=resource.logical_id)
    for resource in reading.system.of("AWS::StepFunctions::StateMachine"):
        read_machine(resource, reading)
    return World(reading)


Read = Callable[..., World]


@pytest.fixture
def machine(tmp_path: Path) -> Read:
    """Reads a machine M of the definition given, among other resources."""

    def machine(definition: str, resources: str = "", *, properties: str = "") -> World:
        path = tmp_path / "template.yaml"
        path.write_text(
            "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n"
            + indent(dedent(properties), " " * 6)
            + "      Definition:\n"
            + indent(dedent(definition), " " * 8)
            + indent(dedent(resources), " " * 2)
        )
        return read(path)

    return machine


@pytest.fixture
def template(tmp_path: Path) -> Read:
    """Reads a whole template; ``files`` lie beside it."""

    def template(text: str, files: Mapping[str, str] | None = None) -> World:
        for name, content in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(content))
        path = tmp_path / "template.yaml"
        path.write_text(dedent(text))
        return read(path)

    return template


@pytest.fixture
def task(machine: Read) -> Read:
    """Reads a machine of one task T, of which the fields are given."""

    def task(fields: str, resources: str = "", *, language: str = "JSONPath") -> World:
        text = (
            f"QueryLanguage: {language}\nStartAt: T\nStates:\n  T:\n    Type: Task\n    End: true\n"
        )
        return machine(text + indent(dedent(fields), "    "), resources)

    return task
