"""Who must know whom, layer by layer: components, contracts, fields, and what binds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from analysis.graph import Evidence, Graph

LAYERS = ("schema", "control", "runtime", "data", "deployment")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a contract by its dotted path, and where its owner writes it."""

    path: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """What two parts agree on: an event type, or a task's request or response.

    ``id`` is the event type's node (`Topic/OrderPlaced`), or `request:Function`,
    `response:Function`; ``kind`` is event, request or response; ``owners`` are the components
    whose code decides what is in it. ``fields`` is None where they could not be read.
    """

    id: str
    kind: str
    name: str
    owners: tuple[str, ...]
    fields: tuple[Field, ...] | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A component reads fields of a contract; ``fields`` is None where it is not known which."""

    component: str
    contract: str
    fields: tuple[Field, ...] | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """A contract's field is a copy of (or computed from) another contract's, inside a component."""

    contract: str
    path: str
    from_contract: str
    from_path: str
    component: str
    copied: bool = True
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What code and definitions say of contracts: their fields, their readers, their lineage.

    ``modules`` are the files of each component's package, for the deployment layer.
    """

    contracts: tuple[Contract, ...] = ()
    reads: tuple[Read, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the dependency graph: a component, a contract, a store, a channel or a module."""

    id: str
    kind: str
    service: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A change in ``target`` may force a change in ``source``, on one layer.

    ``fields`` are those of the contract that it is about, empty where it is about the whole.
    """

    source: str
    target: str
    layer: str
    fields: tuple[str, ...] = ()
    reason: str = ""
    certainty: str = "declared"
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Dependencies:
    """The dependency reading of one system, and the flow that it was read from."""

    title: str
    parts: tuple[Part, ...]
    edges: tuple[Dependency, ...]
    facts: Facts
    flow: Graph

    @cached_property
    def by_id(self) -> Mapping[str, Part]:
        """The parts by their ids."""
        return {part.id: part for part in self.parts}

    def layer(self, *names: str) -> tuple[Dependency, ...]:
        """The dependencies of these layers; of all without names."""
        return tuple(edge for edge in self.edges if not names or edge.layer in names)
