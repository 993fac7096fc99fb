"""The steps of a system's processes: who does each, who waits for what, what undoes it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.graph import Evidence
from analysis.walking import grouped, reached

_HANDLING = ("on_", "handle_", "process_")  # what comes, and no deed
FORWARD, UNDO, BESIDE, RELAY = ROLES = ("forward", "undo", "beside", "relay")


@dataclass(frozen=True, slots=True)
class Act:
    """What one component does towards a step, by the name that its code has for it.

    ``name`` is in snake case (`take_payment`); ``coordinator`` decides that it runs (empty where
    nobody does). ``on`` are the event types that trigger it, ``says`` those that it may bring
    about, by their ids. ``uses`` are the business functions that it calls. ``role``: forward, on
    the way to the happy end; undo, on the way ``back``; beside, neither; relay, it only passes on
    what another wrote.
    """

    id: str
    name: str
    component: str
    service: str = ""
    coordinator: str = ""
    on: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    role: str = BESIDE
    back: bool = False
    evidence: tuple[Evidence, ...] = ()

    @property
    def owner(self) -> str:
        """Its service, or else its component."""
        return self.service or self.component


@dataclass(frozen=True, slots=True)
class Pair:
    """Two acts: ``after`` may run next because of ``before``.

    ``by`` is Next, Catch or Choice of a state machine, the id of an event type or channel, or
    "calls"; ``through`` are the relays between, or the state that waits for the answer.
    """

    before: str
    after: str
    by: str
    through: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of a step that is not what was asked for: an event, or an error that is caught."""

    id: str
    name: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A deed: ``doers`` are the components that do it.

    Its id is the event that says it is done, or the state that asks for it. ``decider`` is the
    state machine that decides that it runs; it is empty where the doers decide for themselves.
    ``back`` says that it runs on the way back only, after a refusal. ``called`` is the
    deed's name in the code, where it has one.
    """

    id: str
    name: str
    doers: tuple[str, ...]
    decider: str = ""
    back: bool = False
    refusals: tuple[Refusal, ...] = ()
    called: str = ""
    aliases: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who decides when it runs: its machine, or else whoever does it."""
        return (self.decider,) if self.decider else self.doers

    @property
    def deed(self) -> str:
        """What is done, after "in order to": by its name in the code, or by what is said of it."""
        if self.decider:
            return f"run {self.name}"
        silent = any(self.id == each or self.id.startswith(f"{each}/") for each in self.doers)
        named = self.called or (self.name if silent and self.id not in self.doers else "")
        if named and not named.startswith(_HANDLING):
            return named.replace("_", " ")
        return "act on it" if silent else f"say {self.name}"


@dataclass(frozen=True, slots=True)
class Succession:
    """``after`` runs once ``before`` is done, or once it has refused.

    ``on`` is the event waited for, or the error caught; ``waiting`` the components that wait for
    it, empty where a state machine decides. Of the links to a step that have the same ``join``
    one of each ``part`` must come before it runs; of those without one, any sets it to work.
    """

    before: str
    after: str
    on: str = ""
    refused: bool = False
    waiting: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    join: str = ""
    part: str = ""


