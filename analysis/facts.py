"""What code and definitions say of contracts: fields, readers, and where each value comes from."""

from collections.abc import Mapping
from dataclasses import field

from analysis.graph import Evidence
from analysis.records import dataclass


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
    whose code or definition writes what is in it. ``fields`` is None where they could not be read.
    ``version`` is the one that its owners write into it, "" where they say none.
    """

    id: str
    kind: str
    name: str
    owners: tuple[str, ...]
    fields: tuple[Field, ...] | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A component reads fields of a contract; ``fields`` is None where it is not known which.

    ``wiring`` are those among them that filters and templates read on the way to it: these are
    known in any case.
    """

    component: str
    contract: str
    fields: tuple[Field, ...] | None = None
    wiring: tuple[Field, ...] = ()


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
class Deed:
    """What a component does on an event type (``on``), or whatever comes where that is empty.

    ``name`` is the one that its code has for it; ``says`` are the names of the event types that it
    may publish then; ``uses`` the functions of other packages that its code calls, dotted: the same
    business done under either design.

    ``outcomes`` are the sets of event types said together on one way through the code, each sorted;
    an empty one stands for a way that ends and says nothing. Two types that stand together in none
    exclude one another. There are none where the code does not show its ways.
    """

    name: str
    on: str
    says: tuple[str, ...]
    uses: tuple[str, ...]
    evidence: Evidence
    outcomes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What code and definitions say of contracts: their fields, their readers, their lineage.

    ``modules`` are the files of each component's package, for the deployment layer;
    ``deeds`` what each does, by the event type that it is done on. ``announced`` are the
    event types that a component says because of what another writes into a table: by the writer,
    the event type that it writes on ("" where it hears none), and the announcer, where code tells.
    """

    contracts: tuple[Contract, ...] = ()
    reads: tuple[Read, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deeds: Mapping[str, tuple[Deed, ...]] = field(default_factory=dict)
    announced: Mapping[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
