"""What was declared against what was seen: a finding for each edge."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.graph import Edge


@dataclass(frozen=True, slots=True)
class Exercised:
    """A declared edge that was seen, and in which scenarios; ``seen`` is as it was observed."""

    edge: Edge
    seen: Edge
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unexercised:
    """A declared edge that nobody saw, and why that may be."""

    edge: Edge
    reason: str


@dataclass(frozen=True, slots=True)
class Undeclared:
    """An edge that was seen and that no file declares."""

    edge: Edge
    reason: str
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reconciliation:
    """Declared against observed, edge by edge.

    ``from_outside`` are edges that begin outside of the system, such as a client's; no template
    can declare them, so they are no part of ``undeclared``.
    """

    title: str
    scenarios: tuple[str, ...]
    exercised: tuple[Exercised, ...]
    unexercised: tuple[Unexercised, ...]
    undeclared: tuple[Undeclared, ...]
    from_outside: tuple[Undeclared, ...] = ()


@dataclass(frozen=True)
class Reconciliations:
    """Several scenarios: all of them together, and each by itself."""

    total: Reconciliation
    by_scenario: Mapping[str, Reconciliation]
