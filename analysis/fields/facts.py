"""From drafts to facts: every field by its name, everything in one order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.facts import Contract, Facts, Field, Lineage, Read
from analysis.fields.drafts import ContractDraft, Drafts, Path
from analysis.fields.lineage import is_table
from analysis.fields.naming import called, evidence_of, opened_member

_OF_THE_BUS = ("id", "time", "account", "region", "resources", "version", "replay-name")


@dataclass(frozen=True, slots=True)
class Names:
    """How the fields of one contract are called."""

    member: str
    beside: frozenset[str]
    on_bus: bool

    def of(self, path: Path) -> str:
        """The name of a field."""
        return called(path, self.member, self.beside)

    def counts(self, path: Path) -> bool:
        """Whether a path is a field of the contract: the bus's own are not, nor what is opened."""
        return not (self.on_bus and path[:1] and path[0] in _OF_THE_BUS) and path != (self.member,)


def facts_of(drafts: Drafts, modules: Mapping[str, tuple[str, ...]]) -> Facts:
    """The facts that drafts come to."""
    names = {contract: _names(drafts, contract) for contract in _known(drafts)}
    contracts = tuple(
        _contract(contract, drafts.contracts[contract], names[contract])
        for contract in sorted(drafts.contracts)
        if contract in names
    )
    return Facts(contracts, _reads(drafts, names), _lineage(drafts, names), dict(modules))


def _known(drafts: Drafts) -> Iterator[str]:
    met = {*drafts.contracts, *(contract for _, contract in (*drafts.reads, *drafts.unread))}
    return (each for each in sorted(met) if not is_table(each) and not each.endswith("?"))


def _names(drafts: Drafts, contract: str) -> Names:
    draft = drafts.contracts.get(contract) or ContractDraft()
    paths = list(draft.fields)
    paths += [path for (_, of), fields in drafts.reads.items() if of == contract for path in fields]
    if contract.startswith(("request:", "response:")):
        return Names("", frozenset(), on_bus=False)
    member = "detail" if draft.on_bus else opened_member(paths, draft.containers)
    beside = frozenset(path[0] for path in paths if path and path[0] != member)
    return Names(member, beside, draft.on_bus)


def _contract(contract: str, draft: ContractDraft, names: Names) -> Contract:
    fields = None
    if not draft.unknown:
        found: dict[str, Field] = {}
        for path in sorted(draft.fields):
            if path and names.counts(path):
                name = names.of(path)
                found[name] = Field(name, evidence_of(path, name, draft.fields[path]))
        fields = tuple(found[name] for name in sorted(found))
    return Contract(contract, draft.kind, draft.name, tuple(sorted(draft.owners)), fields)


def _reads(drafts: Drafts, names: Mapping[str, Names]) -> tuple[Read, ...]:
    found = []
    for component, contract in sorted({*drafts.reads, *drafts.unread}):
        if contract not in names:
            continue
        fields = _fields_read(drafts, component, contract, names[contract])
        found.append(Read(component, contract, fields))
    return tuple(found)


def _fields_read(
    drafts: Drafts, component: str, contract: str, names: Names
) -> tuple[Field, ...] | None:
    if (component, contract) in drafts.unread:
        return None
    read = drafts.reads.get((component, contract), {})
    draft = drafts.contracts.get(contract)
    found: dict[str, Field] = {}
    for path in sorted(read):
        whole = (component, contract, path) in drafts.whole
        if not path and (draft is None or draft.unknown):
            return None
        if names.counts(path) or (whole and path == (names.member,)):
            name = names.of(path)
            found[name] = Field(name, evidence_of(path, name, read[path]))
        if whole:
            for rest in drafts.below(contract, path):
                inner = (*path, *rest)
                if names.counts(inner) and not rest[0].startswith("@"):
                    name = names.of(inner)
                    found.setdefault(name, Field(name, evidence_of(inner, name, read[path])))
    return tuple(found[name] for name in sorted(found))


def _lineage(drafts: Drafts, names: Mapping[str, Names]) -> tuple[Lineage, ...]:
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