@dataclass(frozen=True)
class Process:
    """All steps of a system, and what follows what.

    ``acts`` are what components do towards the steps, forward ones first and in their order, and
    ``pairs`` which comes next because of which. ``by_name`` are the events of which nothing but
    their names tells that they lead back.
    """

    steps: Mapping[str, Step]
    links: tuple[Succession, ...]
    acts: tuple[Act, ...] = ()
    pairs: tuple[Pair, ...] = ()
    by_name: frozenset[str] = frozenset()

    def role(self, *roles: str) -> tuple[Act, ...]:
        """The acts that have one of these roles, in order."""
        return tuple(act for act in self.acts if act.role in roles)

    @cached_property
    def neighbours(self) -> tuple[Succession, ...]:
        """The links between two steps that no third one, waited for in between, separates."""
        return tuple(
            link
            for link in self.links
            if not link.refused and link.before != link.after and not self._between(link)
        )

    def link(self, before: str, after: str) -> Succession | None:
        """The two steps as neighbours, if they are."""
        pair = (before, after)
        return next((e for e in self.neighbours if (e.before, e.after) == pair), None)

    def after(self, step: str) -> tuple[Succession, ...]:
        """What runs once the step is done."""
        return tuple(e for e in self._out.get(step, ()) if not e.refused)

    def before(self, step: str) -> tuple[Succession, ...]:
        """What is done before the step runs."""
        return tuple(e for e in self._into.get(step, ()) if not e.refused)

    def on_refusal(self, step: str) -> tuple[Succession, ...]:
        """What runs once the step has refused."""
        return tuple(e for e in self._out.get(step, ()) if e.refused)

    def triggers(self, step: str) -> tuple[Succession, ...]:
        """All that the step may wait for, refusals too."""
        return tuple(self._into.get(step, ()))

    def guessed(self, parts: Collection[str]) -> tuple[str, ...]:
        """Of the events that these parts say or hear, those that only their names tell."""
        said = {
            event
            for step in self.steps.values()
            if set(step.doers) & set(parts)
            for event in (step.id, *(each.id for each in step.refusals))
        }
        heard = {link.on for link in self.links if set(link.waiting) & set(parts)}
        return tuple(sorted(self.by_name & (said | heard)))

    def later(self, step: str) -> tuple[str, ...]:
        """The steps that run after this one, as long as nothing refuses; nearest first."""
        if step not in self._later:
            found = reached(step, lambda here: [e.after for e in self.after(here)])
            self._later[step] = tuple(found)[1:]
        return self._later[step]

    @cached_property
    def _later(self) -> dict[str, tuple[str, ...]]:
        return {}

    def earlier(self, step: str) -> tuple[str, ...]:
        """The steps that are done when this one runs; nearest first."""
        return tuple(reached(step, lambda here: [e.before for e in self.before(here)]))[1:]

    def come_from(self, step: str) -> tuple[str, ...]:
        """The steps that led to this one, each the right neighbour of the next; nearest first."""
        into = grouped((link.after, link.before) for link in self.neighbours)
        return tuple(reached(step, lambda here: into[here]))[1:]

    def way_back(self, step: str) -> tuple[str, ...]:
        """The steps that run once this one has refused, in their order."""
        found: dict[str, None] = {}
        for link in self.on_refusal(step):
            found |= dict.fromkeys((link.after, *self.later(link.after)))
        return tuple(found)

    def awaited_with(self, before: str, after: str) -> tuple[str, ...]:
        """What a step waits for together with another one, and that is done beside that."""
        into = [link for link in self.triggers(after) if link.join]
        joins = {link.join for link in into if link.before == before}
        others = dict.fromkeys(link.before for link in into if link.join in joins)
        return tuple(
            each
            for each in others
            if each != before
            and each not in self.earlier(before)
            and before not in self.earlier(each)
        )

    def set_off_without(self, step: str, removed: str, gone: Collection[str]) -> tuple[str, ...]:
        """The steps that still set one to work, after all that a removed one came after, if any.

        ``gone`` are the steps that are done no more.
        """
        left = [link for link in self.triggers(step) if link.before not in gone]
        whole = grouped((link.join, link) for link in self.triggers(step) if link.join)
        ways = [
            link for link in left if not link.join or self._complete(link, whole[link.join], left)
        ]
        starts = [e.before for e in self.triggers(removed) if e.before not in gone] or [""]
        for start in starts:
            ahead = self._ahead(start, {*gone, step})
            if not any(link.before in ahead for link in ways):
                return ()
        return tuple(dict.fromkeys(link.before for link in ways))

    def _complete(
        self, link: Succession, awaited: Collection[Succession], left: Collection[Succession]
    ) -> bool:
        here = {each.part for each in left if each.join == link.join}
        return {each.part for each in awaited} <= here

    def _ahead(self, start: str, without: Collection[str]) -> set[str]:
        """All that may run from a step on, or from any beginning, with some left out."""
        begin = [start] if start else [each for each in self.steps if not self._into.get(each)]
        return {
            each
            for one in begin
            if one not in without
            for each in reached(
                one,
                lambda here: [e.after for e in self._out.get(here, ()) if e.after not in without],
            )
        }

    def _between(self, link: Succession) -> bool:
        onward = {e.after for e in self.after(link.before)} - {link.after, link.before}
        return bool(onward & set(self.earlier(link.after)))

    @cached_property
    def _out(self) -> Mapping[str, list[Succession]]:
        return grouped((link.before, link) for link in self.links)

    @cached_property
    def _into(self) -> Mapping[str, list[Succession]]:
        return grouped((link.after, link) for link in self.links)
