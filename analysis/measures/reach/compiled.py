"""Reach by compiled code, of the extra `fast`: rows of bits, made block by block.

Compiled code is kept on disk beside each module and renewed when that module changes, so compiled
functions call only those of their own module.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from analysis.measures.reach.components import Integers, condense

Function = TypeVar("Function", bound=Callable[..., object])
Indices = NDArray[np.int32]
Words = NDArray[np.uint64]

WORDS = 64
"""64 targets each: a row is eight lines of the cache, and of 100,000 rows 51 MB are kept."""
SPAN = 16
"""Rows that are added up before they reach the high digits of the counters."""
DIGITS = 34
"""Binary digits of a counter: enough for as many nodes as an index of 32 bits can name."""


def compiled(function: Function) -> Function:
    """The function, compiled at its first call."""
    return cast("Function", numba.njit(cache=True)(function))


def compiled_counts(nodes: int, sources: Integers, targets: Integers) -> tuple[Integers, Integers]:
    """Fan-out and fan-in of each node; see `analysis.measures.reach.reach_counts`."""
    graph = condense(nodes, sources, targets, compiled=compiled)
    starts = np.searchsorted(graph.sources, np.arange(len(graph.sizes) + 1)).astype(np.int32)
    fan_out, fan_in = _sweep(starts, graph.targets.astype(np.int32), graph.sizes)
    return fan_out[graph.component], fan_in[graph.component]


@compiled
def _sweep(starts: Indices, successors: Indices, sizes: Integers) -> tuple[Integers, Integers]:
    """Fan-out and fan-in of each component, in nodes."""
    count = len(sizes)
    fan_out = np.zeros(count, np.int64)
    fan_in = np.zeros(count, np.int64)
    rows = np.empty((count, WORDS), np.uint64)
    filled = np.zeros(count, np.bool_)
    digits = np.empty((DIGITS, WORDS), np.uint64)
    carry = np.empty(WORDS, np.uint64)
    for start in range(0, count, 64 * WORDS):
        planes = _planes(sizes, start)
        digits[:] = 0
        for first in range(start, count, SPAN):
            end = min(first + SPAN, count)
            some = False
            for row in range(first, end):
                if _row(rows, filled, row, start, starts, successors):
                    fan_out[row] += _weight(rows, row, planes)
                    some = True
            if some:
                _add_rows(rows, first, end, sizes, digits, carry)
        for target in range(start, min(count, start + 64 * WORDS)):
            bit = target - start
            for digit in range(DIGITS):
                one = digits[digit, bit >> 6] >> np.uint64(bit & 63) & np.uint64(1)
                fan_in[target] += np.int64(one) << digit
    return fan_out, fan_in


@compiled
def _ones(word: np.uint64) -> np.uint64:
    """The bits set in a word; compilers know this for what it is."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * np.uint64(0x0101010101010101)) >> np.uint64(56)


@compiled
def _add(carry: Words, digits: Words, digit: int) -> None:
    """Add a row of ones to the counters, one a column, from a binary digit on."""
    going = True
    while going:
        going = False
        for word in range(WORDS):
            here = carry[word]
            both = digits[digit, word] & here
            digits[digit, word] ^= here
            carry[word] = both
            if both:
                going = True
        digit += 1


@compiled
def _full(one: np.uint64, other: np.uint64, third: np.uint64) -> tuple[np.uint64, np.uint64]:
    """A full adder for each bit: the sum and the carry."""
    odd = one ^ other
    return odd ^ third, (one & other) | (odd & third)


@compiled
def _add_four(
    rows: Words, first: int, word: int, ones: np.uint64, twos: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64]:
    """Four rows added to the two lowest digits of the counters; and what is carried."""
    ones, even = _full(ones, rows[first, word], rows[first + 1, word])
    ones, odd = _full(ones, rows[first + 2, word], rows[first + 3, word])
    twos, fours = _full(twos, even, odd)
    return ones, twos, fours


@compiled
def _add_span(rows: Words, first: int, digits: Words, carry: Words) -> None:
    """Add `SPAN` rows to the counters at once (Harley and Seal)."""
    for word in range(WORDS):
        ones, twos = digits[0, word], digits[1, word]
        ones, twos, fours_a = _add_four(rows, first, word, ones, twos)
        ones, twos, fours_b = _add_four(rows, first + 4, word, ones, twos)
        ones, twos, fours_c = _add_four(rows, first + 8, word, ones, twos)
        ones, twos, fours_d = _add_four(rows, first + 12, word, ones, twos)
        fours, eights_a = _full(digits[2, word], fours_a, fours_b)
        fours, eights_b = _full(fours, fours_c, fours_d)
        eights, carry[word] = _full(digits[3, word], eights_a, eights_b)
        digits[0, word], digits[1, word] = ones, twos
        digits[2, word], digits[3, word] = fours, eights
    _add(carry, digits, 4)


@compiled
def _row(
    rows: Words,
    filled: NDArray[np.bool_],
    row: int,
    start: int,
    starts: Indices,
    successors: Indices,
) -> bool:
    """Make a row, the union of the successors' rows and its own bit; whether it has any bit.

    Successors below the block have nothing in it; from the highest on, they come last.
    """
    for word in range(WORDS):
        rows[row, word] = 0
    some = False
    for edge in range(starts[row + 1] - 1, starts[row] - 1, -1):
        successor = successors[edge]
        if successor < start:
            break
        if filled[successor]:
            some = True
            for word in range(WORDS):
                rows[row, word] |= rows[successor, word]
    bit = row - start
    if bit < 64 * WORDS:
        some = True
        rows[row, bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)
    filled[row] = some
    return some


@compiled
def _planes(sizes: Integers, start: int) -> Words:
    """The binary digits of the sizes of a block's targets."""
    largest = 1
    end = min(len(sizes), start + 64 * WORDS)
    for target in range(start, end):
        largest = max(largest, sizes[target])
    digits = 0
    while largest >> digits:
        digits += 1
    planes = np.zeros((digits, WORDS), np.uint64)
    for target in range(start, end):
        bit = target - start
        for digit in range(digits):
            if sizes[target] >> digit & 1:
                planes[digit, bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)
    return planes


@compiled
def _weight(rows: Words, row: int, planes: Words) -> np.uint64:
    """How many nodes are in the components that a row has a bit for."""
    total = np.uint64(0)
    for digit in range(len(planes)):
        ones = np.uint64(0)
        for word in range(WORDS):
            ones += _ones(rows[row, word] & planes[digit, word])
        total += ones << np.uint64(digit)
    return total


@compiled
def _add_rows(
    rows: Words, first: int, end: int, sizes: Integers, digits: Words, carry: Words
) -> None:
    """Add rows to the counters, each as often as its component has nodes."""
    if end - first == SPAN and sizes[first:end].max() == 1:
        _add_span(rows, first, digits, carry)
        return
    for row in range(first, end):
        for digit in range(DIGITS):
            if sizes[row] >> digit & 1:
                carry[:] = rows[row]
                _add(carry, digits, digit)
