"""Steps and neighbours: what runs, and what runs next because of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.graph import Evidence

ROLES = ("forward", "undo", "beside", "relay")


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of a workflow.

    ``name`` is the deed's as code or the state machine has it, in snake case (`take_payment`);
    ``component`` does it, and ``coordinator`` decides that it runs (empty where nobody does).
    ``on`` are the event types that trigger it, ``says`` those that it may publish, by their ids.
    ``uses`` are the business functions that it calls. ``role``: forward, on the way to the happy
    end; undo, on the way back; beside, neither; relay, it only passes on what another wrote.
    """

    id: str
    name: str
    component: str
    service: str = ""
    coordinator: str = ""
    on: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    role: str = "beside"
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Neighbours: ``after`` may run next because of ``before``.

    ``by`` is Next, Catch or Choice of a state machine, the id of an event type or channel, or
    "calls"; ``through`` are the relays between.
    """

    before: str
    after: str
    by: str
    through: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Steps:
    """The steps of one system, forward ones first and in their order, and their neighbours."""

    steps: tuple[Step, ...]
    pairs: tuple[Pair, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        """The steps by their ids."""
        return {step.id: step for step in self.steps}

    def named(self, name: str) -> tuple[Step, ...]:
        """The steps of that name."""
        return tuple(step for step in self.steps if step.name == name)

    def role(self, *roles: str) -> tuple[Step, ...]:
        """The steps that have one of these roles, in order."""
        return tuple(step for step in self.steps if step.role in roles)

    @property
    def neighbours(self) -> tuple[Pair, ...]:
        """The pairs between steps of the happy path."""
        forward = {step.id for step in self.role("forward")}
        return tuple(each for each in self.pairs if {each.before, each.after} <= forward)

    def after(self, step: str) -> tuple[Pair, ...]:
        """The pairs in which that step comes first."""
        return tuple(each for each in self.pairs if each.before == step)

    def before(self, step: str) -> tuple[Pair, ...]:
        """The pairs in which that step comes second."""
        return tuple(each for each in self.pairs if each.after == step)
