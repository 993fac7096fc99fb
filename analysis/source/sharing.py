"""What stacks that are read together tell each other: exports, and SSM parameters."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import methodcaller
from typing import Any

from analysis.source.names import Fitting
from analysis.source.others import Others
from analysis.source.stack import Stack
from analysis.source.values import Joined, Unknown, shown


class Shared(Others):
    """What stacks tell each other: exports, and the SSM parameters that one of them writes."""

    def __init__(self, stacks: Sequence[Stack]) -> None:
        self.stacks = stacks
        self.working = False
        self.fitting = Fitting()

    def imported(self, name: Any) -> Any:
        """The value that one of the stacks exports under the name."""
        found = self._found(name, lambda: self._exported)
        return super().imported(shown(name)) if found is None else found

    def deployed(self, name: Any, output: str) -> Any:
        """The output of the one of the stacks whose name fits, where it has such an output."""
        stack = self._found(name, lambda: self._named)
        if stack is None or output not in stack.section("Outputs"):
            return super().deployed(shown(name), output)
        return stack.output(output)

    def stored(self, name: str) -> Any:
        """The value that one of the stacks keeps in an SSM parameter."""
        found = self._found(name, lambda: self._parameters)
        return super().stored(name) if found is None else found

    def _found(self, name: Any, table: Callable[[], Mapping[str, Any]]) -> Any:
        text = _named(name)
        if not text or self.working:
            return None
        return self.fitting.only(text, table())

    @cached_property
    def _exported(self) -> Mapping[str, Any]:
        return self._told(methodcaller("exports"))

    @cached_property
    def _named(self) -> Mapping[str, Any]:
        return _first(
            (stack.given["AWS::StackName"], stack)
            for stack in self.stacks
            if "AWS::StackName" in stack.given
        )

    @cached_property
    def _parameters(self) -> Mapping[str, Any]:
        return self._told(_stored)

    def _told(self, by: Callable[[Stack], Iterable[tuple[Any, Any]]]) -> Mapping[str, Any]:
        self.working = True  # an export that is itself imported is not followed further
        try:
            return _first(each for stack in self.stacks for each in by(stack))
        finally:
            self.working = False


def _stored(stack: Stack) -> Iterator[tuple[Any, Any]]:
    for each in stack.of_type("AWS::SSM::Parameter"):
        yield each.get("Name"), each.get("Value", Unknown("no value"))


def _first(named: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """The values by their names as shown; of two with one name, the first."""
    found: dict[str, Any] = {}
    for name, value in named:
        found.setdefault(_named(name), value)
    return found


def _named(name: Any) -> str:
    """The name, with a hole for each part that only deployment knows."""
    if not isinstance(name, Joined):
        return shown(name)
    return "".join(
        "${" + shown(part) + "}" if isinstance(part, Unknown) else shown(part)
        for part in name.parts
    )
