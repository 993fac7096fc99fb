"""Rectangles on shelves: side by side until a row is full."""

from collections.abc import Iterable, Sequence


def shelves(
    sizes: Sequence[tuple[float, float]], order: Iterable[int], limit: float, gap: float = 0
) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """The corner of each rectangle by its number, and the width and height of all.

    A shelf holds what comes next as long as it is no wider than ``limit``.
    """
    corners: list[tuple[float, float]] = [(0, 0)] * len(sizes)
    x: float = 0
    y: float = 0
    tall: float = 0
    widest: float = 0
    for number in order:
        wide, high = sizes[number]
        if x and x + wide > limit:
            x, y, tall = 0, y + tall + gap, 0
        corners[number] = (x, y)
        widest, tall = max(widest, x + wide), max(tall, high)
        x += wide + gap
    return corners, (widest, y + tall)
