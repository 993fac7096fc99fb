"""The state of evaluating one handler for one message: what was read, said, written, raised."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from types import MethodType
from typing import Any

from analysis.code.combining import computed, either, joined, marks_of
from analysis.code.state import SILENT, Arguments, AwsCall, Exhausted, Frame, Fuel, Key, Trace, Ways
from analysis.code.values import (
    NOTHING,
    Function,
    Input,
    Known,
    Map,
    Opaque,
    Place,
    Scope,
    Seq,
    Value,
)
from analysis.records import dataclass
from analysis.source.modules import Module

MOST_STEPS = 30_000  # for one handler and message; one takes some thousands
_DEEPEST_CALL = 30
DEEPEST = 160  # expressions and statements within one another
_MOST_ITEMS = 5000  # of a list, each known by its place
_ITEMS_A_STEP = 50  # that are copied as soon as one step is taken
_SAME_FUNCTION = 2  # times that a function may be at work at once
LOADS = "loads"
"""The kind of a function by which a bundle imports its modules."""

Deed = tuple[str, str]
"""A kind of resource, and what is done with it, "" for anything."""
ANY: tuple[Deed, ...] = (("", ""),)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a language's expressions are evaluated, statements followed, how libraries answer.

    ``body`` gives the statements of a module, ``exported`` what it has under a name, ``offered``
    all that it has, ``method`` what a method of something built in gives; ``put`` lets something
    have an item. ``empty_holds`` says that empty lists and dictionaries are as good as others
    where a test asks for one. ``given`` is what a handler is given besides its event.
    """

    evaluate: Callable[["Evaluator", Any, Scope], Value]
    execute: Callable[["Evaluator", Any, Scope], bool]
    call: Callable[["Evaluator", Value, Arguments], Value]
    answer: Callable[["Evaluator", str, Arguments], Value]
    method: Callable[["Evaluator", Value, str, Arguments], Value]
    put: Callable[["Evaluator", Value, Value, Value], None]
    body: Callable[[Module], Any]
    exported: Callable[["Evaluator", Scope, str], Value]
    offered: Callable[[Scope], Mapping[str, Value]]
    expressions: Mapping[type[Any], Callable[["Evaluator", Any, Scope], Value]]
    statements: Mapping[type[Any], Callable[["Evaluator", Any, Scope], bool]]
    empty_holds: bool = False
    given: tuple[Value, ...] = (Opaque(),)


