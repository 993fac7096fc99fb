"""A world: a template's resources in a few lines, and what was found in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pytest

from analysis.extract.extraction import extract
from analysis.extract.kinds import kind_of
from analysis.extract.reading import Reading
from analysis.extract.resources import READERS
from analysis.source import open_system


@dataclass(frozen=True)
class World:
    """What the readers of resources found, and the graph of everything."""

    folder: Path
    reading: Reading

    @property
    def flow(self) -> list[str]:
        return sorted(str(edge) for edge in self.reading.edges if edge.layer == "flow")

    @property
    def weak(self) -> list[str]:
        return sorted(str(edge) for edge in self.reading.edges if edge.layer == "weak")

    @property
    def inferred(self) -> list[str]:
        return sorted(str(edge) for edge in self.reading.edges if edge.certainty == "inferred")

    @property
    def filters(self) -> list[str]:
        return sorted(
            f"{each.subscriber} hears {each.channel} by {each.scope}: {each.pattern}"
            for each in self.reading.subscriptions
        )

    def shown_by(self, edge: str) -> list[str]:
        """The fragments that an edge shows."""
        return [
            evidence.fragment
            for each in self.reading.edges
            if str(each) == edge
            for evidence in each.evidence
        ]


Draw = Callable[..., World]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Reads a template whose Resources are the text; ``files`` lie beside it."""

    def draw(resources: str, files: dict[str, str] | None = None, before: str = "") -> World:
        for name, content in (files or {}).items():
            (tmp_path / name).write_text(dedent(content))
        path = tmp_path / "template.yaml"
        body = "Resources:\n" + indent(dedent(resources), "  ")
        path.write_text(dedent(before) + body)
        extract([path])  # the whole must cope, too
        reading = Reading(open_system([path]))
        for resource in reading.system.resources.values():
            if kind := kind_of(resource.type, resource.properties):
                reading.node(resource.id, kind, name=resource.logical_id)
        for resource in reading.system.resources.values():
            if reader := READERS.get(resource.type):
                reader(resource, reading)
        return World(tmp_path, reading)

    return draw
