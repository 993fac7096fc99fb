"""Reach by compiled code: the extra `fast`."""

import numpy as np

from analysis.measures.reach.compiled_components import compiled_condense
from analysis.measures.reach.compiled_sweep import compiled_sweep
from analysis.measures.reach.components import Integers


def compiled_counts(nodes: int, sources: Integers, targets: Integers) -> tuple[Integers, Integers]:
    """Fan-out and fan-in of each node; see `analysis.measures.reach.reach_counts`."""
    begin, end = sources.astype(np.int32), targets.astype(np.int32)
    component, starts, successors, sizes = compiled_condense(nodes, begin, end)
    fan_out, fan_in = compiled_sweep(starts, successors, sizes)
    return fan_out[component], fan_in[component]
