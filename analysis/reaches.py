"""How far an edit goes: three reaches, which are always told side by side."""

from collections.abc import Iterable
from dataclasses import fields

from analysis.records import dataclass


@dataclass(frozen=True, slots=True)
class Reaches:
    """How far an edit goes, by services, sorted.

    edited: own code or wiring differs; redeployed: a package or a configuration differs, shared
    code included; told: a contract that they read differs.
    """

    edited: tuple[str, ...] = ()
    redeployed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, edited: Iterable[str], redeployed: Iterable[str], told: Iterable[str]) -> "Reaches":
        """The reaches of these services, each named once."""
        return cls(*(tuple(sorted({*each} - {""})) for each in (edited, redeployed, told)))


NAMES = tuple(each.name for each in fields(Reaches))
