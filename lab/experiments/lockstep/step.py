"""What was found of a step of a deployment: a state in which some units are new already."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """Whether the orders of today get through in this state; if not, what happens, in words."""

    safe: bool
    why: str = ""
