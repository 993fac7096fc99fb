"""In which ways designs differ: how orders are placed, where they wait, how they are followed.

This is the one table of it. A design names a way, and the lab calls what stands here under it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any


@dataclass(frozen=True)
class Way:
    """A function of the lab by its place, imported when it is called.

    It knows deployments, which know their design; so a design cannot import it.
    """

    module: str
    name: str

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself."""
        found: Callable[..., Any] = resolve_name(f"lab.{self.module}:{self.name}")
        return found

    def __call__(self, *given: Any, **named: Any) -> Any:
        """What the function answers."""
        return self.function(*given, **named)


@dataclass(frozen=True)
class Waiting:
    """Where orders wait, and lie when they are given up on.

    Each takes a deployment first. letters: what was given up on; redrive: that sent through again;
    watch: makes the question which of some orders are dead; locate: where orders are; look: what is
    under way; troubles: what keeps orders.
    """

    letters: Way
    redrive: Way
    watch: Way
    locate: Way
    look: Way
    troubles: Way


@dataclass(frozen=True)
class Following:
    """How an order is followed.

    missing: makes of a deployment the question what of an order must still come; linked: spans and
    transitions as a story, each span with its cause and role.
    """

    missing: Way
    linked: Way


PLACED: Mapping[str, Way] = {
    "invocation": Way("workload.placing", "invoke"),
    "execution": Way("workload.placing", "start"),
}
"""A client hands the order to a function, or starts an execution of a machine named after it."""

WAITS: Mapping[str, Waiting] = {
    "messages": Waiting(
        letters=Way("dead_letters.messages", "letters"),
        redrive=Way("dead_letters.messages", "redrive"),
        watch=Way("dead_letters.messages", "watch"),
        locate=Way("whereabouts.messages", "locate"),
        look=Way("experiments.lockstep.troubles", "in_queues"),
        troubles=Way("experiments.lockstep.troubles", "in_logs"),
    ),
    "executions": Waiting(
        letters=Way("dead_letters.executions", "letters"),
        redrive=Way("dead_letters.executions", "redrive"),
        watch=Way("dead_letters.executions", "watch"),
        locate=Way("whereabouts.executions", "locate"),
        look=Way("experiments.lockstep.troubles", "in_executions"),
        troubles=Way("experiments.lockstep.troubles", "in_histories"),
    ),
}
"""In the queues between functions, or in an execution."""

FOLLOWED: Mapping[str, Following] = {
    "logs": Following(
        missing=Way("trace.wiring", "by_messages"),
        linked=Way("trace.causes", "linked_by_messages"),
    ),
    "history": Following(
        missing=Way("trace.wiring", "by_history"),
        linked=Way("trace.causes", "linked_by_history"),
    ),
}
"""By what the functions' logs say of messages, or by the history of an execution."""
