"""Reads what `ripple change run` measured: checked on the way in, refused in one sentence."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.experiments.entry import Malformed, ResultEntry
from analysis.experiments.measures import EFFORTS
from analysis.experiments.outcome import Live, Lockstep, Outcome, Sets
from analysis.refusals import Refused
from analysis.regular_files import NotRegular, TooLarge, read_regular

_MOST_BYTES = 64_000_000


class BadResults(Refused):
    """A file of results cannot be used; the text says where and why."""


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
    counts = {each.key: each.of(entry) for each in EFFORTS}
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
        {layer: _sets(each) for layer, each in entry.parts("layers").items()},
        frozenset(entry.names("new_services")) if entry.has("new_services") else frozenset(),
        counts,
        _live(entry.part("live_update")) if entry.has("live_update") else None,
        _lockstep(entry.part("lockstep")) if entry.has("lockstep") else None,
    )


def _sets(entry: ResultEntry) -> Sets:
    return Sets(frozenset(entry.names("predicted")), frozenset(entry.names("actual")))


def _live(entry: ResultEntry) -> Live:
    return Live(
        entry.whole("orders"),
        entry.whole("settled"),
        tuple(entry.names("unsettled")),
        tuple(entry.names("wrong")),
    )


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
