"""Reads the deeds of every function whose Python code is at hand."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.dependency.deeds.closure import says, uses
from analysis.dependency.deeds.code import Code, Found
from analysis.dependency.deeds.dispatch import reactions
from analysis.dependency.deeds.model import DEEDS, Deed
from analysis.graph import Graph
from analysis.graph.waiting import Fed


def with_deeds(
    graph: Graph,
    paths: Sequence[Path],
    *,
    parameters: Mapping[str, str] | None = None,
    bindings: Mapping[str, str] | None = None,
) -> Graph:
    """The graph, each function's deeds in its attribute `DEEDS`."""
    fed = Fed(graph)
    listed = {
        id_: [deed.attribute() for deed in _deeds(graph, fed, id_, code, handler)]
        for id_, code, handler in _codes(paths, parameters or {}, bindings or {})
    }
    nodes = [
        replace(node, attributes={**node.attributes, DEEDS: listed[node.id]})
        if listed.get(node.id)
        else node
        for node in graph.nodes
    ]
    return Graph(graph.title, tuple(nodes), graph.edges)


def _codes(
    paths: Sequence[Path], parameters: Mapping[str, str], bindings: Mapping[str, str]
) -> Iterator[tuple[str, Code, str]]:
    from analysis.source.entries import Entry, entry
    from analysis.source.loading import Given, load
    from analysis.source.modules import Cache
    from analysis.source.system import System

    system, cache = System(load(paths, Given(parameters, bindings))), Cache()
    for function in system.of("AWS::Lambda::Function"):
        start = entry(function, system, cache)
        if isinstance(start, Entry):
            yield function.id, Code(start.library, start.module), start.handler


def _deeds(graph: Graph, fed: Fed, component: str, code: Code, handler: str) -> tuple[Deed, ...]:
    heard = {
        _type(edge.source)
        for edge in graph.contracts
        if edge.relation == "reaches" and component in fed.by(edge.target)
    }
    said = {
        _type(edge.target)
        for edge in graph.contracts
        if edge.relation == "emits" and edge.source == component
    }
    found = reactions(code, heard)
    made = [_deed(code, function, kind, said) for kind, function in sorted(found.items())]
    start = _handler(code, handler)
    if start is not None and not found:
        made.append(_deed(code, start, "", said))
    return tuple(made)


def _deed(code: Code, function: Found, on: str, said: set[str]) -> Deed:
    used = uses(code, function)
    alone = used[0].rpartition(".")[2] if len(used) == 1 else ""
    name = function.node.name if on else alone
    return Deed(name, on, says(code, function, said), used, function.evidence)


def _handler(code: Code, name: str) -> Found | None:
    return code.function(ast.Name(name), code.start)


def _type(event: str) -> str:
    return event.rpartition("/")[2]
