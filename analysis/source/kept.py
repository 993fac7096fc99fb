"""What others work out of a system, kept with it and gone with it."""

from typing import Generic, TypeVar

from analysis.source.system import System

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """A value for each system.

    It lies with the system: a dictionary with weak keys would never lose a value that leads back to
    its key.
    """

    def __contains__(self, system: System) -> bool:
        return self in system.kept

    def __getitem__(self, system: System) -> _Value:
        value: _Value = system.kept[self]
        return value

    def __setitem__(self, system: System, value: _Value) -> None:
        system.kept[self] = value
