"""Reads the hand-made worlds and expectations of `ways_by_hand`, and what is predicted of them."""

from dataclasses import dataclass
from functools import cache

from analysis.dependency import Dependencies
from analysis.facts import Contract, Facts, Field, Lineage, Read
from analysis.prediction import CannotApply, predict
from analysis.prediction.impact import Impact
from analysis.prediction.joining import Together, joined
from analysis.prediction.way import NO, UNKNOWN, YES
from tests.analysis.prediction.conftest import draw
from tests.analysis.prediction.ways_by_hand import QUESTIONS, WORLDS

REFUSED = ("refused",)


@dataclass(frozen=True)
class ByHand:
    """What one way comes to: who must change, whether an order is safe, who learns of whom.

    A way that there is not comes to nobody.
    """

    services: frozenset[str]
    safe: str | None
    order: tuple[str, ...]
    knows: frozenset[tuple[str, str]] | None


@dataclass(frozen=True)
class Question:
    """What is asked of a world, and what is expected by hand."""

    asked: tuple[str, ...]
    world: str
    best: tuple[str, ...]
    ways: dict[str, ByHand]

    @property
    def id(self) -> str:
        return f"{' & '.join(self.asked)}, {self.world}"


def questions() -> list[Question]:
    return [_question(each) for each in QUESTIONS.strip().split("\n\n")]


def _question(text: str) -> Question:
    asked, world, best, *ways = (line.strip() for line in text.splitlines())
    by_hand = dict(_by_hand(each) for each in ways)
    return Question(tuple(asked.split(" & ")), world, tuple(best.split(" = ")), by_hand)


def _by_hand(line: str) -> tuple[str, ByHand]:
    name, _, rest = line.partition(" ")
    services, *more = (each.strip() for each in rest.split("|"))
    order = more[0] if more else ""
    safe = {"": None, "no": NO, "?": UNKNOWN}.get(order, YES)
    pairs = [each.partition(">")[::2] for each in more[1].split()] if len(more) > 1 else None
    return name, ByHand(
        frozenset(services.split()) - {"-"},
        safe,
        tuple(order.split()) if safe == YES else (),
        None if pairs is None else frozenset(pairs),
    )


@cache
def drawn(world: str) -> Dependencies:
    lines = [line.strip() for line in WORLDS[world].strip().splitlines()]
    facts = ("told ", "read ", "made ")
    said = [line for line in lines if line.startswith(facts)]
    return draw("\n".join(line for line in lines if not line.startswith(facts)), _facts(said))


def _facts(lines: list[str]) -> Facts:
    contracts: list[Contract] = []
    reads: list[Read] = []
    lineage: list[Lineage] = []
    for verb, _, rest in (line.partition(" ") for line in lines):
        head, _, fields = rest.rpartition(": ")
        if verb == "told":
            fields, _, owners = fields.partition(" by ")
            kind, _, name = head.rpartition(":")
            kind, name = (kind, name) if kind else ("event", head.rpartition("/")[2])
            said = tuple(map(Field, fields.split()))
            contracts.append(Contract(head, kind, name, tuple(owners.split()), said))
        elif verb == "read":
            reader, contract = head.split()
            reads.append(Read(reader, contract, tuple(map(Field, fields.split()))))
        else:
            made, _, of, _, component = rest.split()
            to, path = made.rsplit(".", 1)
            source, from_path = of.rsplit(".", 1)
            lineage.append(Lineage(to, path, source, from_path, component))
    return Facts(tuple(contracts), tuple(reads), tuple(lineage))


def predicted(question: Question) -> Impact | Together | None:
    """What is predicted; nothing where it is refused."""
    system = drawn(question.world)
    try:
        found = [predict(system, each) for each in question.asked]
    except CannotApply:
        return None
    return found[0] if len(found) == 1 else joined(found)[system.title]
