"""Rows of bits, made with NumPy alone."""

import numpy as np
from numpy.typing import NDArray

from analysis.measures.reach.components import Condensed, Integers
from analysis.measures.reach.planning import MEMORY, SweepPlan, plan

Words = NDArray[np.uint64]


def fan_out_of_components(graph: Condensed, *, memory: int = MEMORY) -> Integers:
    """How many nodes each component reaches, its own included."""
    made = plan(graph, memory=memory)
    sizes = np.empty_like(graph.sizes)
    sizes[made.number] = graph.sizes
    counts = np.zeros_like(sizes)
    rows = np.empty((made.slots + 1, made.words), dtype=np.uint64)
    rows[made.slots] = 0
    for start in range(0, len(sizes), 64 * made.words):
        _Block(made, rows, sizes, start).count(counts)
    return counts[made.number]


class _Block:
    """One sweep over all rows for the targets numbered from ``start``, as many as a row is wide."""

    def __init__(self, made: SweepPlan, rows: Words, sizes: Integers, start: int) -> None:
        self.made = made
        self.rows = rows
        self.start = start
        self.end = min(len(sizes), start + 64 * made.words)
        self.planes = _planes(sizes[start : self.end], made.words)
        self.first = int(np.searchsorted(made.batches, start, side="right")) - 1
        # Whoever was made in an earlier batch reaches nothing in the block: the slot of zeros.
        earlier = made.outer < made.batches[self.first]
        self.slots = np.where(earlier, made.slots, made.slot[made.outer])

    def count(self, counts: Integers) -> None:
        """Add to the count of each row what it reaches of this block."""
        made = self.made
        tallest = int(np.diff(made.batches).max())
        batch = np.empty((tallest, made.words), dtype=np.uint64)
        spare = np.empty_like(batch)
        views = list(batch)
        for place in range(self.first, len(made.batches) - 1):
            low, high = made.batches[place], made.batches[place + 1]
            filled = batch[: high - low]
            self._gather(place, batch, filled, spare)
            self._mark(low, high, filled)
            self._spread(place, views)
            self.rows[made.slot[low:high]] = filled
            counts[low:high] += self._weights(filled, spare[: high - low])

    def _gather(self, place: int, batch: Words, filled: Words, spare: Words) -> None:
        """What the rows of a batch take over from earlier batches."""
        made = self.made
        written = 0
        for group in range(made.group_of[place], made.group_of[place + 1]):
            begin, end = made.groups[group], made.groups[group + 1]
            count = end - begin
            into = spare[:count] if written else batch[:count]
            # `clip` because `raise` would go through a buffer.
            self.rows.take(self.slots[begin:end], axis=0, out=into, mode="clip")
            if written:
                np.bitwise_or(batch[:count], into, out=batch[:count])
            else:
                written = count
        filled[written:] = 0

    def _mark(self, low: int, high: int, filled: Words) -> None:
        """Everyone reaches itself."""
        low_here, high_here = max(low, self.start), min(high, self.end)
        if low_here < high_here:
            numbers = np.arange(low_here, high_here)
            bits = numbers - self.start
            filled[numbers - low, bits >> 6] |= np.uint64(1) << (bits & 63).astype(np.uint64)

    def _spread(self, place: int, views: list[Words]) -> None:
        """What the rows of a batch take over from each other."""
        begin, end = self.made.inner_of[place], self.made.inner_of[place + 1]
        sources = self.made.inner_sources[begin:end].tolist()
        for source, target in zip(
            sources, self.made.inner_targets[begin:end].tolist(), strict=True
        ):
            np.bitwise_or(views[source], views[target], views[source])

    def _weights(self, filled: Words, spare: Words) -> Integers:
        """The nodes of the components that each row has a bit for."""
        total = np.zeros(len(filled), dtype=np.int64)
        for shift, plane in self.planes:
            chosen = filled if plane is None else np.bitwise_and(filled, plane, out=spare)
            ones = np.add.reduce(np.bitwise_count(chosen), axis=1, dtype=np.uint32)
            total += ones.astype(np.int64) << shift
        return total


def _planes(sizes: Integers, words: int) -> list[tuple[int, Words | None]]:
    """The binary digits of the sizes, each with the targets that have it; None for all."""
    if (sizes == 1).all():
        return [(0, None)]
    planes: list[tuple[int, Words | None]] = []
    for shift in range(int(sizes.max()).bit_length()):
        digit = np.zeros(64 * words, dtype=np.uint8)
        digit[: len(sizes)] = sizes >> shift & 1
        if digit.any():
            planes.append((shift, np.packbits(digit, bitorder="little").view(np.uint64)))
    return planes
