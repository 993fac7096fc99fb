"""Where the values of what a skeleton says come from, and documents made of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.facts import Facts, Lineage
from analysis.walking import grouped


@dataclass(frozen=True)
class Values:
    """The fields of contracts, who reads them, and what each is made of; not those of ``without``.

    ``without`` are the paths that every event has, which are written in one place.
    """

    facts: Facts
    without: frozenset[str]

    @cached_property
    def fields(self) -> Mapping[str, list[str]]:
        """The fields of each contract, errors and wholes left out."""
        return {
            each.id: self._plain(f.path for f in each.fields or ()) for each in self.facts.contracts
        }

    def reads(self, who: str, contract: str) -> list[str]:
        """The fields that somebody reads of a contract; a list is taken whole."""
        known = (
            each for each in self.facts.reads if (each.component, each.contract) == (who, contract)
        )
        return list(tops(self._plain(f.path for each in known for f in each.fields or ())))

    def _plain(self, paths: Iterable[str]) -> list[str]:
        return sorted({each for each in paths if each[:1] not in "$@"} - self.without)

    @cached_property
    def _made(self) -> Mapping[tuple[str, str, str], list[Lineage]]:
        return grouped(((e.contract, e.path, e.component), e) for e in self.facts.lineage)

    def sources(
        self, contract: str, path: str, by: str, known: Collection[str], *, computed: bool = False
    ) -> list[tuple[str, str]]:
        """The fields of ``known`` contracts that somebody copies into one, however far back."""
        found: dict[tuple[str, str], None] = {}
        waiting, seen = [(contract, path)], {(contract, path)}
        while waiting:
            for each in self._made[*waiting.pop(0), by]:
                source = (each.from_contract, each.from_path)
                if source not in seen and (each.copied or computed):
                    seen.add(source)
                    if each.from_contract in known:
                        found[source] = None
                    else:
                        waiting.append(source)
        return list(found)


def tops(paths: Iterable[str]) -> dict[str, None]:
    """The first step of each path."""
    return dict.fromkeys(each.partition(".")[0] for each in paths)


def together(path: str, source: str) -> tuple[str, str]:
    """A field and what it copies; what is below a list is copied with all of the list."""
    while "." in path and "." in source and path.rpartition(".")[2] == source.rpartition(".")[2]:
        path, source = path.rpartition(".")[0], source.rpartition(".")[0]
    return path, source


def nested(leaves: Mapping[str, Any]) -> dict[str, Any]:
    """The document with these values at their dotted paths; what is below another is left out."""
    found: dict[str, Any] = {}
    for path in sorted(leaves, key=lambda each: each.count(".")):
        *above, last = path.split(".")
        here: Any = found
        for step in above:
            here = here.setdefault(step, {}) if isinstance(here, dict) else None
        if isinstance(here, dict):
            here.setdefault(last, leaves[path])
    return found
