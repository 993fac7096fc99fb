"""Where fields come from in the end: through tables, and down to the fields within a field."""

from collections.abc import Iterator

from analysis.fields.drafts import Drafts, Link, Path
from analysis.graph import Evidence

_ROUNDS = 6
_DEEPEST = 12  # tables, one behind the other
_TABLE = "table:"

Source = tuple[str, Path, bool, tuple[Evidence, ...]]


def is_table(contract: str) -> bool:
    """Whether this is what a table holds, and no contract between parts."""
    return contract.startswith(_TABLE)


def settle(drafts: Drafts) -> None:
    """Follow every field to the contracts it comes from, and let copies have what they copy."""
    _through_tables(drafts)
    _asked_for(drafts)
    for _ in range(_ROUNDS):
        if not _once(drafts):
            break


def _asked_for(drafts: Drafts) -> None:
    """Let what comes from outside have the fields that are read of it."""
    for (_, contract), fields in drafts.reads.items():
        draft = drafts.contracts.get(contract)
        if draft is not None and draft.kind == "request" and not draft.owners:
            for path, places in fields.items():
                for count in range(1, len(path) + 1):
                    drafts.add_field(contract, path[:count], places)


def _through_tables(drafts: Drafts) -> None:
    rows: dict[str, list[tuple[Link, tuple[Evidence, ...]]]] = {}
    others: list[tuple[Link, list[Evidence]]] = []
    for link, places in drafts.links.items():
        if is_table(link.contract):
            rows.setdefault(link.contract, []).append((link, tuple(places)))
        else:
            others.append((link, places))
    drafts.links = {}
    for link, places in others:
        if not is_table(link.from_contract):
            drafts.add_link(link, places)
            continue
        for rest, source in _sources(rows, link.from_contract, link.from_path, _DEEPEST, set()):
            contract, path, copied, written = source
            made = Link(
                link.contract,
                (*link.path, *rest) if link.copied else link.path,
                contract,
                path,
                link.component,
                copied and link.copied,
            )
            if drafts.add_link(made, (*places, *written)) and made.path:
                drafts.add_field(made.contract, made.path, places)
        if link.copied:
            for rest in list(drafts.below(link.from_contract, link.from_path)):
                drafts.add_field(link.contract, (*link.path, *rest), places)


def _sources(
    rows: dict[str, list[tuple[Link, tuple[Evidence, ...]]]],
    table: str,
    path: Path,
    deep: int,
    seen: set[tuple[str, Path]],
) -> Iterator[tuple[Path, Source]]:
    """What was written where a row is read, with the path below it where only that is known."""
    if (table, path) in seen or not deep:
        return
    seen.add((table, path))
    for link, places in rows.get(table, ()):
        below, above = link.path[len(path) :], path[len(link.path) :]
        if link.path[: len(path)] == path and path:
            rest, source = below, link.from_path
        elif path[: len(link.path)] == link.path and link.path:
            rest, source = (), (*link.from_path, *above) if link.copied else link.from_path
        else:
            continue
        if not is_table(link.from_contract):
            yield rest, (link.from_contract, source, link.copied, places)
            continue
        for further, found in _sources(rows, link.from_contract, source, deep - 1, seen):
            contract, origin, copied, written = found
            yield (*rest, *further), (contract, origin, copied and link.copied, (*places, *written))


def _once(drafts: Drafts) -> bool:
    """Let what is copied have the fields of what it is a copy of; says whether any was new."""
    new = False
    for link, places in list(drafts.links.items()):
        if not link.copied:
            continue
        for rest in list(drafts.below(link.from_contract, link.from_path)):
            path = (*link.path, *rest)
            if rest[0].startswith("@"):
                continue
            new = drafts.add_field(link.contract, path, places) or new
            source = (*link.from_path, *rest)
            made = Link(link.contract, path, link.from_contract, source, link.component, True)
            new = drafts.add_link(made, places) or new
        new = _back(drafts, link) or new
    return new


def _back(drafts: Drafts, link: Link) -> bool:
    """Let what comes from outside have the fields that are read of its copies."""
    source = drafts.contracts.get(link.from_contract)
    if source is None or source.owners:
        return False
    new = drafts.add_field(link.from_contract, link.from_path) if link.from_path else False
    for rest in list(drafts.below(link.contract, link.path)):
        new = drafts.add_field(link.from_contract, (*link.from_path, *rest)) or new
    for (_, contract), fields in drafts.reads.items():
        if contract != link.contract:
            continue
        for path in fields:
            if len(path) > len(link.path) and path[: len(link.path)] == link.path:
                rest = path[len(link.path) :]
                new = drafts.add_field(link.from_contract, (*link.from_path, *rest)) or new
    return new
