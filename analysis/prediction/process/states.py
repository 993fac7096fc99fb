"""Which state's work may run after which: over choices, branches, and machines in machines."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.graph import Evidence, Graph, Node
from analysis.graph.kinds import of_role
from analysis.prediction.process.frames import Frames
from analysis.walking import grouped, reached

NEXT, CHOICE, CATCH, CALLS = "Next", "Choice", "Catch", "calls"
_LABELS = (CATCH, CALLS, CHOICE, NEXT)  # a way with several is called by the first
_COMPONENTS = of_role("component")
_ALL = "States.ALL"
_OF_ANOTHER = (_ALL, "States.TaskFailed", "States.Timeout")
"""What may be caught of a machine that is waited for: its errors do not come out by their names."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A state that comes next: how (Next, Choice, Catch, calls), where written, what is caught.

    ``join`` is the state whose branches must all have ended, ``part`` the branch that this way
    comes from.
    """

    state: str
    how: str = NEXT
    evidence: tuple[Evidence, ...] = ()
    errors: tuple[str, ...] = ()
    join: str = ""
    part: str = ""


@dataclass(frozen=True)
class StateOrder:
    """The states of a system's machines, and which may run after which."""

    graph: Graph

    @cached_property
    def frames(self) -> Frames:
        """Where each stands."""
        return Frames(self.graph)

    @cached_property
    def doers(self) -> Mapping[str, list[str]]:
        """Who does the work of each state, where that is not its machine."""
        return grouped((s, each) for s, each in self._asked if each not in self.frames.begins)

    @cached_property
    def started(self) -> Mapping[str, list[str]]:
        """The machines that each state starts, of those whose states are known."""
        return grouped((s, each) for s, each in self._asked if each in self.frames.begins)

    @cached_property
    def working(self) -> dict[str, Node]:
        """The states that do something, rather than choose, wait or end."""
        asking = {state for state, _ in self._asked}
        return {
            id_: node
            for id_, node in self.frames.all.items()
            if node.attributes.get("type") == "Task" or id_ in asking
        }

    def starts(self, machine: str, event: str = "") -> tuple[str, ...]:
        """The working states with which a machine may begin, once it has heard an event.

        A state may say ``on`` which events it begins, or a choice that comes first may: a machine
        that waits for several has a beginning for each.
        """
        entered = [
            Passage(each)
            for each in self._chosen(machine, event) or self.frames.entered(machine)
            if each in self.frames.all
        ]
        first = tuple(dict.fromkeys(way.state for way in self._to_work(entered)))
        waited = {state: self.frames.all[state].attributes.get("on", ()) for state in first}
        awaiting = tuple(state for state, events in waited.items() if event in events)
        return awaiting or tuple(state for state, events in waited.items() if not events) or first

    def _chosen(self, machine: str, event: str) -> list[str]:
        """The states that the machine's first choice names for an event, none where it does not."""
        if not event:
            return []
        waiting, seen = list(self.frames.entered(machine)), set[str]()
        named = f" StringEquals {event.rpartition('/')[2]}"
        while waiting:
            here = waiting.pop(0)
            seen.add(here)
            if here in self.working or here not in self.frames.all:
                continue
            onward = [edge.target for edge in self.frames.out[here]]
            rules = _maps(self.frames.all[here].attributes.get("choices"))
            to = {str(e.get("next")) for e in rules if str(e.get("condition")).endswith(named)}
            chosen = [each for each in onward if {each, each.rpartition("/")[2]} & to]
            if chosen:
                return [state for each in chosen for state in self.frames.entered(each)]
            waiting += [each for each in onward if each not in seen]
        return []

    def may_come_to(self, machine: str, event: str, states: Collection[str]) -> bool:
        """Whether a machine that has heard an event may run one of these states."""
        first = self.starts(machine, event)
        return any(each in states or self._later(each) & {*states} for each in first)

    def resumed(self, machine: str) -> Iterator[tuple[str, Passage]]:
        """The states that wait for a machine's token, and the working ones that come after each."""
        for state, node in self.frames.all.items():
            if self.frames.homes[state] == machine and node.attributes.get("callback"):
                yield from ((state, way) for way in self.after(state) if way.how != CATCH)

    def after(self, state: str) -> tuple[Passage, ...]:
        """The working states that may come next, over those that do nothing themselves."""
        if state not in self._known_after:
            self._known_after[state] = tuple(self._to_work(self._ways(state)))
        return self._known_after[state]

    @cached_property
    def _known_after(self) -> dict[str, tuple[Passage, ...]]:
        return {}

    def back(self, state: str) -> bool:
        """Whether a state runs only once something is caught."""
        return state not in self._forward

    def catches(self, state: str) -> dict[str, tuple[Evidence, ...]]:
        """The errors that are caught of a state, by itself or by what it is in; and where."""
        found: dict[str, tuple[Evidence, ...]] = {}
        for way in (*self._ways(state), *self.after(state)):
            found |= {each: way.evidence for each in way.errors if each not in found}
        return found

    def exclude(self, one: str, other: str) -> bool:
        """Whether of two states of one machine no execution ever runs both."""
        if one == other or other in self._later(one) or one in self._later(other):
            return False
        mine, theirs = self.frames.around(one), self.frames.around(other)
        shared = next(each for each in mine if each in theirs)
        return not self.frames.parallel(shared) or (
            self.frames.branch(mine[shared]) == self.frames.branch(theirs[shared])
        )

    def earlier(self, state: str) -> tuple[str, ...]:
        """All working states that may have run before one, of its machine."""
        home = self.frames.homes[state]
        mine = (each for each in self.working if self.frames.homes[each] == home)
        return tuple(each for each in mine if state in self._later(each))

    @cached_property
    def _asked(self) -> list[tuple[str, str]]:
        """Whom each state asks; where it calls a service of the platform, nobody."""
        kind = self.graph.kind_of
        return [
            (edge.source, edge.target)
            for edge in self.frames.edges("invokes")
            if edge.source in self.frames.all
            and edge.target in self.frames.homes
            and kind(edge.target) in _COMPONENTS
        ]

    @cached_property
    def _callers(self) -> Mapping[str, list[str]]:
        """The states that start a machine and wait until it has ended."""
        started = self.started.items()
        return grouped((each, s) for s, several in started for each in several if self._waits(s))

    def _waits(self, state: str) -> bool:
        told = self.frames.all[state].attributes
        return told.get("pattern") == "sync" or "SyncExecution" in str(told.get("integration"))

    @cached_property
    def _forward(self) -> set[str]:
        """The states that run as long as nothing is caught."""
        called = [
            (each, self.frames.homes[state])
            for state, several in self.started.items()
            for each in several
        ]
        inner = {machine for machine, by in called if machine != by}
        machines = [each for each in self.frames.begins if each not in self.frames.all]
        found = {s for each in machines if each not in inner for s in reached(each, self._goes_on)}
        known = {s for each in machines if each not in inner for s in reached(each, self._comes_to)}
        round_ = [each for each in machines if each not in known]
        return found | {s for each in round_ for s in reached(each, self._goes_on)}

    def _goes_on(self, here: str) -> list[str]:
        ahead = [edge.target for edge in self.frames.out[here] if edge.label != CATCH]
        return [*ahead, *self.frames.begins.get(here, ()), *self.started[here]]

    def _comes_to(self, here: str) -> list[str]:
        return [*(edge.target for edge in self.frames.out[here]), *self._goes_on(here)]

    def _ways(self, state: str) -> list[Passage]:
        """The states that come next, whether they work or not; at an end, what is around goes on.

        An error that a state does not catch may be caught by what it is in. A machine that is
        waited for comes before what its caller goes on to.
        """
        found = [
            Passage(each, CALLS, self.frames.all[state].evidence)
            for machine in self.started[state]
            for each in self.frames.entered(machine)
        ]
        ended = self.frames.all[state].attributes.get("type") != "Fail"
        ended = ended and not (found and self._waits(state))
        waiting, seen = [(Passage(state), ended, True, False)], set[str]()
        while waiting:
            come, ended, failing, outside = waiting.pop(0)
            here = come.state
            seen.add(here)
            out = [edge for edge in self.frames.out[here] if edge.label != CATCH]
            for edge in out if ended else ():
                how = CHOICE if _CHOOSING & {*edge.label.split(", ")} else NEXT
                way = replace(come, how=how, evidence=edge.evidence)
                found += [replace(way, state=each) for each in self.frames.entered(edge.target)]
            caught = list(self._caught(here, outside=outside)) if failing else []
            found += caught
            failing = failing and not any(_ALL in way.errors for way in caught)
            for above, beyond in self._above(here, outside=outside):
                if above not in seen:
                    joined = self.frames.parallel(above) and self.frames.parents[here] == above
                    inside = (
                        replace(come, join=above, part=self.frames.branch(here)) if joined else come
                    )
                    more = (replace(inside, state=above), ended and not out, failing, beyond)
                    waiting.append(more)
        return found

    def _above(self, here: str, *, outside: bool) -> Iterator[tuple[str, bool]]:
        """What a state is in, or who waits for its machine; whether that is another machine."""
        parent = self.frames.parents.get(here, "")
        if parent in self.frames.all:
            yield parent, outside
        else:
            yield from ((caller, True) for caller in self._callers[parent])

    def _caught(self, here: str, *, outside: bool) -> Iterator[Passage]:
        catchers = _maps(self.frames.all[here].attributes.get("caught"))
        for edge in self.frames.out[here]:
            if CATCH not in edge.label.split(", "):
                continue
            to = (edge.target, edge.target.rpartition("/")[2])
            errors = tuple(
                dict.fromkeys(
                    str(name)
                    for each in catchers
                    if each.get("next") in to
                    for name in _list(each.get("errors"))
                )
            )
            if not outside or not errors or {*errors} & {*_OF_ANOTHER}:
                for entered in self.frames.entered(edge.target):
                    yield Passage(entered, CATCH, edge.evidence, errors)

    def _to_work(self, ways: list[Passage]) -> Iterator[Passage]:
        """The first working states on each way, through states that do nothing themselves."""
        waiting, seen = list(ways), set[tuple[str, str, str, str]]()
        while waiting:
            way = waiting.pop(0)
            key = (way.state, way.how, way.join, way.part)
            if key in seen:
                continue
            seen.add(key)
            if way.state in self.working:
                yield way
                continue
            node = self.frames.all.get(way.state)
            fails = node is not None and node.attributes.get("type") == "Fail"
            waiting += [
                _over(way, further)
                for further in (self._ways(way.state) if node else ())
                if way.how == CATCH or further.how != CATCH or fails
            ]

    def _next(self, state: str) -> list[str]:
        """The states that may run right after one."""
        if state not in self._known_next:
            self._known_next[state] = [way.state for way in self._ways(state)]
        return self._known_next[state]

    @cached_property
    def _known_next(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _known_later(self) -> dict[str, set[str]]:
        return {}

    def _later(self, state: str) -> set[str]:
        """All states that may run after one."""
        if state not in self._known_later:
            self._known_later[state] = {*reached(state, self._next)} - {state}
        return self._known_later[state]


_CHOOSING = frozenset({"Choice", "Default"})


def _over(way: Passage, further: Passage) -> Passage:
    """A way that goes on to another."""
    joined = further if further.join else way
    return Passage(
        further.state,
        min(way.how, further.how, key=_LABELS.index),
        (*way.evidence, *further.evidence),
        way.errors or further.errors,
        joined.join,
        joined.part,
    )


def _maps(written: object) -> list[Mapping[str, object]]:
    return [each for each in _list(written) if isinstance(each, Mapping)]


def _list(written: object) -> list[object]:
    return list(written) if isinstance(written, list | tuple) else []
