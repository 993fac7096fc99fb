"""The steps that a state machine decides: its working states, and what it runs after each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.answers import caught
from analysis.dependency.model import Dependencies
from analysis.dependency.parts import homes
from analysis.graph import Edge, Evidence, Node
from analysis.prediction.process.model import Link, Refusal, Step

_FRAMES = ("Parallel", "Map")


@dataclass(frozen=True)
class Workflows:
    """The state machines of a system as steps and what follows what."""

    system: Dependencies

    def steps(self) -> Iterator[Step]:
        """Every state that does work itself."""
        for state in self._working.values():
            catches = self._catches(state)
            yield Step(
                state.id,
                state.name or state.id.rpartition("/")[2],
                tuple(self._doers[state.id]) or (self._homes[state.id],),
                decider=self._homes[state.id],
                back=state.id not in self._forward,
                refusals=tuple(
                    Refusal(f"{state.id}/{name}", name, at) for name, at in catches.items()
                ),
                aliases=tuple(alias for each in self._doers[state.id] for alias in spoken(each)),
                evidence=state.evidence,
            )

    def links(self) -> Iterator[Link]:
        """What runs after what, over the states that only choose, wait or pass."""
        for state in self._working.values():
            for edge in self._out[state.id]:
                refused = edge.label == "Catch"
                on = ", ".join(self._catches(state)) if refused else ""
                for after in self._entered(edge.target):
                    yield Link(state.id, after, on, refused, (), edge.evidence)
            for after, at in self._left(state):
                yield Link(state.id, after, "", False, (), at)

    @cached_property
    def _states(self) -> dict[str, Node]:
        return {
            node.id: node
            for node in self.system.flow.nodes
            if node.kind == "state" and node.id in self._homes
        }

    @cached_property
    def _working(self) -> dict[str, Node]:
        return {id_: node for id_, node in self._states.items() if _kind(node) == "Task"}

    @cached_property
    def _homes(self) -> dict[str, str]:
        return homes(self.system.flow)

    @cached_property
    def _doers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for edge in self.system.flow.flow:
            if edge.relation == "invokes" and edge.source in self._states:
                found[edge.source].append(edge.target)
        return found

    @cached_property
    def _out(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.system.flow.flow:
            if edge.relation == "transitions":
                found[edge.source].append(edge)
        return found

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {
            edge.target: edge.source
            for edge in self.system.flow.flow
            if edge.relation == "contains" and edge.source in self._states
        }

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        """The states at which each frame of states begins."""
        found: dict[str, list[str]] = defaultdict(list)
        for child, parent in self._parents.items():
            if self._states[child].attributes.get("start"):
                found[parent].append(child)
        return found

    @cached_property
    def _forward(self) -> set[str]:
        """The states that run as long as nothing is caught."""
        starts = [
            id_
            for id_, node in self._states.items()
            if node.attributes.get("start") and id_ not in self._parents
        ]
        seen: set[str] = set()
        while starts:
            here = starts.pop()
            if here not in seen:
                seen.add(here)
                starts += [e.target for e in self._out[here] if e.label != "Catch"]
                starts += self._inside[here]
        return seen

    def _entered(self, state: str) -> Iterator[str]:
        """The working states that run first once this one is entered."""
        seen, waiting = set(), [state]
        while waiting:
            here = waiting.pop()
            if here in seen or here not in self._states:
                continue
            seen.add(here)
            if here in self._working:
                yield here
                continue
            onward = [e.target for e in self._out[here] if e.label != "Catch"]
            waiting += self._inside[here] or onward or self._after_frame(here)

    def _left(self, state: Node) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
        """What runs after a state that ends a branch: whatever follows the frame around it."""
        if not [e for e in self._out[state.id] if e.label != "Catch"]:
            for onward in self._after_frame(state.id):
                for after in self._entered(onward):
                    yield after, state.evidence

    def _after_frame(self, state: str) -> list[str]:
        here = self._parents.get(state)
        while here is not None:
            onward = [e.target for e in self._out[here] if e.label != "Catch"]
            if onward:
                return onward
            here = self._parents.get(here)
        return []

    def _catches(self, state: Node) -> dict[str, tuple[Evidence, ...]]:
        at = next((e.evidence for e in self._out[state.id] if e.label == "Catch"), state.evidence)
        return dict.fromkeys(caught(state), at)


def spoken(component: str) -> tuple[str, ...]:
    """A component's id, and without the word that only says what it is."""
    short = component.removesuffix("Function").removesuffix("Lambda")
    return (component, short) if short and short != component else (component,)


def _kind(node: Node) -> str:
    kind = node.attributes.get("type")
    return kind if isinstance(kind, str) else ""
