"""Components and the edges between them, by compiled code."""

import numpy as np

from analysis.measures.reach.compiling import Indices, compiled
from analysis.measures.reach.components import Integers


@compiled
def compiled_condense(
    nodes: int, sources: Indices, targets: Indices
) -> tuple[Indices, Indices, Indices, Integers]:
    """The component of each node; the edges between components by source; the components' sizes.

    An edge goes from a higher component to a lower one; a component's edges have the highest
    target first. They come as the place where each component's begin, and their targets.
    """
    starts, successors = _grouped(sources, targets, nodes)
    component, count = _components(starts, successors)
    sizes = np.zeros(count, np.int64)
    for node in range(nodes):
        sizes[component[node]] += 1
    starts, successors = _condensed(component, count, sources, targets)
    return component, starts, successors, sizes


@compiled
def _grouped(keys: Indices, values: Indices, count: int) -> tuple[Indices, Indices]:
    """Values sorted by key: where each key's begin, and the values."""
    starts = np.zeros(count + 1, np.int32)
    for key in keys:
        starts[key + 1] += 1
    for key in range(count):
        starts[key + 1] += starts[key]
    following = starts[:-1].copy()
    grouped = np.empty(len(values), np.int32)
    for place in range(len(values)):
        key = keys[place]
        grouped[following[key]] = values[place]
        following[key] += 1
    return starts, grouped


@compiled
def _components(starts: Indices, successors: Indices) -> tuple[Indices, int]:
    """Tarjan without recursion, as in `components`."""
    nodes = len(starts) - 1
    index = np.zeros(nodes, np.int32)
    low = np.zeros(nodes, np.int32)
    following = starts[:-1].copy()
    component = np.full(nodes, -1, np.int32)
    open_nodes = np.empty(nodes, np.int32)
    path = np.empty(nodes, np.int32)
    opened = 0
    found = 0
    components = 0
    for root in range(nodes):
        if index[root]:
            continue
        found += 1
        index[root] = low[root] = found
        open_nodes[opened] = root
        opened += 1
        path[0] = root
        depth = 1
        while depth:
            node = path[depth - 1]
            if following[node] < starts[node + 1]:
                successor = successors[following[node]]
                following[node] += 1
                if not index[successor]:
                    found += 1
                    index[successor] = low[successor] = found
                    open_nodes[opened] = successor
                    opened += 1
                    path[depth] = successor
                    depth += 1
                elif component[successor] < 0:
                    low[node] = min(low[node], index[successor])
                continue
            depth -= 1
            if depth:
                low[path[depth - 1]] = min(low[path[depth - 1]], low[node])
            if low[node] == index[node]:
                while component[node] < 0:
                    opened -= 1
                    component[open_nodes[opened]] = components
                components += 1
    return component, components


@compiled
def _condensed(
    component: Indices, count: int, sources: Indices, targets: Indices
) -> tuple[Indices, Indices]:
    """The edges between components, each once, by source, highest target first."""
    # Sorting by target and then, stably, by source leaves the targets of a source in order.
    _, by_target = _grouped(component[targets], np.arange(len(targets), dtype=np.int32), count)
    down = by_target[::-1]
    starts, successors = _grouped(component[sources[down]], component[targets[down]], count)
    kept = 0
    begin = 0
    for source in range(count):
        end = starts[source + 1]
        starts[source] = kept
        last = source
        for edge in range(begin, end):
            target = successors[edge]
            if target not in (last, source):
                successors[kept] = target
                kept += 1
                last = target
        begin = end
    starts[count] = kept
    return starts, successors[:kept]
