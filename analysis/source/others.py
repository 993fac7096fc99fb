"""What a stack can learn of others."""

from typing import Any

from analysis.source.values import Unknown, as_text


class Others:
    """What a stack can learn of the other stacks read with it; a stack alone learns nothing."""

    def imported(self, name: Any) -> Any:
        """The value that a stack exports under the name."""
        return Unknown(f"no template that was read exports {as_text(name) or 'that name'!r}")

    def deployed(self, name: Any, output: str) -> Any:
        """The output of the stack that is deployed under the name."""
        called = as_text(name) or "that name"
        return Unknown(f"no template that was read is the stack {called!r} with {output!r}")

    def stored(self, name: str) -> Any:
        """The value that a stack keeps in an SSM parameter."""
        return Unknown(f"no template that was read writes the SSM parameter {name!r}")
