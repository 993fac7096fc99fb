"""What a way of making a change comes to, beside who must change; and as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.plain_values import to_plain
from analysis.wording import counted, listed

YES, UNKNOWN, NO = SAFE = ("yes", "not known", "no")


@dataclass(frozen=True, slots=True)
class Knows:
    """A service that must know another which it did not know before."""

    who: str
    whom: str
    what: str

    def __str__(self) -> str:
        return f"{self.who} → {self.whom} ({self.what})"


@dataclass(frozen=True, slots=True)
class Deployment:
    """Whether there is an order of deployment in which every step is safe: yes, no, not known.

    ``order`` are the services one after the other, none where there is no such order.
    """

    safe: str = UNKNOWN
    order: tuple[str, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        said = {
            YES: f"{', then '.join(self.order)}; safe at every step",
            NO: "no order is safe at every step",
            UNKNOWN: "whether any order is safe at every step is not known",
        }[self.safe]
        return f"{said}: {self.why}" if self.why else said


@dataclass(frozen=True, slots=True)
class Way:
    """One way of making a change.

    ``contracts`` are those that come, go or change, as sentences; ``underway`` what happens to what
    has begun before; ``knows`` who must know whom that did not; ``redeployed`` the services that
    need no edit, and share code with those that do. ``reason`` says why it comes before the others.

    ``hidden``: it keeps a step from the workflow that decides the others, a rule from whoever holds
    what it is about, or a step that does nothing; ``halfway``: one fact has two names, or forms,
    when it is made. ``undone`` counts the deeds to be undone as nobody
    does yet, ``involved`` the services that take part in what is then refused, beyond those that
    the recommended way could leave out.
    """

    name: str
    how: str = ""
    deployment: Deployment = Deployment()
    underway: str = ""
    contracts: tuple[str, ...] = ()
    knows: tuple[Knows, ...] = ()
    redeployed: tuple[str, ...] = ()
    reason: str = ""
    hidden: bool = False
    halfway: bool = False
    undone: int = 0
    involved: int = 0

    def lines(self, heading: str) -> list[str]:
        """It as text, under its heading."""
        told = {
            "": self.how,
            "Why first": self.reason,
            "Deploy": str(self.deployment),
            "Under way": self.underway,
            "Contracts": "; ".join(self.contracts),
            "Costs later": "; ".join(map(str, self.knows)) or "nobody learns of anybody new",
            "Only redeployed": f"{listed(self.redeployed)}, if code that they share is edited"
            if self.redeployed
            else "",
        }
        said = (f"{name}: {text}" if name else text for name, text in told.items() if text)
        return [heading, *(f"  {each}" for each in said)]

    def line(self, number: int, edited: Sequence[str]) -> str:
        """It in one line."""
        safe = ("a safe order", "no order known to be safe", "no safe order")
        who = f"{counted(len(edited), 'existing service')} edited ({listed(edited) or 'none'})"
        return f"{number}  {self.name}: {who}, {safe[SAFE.index(self.deployment.safe)]}"

    def to_wire(self) -> dict[str, Any]:
        """It as plain JSON values."""
        return {
            "name": self.name,
            "how": self.how,
            "reason": self.reason,
            "redeployed": list(self.redeployed),
            "contracts": list(self.contracts),
            "deployment": to_plain(self.deployment),
            "under_way": self.underway,
            "knows": to_plain(self.knows),
        }


THE_ONE = Way("the one way known")
