"""Exact reach of large graphs, ours and that of graph libraries.

As a script it measures one graph in a process of its own, so that the memory is that of one call.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.rows import Row, Target

Edges = tuple[NDArray[np.int64], NDArray[np.int64]]
Progress = Callable[[str], None]

PROC = Path("/proc/self")
ROOT = Path(__file__).resolve().parent.parent
SEED = 4
RUNS = 5
SAMPLED = {"igraph": 400, "rustworkx": 100, "networkx": 100}


def uniform(n: int, m: int) -> Edges:
    """Each edge from any node to any earlier one."""
    generator = np.random.default_rng(SEED)
    sources = generator.integers(1, n, m)
    return sources, (generator.random(m) * sources).astype(np.int64)


def recent(n: int, m: int) -> Edges:
    """Mostly to what came shortly before, now and then far back."""
    generator = np.random.default_rng(SEED)
    sources = generator.integers(1, n, m)
    back = 1 + (10 * generator.pareto(1.0, m)).astype(np.int64)
    return sources, np.maximum(0, sources - back)


def deep(n: int, m: int) -> Edges:
    """One chain through all nodes, and other edges to any earlier one."""
    chain = np.arange(1, n)
    sources, targets = uniform(n, m - len(chain))
    return np.append(chain, sources), np.append(chain - 1, targets)


def cyclic(n: int, m: int) -> Edges:
    """30 % of the nodes in one cycle, the other edges as in `uniform`."""
    ring = np.random.default_rng(SEED).permutation(n)[: 3 * n // 10]
    sources, targets = uniform(n, m - len(ring))
    return np.append(ring, sources), np.append(np.roll(ring, 1), targets)


SHAPES: Mapping[str, Callable[[int, int], Edges]] = {
    "uniform": uniform,
    "recent-biased": recent,
    "deep": deep,
    "cycle": cyclic,
}


def reach_rows(progress: Progress) -> Sequence[Row]:
    """100,000 nodes in four shapes, compiled and not; 10,000 nodes without compiler."""
    peers = {}
    for shape in SHAPES:
        progress(f"reach: peers on 100,000 nodes, {shape}")
        peers[shape] = _peers(shape, 100_000, ("igraph", "rustworkx"))
    rows = []
    for way, most in (("numba", 0.4), ("numpy", 2.5)):
        targets = [Target("seconds", most), Target("memory_mb", 120)]
        if way == "numba":
            targets.append(Target("ratio", 1 / 25))
        of_shapes = []
        for shape in SHAPES:
            progress(f"reach: ours with {way} on 100,000 nodes, {shape}")
            name = f"reach-100k-{way}-{shape}"
            of_shapes.append(_row(name, way, shape, 100_000, peers[shape], targets))
        rows += [_slowest(f"reach-100k-{way}", of_shapes), *of_shapes]
    of_shapes = []
    for shape in SHAPES:
        progress(f"reach: 10,000 nodes, {shape}")
        peer = _peers(shape, 10_000, ("networkx",))
        of_shapes.append(_row(f"reach-10k-numpy-{shape}", "numpy", shape, 10_000, peer, ()))
    return [*rows, _total("reach-10k-numpy", of_shapes, [Target("ratio", 1 / 500)]), *of_shapes]


def _row(
    name: str,
    way: str,
    shape: str,
    nodes: int,
    peers: Mapping[str, float],
    targets: Sequence[Target],
) -> Row:
    """Memory is what the process takes at its peak beyond what it had with the graph in it."""
    done = subprocess.run(
        (sys.executable, "-m", "bench.reach", way, shape, str(nodes)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    facts = {
        "shape": shape,
        "nodes": nodes,
        "edges": 3 * nodes,
        "process_mb": told["process_mb"],
    }
    seconds = median(told["seconds"])
    sampled = {peer: SAMPLED[peer] for peer in peers}
    memory = told["memory_mb"]
    return Row(name, seconds, memory, peers, targets, runs=RUNS, sampled=sampled, facts=facts)


def _slowest(name: str, rows: Sequence[Row]) -> Row:
    """The row of the shape that takes longest, with the most memory and the worst ratio of all."""
    slowest = max(rows, key=lambda row: row.ours_s or 0.0)
    nearest = max(rows, key=lambda row: row.ratio or 0.0)
    return replace(
        slowest,
        name=name,
        memory_mb=max(row.memory_mb or 0.0 for row in rows),
        peers=nearest.peers,
        sampled=nearest.sampled,
        facts={**slowest.facts, "peers_on": nearest.facts["shape"]},
    )


def _total(name: str, rows: Sequence[Row], targets: Sequence[Target]) -> Row:
    """All shapes one after the other: where little is reached, a search from each node is fast."""
    peers = {peer: sum(row.peers[peer] for row in rows) for peer in rows[0].peers}
    memory = max(row.memory_mb or 0.0 for row in rows)
    seconds = sum(row.ours_s or 0.0 for row in rows)
    facts = {**rows[0].facts, "shape": ", ".join(SHAPES)}
    sampled = rows[0].sampled
    return Row(name, seconds, memory, peers, targets, runs=RUNS, sampled=sampled, facts=facts)


def _peers(shape: str, nodes: int, names: Sequence[str]) -> dict[str, float]:
    """Seconds for both counts of all nodes, from as many nodes drawn as `SAMPLED` says."""
    sources, targets = SHAPES[shape](nodes, 3 * nodes)
    edges = list(zip(sources.tolist(), targets.tolist(), strict=True))
    seconds = {}
    for name in names:
        drawn = np.random.default_rng(SEED).choice(nodes, SAMPLED[name], replace=False).tolist()
        count = PEERS[name](nodes, edges)
        began = time.perf_counter()
        count(drawn)
        seconds[name] = (time.perf_counter() - began) * nodes / len(drawn)
    return seconds


Count = Callable[[list[int]], object]


def _igraph(nodes: int, edges: list[tuple[int, int]]) -> Count:
    import igraph

    graph = igraph.Graph(n=nodes, edges=edges, directed=True)
    return lambda drawn: [
        graph.neighborhood_size(drawn, order=nodes, mode=mode) for mode in ("out", "in")
    ]


def _rustworkx(nodes: int, edges: list[tuple[int, int]]) -> Count:
    import rustworkx

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from_no_data(edges)
    return lambda drawn: [
        (len(rustworkx.descendants(graph, node)), len(rustworkx.ancestors(graph, node)))
        for node in drawn
    ]


def _networkx(nodes: int, edges: list[tuple[int, int]]) -> Count:
    import networkx as nx

    graph = nx.empty_graph(nodes, nx.DiGraph)
    graph.add_edges_from(edges)
    return lambda drawn: [
        (len(nx.descendants(graph, node)), len(nx.ancestors(graph, node))) for node in drawn
    ]


PEERS: Mapping[str, Callable[[int, list[tuple[int, int]]], Count]] = {
    "igraph": _igraph,
    "rustworkx": _rustworkx,
    "networkx": _networkx,
}


def _alone(way: str, shape: str, nodes: int) -> dict[str, Any]:
    """Seconds of each run and the memory, in this process; the first call is not counted."""
    from analysis.measures.reach import reach_counts

    compiled = way == "numba"
    reach_counts(2, [0], [1], compiled=compiled)
    edges = SHAPES[shape](nodes, 3 * nodes)
    before, seconds = _peak_mb(forget=True), []
    for _ in range(RUNS):
        began = time.perf_counter()
        reach_counts(nodes, *edges, compiled=compiled)
        seconds.append(time.perf_counter() - began)
    after = _peak_mb()
    return {"seconds": seconds, "memory_mb": after - before, "process_mb": round(after, 1)}


def _peak_mb(*, forget: bool = False) -> float:
    """The most memory of this process so far, or since it was last told to forget.

    Where the system cannot forget, the peak so far: what a call takes beyond it counts too low.
    """
    if not PROC.exists():
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    if forget:
        (PROC / "clear_refs").write_text("5")
    peaks = (PROC / "status").read_text().split("VmHWM:")[1]
    return int(peaks.split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(_alone(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
