"""What a capability answers when it is asked to do its deed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreed:
    """The deed is done, now or at an earlier request, and stands."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The business said no, now or at an earlier request."""

    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The undo came first, so the deed was not done and never will be."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The deed was done and is undone since; it does not stand and never will again."""


Outcome = Agreed | Refused | Withdrawn | Undone
