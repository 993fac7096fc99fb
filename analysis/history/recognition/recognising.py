"""What kind of change a difference is, told from what differs alone; no name is looked at."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from analysis.difference import Difference
from analysis.difference.contracts import READ
from analysis.difference.functions import OWN, SHARED, WORDS
from analysis.difference.resources import ADDED, CHANGED, REMOVED
from analysis.history.recognition.events import in_events
from analysis.history.recognition.machines import in_machines
from analysis.history.recognition.sight import Clue, Sight
from analysis.history.recognition.wiring import in_fields, in_wiring
from analysis.prediction.operators import OPERATORS
from analysis.records import dataclass
from analysis.wording import counted, some

NOTHING, WORDED, CODE, SETTINGS, ARROWS, UNITS, SWEEP = (
    "nothing",
    "comments",
    "code",
    "configuration",
    "arrows",
    "units",
    "sweep",
)
"""Kinds of change that are no operator."""

_READERS: tuple[Callable[[Sight], Iterable[Clue]], ...] = (
    in_machines,
    in_events,
    in_wiring,
    in_fields,
)
_UNDONE = ("add-consumer", "add-compensated-step", "expire-step", "parallel-steps",
           "wait-for-person")  # fmt: skip
"""Operators that no other one undoes; a step that was removed is one of its own."""
_EITHER_WAY = {each: each for each in ("rename-field", "retype-field", "swap-steps")} | {
    "new-field": "remove-field"
}
"""What an operator is that is seen looking back."""
_CODE = frozenset(("Code.ZipFile", "InlineCode"))
_TELLING = 20  # a clue below says no more than that somebody hears something now
_SWEPT = 3  # services that one edit goes over at least


@dataclass(frozen=True)
class Recognised:
    """What kind of change it is, and what was seen of it.

    ``kind`` is an operator's name, or else one of code, configuration, arrows, units (new or
    gone), sweep (one edit in many), comments, or nothing. ``undone``: it is the operator backwards.
    ``also`` are the other operators that show.
    """

    kind: str
    seen: str
    undone: bool = False
    also: tuple[str, ...] = ()

    @property
    def operator(self) -> str:
        """The operator, "" where it is none, or one backwards."""
        return self.kind if self.kind in OPERATORS and not self.undone else ""

    @property
    def name(self) -> str:
        """It in a word or two."""
        return f"{self.kind} undone" if self.undone else self.kind


def clues(sight: Sight) -> tuple[Clue, ...]:
    """What tells of an operator, each operator once, the most telling first."""
    best: dict[str, Clue] = {}
    for each in (clue for read in _READERS for clue in read(sight)):
        if each.operator not in best or best[each.operator].weight < each.weight:
            best[each.operator] = each
    return tuple(sorted(best.values(), key=lambda each: (-each.weight, each.operator)))


def recognise(found: Difference) -> Recognised:
    """What kind of change a difference is; it says so where it cannot know."""
    if not found:
        return Recognised(NOTHING, "nothing differs")
    if swept := _sweep(found):
        return Recognised(SWEEP, swept)
    if not _structural(found):
        return _plain(found)
    sight = Sight(found)
    forward = clues(sight)
    best = forward[0] if forward else None
    least = max(best.weight if best else 0, _TELLING)
    known = (*_UNDONE, *_EITHER_WAY)
    back = next((x for x in clues(sight.back()) if x.operator in known), None)
    if back and back.weight > least:
        also = tuple(each.operator for each in forward)
        name, undone = _EITHER_WAY.get(back.operator, back.operator), back.operator in _UNDONE
        return Recognised(name, f"before: {back.seen}", undone, also)
    if best and best.weight >= _TELLING:
        return Recognised(best.operator, best.seen, also=tuple(x.operator for x in forward[1:]))
    return _plain(found, best)


def _structural(found: Difference) -> bool:
    """Whether anything differs but code and the settings of what is there."""
    return bool(
        found.machines
        or [each for each in found.contracts if each.how != SHARED]
        or any(each.how != CHANGED or each.what for each in found.resources)
        or any(each.how in (ADDED, REMOVED) for each in found.functions)
    )


def _plain(found: Difference, weak: Clue | None = None) -> Recognised:
    """A change that is no operator, by what differs of it."""
    if weak and not (found.new_units or found.removed_units):
        return Recognised(weak.operator, weak.seen)
    return next(Recognised(kind, seen) for kind, seen in _differing(found) if seen)


def _differing(found: Difference) -> Iterator[tuple[str, str]]:
    """What a change that is no operator may be, the chief first; the first that says anything."""
    yield UNITS, _units(found)
    arrows = [layer for layer, units in found.layers.items() if units and layer != "deployment"]
    resources = [
        f"{each.id}: {some(each.what) if each.what else each.how}"
        for each in found.resources
        if not each.what or {*each.what} - _CODE
    ]
    if arrows and resources:
        yield ARROWS, f"who depends on whom, by the layers {some(arrows)}"
    machines = [f"{each.id}: its definition" for each in found.machines if each.how != WORDS]
    yield SETTINGS, some(resources or machines)
    units = sorted({each.unit for each in found.functions if each.how == OWN})
    yield CODE, f"own code of {some(units)}" if units else ""
    shared = any(each.how == SHARED for each in found.functions)
    yield CODE, "code that several share" if shared else ""
    yield ARROWS, some([each.id for each in found.contracts if each.how != READ])
    yield WORDED, "comments alone"


def _units(found: Difference) -> str:
    parts = (("new", found.new_units), ("gone", found.removed_units))
    return "; ".join(f"{word}: {some(units)}" for word, units in parts if units)


def _sweep(found: Difference) -> str:
    """One edit in many services, "" where it is none."""
    if len(found.touched) < _SWEPT or found.new_units or found.removed_units:
        return ""
    signs = Counter(_signs(found))
    if not signs:
        return ""
    (sign, count), total = signs.most_common(1)[0], sum(signs.values())
    if count >= _SWEPT + 1 and count >= 0.8 * total:
        return f"the same in {counted(count, 'place')}: {sign}"
    return ""


def _signs(found: Difference) -> Iterator[str]:
    """What each thing changed in, without its name."""
    for resource in found.resources:
        yield f"{resource.type} {resource.how} {some(resource.what)}".rstrip()
    for function in found.functions:
        if function.how == OWN:
            yield "own code"
    for machine in found.machines:
        for keys in machine.states_keys.values():
            yield f"states' {some(keys)}"
        yield from ("states" for _ in (*machine.states_added, *machine.states_removed))
