"""A system that is drawn up part by part: its graph, and what its code would say of contracts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.dependency.model import Dependencies
from analysis.dependency.reading import dependencies
from analysis.facts import Contract, Deed, Facts, Field, Lineage, Read
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.prediction.names import event_name
from analysis.redesign.business import weakest

WHOLE = "$"
Seen = tuple[Evidence, ...]


@dataclass
class Blueprint:
    """The parts so far. What is said of one twice is one, and as firm as its weakest saying."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Edge] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    owners: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    fields: dict[str, dict[str, Seen]] = field(default_factory=lambda: defaultdict(dict))
    taken: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    unknown: set[tuple[str, str]] = field(default_factory=set)
    lineage: dict[Lineage, None] = field(default_factory=dict)
    deeds: dict[str, dict[str, Deed]] = field(default_factory=lambda: defaultdict(dict))
    modules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: Facts = field(default_factory=Facts)

    def node(
        self, id_: str, kind: str, service: str = "", evidence: Seen = (), **attributes: Any
    ) -> None:
        """A node, unless it is there."""
        name = event_name(id_)
        known = {key: value for key, value in attributes.items() if value not in (None, [], "")}
        made = Node(id_, kind, name, service=service, evidence=evidence, attributes=known)
        self.nodes.setdefault(id_, made)

    def edge(
        self,
        source: str,
        target: str,
        relation: str,
        certainty: str = "declared",
        *,
        label: str = "",
        events: Iterable[str] = (),
        evidence: Seen = (),
    ) -> None:
        """An edge, with what is known of it already."""
        self.add(Edge(source, target, relation, certainty, label, tuple(events), evidence))

    def add(self, edge: Edge) -> None:
        """The same, of an edge that is there."""
        known = self.edges.get(edge.key)
        if known is not None:
            labels = sorted({*known.labels, *edge.labels})
            events = sorted({*known.events, *edge.events})
            firm = weakest(known.certainty, edge.certainty)
            edge = replace(known, certainty=firm, label="+".join(labels), events=tuple(events))
        self.edges[edge.key] = edge

    def contract(self, id_: str, kind: str, owner: str) -> str:
        """A contract and one of its owners; its id."""
        self.kinds[id_] = kind
        self.owners[id_][owner] = None
        return id_

    def put(self, contract: str, path: str, evidence: Seen = ()) -> None:
        """A field of a contract."""
        if path != WHOLE:
            self.fields[contract].setdefault(path, evidence)

    def take(self, component: str, contract: str, path: str) -> None:
        """A component reads a field."""
        self.taken[component, contract].add(path)

    def made(
        self, contract: str, path: str, source: tuple[str, str], by: str, *, copied: bool = True
    ) -> None:
        """A field is made of another one."""
        if (contract, path) != source:
            self.lineage[Lineage(contract, path, *source, by, copied)] = None

    def deed(self, component: str, deed: Deed) -> None:
        """What a component does on an event type: one deed each, that may come to several ends."""
        known = self.deeds[component].get(deed.on)
        if known is not None and known.name != deed.name:
            says = tuple(sorted({*known.says, *deed.says}))
            both = {tuple(sorted({*a, *b})) for a in known.outcomes for b in deed.outcomes}
            deed = replace(known, says=says, outcomes=tuple(sorted(both)))
        self.deeds[component][deed.on] = deed

    def drawn(self, title: str) -> Dependencies:
        """The system."""
        ends = {end for edge in self.edges.values() for end in (edge.source, edge.target)}
        missing = sorted(ends - self.nodes.keys())
        if missing:
            raise AssertionError(f"{title}: {missing[0]} is drawn nowhere")
        graph = Graph.of(title, self.nodes.values(), self.edges.values())
        return dependencies(graph, self._facts())

    def _facts(self) -> Facts:
        return Facts(
            (*self.kept.contracts, *(self._contract(each) for each in sorted(self.kinds))),
            (
                *self.kept.reads,
                *(self._read(*each) for each in sorted({*self.taken, *self.unknown})),
            ),
            (*self.kept.lineage, *self.lineage),
            {**self.kept.modules, **self.modules},
            {**self.kept.deeds, **{who: tuple(each.values()) for who, each in self.deeds.items()}},
        )

    def _contract(self, id_: str) -> Contract:
        known = self.fields[id_]
        blind = not known and any(contract == id_ for _, contract in self.unknown)
        fields = None if blind else tuple(Field(path, known[path]) for path in sorted(known))
        return Contract(id_, self.kinds[id_], event_name(id_), tuple(self.owners[id_]), fields)

    def _read(self, component: str, contract: str) -> Read:
        if (component, contract) in self.unknown:
            return Read(component, contract)
        paths = sorted(self.taken[component, contract])
        return Read(component, contract, tuple(map(Field, paths)))


def among(facts: Facts, components: Mapping[str, object]) -> Facts:
    """What facts say of these components and their contracts alone."""
    contracts = {
        each.id: each
        for each in facts.contracts
        if each.id.partition(":")[2] in components and {*each.owners} <= components.keys()
    }
    return Facts(
        tuple(contracts.values()),
        tuple(e for e in facts.reads if e.component in components and e.contract in contracts),
        tuple(
            e for e in facts.lineage
            if e.contract in contracts and e.from_contract in contracts
        ),
        {who: each for who, each in facts.modules.items() if who in components},
        {who: each for who, each in facts.deeds.items() if who in components},
    )  # fmt: skip
