"""What of a system stays as it is where some of its steps are coordinated otherwise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.graph import Edge, Graph, Node
from analysis.graph.kinds import of_role
from analysis.graph.waiting import Fed
from analysis.prediction.lookup import World
from analysis.prediction.process.steps import RELAY
from analysis.walking import grouped, reached

_CHANNELS = of_role("channel")
_INSIDE = ("contains", "transitions", "redrives", "calls_back")


@dataclass(frozen=True)
class Surroundings:
    """The nodes and edges that stay where the steps ``moved`` are asked for, or told, otherwise.

    Whoever does such steps alone goes, with what asks for them and what carries their events.
    """

    world: World
    moved: Collection[str]

    @property
    def _graph(self) -> Graph:
        return self.world.system.flow

    @cached_property
    def movers(self) -> frozenset[str]:
        """Who does, or decides, a step that is moved; with their states."""
        return self._acting(moved=True)

    @cached_property
    def stayers(self) -> frozenset[str]:
        """Who does, or decides, a step that stays; with their states."""
        return self._acting(moved=False)

    def _acting(self, *, moved: bool) -> frozenset[str]:
        contains = grouped(
            (e.source, e.target) for e in self._graph.flow if e.relation == "contains"
        )
        steps = (s for s in self.world.process.steps.values() if (s.id in self.moved) == moved)
        who = {each for step in steps for each in (*step.doers, step.decider)} - {""}
        return frozenset(each for one in who for each in reached(one, lambda at: contains[at]))

    @cached_property
    def leaving(self) -> frozenset[str]:
        """Who does nothing that stays; with their states."""
        return self.movers - self.stayers

    @cached_property
    def gone(self) -> frozenset[str]:
        """What coordinates: machines and their states, events, what carries them, who relays."""
        gone = self.leaving | self._events | self._relays | self._carriers
        redrives = (edge for edge in self._graph.flow if edge.relation == "redrives")
        failing = grouped((edge.target, edge.source) for edge in redrives)
        dead = {each for each, of in failing.items() if gone >= {*of}}
        return gone | {each for each in dead if self._graph.kind_of(each) in _CHANNELS}

    @cached_property
    def _sayers(self) -> Mapping[str, list[str]]:
        emits = (edge for edge in self._graph.contracts if edge.relation == "emits")
        return grouped((edge.target, edge.source) for edge in emits)

    @cached_property
    def _said(self) -> Mapping[str, set[str]]:
        """The events that somebody here says, and of which steps they tell."""
        process = self.world.process
        tells = grouped(
            [
                *((s.id, s.id) for s in process.steps.values()),
                *((each.id, s.id) for s in process.steps.values() for each in s.refusals),
                *((link.on, link.before) for link in process.links),
            ]
        )
        events = (node.id for node in self._graph.nodes if node.kind == "event")
        return {each: {*tells[each]} for each in events if self._sayers[each] or tells[each]}

    @cached_property
    def _events(self) -> frozenset[str]:
        """The events that tell of nothing that stays."""
        return frozenset(
            event
            for event, steps in self._said.items()
            if (
                {*self.moved} >= steps
                if steps
                else self.moved and self.leaving >= {*self._sayers[event]}
            )
        )

    @cached_property
    def _relaying(self) -> Mapping[str, list[str]]:
        """Who only passes on what another wrote and does no step, with the events that it says."""
        acts = {each.component for each in self.world.process.role(RELAY)}
        says = grouped((who, event) for event, several in self._sayers.items() for who in several)
        functions = {node.id for node in self._graph.nodes if node.kind == "function"}
        relays = (functions & (acts | says.keys())) - self.movers - self.stayers
        return {each: says[each] for each in relays}

    @cached_property
    def _relays(self) -> frozenset[str]:
        """Those who have nothing left to pass on."""
        left = {*self._said} - self._events
        return frozenset(
            each for each, says in self._relaying.items() if self.moved and not left & {*says}
        )

    @cached_property
    def relaying(self) -> Mapping[str, list[str]]:
        """Who goes on passing on what comes into a store, by the store."""
        staying = self._relaying.keys() - self._relays
        return grouped((e.source, e.target) for e in self._graph.flow if e.target in staying)

    @cached_property
    def _carriers(self) -> frozenset[str]:
        """The channels through which those who leave are reached, and nobody who stays."""
        moving = self.movers | self._relays
        staying = self.stayers | (self._relaying.keys() - self._relays)
        acting, fed, found = moving | staying, Fed(self._graph), set[str]()
        for node in self._graph.nodes:
            events = self._carried[node.id]
            if node.kind not in _CHANNELS or any(
                each in self._said for each in events if each not in self._events
            ):
                continue
            senders = {s for at in reached(node.id, self._before) for s in self._senders[at]}
            takers = {*fed.by(node.id)}
            carries = bool(takers & acting and senders & acting) or (
                bool(events) and self._events >= {*events}
            )
            stays = takers & staying and senders & staying
            if carries and not stays and (takers | senders) & moving:
                found.add(node.id)
        return frozenset(found)

    @cached_property
    def _carried(self) -> Mapping[str, list[str]]:
        """The events that each channel carries."""
        return grouped((channel_of(n), n.id) for n in self._graph.nodes if n.kind == "event")

    @cached_property
    def _senders(self) -> Mapping[str, list[str]]:
        flow = self._graph.flow
        return grouped((e.target, e.source) for e in flow if e.relation == "publishes")

    def _before(self, channel: str) -> list[str]:
        return self._into[channel]

    @cached_property
    def _into(self) -> Mapping[str, list[str]]:
        flow = self._graph.flow
        return grouped((e.target, e.source) for e in flow if e.relation in ("delivers", "routes"))

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes that stay."""
        return tuple(node for node in self._graph.nodes if node.id not in self.gone)

    @cached_property
    def kept(self) -> frozenset[str]:
        """The ids of the nodes that stay."""
        return frozenset(node.id for node in self.nodes)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The edges among what stays, but those by which somebody hears what he hears no more."""
        links = [link for link in self.world.process.links if link.on in self._said]
        heard = grouped(((who, link.on), link.after) for link in links for who in link.waiting)
        deaf = {key for key, after in heard.items() if {*self.moved} >= {*after}}
        fed = Fed(self._graph)
        return tuple(
            edge
            for edge in self._graph.edges
            if not {edge.source, edge.target} & self.gone
            and not (
                edge.relation == "reaches"
                and deaf
                and deaf >= {(who, edge.source) for who in fed.by(edge.target)}
            )
        )

    @cached_property
    def beside(self) -> Mapping[str, list[Edge]]:
        """What each who leaves, or his state, does to what stays."""
        edges = (e for e in self._graph.edges if e.relation not in _INSIDE)
        return grouped(
            (e.source, e) for e in edges if e.source in self.gone and e.target not in self.gone
        )

    @cached_property
    def before(self) -> tuple[Edge, ...]:
        """What sets a doer or a machine that leaves to work from outside the process.

        Of what is outside only where all steps are moved: else some of it coordinates still.
        """
        taking = self.leaving & {p.id for p in self.world.system.parts}
        known = [
            e
            for e in self._graph.edges
            if e.source not in self.gone and e.target in taking and e.relation not in _INSIDE
        ]
        fed, direct = Fed(self._graph), {e.source for e in known}
        for node in self.nodes:
            for edge in self._heard[node.id] if node.kind == "event" else ():
                takers = [each for each in fed.by(edge.target) if each in taking]
                known += [replace(edge, target=e) for e in takers if e != edge.target]
                known += [
                    Edge(channel_of(node), e, "triggers", edge.certainty, events=(node.id,))
                    for e in takers
                    if channel_of(node) not in {*self.gone, *direct}
                    and channel_of(node) in self._graph.by_id
                ]
        return tuple(known)

    @cached_property
    def _heard(self) -> Mapping[str, list[Edge]]:
        return grouped((e.source, e) for e in self._graph.contracts if e.relation == "reaches")


def channel_of(event: Node) -> str:
    """What carries an event."""
    return str(event.attributes.get("channel") or event.id.rpartition("/")[0])
