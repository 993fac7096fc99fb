"""Who answers a waiting state machine: SendTaskSuccess and its kin name no machine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.extract.policies.statements import Grant
from analysis.extract.policies.targets import Target, Targets
from analysis.extract.reading import Reading
from analysis.graph import Edge, Evidence
from analysis.walking import grouped

_PASSES_ON = frozenset({"publishes", "routes", "delivers", "triggers", "invokes", "writes"})
_FARTHEST = 6  # hops that a task token is followed: topic, queue, function, stream ...


@dataclass(eq=False)
class Waiting:
    """The state machines that wait for an answer, and whom their task tokens reach."""

    reading: Reading

    @cached_property
    def machines(self) -> Mapping[str, frozenset[str]]:
        """By state machine, everything that a task token it hands out may come to."""
        return {machine: self._reached(states) for machine, states in sorted(self._states.items())}

    def answered_by(self, actor: str, among: Iterable[str]) -> tuple[str, ...]:
        """The machines that an actor can be answering: whose tokens it gets, or the only one."""
        candidates = [each for each in among if each in self.machines]
        heard = [each for each in candidates if actor in self.machines[each]]
        if heard:
            return tuple(heard)
        return tuple(candidates) if len(candidates) == 1 else ()

    @cached_property
    def _edges(self) -> Sequence[Edge]:
        return self.reading.edges

    @cached_property
    def _states(self) -> Mapping[str, list[str]]:
        """The states that wait, by state machine."""
        found: dict[str, list[str]] = {}
        above = {edge.target: edge.source for edge in self._edges if edge.relation == "contains"}
        for node in self.reading.nodes:
            if node.kind == "state" and node.attributes.get("callback"):
                machine = node.id
                for _ in range(200):
                    if machine not in above:
                        break
                    machine = above[machine]
                found.setdefault(machine, []).append(node.id)
        return found

    @cached_property
    def _onward(self) -> Mapping[str, list[str]]:
        return grouped(
            (edge.source, edge.target)
            for edge in self._edges
            if edge.relation in _PASSES_ON and self.reading.kind_of(edge.target) != "state machine"
        )

    def _reached(self, states: Iterable[str]) -> frozenset[str]:
        reached = set(states)
        border = list(reached)
        for _ in range(_FARTHEST):
            onward = {target for each in border for target in self._onward.get(each, ())}
            border = list(onward - reached)
            reached |= onward
        return frozenset(reached)


def draw_callbacks(reading: Reading, permissions: Mapping[str, Sequence[Grant]]) -> None:
    """Add ``calls_back`` from each actor that may answer to the machines that may be waiting."""
    targets, waiting = Targets(reading.system), Waiting(reading)
    for actor, grants in permissions.items():
        places: dict[str, dict[Evidence, None]] = {}
        unanswered: Grant | None = None
        for grant in grants:
            if grant.relation == "calls_back" and not grant.denies:
                target = targets.of("states", grant.resource)
                found = _machines(actor, target, waiting)
                unanswered = unanswered or (None if found else grant)
                for machine in found:
                    places.setdefault(machine, {}).update(dict.fromkeys(grant.at))
        for machine, at in places.items():
            reading.edge(actor, machine, "calls_back", tuple(at), certainty="inferred")
        if unanswered and not places:
            several = "several wait" if waiting.machines else "none that was read waits"
            reason = f"may call back a state machine: its policy does not say which, and {several}"
            reading.unresolved(actor, "callback", reason, unanswered.at[0])


def _machines(actor: str, target: Target, waiting: Waiting) -> tuple[str, ...]:
    if target.every or target.narrow:
        among = target.ids if target.narrow else waiting.machines
        return waiting.answered_by(actor, among)
    return tuple(each for each in target.ids if each in waiting.machines) or target.ids
