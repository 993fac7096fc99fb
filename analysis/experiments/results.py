"""Reads what `ripple change run` measured, or once foretold: checked, refused in one sentence."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from analysis.experiments.outcome import EFFORTS, Forecast, Live, Lockstep, Outcome, Sets
from analysis.experiments.scores import ALL
from analysis.reaches import NAMES, Reaches
from analysis.refusals import Refused
from analysis.regular_files import NotRegular, TooLarge, read_regular

_MOST_BYTES = 64_000_000
Kind = TypeVar("Kind")
Earlier = Mapping[tuple[str, str], Mapping[str, frozenset[str]]]
"""What was predicted once, by change and design, and in it by layer."""


class BadResults(Refused):
    """A file of results cannot be used; the text says where and why."""


class Malformed(Exception):
    """A value is not what it has to be; the text says which and why."""


@dataclass(frozen=True)
class ResultEntry:
    """One JSON object, and where it stands."""

    values: Mapping[str, Any]
    where: str

    @classmethod
    def listed(cls, wire: object) -> Iterator["ResultEntry"]:
        """The objects of a list, each named by its change and design as far as it says them."""
        if not isinstance(wire, list):
            raise Malformed("it is no list of changes and designs")
        for place, each in enumerate(wire, start=1):
            if not isinstance(each, dict):
                raise Malformed(f"entry {place} is no object")
            said = [str(each[key]) for key in ("change", "side") if isinstance(each.get(key), str)]
            yield cls(each, " on ".join(said) or f"entry {place}")

    def bad(self, why: str) -> Malformed:
        """The refusal of this entry."""
        return Malformed(f"{self.where}: {why}")

    def has(self, key: str) -> bool:
        """Whether there is such a value, and not null."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        """A text."""
        return self._value(key, str, "no text")

    def name(self, key: str) -> str:
        """A text that says something."""
        value = self.text(key)
        if not value.strip():
            raise self.bad(f"{key} is empty")
        return value

    def truth(self, key: str) -> bool:
        """True or false."""
        return self._value(key, bool, "neither true nor false")

    def whole(self, key: str) -> int:
        """A count: a whole number from 0."""
        value = self._value(key, int, "no count")
        if isinstance(value, bool) or value < 0:
            raise self.bad(f"{key} is no count")
        return value

    def names(self, key: str) -> list[str]:
        """A list of texts."""
        value = self._value(key, list, "no list of names")
        if not all(isinstance(each, str) for each in value):
            raise self.bad(f"{key} is no list of names")
        return value

    def part(self, key: str) -> "ResultEntry":
        """The object within."""
        return ResultEntry(self._value(key, dict, "no object"), f"{self.where}, {key}")

    def parts(self, key: str) -> dict[str, "ResultEntry"]:
        """The objects within the object within, by name."""
        within = self.part(key)
        return {name: within.part(name) for name in within.values}

    def _value(self, key: str, kind: type[Kind], otherwise: str) -> Kind:
        if key not in self.values:
            raise self.bad(f"{key} is missing")
        value = self.values[key]
        if not isinstance(value, kind):
            raise self.bad(f"{key} is {otherwise}")
        return value


def read(path: Path) -> tuple[Outcome, ...]:
    """The outcomes in a file, in its order.

    Raises:
        BadResults: it cannot be read, or is no such file; one sentence says why.
    """
    return outcomes(loaded(path), name=path.name)


def kept(path: Path) -> list[dict[str, Any]]:
    """The plain values of such a file, once they have been read as outcomes; raises BadResults."""
    found: list[dict[str, Any]] = loaded(path)
    outcomes(found, name=path.name)
    return found


def loaded(path: Path) -> Any:
    """The JSON of a file.

    Raises:
        BadResults: it cannot be read.
    """
    try:
        return json.loads(read_regular(path, _MOST_BYTES).decode("utf-8"))
    except FileNotFoundError:
        raise BadResults(
            f"{path.name} is not there: `ripple change run --all --json` prints it."
        ) from None
    except (NotRegular, TooLarge) as error:
        raise BadResults(f"{path.name} cannot be read: {error.strerror}.") from None
    except (OSError, ValueError, RecursionError):
        raise BadResults(f"{path.name} is no JSON file: write it again.") from None


def outcomes(wire: object, *, name: str = "the results") -> tuple[Outcome, ...]:
    """The outcomes of plain JSON values; ``name`` says which file in a refusal.

    Raises:
        BadResults: something is missing, of the wrong kind, twice there or against itself.
    """
    try:
        found = [_outcome(each) for each in ResultEntry.listed(wire)]
        _once(found)
        return tuple(_with_new(found))
    except Malformed as error:
        raise BadResults(f"{name}: {error}; `ripple change run --all --json` writes it.") from None


def _outcome(entry: ResultEntry) -> Outcome:
    sets = _sets(entry)
    counts = {each.key: sum(map(entry.whole, each.counts or (each.key,))) for each in EFFORTS}
    touched, existing = counts["services_touched"], counts["existing_services_touched"]
    if touched != len(sets.actual):
        raise entry.bad(f"services_touched is {touched}, but actual names {len(sets.actual)}")
    if existing > touched:
        raise entry.bad(f"existing_services_touched is {existing}, and services_touched {touched}")
    return Outcome(
        entry.text("change"),
        entry.text("title"),
        entry.text("kind"),
        entry.name("side"),
        entry.truth("passed"),
        entry.text("prediction"),
        sets,
        _layered(entry),
        frozenset(entry.names("new_services")) if entry.has("new_services") else frozenset(),
        counts,
        _live(entry.part("live_update")) if entry.has("live_update") else None,
        _lockstep(entry.part("lockstep")) if entry.has("lockstep") else None,
        _reaches(entry) if entry.has("reaches") else None,
        _forecast(entry.part("forecast")) if entry.has("forecast") else None,
        _ways(entry.part("ways")) if entry.has("ways") else {},
    )


def _reaches(entry: ResultEntry) -> Reaches:
    found = Reaches.of(*map(entry.part("reaches").names, NAMES))
    if {*found.edited} != {*entry.names("actual")}:
        raise entry.bad("reaches, edited does not name whom actual names")
    return found


def _sets(entry: ResultEntry) -> Sets:
    return Sets(frozenset(entry.names("predicted")), frozenset(entry.names("actual")))


def _layered(entry: ResultEntry) -> Mapping[str, Sets]:
    return {layer: _sets(each) for layer, each in entry.parts("layers").items()}


def _forecast(entry: ResultEntry) -> Forecast:
    return Forecast(_sets(entry), _layered(entry))


def _ways(entry: ResultEntry) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(entry.names(name)) for name in entry.values}


def _live(entry: ResultEntry) -> Live:
    unsettled, wrong = entry.names("unsettled"), entry.names("wrong")
    return Live(entry.whole("orders"), entry.whole("settled"), tuple(unsettled), tuple(wrong))


def _lockstep(entry: ResultEntry) -> Lockstep:
    single = entry.parts("single")
    return Lockstep(
        tuple(entry.names("units")),
        {unit: each.text("why") for unit, each in single.items() if not each.truth("safe")},
        tuple(entry.names("order")) if entry.has("order") else None,
        entry.text("why_none") if entry.has("why_none") else "",
    )


def _once(found: Sequence[Outcome]) -> None:
    seen: set[tuple[str, str]] = set()
    for each in found:
        if (each.change, each.side) in seen:
            raise Malformed(f"{each.change} is there twice for {each.side}")
        seen.add((each.change, each.side))


def _with_new(found: Sequence[Outcome]) -> Iterable[Outcome]:
    """Each with its new services named; a file may leave the names to be worked out.

    They are as many as the counts say: first those that the operator was asked to bring, then
    those that no other change knows.
    """
    for each in found:
        many = each.counts["services_touched"] - each.counts["existing_services_touched"]
        others = {
            name for other in found if other.change != each.change for name in other.sets.actual
        }
        asked = each.prediction.split()
        order = sorted(each.sets.actual, key=lambda name: (name not in asked, name in others, name))
        new = each.new or frozenset(order[:many])
        if len(new) != many or not new <= each.sets.actual:
            raise Malformed(
                f"{each.change} on {each.side} counts {many} new services and names {len(new)}"
            )
        yield replace(each, new=new)


def read_earlier(path: Path) -> Earlier:
    """What was predicted then, by change and design, and in it by layer.

    Raises:
        BadResults: it cannot be read, or is no such file; one sentence says why.
    """
    return earlier(loaded(path), name=path.name)


def earlier(wire: object, *, name: str = "the baseline") -> Earlier:
    """The same of plain JSON values; a layer is a list of services, or an object with `predicted`.

    Raises:
        BadResults: something is missing, or of the wrong kind.
    """
    try:
        return {
            (each.text("change"), each.name("side")): _layers(each)
            for each in ResultEntry.listed(wire)
        }
    except Malformed as error:
        raise BadResults(f"{name}: {error}; it is what `ripple change run` once wrote.") from None


def _layers(entry: ResultEntry) -> Mapping[str, frozenset[str]]:
    within = entry.part("layers")
    return {ALL: frozenset(entry.names("predicted"))} | {
        layer: frozenset(
            within.names(layer) if isinstance(told, list) else within.part(layer).names("predicted")
        )
        for layer, told in within.values.items()
    }
