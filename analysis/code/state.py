"""What is kept while code is followed: arguments, calls met, running functions, steps left."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.code.values import Part, Place, Seq, Value


@dataclass(eq=False, slots=True)
class Budget:
    """The steps that are left for all handlers together."""

    left: int = 300_000  # some seconds


class Exhausted(Exception):
    """There is more code than is followed."""


@dataclass(frozen=True, slots=True)
class AwsCall:
    """A call of an AWS operation: service, kind of handle, operation, its arguments and place."""

    service: str
    kind: str
    operation: str
    name: Value | None
    arguments: "Arguments"
    place: Place


@dataclass(eq=False, slots=True)
class Arguments:
    """What a call passes; ``rest`` may be any further one, ``spread`` a part given by ``**``."""

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    rest: Value | None = None
    spread: Part | None = None
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


@dataclass(eq=False, slots=True)
class Frame:
    """A running function."""

    returned: list[Value] = field(default_factory=list)
    yielded: Seq | None = None
    ways: frozenset[frozenset[str]] = frozenset()  # said where it returned
    ways_left: frozenset[frozenset[str]] = frozenset()  # said where a loop was left
    left: list[dict[str, Value]] = field(default_factory=list)  # names where a loop was left


Key = tuple[str, tuple[str, ...]]
