"""In which order, how many at once and in which slots of memory the rows of reach are made."""

import numpy as np
from numpy.typing import NDArray

from analysis.measures.reach.components import Condensed, Integers
from analysis.records import dataclass

MEMORY = 24 << 20
"""Bytes for the rows that are still needed."""
MOST_WORDS = 512
BATCH_WORDS = 1 << 18
"""Of one batch of rows: two megabytes, which a core's own cache holds."""
MOST_MERGED = 256


@dataclass(frozen=True, eq=False)
class SweepPlan:
    """How to make the rows of all components, batch by batch, each after all it reaches.

    number: of each component; a batch is a range of numbers and ``batches`` holds their bounds.
    words: 64 targets each, the width of a row. slot: where the row with a number is kept while
    anyone needs it, of ``slots``.
    Outer edges lead into earlier batches: ``outer`` holds their targets in groups, the k-th edge
    of the first so many rows of a batch; ``groups`` holds the groups' bounds and ``group_of`` the
    first group of each batch. Inner edges stay in their batch and are in the order of need:
    ``inner_of`` holds their bounds, the two arrays positions in the batch.
    """

    number: Integers
    batches: list[int]
    words: int
    slot: Integers
    slots: int
    outer: Integers
    groups: list[int]
    group_of: list[int]
    inner_sources: NDArray[np.int16]
    inner_targets: NDArray[np.int16]
    inner_of: list[int]


def plan(graph: Condensed, *, memory: int = MEMORY) -> SweepPlan:
    """The plan for one sweep over the graph, with about so many bytes for rows."""
    rows = len(graph.sizes)
    level = _levels(rows, graph)
    live = _most_alive(level, graph)
    words = max(1, min(MOST_WORDS, -(-rows // 64), memory // (8 * (live + 1))))
    batch = _batches(level, max(1, BATCH_WORDS // words))
    is_inner = batch[graph.sources] == batch[graph.targets]
    outer_sources = graph.sources[~is_inner]
    degree = np.bincount(outer_sources, minlength=rows)
    order = np.lexsort((-degree, batch))
    number = np.empty(rows, dtype=np.int64)
    number[order] = np.arange(rows)
    batch = batch[order]
    bounds = np.searchsorted(batch, np.arange(batch[-1] + 2))
    slot, slots = _slots(batch, bounds, number[graph.sources], number[graph.targets])
    outer, groups, group_of = _outer(
        number[outer_sources], number[graph.targets[~is_inner]], batch, len(bounds)
    )
    inner = _inner(graph.sources[is_inner], graph.targets[is_inner], number, batch, bounds)
    return SweepPlan(number, bounds.tolist(), words, slot, slots, outer, groups, group_of, *inner)


def _levels(rows: int, graph: Condensed) -> Integers:
    """The longest way down from each component."""
    level = [0] * rows
    for source, target in zip(graph.sources.tolist(), graph.targets.tolist(), strict=True):
        if level[target] >= level[source]:
            level[source] = level[target] + 1
    return np.array(level, dtype=np.int64)


def _last_use(at: Integers, sources: Integers, targets: Integers) -> Integers:
    last = at.copy()
    np.maximum.at(last, targets, at[sources])
    return last


def _most_alive(level: Integers, graph: Condensed) -> int:
    """The most rows needed at one time when the levels are made one after the other."""
    last = _last_use(level, graph.sources, graph.targets)
    made = np.cumsum(np.bincount(level))
    done = np.cumsum(np.bincount(last, minlength=len(made)))
    return int((made - np.concatenate(([0], done[:-1]))).max())


def _batches(level: Integers, most: int) -> Integers:
    """The batch of each component: a slice of one wide level, or several narrow ones."""
    batch = np.empty(len(level), dtype=np.int64)
    by_level = np.argsort(level, kind="stable")
    merged = min(most, MOST_MERGED)
    numbers: list[int] = []
    current, filled = -1, merged
    for width in np.bincount(level).tolist():
        if filled + width <= merged:
            filled += width
            numbers += [current] * width
        else:
            slices = -(-width // most)
            numbers += [current + 1 + place // most for place in range(width)]
            current += slices
            filled = width - (slices - 1) * most if slices == 1 else merged
    batch[by_level] = numbers
    return batch


def _slots(
    batch: Integers, bounds: Integers, sources: Integers, targets: Integers
) -> tuple[Integers, int]:
    """A place in memory for each row, taken over from rows that nobody needs any more."""
    last = _last_use(batch, sources, targets)
    leaving = np.argsort(last, kind="stable")
    leave = np.searchsorted(last[leaving], np.arange(len(bounds))).tolist()
    leavers = leaving.tolist()
    slot = [0] * len(batch)
    free: list[int] = []
    slots = 0
    row = 0
    for place, end in enumerate(bounds[1:].tolist()):
        # A batch reads while it writes, so what it frees is for the next one.
        while row < end:
            if free:
                slot[row] = free.pop()
            else:
                slot[row] = slots
                slots += 1
            row += 1
        free += [slot[gone] for gone in leavers[leave[place] : leave[place + 1]]]
    return np.array(slot, dtype=np.int64), slots


def _outer(
    sources: Integers, targets: Integers, batch: Integers, bounds: int
) -> tuple[Integers, list[int], list[int]]:
    order = np.argsort(sources, kind="stable")
    sources, targets = sources[order], targets[order]
    first = np.searchsorted(sources, np.arange(len(batch)))
    which = np.arange(len(sources)) - first[sources]
    home = batch[sources]
    order = np.lexsort((sources, which, home))
    targets, which, home = targets[order], which[order], home[order]
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = (which[1:] != which[:-1]) | (home[1:] != home[:-1])
    starts = np.flatnonzero(fresh)
    group_of = np.searchsorted(home[starts], np.arange(bounds)).tolist()
    return targets, [*starts.tolist(), len(order)], group_of


def _inner(
    sources: Integers, targets: Integers, number: Integers, batch: Integers, bounds: Integers
) -> tuple[NDArray[np.int16], NDArray[np.int16], list[int]]:
    """The edges inside batches, without those that a longer way inside the batch makes idle."""
    # Components are numbered so that edges go down: that order is the order of need.
    order = np.lexsort((-targets, sources, batch[number[sources]]))
    home = batch[number[sources]][order]
    sources = number[sources][order] - bounds[home]
    targets = number[targets][order] - bounds[home]
    kept = np.zeros(len(order), dtype=np.bool_)
    reached: dict[int, int] = {}
    current = -1
    edges = zip(home.tolist(), sources.tolist(), targets.tolist(), strict=True)
    for place, (here, source, target) in enumerate(edges):
        if here != current:
            current = here
            reached = {}
        known = reached.get(source, 0)
        if not known >> target & 1:
            kept[place] = True
            reached[source] = known | 1 << target | reached.get(target, 0)
    inner_of = np.searchsorted(home[kept], np.arange(len(bounds))).tolist()
    return sources[kept].astype(np.int16), targets[kept].astype(np.int16), inner_of
