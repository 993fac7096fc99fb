"""Which messages are broken, how, for which kind of order; and the drills that do it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from analysis.breakage.model import Mutant
from lab.drilling.contracts import Contract
from lab.drills import Drill, duplicate, mutation
from lab.probe.mutating import ATTRIBUTE, ERROR, FIELD_WAYS, REQUEST, SAME

BREAKING = tuple(each for each in FIELD_WAYS if each != SAME)
AT_SENDER = ("duplicated", "dropped")
ON_ITS_WAY = ("delayed", "overtaken")
ASKED = (*AT_SENDER, *ON_ITS_WAY)


@dataclass(frozen=True)
class Planned:
    """What is broken, and what was left out, a sentence each."""

    mutants: tuple[Mutant, ...]
    left_out: tuple[str, ...]


def planned(contracts: Sequence[Contract], *, seed: int = 7, sample: int | None = None) -> Planned:
    """Every field and message that somebody takes, broken in every way; the same for a seed.

    sample: so many of them at most, drawn by the seed, each way of breaking among them.
    """
    heard = [each for each in contracts if each.takers or not each.is_event]
    left_out = [
        f"{each.name}, with its {len(each.fields)} fields, is not broken: nobody takes it."
        for each in contracts
        if each not in heard
    ]
    found = [mutant for each in heard for mutant in (*_fields(each), *_whole(each))]
    drawn = Random(seed)  # noqa: S311  plans must be repeatable, not secret
    drawn.shuffle(found)
    if sample is not None and sample < len(found):
        left_out.append(f"{len(found) - sample} of {len(found)} are left out of a sample.")
        found = _sampled(found, sample)
    return Planned(tuple(found), tuple(left_out))


def drills_of(mutant: Mutant, contract: Contract) -> list[Drill]:
    """What the probe has to do for the order that meets this mutant."""
    if contract.on == REQUEST and mutant.how == "duplicated":
        return [duplicate(contract.function, times=1)]
    function = mutant.taker or contract.function
    if mutant.path:
        return [mutation(function, on=contract.on, path=mutant.path, how=mutant.how)]
    return [mutation(function, on=contract.on, how=mutant.how, times=1)]


def _fields(contract: Contract) -> Iterator[Mutant]:
    for place, (path, kind) in enumerate(contract.fields.items()):
        ways = ("renamed",) if path.startswith(ERROR) else BREAKING
        if path.startswith(ATTRIBUTE):
            ways = ("renamed", "dropped", "out of range")  # it is text, and never empty
        elif place == 0 and ways == BREAKING:
            ways = (SAME, *ways)
        for how in ways:
            yield Mutant(contract.name, path, how, kind)


def _whole(contract: Contract) -> Iterator[Mutant]:
    if contract.is_event:
        for how in AT_SENDER:
            yield Mutant(contract.name, "", how, contract.kind)
        for taker in sorted(contract.takers):
            for how in ON_ITS_WAY:
                yield Mutant(contract.name, "", how, contract.kind, taker)
        return
    for how in ASKED if contract.on == REQUEST else ("dropped",):
        yield Mutant(contract.name, "", how, contract.kind)


def _sampled(found: Iterable[Mutant], most: int) -> list[Mutant]:
    """So many, from every way of breaking in turn."""
    ways: dict[str, list[Mutant]] = {}
    for each in found:
        ways.setdefault(each.how, []).append(each)
    chosen: list[Mutant] = []
    while len(chosen) < most and any(ways.values()):
        for left in ways.values():
            if left and len(chosen) < most:
                chosen.append(left.pop())
    return chosen
