"""A change that somebody asks for, and why it may not be predicted."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.refusals import Refused

Options = Mapping[str, tuple[str, ...]]
Arguments = tuple[tuple[str, ...], Options]
"""The names and the options of a change, as `Change` has them."""


@dataclass(frozen=True, slots=True)
class Change:
    """An operator with its arguments; ``change("rename-field OrderPlaced.total")`` makes one.

    ``names`` are the positional arguments in order, ``options`` what each option gives, by the
    option as it is written (`--between`). What an option says anyway is left out.
    """

    operator: str
    names: tuple[str, ...] = ()
    options: Options = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        given = (word for option, values in self.options.items() for word in (option, *values))
        return shlex.join([self.operator, *self.names, *given])

    def __repr__(self) -> str:
        return f'change("{self}")'


class BadChange(Refused):
    """A change is not written as any operator takes it."""


class UnknownName(Refused):
    """A change names what the system has not, or has several of."""


class NoSuchWay(Refused):
    """A change can be made in fewer ways than the one that is asked for."""


class CannotApply(Refused):
    """An operator has nothing in this system that it could be applied to as asked."""
