"""What each function does about what it hears: the acts that nobody coordinates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.facts import Deed
from analysis.graph import Node
from analysis.graph.kinds import with_trait
from analysis.graph.views import owners
from analysis.prediction.names import event_name, of_resource
from analysis.prediction.process.refusing import Refusing
from analysis.prediction.process.steps import RELAY, Act
from analysis.walking import grouped

_DOERS = with_trait("runs code")


@dataclass(frozen=True)
class Reactions:
    """An act for each deed of each function, but of those that only a workflow calls.

    Where code does not say which deed an event type triggers, the function's one deed is meant, or
    else each event type is an act, named after both.
    """

    refusing: Refusing
    coordinated: frozenset[str]

    def acts(self) -> Iterator[Act]:
        """One for each name in a component: what triggers it are all its triggers."""
        leading = self.refusing.leading
        graph, services = leading.system.flow, owners(leading.system.flow)
        for node in graph.nodes:
            heard = [e for e in leading.hearing.hears.get(node.id, ()) if e in graph.by_id]
            if node.kind not in _DOERS or node.unresolved:
                continue
            if node.id in self.coordinated and not heard:
                continue
            for act in _merged(self._of(node, heard)):
                service, at = services.get(node.id, ""), act.evidence or node.evidence
                yield replace(act, service=service, back=self._is_back(act), evidence=at)

    def _of(self, node: Node, heard: list[str]) -> Iterator[Act]:
        facts = self.refusing.leading.system.facts
        deeds = {deed.on: deed for deed in facts.deeds.get(node.id, ())}
        whole = deeds.get("")
        begun = self._begun(node)
        known = {event: deeds[event_name(event)] for event in heard if event_name(event) in deeds}
        for event, deed in known.items():
            yield _act(node, deed.name, deed, (event,), self._said(node, event))
        rest = [event for event in heard if event not in known]
        alone = not known and (len(rest) < 2 or whole is not None)
        if alone or begun:
            on = tuple(rest) if alone else ()
            said = {*begun, *(each for event in on for each in self._said(node, event))}
            name = (whole.name if whole and not on else "") or of_resource(node.id)
            relayed = () if on else self._relayed(node, begun)
            if relayed:
                yield replace(_act(node, name, whole, on, relayed), role=RELAY)
                said -= {*relayed}
                name = f"{name}_by_itself"
            if said or not relayed:
                yield _act(node, name, whole, on, tuple(sorted(said)))
        for event in () if alone else rest:
            name = f"{of_resource(node.id)} on {event_name(event)}"
            yield _act(node, name, None, (event,), self._said(node, event))

    def _said(self, node: Node, event: str) -> tuple[str, ...]:
        leading = self.refusing.leading
        said = leading.said_on.get((node.id, event), ())
        return tuple(each for each in said if not leading.hearing.machines(node.id, each))

    def _begun(self, node: Node) -> tuple[str, ...]:
        """What a component says, or sets off, without having heard anything that leads to it."""
        leading = self.refusing.leading
        own = leading.hearing.says.get(node.id, {})
        hears = node.id in leading.hearing.hears
        return tuple(
            event
            for event in sorted(leading.events)
            if (event in own and not hears)
            or (not leading.causes[event] and node.id in leading.doers(event))
        )

    def _relayed(self, node: Node, begun: tuple[str, ...]) -> tuple[str, ...]:
        """What it only says because another's write has it say it: a transactional outbox."""
        leading = self.refusing.leading
        return tuple(event for event in begun if node.id not in leading.doers(event))

    def _is_back(self, act: Act) -> bool:
        return bool(act.on) and all(map(self.refusing.leads_back, act.on))


def _act(
    node: Node, name: str, deed: Deed | None, on: tuple[str, ...], says: tuple[str, ...]
) -> Act:
    uses = deed.uses if deed else ()
    evidence = (deed.evidence,) if deed else ()
    return Act(f"{node.id}/{name}", name, node.id, on=on, says=says, uses=uses, evidence=evidence)


def _merged(acts: Iterator[Act]) -> Iterator[Act]:
    for several in grouped((act.id, act) for act in acts).values():
        on = {event for act in several for event in act.on}
        says = {event for act in several for event in act.says}
        yield replace(several[0], on=tuple(sorted(on)), says=tuple(sorted(says)))
