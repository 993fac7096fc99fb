"""What of a system takes no part in who asks and who announces: it stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.graph import Edge, Node
from analysis.graph.kinds import of_role
from analysis.graph.waiting import Fed
from analysis.prediction.lookup import World
from analysis.prediction.process.steps import RELAY
from analysis.walking import grouped, reached

_CHANNELS = of_role("channel")
_CARRYING = ("publishes", "writes", "routes", "delivers", "triggers", "invokes")
_INSIDE = ("contains", "transitions", "redrives", "calls_back")


@dataclass(frozen=True)
class Surroundings:
    """The nodes that stay, and the edges between them and whoever does a step."""

    world: World

    @cached_property
    def doers(self) -> frozenset[str]:
        """Who does a step, machines apart."""
        steps = self.world.process.steps.values()
        return frozenset(doer for step in steps for doer in step.doers) - self.machines

    @cached_property
    def machines(self) -> frozenset[str]:
        """The machines that decide."""
        return frozenset(step.decider for step in self.world.process.steps.values()) - {""}

    @cached_property
    def gone(self) -> frozenset[str]:
        """What coordinates: machines and their states, events, what carries them, who relays."""
        graph = self.world.system.flow
        homes = self.world.process.steps
        states = {e.target for e in graph.flow if e.relation == "contains"}
        events = self._said
        inside = {*self.machines, *states, *events, *self._relays, *homes.keys()}
        carrying = {*self._carrying(inside | self.doers)}
        fails = {
            e.target
            for e in graph.flow
            if e.relation == "redrives"
            and e.source in carrying | self._relays | self.machines
            and graph.kind_of(e.target) in _CHANNELS
        }
        used = {e.source for e in graph.flow if e.target in fails and e.relation == "redrives"}
        shared = used - carrying - self._relays - self.machines
        kept = {e.target for e in graph.flow if e.source in shared and e.target in fails}
        return frozenset(inside | carrying | (fails - kept) | self.doers)

    @cached_property
    def _relays(self) -> frozenset[str]:
        """Who only passes on what another wrote, and does no step."""
        acts = self.world.process.role(RELAY)
        says = {e.source for e in self.world.system.flow.contracts if e.relation == "emits"}
        known = {each.component for each in acts} | says
        functions = {n.id for n in self.world.system.flow.nodes if n.kind == "function"}
        return frozenset((known & functions) - self.doers)

    def _carrying(self, actors: set[str]) -> Iterator[str]:
        """The channels through which those who take part reach one another."""
        graph = self.world.system.flow
        fed, sent = Fed(graph), {e.target for e in graph.flow
                                 if e.source in actors and e.relation == "publishes"}  # fmt: skip
        for node in graph.nodes:
            if (
                node.kind in _CHANNELS
                and {*fed.by(node.id)} & actors
                and (node.id in sent or self._fed_by(node.id) & sent)
            ) or node.id in self._of_events:
                yield node.id

    @cached_property
    def _said(self) -> set[str]:
        """The events that somebody here says; others come from outside, and stay."""
        graph = self.world.system.flow
        said = {edge.target for edge in graph.contracts if edge.relation == "emits"}
        steps = self.world.process.steps
        said |= {*steps, *(each.id for step in steps.values() for each in step.refusals)}
        return {node.id for node in graph.nodes if node.kind == "event" and node.id in said}

    @cached_property
    def _of_events(self) -> set[str]:
        """What carries such events alone."""
        graph = self.world.system.flow
        events = [node for node in graph.nodes if node.kind == "event"]
        by = grouped((_channel(node), node.id in self._said) for node in events)
        return {channel for channel, said in by.items() if all(said)}

    def _fed_by(self, channel: str) -> set[str]:
        """The channels that come to this one, however far."""
        found, waiting = set[str](), [channel]
        while waiting:
            for each in self._before[waiting.pop()]:
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return found

    @cached_property
    def _before(self) -> Mapping[str, list[str]]:
        flow = self.world.system.flow.flow
        return grouped((e.target, e.source) for e in flow if e.relation in ("delivers", "routes"))

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes that stay."""
        return tuple(node for node in self.world.system.flow.nodes if node.id not in self.gone)

    @cached_property
    def _kept(self) -> frozenset[str]:
        return frozenset(node.id for node in self.nodes)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The edges among what stays."""
        kept = self._kept
        graph = self.world.system.flow
        return tuple(e for e in graph.edges if e.source in kept and e.target in kept)

    @cached_property
    def beside(self) -> Mapping[str, list[Edge]]:
        """What each doer or state does to what stays."""
        graph = self.world.system.flow
        edges = (e for e in graph.edges if e.relation not in _INSIDE and e.target in self._kept)
        return grouped((e.source, e) for e in edges if e.source not in self._kept)

    @cached_property
    def before(self) -> tuple[Edge, ...]:
        """What sets a doer or a machine to work from outside the process."""
        graph = self.world.system.flow
        taking = self.doers | self.machines
        known = [
            e
            for e in graph.edges
            if e.source in self._kept and e.target in taking and e.relation not in _INSIDE
        ]
        fed, direct = Fed(graph), {e.source for e in known}
        for node in self.nodes:
            if node.kind == "event":
                heard = [e for e in graph.contracts if e.source == node.id]
                for edge in heard:
                    takers = [each for each in fed.by(edge.target) if each in taking]
                    known += [replace(edge, target=e) for e in takers if e != edge.target]
                    known += [
                        Edge(_channel(node), e, "triggers", edge.certainty, events=(node.id,))
                        for e in takers
                        if _channel(node) in self._kept and _channel(node) not in direct
                    ]
        return tuple(known)

    @cached_property
    def heard(self) -> Mapping[str, list[str]]:
        """The events that each doer hears."""
        graph = self.world.system.flow
        fed = Fed(graph)
        reaching = (edge for edge in graph.contracts if edge.relation == "reaches")
        return grouped((who, e.source) for e in reaching for who in fed.by(e.target))

    def between(
        self, some: Sequence[str], others: Sequence[str]
    ) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
        """What carries a message, a write or a call from some to others: nodes and edges."""
        graph, acting = self.world.system.flow, self.doers | self.machines
        live = [e for e in graph.flow if e.relation in _CARRYING]
        out, into = (
            grouped((e.source, e.target) for e in live),
            grouped((e.target, e.source) for e in live),
        )

        def along(starts: Sequence[str], ways: Mapping[str, list[str]]) -> set[str]:
            def onward(here: str) -> list[str]:
                return ways.get(here, []) if here in starts or here not in acting else []

            return {each for start in starts for each in reached(start, onward)}

        on = along(some, out) & along(others, into)
        edges = [e for e in live if {e.source, e.target} <= on and e.source not in others]
        ends = {end for e in edges for end in (e.source, e.target)} - acting
        return tuple(graph.by_id[each] for each in sorted(ends)), tuple(edges)


def _channel(event: Node) -> str:
    return str(event.attributes.get("channel") or event.id.rpartition("/")[0])
