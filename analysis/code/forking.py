"""Ways that part: what is said on one, and what names are on it, is not so on the others."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any, TypeVar

from analysis.code.combining import joined
from analysis.code.evaluator import Evaluator
from analysis.code.state import Ways
from analysis.code.values import Scope, Value

T = TypeVar("T")
Names = dict[str, Value]


class Fork:
    """Ways of which one is gone; where none is followed to its end, names are as before."""

    def __init__(self, evaluator: Evaluator, scope: Scope) -> None:
        self.evaluator, self.scope = evaluator, scope
        self.start, self.before = evaluator.ways, scope.names
        self.said: Ways = frozenset()
        self.ends: list[Names] = []

    def begin(self, names: Names) -> None:
        """Go another way from where they part, with what names are on it."""
        self.evaluator.ways, self.scope.names = self.start, names

    def follow(self, body: Any, *, sure: bool = False) -> None:
        """Follow what stands on a way, and come out of it if its end is reached."""
        with nullcontext() if sure else self.evaluator.unsure():
            if self.evaluator.execute(body, self.scope):
                self.end()

    def end(self) -> None:
        """Come out of a way."""
        self.said |= self.evaluator.ways
        self.ends.append(self.scope.names)

    def join(self) -> bool:
        """Go on after any of the ways that came out; says whether any did."""
        self.evaluator.ways = self.evaluator.trace.few(self.said)
        self.scope.names = self.ends[0] if self.ends else self.before
        for each in self.ends[1:]:
            self.scope.names = alike(self.scope.names, each)
        return bool(self.ends)


def alike(one: Names, other: Names) -> Names:
    """Names that may be as in either."""
    found = dict(other)
    for name, value in one.items():
        there = found.get(name)
        if there is not value:
            found[name] = value if there is None else joined((value, there))
    return found


def one_of(
    evaluator: Evaluator, several: Iterable[T], give: Callable[[T], Value], *, sure: bool = False
) -> Value:
    """What is given for one of several: what is said for it is not said for the others."""
    start, said, found = evaluator.ways, frozenset[frozenset[str]](), []
    for each in several:
        evaluator.ways = start
        with nullcontext() if sure else evaluator.unsure():
            found.append(give(each))
            said |= evaluator.ways
    evaluator.ways = evaluator.trace.few(said)
    return joined(found)
