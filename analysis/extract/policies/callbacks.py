"""Who answers a waiting state machine: SendTaskSuccess and its kin name no machine."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from analysis.extract.policies.held import Permitted
from analysis.extract.policies.statements import Grant
from analysis.extract.policies.targets import Meant, Targets
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.graph.views import outermost
from analysis.records import dataclass
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
        edges = self.reading.edges
        tops = outermost(edges)
        waiting = grouped(
            (tops.get(node.id, node.id), node.id)
            for node in self.reading.nodes
            if node.kind == "state" and node.attributes.get("callback")
        )
        onward = grouped(
            (edge.source, edge.target)
            for edge in edges
            if edge.relation in _PASSES_ON and self.reading.kind_of(edge.target) != "state machine"
        )
        return {machine: _reached(waiting[machine], onward) for machine in sorted(waiting)}

    def answered_by(self, actor: str, among: Iterable[str]) -> tuple[str, ...]:
        """The machines that an actor can be answering: whose tokens it gets, or the only one."""
        candidates = [each for each in among if each in self.machines]
        heard = [each for each in candidates if actor in self.machines[each]]
        if heard:
            return tuple(heard)
        return tuple(candidates) if len(candidates) == 1 else ()


def _reached(states: Iterable[str], onward: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found = border = frozenset(states)
    for _ in range(_FARTHEST):
        border = frozenset(x for each in border for x in onward.get(each, ())) - found
        found |= border
    return found


def draw_callbacks(permitted: Permitted, permissions: Mapping[str, Sequence[Grant]]) -> None:
    """Add ``calls_back`` from each actor that may answer to the machines that may be waiting."""
    reading = permitted.reading
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
            permitted.draw(actor, machine, "calls_back", tuple(at))
        if unanswered and not places and actor not in permitted.whole:
            several = "several wait" if waiting.machines else "none that was read waits"
            reason = f"may call back a state machine: its policy does not say which, and {several}"
            reading.unresolved(actor, "callback", reason, unanswered.at[0])


def _machines(actor: str, target: Meant, waiting: Waiting) -> tuple[str, ...]:
    if target.every or target.narrow:
        among = target.ids if target.narrow else waiting.machines
        return waiting.answered_by(actor, among)
    return tuple(each for each in target.ids if each in waiting.machines) or target.ids
