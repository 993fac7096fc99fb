"""The measured readers of every field, held against what the dependency reading says of them.

A measured reader is who refused a broken field or went wrong on it, first hand, in any of the ways
in which it was broken. A predicted one is who reads it, or something below it, by `Facts.reads`.
"""

from collections.abc import Iterator, Mapping

from analysis.breakage.model import Breakage
from analysis.dependency.model import Dependencies
from analysis.facts import Contract, Read
from analysis.records import dataclass

BESIDE = "@attribute"
WHOLE = "$"
TELLING = {"renamed", "dropped"}
"""Ways of breaking a field that no reader can fail to meet."""


@dataclass(frozen=True, slots=True)
class FieldReaders:
    """Who was measured to read one field, and who is predicted to.

    known: whether what the code shows has a field of that name, or one below it.
    """

    contract: str
    path: str
    measured: frozenset[str]
    predicted: frozenset[str]
    known: bool = True

    @property
    def agreed(self) -> frozenset[str]:
        """Readers by both."""
        return self.measured & self.predicted

    def __str__(self) -> str:
        only = [
            f"{words} {', '.join(sorted(names))}"
            for words, names in (
                ("measured alone:", self.measured - self.predicted),
                ("predicted alone:", self.predicted - self.measured),
            )
            if names
        ]
        told = f"{self.contract}.{self.path}: {'; '.join(only) or 'as predicted'}"
        return told if self.known else f"{told} (what the code shows has no field of that name)"


@dataclass(frozen=True)
class Held:
    """Every field that was broken with its readers, and what was not held against anything."""

    fields: tuple[FieldReaders, ...]
    unheld: tuple[str, ...] = ()

    @property
    def disagreements(self) -> tuple[FieldReaders, ...]:
        """Fields whose readers are not those that are predicted."""
        return tuple(each for each in self.fields if each.measured != each.predicted)

    @property
    def precision(self) -> float:
        """Which part of the predicted readers was measured; 1 where none is predicted."""
        return self._share(sum(len(each.predicted) for each in self.fields))

    @property
    def recall(self) -> float:
        """Which part of the measured readers was predicted; 1 where none was measured."""
        return self._share(sum(len(each.measured) for each in self.fields))

    def _share(self, of: int) -> float:
        return sum(len(each.agreed) for each in self.fields) / of if of else 1.0

    def to_wire(self) -> dict[str, object]:
        """The scores, and every field on which they disagree."""
        return {
            "readers": sum(len(each.measured) for each in self.fields),
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "disagreements": [str(each) for each in self.disagreements],
            "unheld": list(self.unheld),
        }


def held(found: Breakage, told: Dependencies, services: Mapping[str, str]) -> Held:
    """The measured readers against the predicted ones; ``services``: which component is whose.

    What is beside a message is left out: filters of the wiring choose by it, and nobody reads it.
    So is a field that was neither renamed nor dropped, as in a sample: who reads it may not mind
    another value.
    """
    contracts = {_name(each): each for each in told.facts.contracts}
    by_contract: dict[str, list[Read]] = {}
    for read in told.facts.reads:
        by_contract.setdefault(read.contract, []).append(read)
    fields, unheld = [], []
    for agreed, path, ways in found.rows():
        if not path or path.startswith(BESIDE):
            continue
        contract = contracts.get(agreed.name)
        if TELLING.isdisjoint(ways):
            unheld.append("fields that were neither renamed nor dropped")
            continue
        if contract is None:
            unheld.append(f"{agreed.name} is not known by its template and code")
            continue
        measured = {x for verdicts in ways.values() for v in verdicts for x in v.first_hand}
        below = [each for each in agreed.fields if each == path or each.startswith(f"{path}.")]
        paths = {known for each in below for known in _known(each, contract)}
        predicted = {
            services.get(read.component, read.component)
            for read in by_contract.get(contract.id, ())
            if _reads(read, paths)
        }
        readers = frozenset(measured), frozenset(predicted)
        fields.append(FieldReaders(agreed.name, path, *readers, known=bool(paths)))
    return Held(tuple(fields), tuple(dict.fromkeys(unheld)))


def _name(contract: Contract) -> str:
    return contract.id.rpartition("/")[2] if contract.kind == "event" else contract.id


def _known(path: str, contract: Contract) -> Iterator[str]:
    """The path as the code's facts call it: an envelope that all share is not told in it."""
    names = {each.path for each in contract.fields or ()}
    parts = path.split(".")
    for first in range(len(parts)):
        shorter = ".".join(parts[first:])
        if shorter in names:
            yield shorter
            return


def _reads(read: Read, paths: set[str]) -> bool:
    if read.fields is None:
        return True
    return any(each.path == WHOLE or each.path in paths for each in read.fields)
