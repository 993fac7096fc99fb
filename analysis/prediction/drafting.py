"""Collects who is hit and why while an operator is worked through, then closes the account."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from analysis.dependency.model import Dependencies, Hop
from analysis.dependency.parts import is_component
from analysis.graph import Evidence
from analysis.prediction.changes import Change
from analysis.prediction.hits import NEW, Cause, Hit, Spared
from analysis.prediction.impact import Impact
from analysis.prediction.way import THE_ONE, Deployment, Knows

Path = tuple[Hop, ...]


class ImpactDraft:
    """An impact in the making; parts keep the order in which they were first hit."""

    def __init__(self, system: Dependencies, change: Change) -> None:
        self.system = system
        self.change = change
        self.causes: dict[str, list[Cause]] = {}
        self.starting: set[str] = set()
        self.made: dict[str, str] = {}
        self.spared: dict[str, str] = {}
        self.notes: list[str] = []
        self._way = THE_ONE
        self._order: tuple[str, ...] = ()

    def way(self, name: str, how: str = "", **said: Any) -> None:
        """How the change is made here; ``said`` is what else `Way` has."""
        self._way = replace(self._way, name=name, how=how, **said)

    def deploy(self, safe: str, *order: str, why: str = "") -> None:
        """Whether an order of deployment is safe, and which: parts, new ones too."""
        self._way = replace(self._way, deployment=Deployment(safe, (), why))
        self._order = order

    def before_all(self, *parts: str) -> None:
        """Parts that are deployed before those of which the order is known."""
        self._order = (*parts, *self._order)

    def knows(self, who: Iterable[str], whom: Iterable[str], what: str) -> None:
        """Parts that must know others from now on."""
        others = [*whom]
        pairs = (Knows(self._home(a), self._home(b), what) for a in who for b in others)
        self._way = replace(self._way, knows=tuple(dict.fromkeys((*self._way.knows, *pairs))))

    def contract(self, text: str) -> None:
        """A contract that comes, goes or changes."""
        self._way = replace(self._way, contracts=(*self._way.contracts, text))

    def new(self, name: str, reason: str, *, service: str = "", starting: bool = True) -> str:
        """A part that is not there yet; without ``service`` it is a service of its own."""
        self.made.setdefault(name, service or name)
        self._add(name, Cause("", reason))
        if starting:
            self.starting.add(name)
        return name

    def offer(self, name: str, reason: str, by: Iterable[str]) -> None:
        """A part that is not there yet, of the service of these parts, asked for by others."""
        service = next(filter(None, map(self.service, by)), "")
        self.new(name, reason, service=service, starting=False)

    def start(self, part: str, layer: str, reason: str, at: Iterable[Evidence] = ()) -> None:
        """A part on which the request itself lands."""
        self.starting.add(part)
        hop = Hop(self.change.operator, part, layer, reason, tuple(at))
        self._add(part, Cause(layer, reason, (hop,)))

    def hit(
        self,
        part: str,
        layer: str,
        reason: str,
        *,
        by: str,
        at: Iterable[Evidence] = (),
        after: Path = (),
        known: bool = True,
    ) -> Path:
        """A part that the change comes to from ``by``; the whole path, for what comes next."""
        path = (*after, Hop(by, part, layer, reason, tuple(at)))
        self._add(part, Cause(layer, reason, path, known))
        return path

    def spare(self, part: str, reason: str) -> None:
        """Say why a part need not change, better than the operator's usual reason."""
        self.spared.setdefault(part, reason)

    def note(self, text: str) -> None:
        """What the prediction rests on."""
        if text not in self.notes:
            self.notes.append(text)

    def service(self, part: str) -> str:
        """The service of a part, empty if it has none."""
        known = self.system.by_id.get(part)
        return known.service if known else ""

    def closed(self, otherwise: Callable[[str], str]) -> Impact:
        """The impact; ``otherwise`` says of a component that was not hit why it need not change."""
        return Impact(
            self.system.title,
            self.change,
            tuple(self._hit(part) for part in self.causes),
            tuple(self._spare(part, otherwise) for part in self._others()),
            tuple(self.notes),
            way=replace(self._way, deployment=self._deployment()),
        )

    def _deployment(self) -> Deployment:
        order = tuple(dict.fromkeys(map(self._home, self._order)))
        return replace(self._way.deployment, order=order)

    def _home(self, part: str) -> str:
        return self.made.get(part) or self.service(part) or part

    def _add(self, part: str, cause: Cause) -> None:
        causes = self.causes.setdefault(part, [])
        if all((each.layer, each.reason) != (cause.layer, cause.reason) for each in causes):
            causes.append(cause)

    def _hit(self, part: str) -> Hit:
        starts, causes = part in self.starting, tuple(self.causes[part])
        if part in self.made:
            return Hit(part, NEW, self.made[part], causes, starts, new=True)
        return Hit(part, self._kind(part), self.service(part), causes, starts)

    def _others(self) -> list[str]:
        return [
            part.id
            for part in self.system.parts
            if is_component(part) and part.id not in self.causes and not self._outside(part.id)
        ]

    def _spare(self, part: str, otherwise: Callable[[str], str]) -> Spared:
        reason = self.spared.get(part) or otherwise(part)
        return Spared(part, self._kind(part), self.service(part), reason)

    def _kind(self, part: str) -> str:
        known = self.system.by_id.get(part)
        return known.kind if known else ""

    def _outside(self, part: str) -> bool:
        node = self.system.flow.by_id.get(part)
        return node is not None and (node.outside or node.unresolved)
