"""Broken messages, and how each service reacted to each of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, field
from typing import Any

from analysis.records import dataclass

UNAFFECTED, REFUSED, WRONG, STARVED = "unaffected", "refused", "wrong", "starved"
LETTERS: Mapping[str, str] = {UNAFFECTED: "·", STARVED: "S", REFUSED: "R", WRONG: "W"}
"""Each reaction with its letter, the mildest first."""

SEVERITY = tuple(LETTERS)
FORMAT = "ripple-breakage/1"

SETTLED, DEAD, STUCK = "settled", "given up on", "stuck"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One contract broken in one way, for one order.

    path: the field's, by dots, "" where the message is broken as a whole; how: as
    `lab.probe.mutating` calls it; kind: how the order ends where nothing is broken; taker: the one
    who gets it late, "" where all do.
    """

    contract: str
    path: str
    how: str
    kind: str
    taker: str = ""

    def __str__(self) -> str:
        what = f"{self.contract}.{self.path}" if self.path else self.contract
        return f"{what} {self.how}" + (f" on its way to {self.taker}" if self.taker else "")


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one broken message did.

    reactions: by service; first_hand: services that refused it or went wrong on the message itself;
    noticed: the errors that somebody can have seen, none where nobody can; end: what became of the
    order; why: by service, what shows its reaction.
    """

    mutant: Mutant
    order_id: str
    reactions: Mapping[str, str]
    first_hand: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    end: str = SETTLED
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Whether any service ended with other business facts."""
        return WRONG in self.reactions.values()

    @property
    def silent(self) -> bool:
        """Whether it ended wrong and nobody can have noticed."""
        return self.wrong and not self.noticed

    @property
    def lost(self) -> bool:
        """Whether the order never ended, nothing is wrong, and nobody can have noticed."""
        return self.end == STUCK and not self.wrong and not self.noticed


@dataclass(frozen=True)
class Agreed:
    """A contract as a clean run showed it: who says or answers it, who takes it, its fields."""

    name: str
    owner: str
    takers: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Breakage:
    """All broken messages of one design.

    services: by name, machines behind services; controls: messages that went
    through the same hands and were not changed, in no count; left_out: sentences on what was
    not broken or could not be judged, and why; seconds: what it took.
    """

    design: str
    services: tuple[str, ...]
    contracts: tuple[Agreed, ...]
    verdicts: tuple[Reaction, ...]
    controls: tuple[Reaction, ...] = ()
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0
    seed: int = 0

    def share(self, which: Iterable[Reaction]) -> float:
        """Which part of all verdicts these are; 0 without any."""
        return sum(1 for _ in which) / len(self.verdicts) if self.verdicts else 0.0

    @property
    def silent(self) -> tuple[Reaction, ...]:
        """Those that ended wrong with nobody noticing."""
        return tuple(each for each in self.verdicts if each.silent)

    @property
    def lost(self) -> tuple[Reaction, ...]:
        """Those whose order never ended, with nobody noticing."""
        return tuple(each for each in self.verdicts if each.lost)

    def rows(self) -> Iterator[tuple[Agreed, str, Mapping[str, list[Reaction]]]]:
        """Each field of each contract, "" for the message as a whole, with its verdicts by way."""
        by_place: dict[tuple[str, str], dict[str, list[Reaction]]] = {}
        for each in self.verdicts:
            ways = by_place.setdefault((each.mutant.contract, each.mutant.path), {})
            ways.setdefault(each.mutant.how, []).append(each)
        for contract in self.contracts:
            for path in (*contract.fields, ""):
                if (contract.name, path) in by_place:
                    yield contract, path, by_place[contract.name, path]

    def to_wire(self) -> dict[str, Any]:
        """All of it as JSON carries it; ``from_wire`` reads it back."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Breakage":
        """What ``to_wire`` wrote."""
        return cls(
            wire["design"],
            tuple(wire["services"]),
            tuple(
                Agreed(x["name"], x["owner"], tuple(x["takers"]), tuple(x["fields"]))
                for x in wire["contracts"]
            ),
            tuple(_verdict(each) for each in wire["verdicts"]),
            tuple(_verdict(each) for each in wire["controls"]),
            tuple(wire["left_out"]),
            wire["seconds"],
            wire["seed"],
        )


FIELD_COLUMNS = ("renamed", "dropped", "retyped", "emptied", "out of range")
WHOLE_COLUMNS = ("duplicated", "delayed", "dropped", "overtaken")
"""In which ways fields, and messages as a whole, are shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one way of breaking one field did to one service, the worst of it.

    own: whether the service reacted to the broken message itself; silent: whether it went wrong
    and nobody can have noticed.
    """

    reaction: str
    own: bool = False
    silent: bool = False

    @property
    def letter(self) -> str:
        """Large where it reacted to the broken message itself."""
        letter = LETTERS[self.reaction]
        return letter if self.own else letter.lower()


def cell(verdicts: Iterable[Reaction], service: str) -> Cell | None:
    """The cell of a service; None where nothing was broken so, or it has no part in the order."""
    mine = [each for each in verdicts if service in each.reactions]
    if not mine:
        return None
    reaction = worst(each.reactions[service] for each in mine)
    its = [each for each in mine if each.reactions[service] == reaction]
    own = any(service in each.first_hand for each in its)
    return Cell(reaction, own, reaction == WRONG and any(each.silent for each in its))


def worst(reactions: Iterable[str]) -> str:
    """The gravest of some reactions."""
    return max(reactions, key=SEVERITY.index, default=UNAFFECTED)


def _verdict(wire: Mapping[str, Any]) -> Reaction:
    return Reaction(
        Mutant(**wire["mutant"]),
        wire["order_id"],
        wire["reactions"],
        tuple(wire["first_hand"]),
        tuple(wire["noticed"]),
        wire["end"],
        wire["why"],
    )
