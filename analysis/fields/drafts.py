"""Contracts while they are read: fields, who reads them, of what they are copies."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from analysis.extract.machines.paths import is_place
from analysis.graph import Evidence
from analysis.records import dataclass

Path = tuple[str, ...]
PAYLOADS = ("data", "detail", "payload", "body")  # what may hold what an event says
MOST_LINKS = 20_000
_DEEPEST = 16
_MOST_EVIDENCE = 6


def unplaced(path: Path) -> Path:
    """A path in which an item's field stands for each item's."""
    return tuple(step for step in path if not is_place(step))


@dataclass(frozen=True, slots=True)
class Derivation:
    """A field is a copy of another contract's, or computed from it, inside a component."""

    contract: str
    path: Path
    from_contract: str
    from_path: Path
    component: str
    copied: bool


@dataclass(slots=True)
class ContractDraft:
    """A contract while it is read; ``unknown`` says that not all of its fields could be.

    ``versions`` are what its owners write where a version is said, ``attributes`` the names of
    what is sent beside.
    """

    kind: str = "event"
    name: str = ""
    owners: dict[str, None] = field(default_factory=dict)
    fields: dict[Path, list[Evidence]] = field(default_factory=dict)
    containers: set[Path] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    attributes: dict[str, None] = field(default_factory=dict)
    unknown: bool = False
    on_bus: bool = False


@dataclass(slots=True)
class FactDrafts:
    """All that was found so far. A read path that is ``whole`` counts with all below it.

    ``wiring`` is what is read on the way to a component, whatever its code does.
    """

    contracts: dict[str, ContractDraft] = field(default_factory=dict)
    reads: dict[tuple[str, str], dict[Path, list[Evidence]]] = field(default_factory=dict)
    wiring: dict[tuple[str, str], dict[Path, list[Evidence]]] = field(default_factory=dict)
    whole: set[tuple[str, str, Path]] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)
    links: dict[Derivation, list[Evidence]] = field(default_factory=dict)
    places: dict[str, Mapping[Path, int]] = field(default_factory=dict)  # lists told apart

    def placed(self, contract: str, path: Path) -> Path:
        """A path in a contract; items of lists only where these are told apart."""
        return path if contract in self.places else unplaced(path)

    def contract(self, contract: str, kind: str = "event", name: str = "") -> ContractDraft:
        """The contract of that id, made if it is new."""
        if contract not in self.contracts:
            self.contracts[contract] = ContractDraft(kind, name or contract.rpartition("/")[2])
        return self.contracts[contract]

    def add_field(self, contract: str, path: Path, at: Iterable[Evidence] = ()) -> bool:
        """Note a field; says whether it is new."""
        fields = self.contract(contract).fields
        new = path not in fields and 0 < len(path) <= _DEEPEST
        if new:
            fields[path] = []
        _extend(fields.get(path, []), at)
        return new

    def add_read(
        self,
        component: str,
        contract: str,
        path: Path,
        at: Iterable[Evidence] = (),
        *,
        whole: bool = False,
    ) -> None:
        """Note that a component reads a field."""
        fields = self.reads.setdefault((component, contract), {})
        _extend(fields.setdefault(path, []), at)
        if whole:
            self.whole.add((component, contract, path))

    def add_wiring(self, component: str, contract: str, path: Path, at: Iterable[Evidence]) -> None:
        """Note that wiring on the way to a component reads a field."""
        _extend(self.wiring.setdefault((component, contract), {}).setdefault(path, []), at)

    def add_link(self, link: Derivation, at: Iterable[Evidence] = ()) -> bool:
        """Note where a field comes from; says whether that is new."""
        same = (link.contract, link.path) == (link.from_contract, link.from_path)
        if same or len(self.links) >= MOST_LINKS or len(link.path) > _DEEPEST:
            return False
        new = link not in self.links
        _extend(self.links.setdefault(link, []), at)
        return new

    def below(self, contract: str, path: Path) -> Iterator[Path]:
        """The fields of a contract under a field, as paths from there."""
        known = self.contracts.get(contract)
        for each in list(known.fields) if known else ():
            if len(each) > len(path) and each[: len(path)] == path:
                yield each[len(path) :]


def _extend(known: list[Evidence], more: Iterable[Evidence]) -> None:
    for each in more:
        if each not in known and len(known) < _MOST_EVIDENCE:
            known.append(each)
