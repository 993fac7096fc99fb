"""Formats: one record each, and every one writes one graph and several."""

import pytest

from analysis.export.formats import FORMATS, PICTURES, SUFFIXES, Format, Seen
from analysis.graph import Edge, Graph, Node

pytestmark = pytest.mark.slow  # each draws

GRAPH = Graph.of("g", [Node("A", "function"), Node("B", "table")], [Edge("A", "B", "writes")])
OTHER = Graph.of("h", [Node("C", "queue")], [])


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_every_format_writes_one_graph_and_several(form: Format) -> None:
    for graphs in ([GRAPH], [GRAPH, OTHER]):
        written = form.write(graphs, Seen())
        assert written
        assert form.write(graphs, Seen()) == written
        assert isinstance(written, bytes) or not form.binary


def test_no_two_formats_share_a_suffix() -> None:
    assert len(SUFFIXES) == sum(len(each.suffixes) for each in FORMATS.values())
    assert all(suffix.startswith(".") and suffix.islower() for suffix in SUFFIXES)


def test_every_picture_is_a_format() -> None:
    assert set(PICTURES) < FORMATS.keys()
