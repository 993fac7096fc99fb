"""Lines that share a street keep apart: each takes a track, in the order that crosses least."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.records import dataclass
from analysis.walking import components


@dataclass
class Stretch:
    """One straight piece of a way, on a line of the lattice.

    ``start`` and ``end`` are where it lies along the line; ``turns`` says whether the way goes on
    to the lower (-1) or the higher side (+1) at either end, or ends there (0). ``before`` is the
    room that it needs on its lower side, for words; ``main`` says that it should run straight.
    Those of one ``bundle`` lie on one another.
    """

    way: int
    number: int
    line: int
    start: float
    end: float
    turns: tuple[int, int]
    before: float = 0.0
    offset: float = 0.0
    main: bool = False
    bundle: object = None

    @property
    def length(self) -> float:
        """From end to end."""
        return self.end - self.start


def spread(stretches: Sequence[Stretch], *, gap: float, margin: float) -> None:
    """Set the offsets of the stretches on one line; what lies apart may share a track.

    Two stretches are apart if there is more than ``margin`` between them.
    """
    trunks = _trunks(stretches, margin)
    order = sorted((trunk for trunk, _ in trunks), key=_order)
    near: list[list[int]] = [[] for _ in order]
    for number, one in enumerate(order):
        low: float | None = None
        for earlier, other in enumerate(order[:number]):
            if one.start <= other.end + margin and other.start <= one.end + margin:
                near[number].append(earlier)
                near[earlier].append(number)
                wished = other.offset + max(gap, one.before + 0.05)
                low = wished if low is None else max(low, wished)
        one.offset = 0.0 if low is None else low
    _centre(order, near)
    for trunk, members in trunks:
        for member in members:
            member.offset = trunk.offset


def _trunks(stretches: Sequence[Stretch], margin: float) -> list[tuple[Stretch, Sequence[Stretch]]]:
    """Each stretch alone, but those of one bundle that meet as one from end to end."""
    found: list[tuple[Stretch, Sequence[Stretch]]] = []
    bundles: dict[object, list[Stretch]] = {}
    for each in stretches:
        if each.bundle is None:
            found.append((each, ()))
        else:
            bundles.setdefault(each.bundle, []).append(each)
    for members in bundles.values():
        meeting: list[Stretch] = []
        for each in sorted(members, key=lambda each: (each.start, each.end, each.way)):
            if meeting and each.start > max(other.end for other in meeting) + margin:
                found.append((_trunk(meeting), meeting))
                meeting = []
            meeting.append(each)
        found.append((_trunk(meeting), meeting))
    return found


def _trunk(meeting: Sequence[Stretch]) -> Stretch:
    far = max(each.end for each in meeting)
    return replace(meeting[0], end=far, before=max(each.before for each in meeting))


def _order(one: Stretch) -> tuple[float, ...]:
    """Turning low before straight before high; short ones stay nearest to where they turn."""
    side = sum(one.turns)
    if side < 0:
        return (-1, one.length, one.start, one.way)
    if side > 0:
        return (1, -one.length, one.start, one.way)
    first = one.turns[0]
    return (0, first, one.start if first > 0 else -one.start, one.way)


def _centre(order: Sequence[Stretch], near: Sequence[Sequence[int]]) -> None:
    """Those that hang together lie around the middle of the street together."""
    pairs = [(one, other) for one, others in enumerate(near) for other in others]
    for group in components(range(len(order)), pairs):
        middle = _middle([order[number] for number in group])
        for number in group:
            order[number].offset -= middle


def _middle(group: Sequence[Stretch]) -> float:
    """What shall lie in the middle of the street: the straightest, or the middle of them all."""
    for wanted in ([each for each in group if each.main], group):
        straight = [each for each in wanted if each.turns == (0, 0)]
        if straight:
            return straight[len(straight) // 2].offset
    offsets = [each.offset for each in group]
    return (min(offsets) + max(offsets)) / 2
