"""What intrinsic functions ask of the place that they stand in."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from analysis.source.budget import Budget
from analysis.source.document import Block


class Absent:
    """What AWS::NoValue leaves: the property is not there."""


NO_VALUE = Absent()


class Resolver(Protocol):
    """What a name means at a place: the stack's parameters, resources, mappings, conditions."""

    @property
    def budget(self) -> Budget:
        """What evaluating may still take."""

    def named(self, name: str) -> Any:
        """What Ref gives."""

    def attribute(self, name: str, attribute: str) -> Any:
        """What Fn::GetAtt gives."""

    def condition(self, name: str) -> bool | None:
        """Whether the condition holds, None where that cannot be decided."""

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A mapping's table."""

    def imported(self, name: Any) -> Any:
        """What another stack exports under the name."""

    def stored(self, name: str) -> Any:
        """What a stack that was read keeps in the SSM parameter."""

    def deployed(self, stack: Any, output: str) -> Any:
        """What a stack that was read has as an output."""

    def included(self, block: Block) -> Any:
        """What Fn::Transform puts in its place."""


Function = Callable[[Any, Resolver], Any]
