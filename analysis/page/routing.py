"""Which side of its boxes each edge uses, and where on that side."""

from collections.abc import Iterable, Mapping

from analysis.layout.layering import Pair
from analysis.page.curves import Bounds, Curve, Obstacles, Point, best_sides, between, port, through
from analysis.page.detours import Detours
from analysis.walking import grouped

Run = tuple[bool, tuple[Point, ...]]  # whether it goes down, and the bends on the way
Sides = tuple[Point, Point]
TRACK, SPREAD = 8.0, 40.0  # from one line to the next, and all that run through one place


def routed(
    boxes: Mapping[int, Bounds], leaves: Mapping[int, Bounds], runs: Mapping[Pair, Run]
) -> dict[Pair, Curve]:
    """The curve of each edge; ``leaves`` are the boxes that it should not pass behind.

    An edge keeps the way that the layers gave it unless that passes behind a box.
    """
    runs = _beside(runs)
    obstacles = Obstacles(leaves)
    sides: dict[Pair, Sides] = {}
    layered = set()
    first = _ports(boxes, runs, {pair: _facing(boxes, pair, run) for pair, run in runs.items()})
    for pair, (down, bends) in runs.items():
        start, end = first[pair]
        curve = through((start, *bends, end), down=down)
        if obstacles.passed(curve, pair):
            sides[pair] = best_sides((boxes[pair[0]], boxes[pair[1]]), pair, obstacles)
        else:
            sides[pair] = _facing(boxes, pair, runs[pair])
            layered.add(pair)
    ports = _ports(boxes, runs, sides)
    curves = {
        pair: through((ports[pair][0], *bends, ports[pair][1]), down=down)
        if pair in layered
        else between(ports[pair][0], sides[pair][0], ports[pair][1], sides[pair][1])
        for pair, (down, bends) in runs.items()
    }
    detours = Detours(list(leaves.values()), obstacles)
    for pair in [each for each in runs if each not in layered]:
        if obstacles.passed(curves[pair], pair):
            way = detours.lead(boxes[pair[0]], boxes[pair[1]], pair)
            curves[pair] = way or curves[pair]
    return curves


def _beside(runs: Mapping[Pair, Run]) -> dict[Pair, Run]:
    """The runs, where several pass the same bends in either direction, beside one another."""
    found = dict(runs)
    same = grouped((min(bends, bends[::-1]), pair) for pair, (_, bends) in runs.items() if bends)
    for pairs in same.values():
        step = min(TRACK, SPREAD / len(pairs))
        for at, pair in enumerate(sorted(pairs)):
            down, bends = runs[pair]
            shift = (at - (len(pairs) - 1) / 2) * step
            across = (shift, 0.0) if down else (0.0, shift)
            found[pair] = (down, tuple((x + across[0], y + across[1]) for x, y in bends))
    return found


def _facing(boxes: Mapping[int, Bounds], pair: Pair, run: Run) -> Sides:
    """The sides by which an edge leaves and enters along its layers' direction."""
    down, bends = run
    one, other = (_middle(boxes[end]) for end in pair)
    axis = 1 if down else 0
    out = 1.0 if (bends[0] if bends else other)[axis] >= one[axis] else -1.0
    back = 1.0 if (bends[-1] if bends else one)[axis] >= other[axis] else -1.0
    return ((0.0, out), (0.0, back)) if down else ((out, 0.0), (back, 0.0))


def _ports(
    boxes: Mapping[int, Bounds], runs: Mapping[Pair, Run], sides: Mapping[Pair, Sides]
) -> dict[Pair, tuple[Point, Point]]:
    """Both ends of each edge, beside those of the others on the same side of a box."""
    used: dict[tuple[int, Point], list[tuple[float, Pair, int]]] = {}
    for pair, both in sides.items():
        bends = runs[pair][1]
        aims = (
            bends[0] if bends else _middle(boxes[pair[1]]),
            bends[-1] if bends else _middle(boxes[pair[0]]),
        )
        for end in (0, 1):
            across = 1 if both[end][0] else 0
            used.setdefault((pair[end], both[end]), []).append((aims[end][across], pair, end))
    ends: dict[tuple[Pair, int], Point] = {}
    for (node, side), members in used.items():
        for share, (_, pair, end) in _shares(sorted(members)):
            ends[pair, end] = port(boxes[node], side, share)
    return {pair: (ends[pair, 0], ends[pair, 1]) for pair in sides}


def _shares(
    members: list[tuple[float, Pair, int]],
) -> Iterable[tuple[float, tuple[float, Pair, int]]]:
    return (((at + 1) / (len(members) + 1) - 0.5, each) for at, each in enumerate(members))


def _middle(box: Bounds) -> Point:
    return (box[0] + box[2] / 2, box[1] + box[3] / 2)
