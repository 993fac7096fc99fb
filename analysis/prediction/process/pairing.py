"""Which act may come next because of which: by an event, by a message or write, by a call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.parts import homes
from analysis.graph.kinds import with_trait
from analysis.graph.waiting import Fed, waits
from analysis.prediction.process.leading import Leading
from analysis.prediction.process.model import RELAY, Act, Pair
from analysis.prediction.process.orchestrated import Workflows
from analysis.walking import grouped

_DOERS = with_trait("runs code")


@dataclass(frozen=True)
class Pairing:
    """The pairs of acts without a transition; an outbox is passed, and named."""

    leading: Leading
    workflows: Workflows
    acts: Sequence[Act]

    def pairs(self) -> Iterator[Pair]:
        """Each once."""
        seen: set[tuple[str, str, str]] = set()
        for pair in (*self._by_event(), *self._by_message(), *self._by_call()):
            key = (pair.before, pair.after, pair.by)
            if key not in seen and pair.before != pair.after:
                seen.add(key)
                yield pair

    def _by_event(self) -> Iterator[Pair]:
        hearing = self.leading.hearing
        for act in self.acts:
            for event in act.says if act.role != RELAY else ():
                says = {each: at[event] for each, at in hearing.says.items() if event in at}
                relays = tuple(each.id for each in self.acts
                               if each.role == RELAY and each.component in says)  # fmt: skip
                through = () if act.component in says or act.coordinator in says else relays
                said = tuple(at for each in says.values() for at in each)
                for taker in self.leading.takers.get(event, ()):
                    at = (*said, *hearing.hears[taker][event])
                    for after in self._triggered(taker, event):
                        yield Pair(act.id, after, event, through, at)

    def _by_message(self) -> Iterator[Pair]:
        graph = self.leading.system.flow
        fed = Fed(graph)
        sends = (edge for edge in graph.flow if edge.relation in ("publishes", "writes"))
        channels = grouped((edge.source, edge.target) for edge in sends)
        for edge in waits(graph, fed):
            for act in () if edge.events else self._from(edge.target):
                known = sorted(channels[edge.target])
                by = next((each for each in known if edge.source in fed.by(each)), "message")
                for after in self._triggered(edge.source, ""):
                    yield Pair(act.id, after, by, (), edge.evidence)

    def _by_call(self) -> Iterator[Pair]:
        for edge in self.leading.system.flow.flow:
            if edge.relation == "invokes" and self._kind(edge.source) in _DOERS:
                for act in self._from(edge.source):
                    for after in () if act.coordinator else self._triggered(edge.target, ""):
                        yield Pair(act.id, after, "calls", (), edge.evidence)

    def _from(self, actor: str) -> list[Act]:
        """The acts that somebody does, be it as the task of a workflow."""
        if self._kind(actor) == "state":
            return [act for act in self.acts if act.id == actor]
        return [act for act in self._of[self._homes.get(actor, actor)] if act.role != RELAY]

    def _triggered(self, actor: str, event: str) -> Iterator[str]:
        """What begins in a component: a machine's first tasks, a function's own act."""
        if self._kind(actor) == "state machine":
            yield from self.workflows.starts(actor)
            return
        for act in self._of[actor]:
            waiting = event in act.on if event else not act.on
            if waiting and not act.coordinator and act.role != RELAY:
                yield act.id

    @cached_property
    def _of(self) -> Mapping[str, list[Act]]:
        return grouped((act.component, act) for act in self.acts)

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        return homes(self.leading.system.flow)

    def _kind(self, id_: str) -> str:
        node = self.leading.system.flow.by_id.get(id_)
        return node.kind if node else ""
