"""A system that is drawn up part by part: its graph, and what its code would say of contracts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.dependency.model import Dependencies
from analysis.dependency.reading import dependencies
from analysis.facts import Contract, Deed, Facts, Field, Lineage, Read
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.prediction.names import event_name
from analysis.redesign.business import weakest
from analysis.walking import grouped

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
    taken: dict[tuple[str, str], dict[str, Seen]] = field(default_factory=lambda: defaultdict(dict))
    unknown: set[tuple[str, str]] = field(default_factory=set)
    lineage: dict[Lineage, None] = field(default_factory=dict)
    deeds: dict[str, dict[str, Deed]] = field(default_factory=lambda: defaultdict(dict))
    modules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    announced: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
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
            joint = ", " if edge.relation == "transitions" else "+"
            said = (*known.label.split(joint), *edge.label.split(joint))
            labels = sorted({*said} - {""})
            events = sorted({*known.events, *edge.events})
            firm = weakest(known.certainty, edge.certainty)
            edge = replace(known, certainty=firm, label=joint.join(labels), events=tuple(events))
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
        self.taken[component, contract].setdefault(path, ())

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

    def keep(self, facts: Facts) -> None:
        """All that facts say of what stays."""
        self.kept = facts
        for contract in facts.contracts:
            self.kinds[contract.id] = contract.kind
            self.owners[contract.id] |= dict.fromkeys(contract.owners)
            for each in contract.fields or ():
                self.put(contract.id, each.path, each.evidence)
        for read in facts.reads:
            if read.fields is None:
                self.unknown.add((read.component, read.contract))
            found = self.taken[read.component, read.contract]
            found |= {each.path: each.evidence for each in read.fields or ()}
        self.lineage.update(dict.fromkeys(facts.lineage))
        self.modules.update(facts.modules)

    def acts(self, component: str, event: str) -> bool:
        """Whether it is known of what stays what a component does on an event."""
        return any(each.on == event for each in self.kept.deeds.get(component, ()))

    def drawn(self, title: str) -> Dependencies:
        """The system."""
        ends = {end for edge in self.edges.values() for end in (edge.source, edge.target)}
        missing = sorted(ends - self.nodes.keys())
        if missing:
            raise AssertionError(f"{title}: {missing[0]} is drawn nowhere")
        graph = Graph.of(title, self.nodes.values(), self.edges.values())
        return dependencies(graph, self._facts())

    def _facts(self) -> Facts:
        deeds = {who: [*each] for who, each in self.kept.deeds.items()}
        for who, drawn in self.deeds.items():
            deeds.setdefault(who, []).extend(drawn.values())
        contracts = {each.id: each for each in self.kept.contracts}
        reads = {(each.component, each.contract): each for each in self.kept.reads}
        return Facts(
            tuple(self._contract(each, contracts.get(each)) for each in sorted(self.kinds)),
            tuple(
                self._read(each, reads.get(each)) for each in sorted({*self.taken, *self.unknown})
            ),
            tuple(self.lineage),
            self.modules,
            {who: tuple(each) for who, each in deeds.items()},
            {**self.kept.announced, **self.announced},
        )

    def _contract(self, id_: str, kept: Contract | None) -> Contract:
        known = self.fields[id_]
        fields = tuple(Field(path, known[path]) for path in sorted(known))
        owners = tuple(self.owners[id_])
        if kept is not None and (kept.fields is None or {*known} == {e.path for e in kept.fields}):
            return replace(kept, owners=owners)
        blind = not known and any(contract == id_ for _, contract in self.unknown)
        return Contract(id_, self.kinds[id_], event_name(id_), owners, None if blind else fields)

    def _read(self, key: tuple[str, str], kept: Read | None) -> Read:
        if key in self.unknown:
            return kept or Read(*key)
        taken = self.taken[key]
        fields = tuple(Field(path, taken[path]) for path in sorted(taken))
        if kept is not None:
            same = {*taken} == {each.path for each in kept.fields or ()}
            return kept if same else replace(kept, fields=fields)
        return Read(*key, fields)


def staying(facts: Facts, gone: Collection[str], fronts: Mapping[str, str]) -> Facts:
    """What facts say of what is not ``gone``; who took an event from outside has a front now."""
    contracts = {
        each.id: replace(each, owners=tuple(who for who in each.owners if who not in gone))
        for each in facts.contracts
        if not {each.id, each.id.partition(":")[2]} & {*gone}
    }
    reads = (
        replace(each, component=fronts.get(each.component, each.component))
        for each in facts.reads
        if each.contract in contracts
    )
    return Facts(
        tuple(contracts.values()),
        tuple(each for each in reads if each.component not in gone),
        tuple(
            each
            for each in facts.lineage
            if {each.contract, each.from_contract} <= contracts.keys()
            and each.component not in gone
        ),
        {who: each for who, each in facts.modules.items() if who not in gone},
        {who: each for who, each in facts.deeds.items() if who not in gone},
        {key: each for key, each in facts.announced.items() if not {key[0], key[2]} & {*gone}},
    )


_WRITING = ("passes it:", "sends it:")


def with_senders(system: Dependencies) -> Facts:
    """What facts say, with whoever fills in a request among its owners, as code was read first."""
    filling = grouped(
        (edge.target, edge.source)
        for edge in system.layer("schema")
        if edge.fields and any(each in edge.reason for each in _WRITING)
    )
    contracts = tuple(
        replace(each, owners=tuple(dict.fromkeys((*each.owners, *filling[each.id]))))
        for each in system.facts.contracts
    )
    return replace(system.facts, contracts=contracts)
