"""Lowers systems back to what they are, and says how many changes are answered as before.

Twice: once what is as today is taken over, as in every derived design, and once all is drawn anew,
which shows how much the drawing keeps. Run by hand over systems that are fetched and never
committed: one argument is one system. Held to 0.97 of the places without fields
(docs/decisions/0036-the-other-design.md).

usage: python tools/other_designs.py SYSTEM... [--unlike]   (--unlike names every place)
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # from any folder, like the others

from analysis.dependency import depend
from analysis.dependency.model import Dependencies
from analysis.prediction import OPERATORS, Change
from analysis.prediction.lookup import World
from analysis.prediction.predicting import applicable_in, predict_in
from analysis.redesign import NothingToRedesign, Redesigning, lower, redesign
from analysis.redesign.lowering import Derived
from analysis.redesign.translating import VALUE, Translating
from analysis.refusals import Refused
from analysis.walking import grouped

MOST = 25
"""So many places of an operator are tried in one system, spread evenly."""
SAME, OTHER, GONE = "answered as before", "answered otherwise", "not there"


Found = Counter[tuple[bool, bool, str]]
"""How many places are answered how: drawn anew or not, about a field or not."""


@dataclass
class Lowered:
    """What became of each place, and what it took."""

    title: str
    sentence: str = ""
    parts: int = 0
    guesses: int = 0
    seconds: float = 0
    found: Found = field(default_factory=Counter)
    unlike: list[str] = field(default_factory=list)

    def line(self) -> str:
        """It on one line."""
        if self.sentence:
            return f"{self.title}: {self.sentence}"
        took = f"{self.parts} parts, {self.guesses} guesses, {self.seconds:.1f} s"
        return f"{self.title}: {shares(self.found)}; {took}"


def shares(found: Found) -> str:
    """Of how many places how many are answered as before."""
    return "; drawn anew ".join(
        f"{_share(found, (anew, False))} (fields {_share(found, (anew, True))})"
        for anew in (False, True)
    )


def _share(found: Found, at: tuple[bool, bool]) -> str:
    same, gone = found[*at, SAME], found[*at, GONE]
    asked = same + found[*at, OTHER]
    return f"{same} of {asked}" + (f" and {gone} not there" if gone else "")


def lowered_back(system: Dependencies) -> Lowered:
    """A system beside itself, lifted and lowered to the design that it has, twice."""
    found, others = Lowered(system.title, parts=len(system.parts)), Redesigning(system)
    before = getrusage(RUSAGE_SELF).ru_utime
    try:
        redesign(system).to_text()
    except NothingToRedesign as refusal:
        found.sentence = str(refusal)
        return found
    found.seconds = getrusage(RUSAGE_SELF).ru_utime - before
    found.guesses = len(others.business.guesses)
    for anew in (False, True):
        derived = lower(others.business, others.asked, anew=anew)
        _hold(found, others, derived, anew=anew)
    return found


def _hold(found: Lowered, others: Redesigning, derived: Derived, *, anew: bool) -> None:
    """Every change as it is told today, and in the system that was lowered back."""
    world, there = (
        World(derived.system),
        Translating(others.world, others.business, derived),
    )
    for change in places(others.world):
        about_field = OPERATORS[change.operator].takes[:1] == (VALUE,)
        try:
            asked = there.translated(change)
        except Refused as refusal:
            found.found[anew, about_field, GONE] += 1
            found.unlike.append(f"{anew} {change}: {refusal}")
            continue
        mine, theirs = told(others.world, change), told(world, asked)
        found.found[anew, about_field, SAME if mine == theirs else OTHER] += 1
        if mine != theirs:
            found.unlike.append(f"{anew} {change}: {mine} then {theirs}")


def places(world: World) -> Iterator[Change]:
    """The changes of every operator; if there are many, evenly spread."""
    for several in grouped((each.operator, each) for each in applicable_in(world)).values():
        yield from several[:: -(-len(several) // MOST)]


def told(world: World, change: Change) -> tuple[object, ...]:
    """The services of the recommended way, and which ways there are."""
    try:
        found = predict_in(world, change)
    except Refused as refusal:
        return (type(refusal).__name__,)
    return sorted(found.services), sorted({each.way.name for each in found.ways})


def main(arguments: list[str]) -> None:
    """Every system on a line, and all together."""
    whole: Found = Counter()
    for path in (each for each in arguments if not each.startswith("--")):
        found = lowered_back(depend([Path(path)], title=Path(path).name))
        whole += found.found
        print(found.line(), flush=True)
        if "--unlike" in arguments:
            print(*(f"  {each}" for each in found.unlike), sep="\n")
    print(f"all: {shares(whole)}")


if __name__ == "__main__":
    main(sys.argv[1:])
