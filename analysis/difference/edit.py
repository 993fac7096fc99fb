"""What an edit did: whom it touched, and what changed by kind."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property

from analysis.difference.contracts import READ, ContractChange
from analysis.difference.functions import OWN, SHARED, WORDS, FunctionChange
from analysis.difference.machines import MachineChange
from analysis.difference.resources import ResourceChange
from analysis.difference.version import Version
from analysis.reaches import Reaches
from analysis.records import dataclass

_NOBODYS = (SHARED, WORDS)


@dataclass(frozen=True, repr=False)
class Changes:
    """Two versions of one system, compared; ``layers`` are units by layer.

    ``notes`` say what could not be compared.
    """

    before: Version
    after: Version
    resources: tuple[ResourceChange, ...] = ()
    functions: tuple[FunctionChange, ...] = ()
    machines: tuple[MachineChange, ...] = ()
    contracts: tuple[ContractChange, ...] = ()
    layers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the system is called."""
        return self.after.title

    @cached_property
    def touched(self) -> tuple[str, ...]:
        """The services with a resource, code or a definition of their own that differs, sorted.

        New and removed ones are among them; who is merely packed anew with shared code, or with
        other comments, is not.
        """
        found = {unit for each in self.resources for unit in each.units}
        found |= {each.unit for each in self.functions if each.how not in _NOBODYS}
        found |= {each.unit for each in self.machines if each.how not in _NOBODYS}
        return tuple(sorted(found - {""}))

    @cached_property
    def reaches(self) -> Reaches:
        """Who was edited, who is deployed anew, and who reads a contract that differs."""
        packed = [each.unit for each in self.functions] + [each.unit for each in self.machines]
        return Reaches.of(self.touched, (*self.touched, *packed), self._told())

    def _told(self) -> Iterator[str]:
        differ = {each.id for each in self.contracts if each.how != READ}
        for version in (self.before, self.after):
            for read in version.dependencies.facts.reads:
                if read.contract in differ:
                    yield version.unit(read.component)

    @cached_property
    def components(self) -> tuple[str, ...]:
        """The functions, state machines and the like that were touched, sorted.

        A changed role, queue or subscription counts for the one component that it works for.
        """
        found = {component for each in self.resources for component in each.components}
        found |= {each.id for each in self.functions if each.how not in _NOBODYS}
        found |= {each.id for each in self.machines if each.how not in _NOBODYS}
        return tuple(sorted(found - {""}))

    @property
    def new_units(self) -> tuple[str, ...]:
        """The services that were not there before, under this name or another."""
        return _more(self.after, self.before)

    @property
    def removed_units(self) -> tuple[str, ...]:
        """The services that are there no more, under any name."""
        return _more(self.before, self.after)

    @property
    def untouched(self) -> tuple[str, ...]:
        """The services that the edit left alone."""
        return tuple(each for each in self.after.units if each not in self.touched)

    def functions_by(self, how: str) -> tuple[str, ...]:
        """The functions that were ``added``, ``removed``, or changed by own or shared code."""
        return tuple(each.id for each in self.functions if each.how == how)

    @property
    def changed_functions(self) -> tuple[str, ...]:
        """The functions, there before and after, whose own code differs."""
        return self.functions_by(OWN)

    def contracts_by(self, how: str) -> tuple[str, ...]:
        """The contracts that were ``added``, ``removed`` or ``changed``."""
        return tuple(each.id for each in self.contracts if each.how == how)

    def resources_by(self, how: str) -> tuple[str, ...]:
        """The resources that were ``added``, ``removed`` or ``changed``."""
        return tuple(each.id for each in self.resources if each.how == how)

    def teams(self, team_of: Mapping[str, str]) -> tuple[str, ...]:
        """The teams with a service that was touched; a service without team is its own."""
        return tuple(sorted({team_of.get(each, each) for each in self.touched}))

    def __bool__(self) -> bool:
        """Whether anything differs, shared code included."""
        return bool(self.resources or self.functions or self.machines or self.contracts)

    def __repr__(self) -> str:
        return f"<{self.title}: {', '.join(self.touched) or 'nobody'} touched>"


def _more(one: Version, other: Version) -> tuple[str, ...]:
    """The services of one that are not in the other; what has the same parts is no other."""
    parts, others = _parts(one), _parts(other)
    known = [held for unit, held in others.items() if unit not in parts]
    return tuple(unit for unit in one.units if unit not in others and parts[unit] not in known)


def _parts(version: Version) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in version.components:
        found.setdefault(version.unit(each), set()).add(each)
    return found
