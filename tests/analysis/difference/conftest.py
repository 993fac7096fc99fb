"""Small worlds before and after: a line an edge of flow, or a template of a few lines."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from analysis.dependency.reading import dependencies
from analysis.difference import Version, version
from analysis.facts import Facts
from analysis.graph import Edge, Evidence, Graph, Node

KINDS = {"machine": "state machine", "topic": "topic", "queue": "queue", "table": "table"}

World = Callable[..., Version]
Template = Callable[..., Version]


def world_of(
    text: str, services: Mapping[str, str], facts: Facts | None = None, **more: object
) -> Version:
    """Edges ``source relation target``; nodes are functions, or what their first word says."""
    edges = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        source, relation, target = line.split()
        edges.append(Edge(source, target, relation, evidence=(Evidence("world", number, line),)))
    ids = {end for edge in edges for end in (edge.source, edge.target)} | services.keys()
    nodes = [_node(id_, services.get(id_, "")) for id_ in ids]
    read = dependencies(Graph.of("world", nodes, edges), facts or Facts())
    owned = {id_: name for id_, name in services.items() if id_ in ids}
    return Version(read, owners=owned, **more)  # type: ignore[arg-type]


def _node(id_: str, service: str) -> Node:
    kind = "event" if "/" in id_ else KINDS.get(id_.partition("-")[0], "function")
    return Node(id_, kind, id_, service=service, evidence=(Evidence("world", 0, id_),))


@pytest.fixture
def world() -> World:
    return world_of


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """What stands in a folder of its own: resources as YAML, and files by name."""
    folders = (tmp_path / f"version-{number}" for number in range(9))

    def read(
        resources: str, *, head: str = "", files: Mapping[str, str] | None = None, **options: object
    ) -> Version:
        folder = next(folders)
        for name, content in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
        folder.mkdir(exist_ok=True)
        lines = [f"  {line}" for line in resources.splitlines()]
        text = "\n".join([head, "Resources:", *lines])
        (folder / "template.yaml").write_text(text)
        return version([folder / "template.yaml"], **options)  # type: ignore[arg-type]

    return read


@pytest.fixture(scope="session")
def designs() -> dict[str, Version]:
    """Both designs as they are in this checkout."""
    root = Path(__file__).parents[3]
    return {
        side: version([root / side / "template.yaml"], title=side)
        for side in ("choreography", "orchestration")
    }
