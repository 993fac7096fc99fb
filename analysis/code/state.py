"""What is kept while code is followed: arguments, calls met, running functions, what was said."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from analysis.code.combining import inside, options
from analysis.code.values import Bound, Choice, Function, Input, Object, Place, Seq, Value
from analysis.records import dataclass

Key = tuple[str, tuple[str, ...]]
Ways = frozenset[frozenset[str]]
"""The sets of event types that are said on the ways through a piece of code."""
SILENT: Ways = frozenset({frozenset()})
_MOST_WAYS = 64  # that are told apart


@dataclass(eq=False, slots=True)
class Fuel:
    """The steps that are left for all handlers together."""

    left: int = 300_000  # some seconds


class Exhausted(Exception):
    """There is more code than is followed."""


@dataclass(eq=False, slots=True)
class Arguments:
    """What a call passes; ``rest`` may be any further one, ``spread`` a part given by ``**``."""

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    rest: Value | None = None
    spread: Input | None = None
    places: dict[int | str, Place] = field(default_factory=dict)

    def get(self, name: str, place: int | None = None) -> Value | None:
        """The argument of that name, or at that place."""
        if name in self.keywords:
            return self.keywords[name]
        if place is not None and place < len(self.positional):
            return self.positional[place]
        return self.rest

    def all(self) -> Iterator[Value]:
        """Every value passed."""
        yield from self.positional
        yield from self.keywords.values()
        yield from (each for each in (self.rest, self.spread) if each is not None)


@dataclass(frozen=True, slots=True)
class AwsCall:
    """A call of an AWS operation: service, kind of handle, operation, its arguments and place."""

    service: str
    kind: str
    operation: str
    name: Value | None
    arguments: Arguments
    place: Place


@dataclass(eq=False, slots=True)
class Frame:
    """A running function."""

    returned: list[Value] = field(default_factory=list)
    yielded: Seq | None = None
    ways: Ways = frozenset()  # said where it returned
    ways_left: Ways = frozenset()  # said where a loop was left
    left: list[dict[str, Value]] = field(default_factory=list)  # names where a loop was left


@dataclass(eq=False, slots=True)
class Trace:
    """What a run met; ``heard`` is the event type it is for, ``types`` are those it may say.

    ``calls`` tells who called whom, ``words`` which words stand where. ``reactions`` are the
    functions to which the type heard led, ``decorated`` those that stand below a decorator with
    texts; ``named`` are those of modules, by module and name.
    """

    heard: str = ""
    types: frozenset[str] = frozenset()
    calls: list[tuple[Function | None, Function]] = field(default_factory=list)
    words: defaultdict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))
    outcomes: dict[Any, Ways] = field(default_factory=dict)
    reactions: dict[Any, Function] = field(default_factory=dict)
    decorated: list[tuple[Function, frozenset[str]]] = field(default_factory=list)
    named: dict[tuple[str, str], Function] = field(default_factory=dict)
    open: bool = False  # there are more ways than are told apart

    def chosen(self, key: object, value: Value) -> None:
        """Note what a table has under the type heard: what is done comes after what is read."""
        if self.heard and key == self.heard:
            self.react(_functions(value))

    def react(self, functions: Iterable[Function]) -> None:
        """Note the last of several functions as one to which the type led."""
        last = [each for each in functions if each.name][-1:]
        self.reactions |= {each.node: each for each in last}

    def called_from(self, caller: Function | None, start: int) -> Iterator[Function]:
        """The functions called straight from a function since some call."""
        node = caller.node if caller else None
        for each, callee in self.calls[start:]:
            if (each.node if each else None) is node:
                yield callee

    def few(self, ways: Ways) -> Ways:
        """The ways, or one that says nothing where there are too many."""
        self.open = self.open or len(ways) > _MOST_WAYS
        return SILENT if self.open else ways


def _functions(value: Value) -> Iterator[Function]:
    for each in options(value):
        if isinstance(each, Function):
            yield each
        elif isinstance(each, Bound):
            yield from _functions(each.function)
        elif isinstance(each, Seq | Object):
            held = (one for one in inside(each) if isinstance(one, Function | Bound | Choice | Seq))
            yield from (function for one in held for function in _functions(one))
