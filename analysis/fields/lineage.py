"""Where fields come from in the end: through tables, and down to the fields within a field."""

from collections.abc import Iterator
from dataclasses import field

from analysis.extract.machines.paths import is_place
from analysis.fields.drafts import MOST_LINKS, Derivation, FactDrafts, Path, unplaced
from analysis.fields.rows import Rows
from analysis.graph import Evidence
from analysis.records import dataclass

_ROUNDS = 6
_DEEPEST = 12  # tables, one behind the other
_TABLE = "table:"

Source = tuple[str, Path, bool, tuple[Evidence, ...]]


def is_table(contract: str) -> bool:
    """Whether this is what a table holds, and no contract between parts."""
    return contract.startswith(_TABLE)


def settle(drafts: FactDrafts, rows: Rows) -> None:
    """Follow every field to the contracts it comes from, and let copies have what they copy."""
    _Tables(drafts, rows).follow()
    _asked_for(drafts)
    for _ in range(_ROUNDS):
        if not _once(drafts):
            break
    _without_repetition(drafts)


def _asked_for(drafts: FactDrafts) -> None:
    """Let what comes from outside have the fields that are read of it, or of copies of it.

    So has an answer that could not be read.
    """
    asked = {
        (of, path): places
        for (_, of), all_ in drafts.reads.items()
        for path, places in all_.items()
    }
    copies = [link for link in drafts.links if link.copied]
    for _ in range(_ROUNDS):
        known = len(asked)
        for (contract, path), places in list(asked.items()):
            for link in copies:
                rest = path[len(link.path) :]
                if any(map(is_place, rest)):  # the machine itself made that list
                    continue
                if link.contract == contract and path[: len(link.path)] == link.path:
                    source = (*link.from_path, *rest)
                    asked.setdefault((link.from_contract, source), places)
        if len(asked) in (known, *range(MOST_LINKS, 2 * MOST_LINKS)):
            break
    for (contract, path), places in asked.items():
        draft = drafts.contracts.get(contract)
        outside = draft is not None and draft.kind == "request" and not draft.owners
        unread = draft is not None and draft.kind == "response" and draft.unknown
        if outside or (unread and path and not path[0].startswith("@")):
            for count in range(1, len(path) + 1):
                drafts.add_field(contract, path[:count], places)


@dataclass(slots=True)
class _Tables:
    """What goes through tables, taken to where it came from."""

    drafts: FactDrafts
    rows: Rows
    written: dict[str, list[tuple[Derivation, tuple[Evidence, ...]]]] = field(default_factory=dict)

    def follow(self) -> None:
        """Let every link from a row start where the row's field came from."""
        others: list[tuple[Derivation, list[Evidence]]] = []
        for link, places in self.drafts.links.items():
            if is_table(link.contract):
                self.written.setdefault(link.contract, []).append((link, tuple(places)))
            else:
                others.append((link, places))
        self.drafts.links = {}
        for link, places in others:
            if is_table(link.from_contract):
                self._behind(link, places)
            else:
                self.drafts.add_link(link, places)

    def _behind(self, link: Derivation, places: list[Evidence]) -> None:
        table, path = link.from_contract, link.from_path
        for rest, found in self._sources(table, path, _DEEPEST, set()):
            contract, source, copied, written = found
            mine = (*link.path, *rest) if link.copied else link.path
            kept = copied and link.copied
            made = Derivation(link.contract, mine, contract, source, link.component, kept)
            if self.drafts.add_link(made, (*places, *written)) and mine:
                self.drafts.add_field(made.contract, mine, places)
        if link.copied:
            for holder in self.rows.holders(table, path):
                for rest in list(self.drafts.below(holder, path)):
                    self.drafts.add_field(link.contract, (*link.path, *rest), places)

    def _sources(
        self, table: str, path: Path, deep: int, seen: set[tuple[str, Path]]
    ) -> Iterator[tuple[Path, Source]]:
        """What was written where a row is read, with the path below it where only that is known."""
        if (table, path) in seen or not deep:
            return
        seen.add((table, path))
        for holder in self.rows.holders(table, path):
            for link, places in self.written.get(holder, ()):
                if path and link.path[: len(path)] == path:
                    rest, source = link.path[len(path) :], link.from_path
                elif link.path and path[: len(link.path)] == link.path:
                    above = path[len(link.path) :] if link.copied else ()
                    rest, source = (), (*link.from_path, *above)
                else:
                    continue
                if not is_table(link.from_contract):
                    yield rest, (link.from_contract, source, link.copied, places)
                    continue
                for further, found in self._sources(link.from_contract, source, deep - 1, seen):
                    contract, origin, copied, written = found
                    kept = copied and link.copied
                    yield (*rest, *further), (contract, origin, kept, (*places, *written))


def _without_repetition(drafts: FactDrafts) -> None:
    """Leave out that something is computed from what it has a copy of."""
    copies = {
        (link.contract, link.path[:count], link.from_contract, link.from_path, link.component)
        for link in drafts.links
        if link.copied
        for count in range(len(link.path) + 1)
    }
    for link in list(drafts.links):
        key = (link.contract, link.path, link.from_contract, link.from_path, link.component)
        if not link.copied and key in copies:
            del drafts.links[link]


def _once(drafts: FactDrafts) -> bool:
    """Let what is copied have the fields of what it is a copy of; says whether any was new."""
    new = False
    for link, places in list(drafts.links.items()):
        if not link.copied:
            continue
        for rest in list(drafts.below(link.from_contract, link.from_path)):
            path = (*link.path, *unplaced(rest))
            if rest[0].startswith("@"):
                continue
            new = drafts.add_field(link.contract, path, places) or new
            source = (*link.from_path, *rest)
            made = Derivation(link.contract, path, link.from_contract, source, link.component, True)
            new = drafts.add_link(made, places) or new
    return new
