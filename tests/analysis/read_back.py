"""Reads back what is written as JSON, so that tests can say that nothing is lost in it."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from analysis.graph import Edge, Graph, Node


def graph_from(wire: Mapping[str, Any]) -> Graph:
    """The graph that `to_wire` wrote."""
    edges = (*wire["edges"], *wire["contracts"], *wire["weak"])
    nodes = [record(Node, each) for each in wire["nodes"]]
    listed = [record(Edge, each) for each in edges]
    return Graph.of(wire["title"], nodes, listed, wire.get("remarks", ()))


def record(kind: Any, wire: Mapping[str, Any]) -> Any:
    """The dataclass that `to_plain` wrote; what was left out is as by default."""
    return kind(**{
        name: value(of, wire[name]) for name, of in get_type_hints(kind).items() if name in wire
    })  # fmt: skip


def value(kind: Any, told: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        return record(kind, told)
    if get_origin(kind) is UnionType:
        return None if told is None else value(get_args(kind)[0], told)
    if get_origin(kind) is tuple:
        return tuple(value(get_args(kind)[0], each) for each in told)
    return told