@dataclass(eq=False, slots=True)
class Evaluator:
    """Follows a handler; ``constants`` are the fields of messages whose values are known.

    ``designated`` gives the id of the node that a value designates, "" if there is none.

    ``touched`` are the fields that must be there; ``used`` those whose value matters, each with
    everything below it. ``gaps`` are the places where something is done that is not read, and why.
    """

    files: Any  # the modules of the code, as its language finds them
    environment: Mapping[str, Any]
    constants: Mapping[Key, Any]
    rules: Rules
    fuel: Fuel
    designated: Callable[[Any, str], str]
    touched: dict[Key, Place] = field(default_factory=dict)
    used: dict[Key, Place] = field(default_factory=dict)
    fetched: dict[Key, Place] = field(default_factory=dict)
    asked: dict[tuple[Input, str], Place] = field(default_factory=dict)  # whether it is there
    calls: list[AwsCall] = field(default_factory=list)
    raised: dict[str, Place] = field(default_factory=dict)
    gaps: dict[Place, str] = field(default_factory=dict)
    reach: dict[Place, frozenset[Deed]] = field(default_factory=dict)
    answers: list[Value] = field(default_factory=list)  # that a handler hands to what it is given
    trace: Trace = field(default_factory=Trace)
    ways: Ways = SILENT
    decisive: bool = False  # whether it was the type heard that decided a test
    modules: dict[str, Scope] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    working: list[Function] = field(default_factory=list)
    routes: list[Function] = field(default_factory=list)
    handed: list[Function] = field(default_factory=list)  # functions given to what is not read
    unread: set[str] = field(default_factory=set)  # what functions called of libraries not read
    followed: set[Any] = field(default_factory=set)  # functions that were at work
    here: Place | None = None
    context: int = 0
    depth: int = 0
    lost: bool = False
    most: int = _SAME_FUNCTION
    recursive: bool = False  # whether a function called itself, be it by way of others
    changes: int = 0  # of what was there before, which a loop may find when it comes again
    left: int = 0  # steps, until `settle` takes those that were made from the fuel
    evaluate: Callable[[Any, Scope], Value] = field(init=False)  # what an expression may come to
    execute: Callable[[Any, Scope], bool] = field(init=False)  # whether what is after it is reached
    call: Callable[[Value, Arguments], Value] = field(init=False)  # what calling may give
    answer: Callable[[str, Arguments], Value] = field(init=False)  # of a library that is not read
    contexts: int = 0

    def __post_init__(self) -> None:
        self.left = min(MOST_STEPS, self.fuel.left)
        self.evaluate = MethodType(self.rules.evaluate, self)
        self.execute = MethodType(self.rules.execute, self)
        self.call = MethodType(self.rules.call, self)
        self.answer = MethodType(self.rules.answer, self)

    def settle(self) -> None:
        """Take the steps that were made from what is left for all handlers."""
        self.fuel.left -= min(MOST_STEPS, self.fuel.left) - self.left

    def step(self) -> bool:
        """Count one step; says whether there is room to go deeper.

        Raises:
            Exhausted: there have been too many.
        """
        self.left -= 1
        if self.left < 0:
            raise Exhausted
        return self.depth < DEEPEST

    def weigh(self, value: Map | Seq, *, made: bool) -> None:
        """Count what is in a collection that was made; of too many items it forgets the order."""
        count = len(value.items) if isinstance(value, Seq) else len(value.entries)
        if made:
            self.left -= count // _ITEMS_A_STEP
        if isinstance(value, Seq) and count > _MOST_ITEMS:
            value.items, value.rest = [], joined(value.every())

    def unsure(self) -> "Unsure":
        """What happens inside may happen or not: it takes nothing away."""
        return Unsure(self)

    def word(self, text: str) -> None:
        """Note a name called, or a text; it is said where it is an event type's."""
        if self.working:
            self.trace.words[self.working[-1].node].add(text)
        if text in self.trace.types:
            self.ways = frozenset(each | {text} for each in self.ways)

    def decided(self, holds: bool | None, *values: Value) -> None:
        """Note a test that holds because of the type heard."""
        if holds and self.trace.heard:
            self.decisive = self.decisive or any(
                isinstance(each, Known) and each.value == self.trace.heard for each in values
            )

    @contextmanager
    def reacting(self, decisive: bool) -> Iterator[None]:
        """What is called inside is what the type heard leads to, if that decided it."""
        start, here = len(self.trace.calls), self.working[-1] if self.working else None
        yield
        if decisive:
            self.trace.react(self.trace.called_from(here, start))

    def miss(self, reason: str, *reach: Deed) -> None:
        """Note that here something is done that is not read: one of these deeds, or any."""
        if self.here:
            self.gaps.setdefault(self.here, reason)
            self.reach[self.here] = self.reach.get(self.here, frozenset()) | {*(reach or ANY)}

    @property
    def beside(self) -> frozenset[Deed]:
        """What it may do beside what was read."""
        return frozenset(each for place in self.gaps for each in self.reach.get(place, ANY))

    # what is read

    def touch(self, part: Input) -> None:
        """Note that a field has to be there."""
        if self.here:
            self.touched.setdefault((part.contract, part.path), self.here)

    def fetch(self, part: Input) -> None:
        """Note where a field is taken that may be missing: it is read if its value is used."""
        if self.here:
            self.fetched.setdefault((part.contract, part.path), self.here)

    def ask(self, part: Input, name: str) -> None:
        """Note that it matters whether a name is in a part, be that a mapping, a list or a text."""
        if self.here:
            self.asked.setdefault((part, name), self.here)

    def use(self, *values: Value | None) -> None:
        """Note that the whole of these values matters."""
        for mark in sorted(marks_of(*values)):
            key = (mark.contract, mark.path)
            if self.here:
                self.used.setdefault(key, self.here)

    def hand_on(self, *values: Value | None) -> None:
        """Note that these values go on to others: a copy is named thereby, and not looked into."""
        for mark in sorted(marks_of(*values)):
            key = (mark.contract, mark.path)
            if not mark.copied and self.here:
                self.used.setdefault(key, self.here)
            elif self.here:
                path = mark.path[: mark.path.index("*")] if "*" in mark.path else mark.path
                place = self.fetched.get((mark.contract, path), self.here)
                if path:
                    self.touched.setdefault((mark.contract, path), place)

    def made_of(self, *values: Value | None) -> Opaque:
        """Something computed from these values, which are thereby used."""
        self.use(*values)
        return Opaque(computed(marks_of(*values)))

    # what is in things

    def put(self, target: Map, key: object, value: Value, place: Place | None = None) -> None:
        """Let a dictionary have this under a key; where it is unsure, what was there stays."""
        if target.born != self.context:
            self.changes += 1
            if key not in target.entries:
                target.maybe |= {key}
            value = either(target.entries.get(key), value)
        elif key in target.maybe:
            target.maybe -= {key}
        target.entries[key] = value
        where = place or self.here
        if where:
            target.places[key] = where

    def spill(self, target: Map, names: Value | None, value: Value) -> None:
        """Let a dictionary have this under unknown keys."""
        self.changes += target.born != self.context
        target.rest = either(target.rest, value)
        if names is not None:
            target.names = either(target.names, names)

    # running

    def module(self, name: str) -> Scope | None:
        """A module's names, once what is at its top level was followed; None if it is not ours."""
        if name not in self.modules:
            found = self.files.module(name)
            if found is None:
                return None
            scope = self.modules[name] = Scope({}, found)
            self.within(self.rules.body(found), scope)
        return self.modules[name]

    def load(self, name: str) -> bool:
        """Follow a module and the packages it is in; says whether the code has it."""
        parts = name.split(".")
        found = [self.module(".".join(parts[: n + 1])) for n in range(len(parts))]
        return found[-1] is not None

    def within(self, body: Any, scope: Scope) -> tuple[Frame, bool]:
        """Follow a body in a frame of its own; says whether its end is reached."""
        frame = Frame()
        self.frames.append(frame)
        here, context = self.here, self.context
        if scope.parent is None:  # a module is run once, whoever imports it
            self.context = 0
        try:
            through = self.execute(body, scope)
        finally:
            self.frames.pop()
            self.here, self.context = here, context
        return frame, through

    def run(self, function: Function, scope: Scope) -> Value:
        """What a function answers, its parameters being in the scope."""
        if LOADS in function.kinds:
            return self._loaded(function, scope)
        node = function.node
        times = sum(each.node is node for each in self.working)
        again = times >= self.most
        self.recursive = self.recursive or times > 0
        if again or len(self.working) >= _DEEPEST_CALL or not self.step():
            if not again:
                self.miss("calls within calls are followed no further")
            return self.made_of(*scope.names.values())
        self.trace.calls.append((self.working[-1] if self.working else None, function))
        start, self.ways = self.ways, SILENT
        self.working.append(function)
        self.followed.add(node)
        try:
            if function.brief:
                here = self.here
                found = self.evaluate(function.body, scope)
                self.here = here
                self._said(function, self.ways, start)
                return found
            frame, through = self.within(function.body, scope)
            self._said(function, frame.ways | self.ways if through else frame.ways, start)
        finally:
            self.working.pop()
        if frame.yielded is not None:
            return frame.yielded
        return joined([*frame.returned, NOTHING] if through else frame.returned)

    def _loaded(self, function: Function, scope: Scope) -> Value:
        """What a bundler's import gives: a module is run once, whoever imports it."""
        if not self.step():
            return Opaque()
        working, context, ways = self.working, self.context, self.ways
        self.working, self.context = [], 0
        try:
            frame, through = self.within(function.body, scope)
        finally:
            self.working, self.context, self.ways = working, context, ways
        return joined([*frame.returned, NOTHING] if through else frame.returned)

    def _said(self, function: Function, own: Ways, before: Ways) -> None:
        """Keep what is said on the ways through a function, and go on from there."""
        outcomes = self.trace.outcomes
        outcomes[function.node] = self.trace.few(outcomes.get(function.node, frozenset()) | own)
        if own != SILENT:
            own = frozenset(one | other for one in before for other in own)
            self.ways = self.trace.few(own)
        else:
            self.ways = before


class Unsure:
    """What happens inside may happen or not, as `Evaluator.unsure` has it."""

    __slots__ = ("before", "evaluator", "ways")

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def __enter__(self) -> None:
        here = self.evaluator
        self.before, self.ways = here.context, here.ways
        here.contexts += 1
        here.context = here.contexts

    def __exit__(self, *_: object) -> None:
        here = self.evaluator
        here.context = self.before
        here.ways = here.trace.few(here.ways | self.ways)
