"""From drafts to facts: every field by its name, everything in one order.

A field is called as the business sees it, below what merely carries it. An event's envelope may
have one member that holds what the event says: ``data``, ``detail``, ``payload`` or ``body``. It
is opened: ``data.customer`` is the field ``customer``. Where that name is also one beside it, the
field keeps its whole path; so does everything in requests and responses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from analysis.facts import Contract, Facts, Field, Lineage, Read
from analysis.fields.drafts import PAYLOADS, ContractDraft, FactDrafts, Path
from analysis.fields.lineage import is_table
from analysis.graph import Evidence
from analysis.records import dataclass

_WHOLE = "$"
_OF_THE_BUS = ("id", "time", "account", "region", "resources", "version", "replay-name")


@dataclass(frozen=True, slots=True)
class FieldNames:
    """How the fields of one contract are called."""

    member: str
    beside: frozenset[str]
    on_bus: bool

    def of(self, path: Path) -> str:
        """The name of a field; "$" is all there is."""
        if self.member and path[:1] == (self.member,):
            if len(path) == 1:
                return _WHOLE
            if path[1] not in self.beside:
                return ".".join(path[1:])
        return ".".join(path) or _WHOLE

    def counts(self, path: Path) -> bool:
        """Whether a path is a field of the contract: the bus's own are not, nor what is opened."""
        return not (self.on_bus and path[:1] and path[0] in _OF_THE_BUS) and path != (self.member,)

    def field(self, path: Path, places: Iterable[Evidence]) -> Field:
        """A field under its name; its places show the whole path where the name is shorter."""
        name, full = self.of(path), ".".join(path)
        if name not in (full, _WHOLE):
            places = (replace(each, fragment=f"{full}: {each.fragment}") for each in places)
        return Field(name, tuple(places))


def facts_of(drafts: FactDrafts, modules: Mapping[str, tuple[str, ...]]) -> Facts:
    """The facts that drafts come to."""
    names = {contract: _names(drafts, contract) for contract in _known(drafts)}
    contracts = tuple(
        _contract(contract, drafts.contracts[contract], names[contract])
        for contract in sorted(drafts.contracts)
        if contract in names
    )
    return Facts(contracts, _reads(drafts, names), _lineage(drafts, names), dict(modules))


def _known(drafts: FactDrafts) -> Iterator[str]:
    read = (*drafts.reads, *drafts.unread, *drafts.wiring)
    met = {*drafts.contracts, *(contract for _, contract in read)}
    return (each for each in sorted(met) if not is_table(each) and not each.endswith("?"))


def _names(drafts: FactDrafts, contract: str) -> FieldNames:
    draft = drafts.contracts.get(contract) or ContractDraft()
    paths = list(draft.fields)
    for several in (drafts.reads, drafts.wiring):
        paths += [path for (_, of), fields in several.items() if of == contract for path in fields]
    if contract.startswith(("request:", "response:")):
        return FieldNames("", frozenset(), on_bus=False)
    member = "detail" if draft.on_bus else _opened_member(paths, draft.containers)
    beside = frozenset(path[0] for path in paths if path and path[0] != member)
    return FieldNames(member, beside, draft.on_bus)


def _contract(contract: str, draft: ContractDraft, names: FieldNames) -> Contract:
    fields = None
    if not draft.unknown:
        found: dict[str, Field] = {}
        for path in sorted(draft.fields):
            if path and names.counts(path):
                found[names.of(path)] = names.field(path, draft.fields[path])
        fields = tuple(found[name] for name in sorted(found))
    said = " or ".join(sorted(draft.versions))
    return Contract(contract, draft.kind, draft.name, tuple(sorted(draft.owners)), fields, said)


def _reads(drafts: FactDrafts, names: Mapping[str, FieldNames]) -> tuple[Read, ...]:
    return tuple(
        Read(
            component,
            contract,
            _fields_read(drafts, component, contract, names[contract]),
            _fields_of_wiring(drafts, component, contract, names[contract]),
        )
        for component, contract in sorted({*drafts.reads, *drafts.unread, *drafts.wiring})
        if contract in names
    )


def _fields_read(
    drafts: FactDrafts, component: str, contract: str, names: FieldNames
) -> tuple[Field, ...] | None:
    key = (component, contract)
    if key in drafts.unread or key not in drafts.reads:
        return None
    read = {path: list(places) for path, places in drafts.reads[key].items()}
    for path, places in drafts.wiring.get(key, {}).items():
        read[path] = [*read.get(path, ()), *places]
    draft = drafts.contracts.get(contract)
    found: dict[str, Field] = {}
    for path in sorted(read):
        whole = (component, contract, path) in drafts.whole
        if not path and (draft is None or draft.unknown):
            return None
        if names.counts(path) or (whole and path == (names.member,)):
            found[names.of(path)] = names.field(path, read[path])
        if whole:
            for rest in drafts.below(contract, path):
                inner = (*path, *rest)
                if names.counts(inner) and not rest[0].startswith("@"):
                    found.setdefault(names.of(inner), names.field(inner, read[path]))
    return tuple(found[name] for name in sorted(found))


def _fields_of_wiring(
    drafts: FactDrafts, component: str, contract: str, names: FieldNames
) -> tuple[Field, ...]:
    read = drafts.wiring.get((component, contract), {})
    found = {names.of(path): names.field(path, read[path]) for path in sorted(read)}
    return tuple(found[name] for name in sorted(found))


def _lineage(drafts: FactDrafts, names: Mapping[str, FieldNames]) -> tuple[Lineage, ...]:
    found: dict[tuple[str, ...], Lineage] = {}
    for link, places in drafts.links.items():
        if link.contract not in names or link.from_contract not in names:
            continue
        mine, theirs = names[link.contract], names[link.from_contract]
        if not (mine.counts(link.path) and theirs.counts(link.from_path)):
            continue
        path, source = mine.of(link.path), theirs.of(link.from_path)
        key = (link.contract, path, link.from_contract, source, link.component)
        known = found.get(key)
        if known is None or (link.copied and not known.copied):
            found[key] = Lineage(*key, copied=link.copied, evidence=tuple(places))
    return tuple(found[key] for key in sorted(found))


def _opened_member(paths: Iterable[Path], containers: Iterable[Path]) -> str:
    """The member of an envelope that is opened, "" if there is none or more than one."""
    known = list(paths)
    inside = {path[0] for path in known if len(path) > 1} | {
        path[0] for path in containers if len(path) == 1
    }
    found = [name for name in PAYLOADS if name in inside]
    beside = {path[0] for path in known if path} - set(found)
    return found[0] if len(found) == 1 and (beside or found[0] != "body") else ""
