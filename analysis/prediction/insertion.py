"""A new step on its way between two: what it needs, who undoes it, and what is undone for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.prediction.drafting import ImpactDraft, Path
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.needing import Need, after
from analysis.prediction.process import Step, Succession
from analysis.prediction.undoing import (
    CONTROL,
    Undo,
    evidence_of,
    new_undo,
    to_undo,
    undo_of,
)
from analysis.wording import listed


@dataclass(frozen=True)
class Insertion:
    """A new step X on its way between A and B; ``draft`` collects who must change for it.

    ``refuses`` says whether X can refuse, ``compensated`` whether later refusals undo it.
    """

    world: World
    draft: ImpactDraft
    link: Succession
    before: Step
    after: Step
    refuses: bool
    compensated: bool

    @classmethod
    def asked(cls, world: World, draft: ImpactDraft, *, compensated: bool) -> "Insertion":
        """What the change asks for."""
        options, steps = draft.change.options, world.process.steps
        link = world.pair(*options["--between"])
        before, after = steps[link.before], steps[link.after]
        refuses = options.get("--can-refuse") != ("no",) and not after.back
        return cls(world, draft, link, before, after, refuses, compensated and not after.back)

    @property
    def new(self) -> str:
        """X by its name."""
        return self.draft.change.names[0]

    @property
    def said(self) -> str:
        """What says that A is done."""
        return event_name(self.link.on) or f"that {self.before.name} is done"

    @property
    def owner(self) -> tuple[str, ...]:
        """Who says so."""
        return self.before.deciders

    @property
    def begins(self) -> bool:
        """Whether nothing was done before A."""
        return not self.world.process.before(self.before.id) and not self.before.back

    def begin(self) -> None:
        """X, which is new in every way."""
        name = self.new
        self.draft.new(name, f"runs once {self.before.name} is done, before {self.after.name}")
        if self.after.back:
            self.draft.note(
                f"{name} runs on the way back, where nothing may refuse: nothing undoes an undo."
            )

    def closed(self, coordinator: str = "", asking: Sequence[str] = ()) -> Impact:
        """Who must change, those too who must say or carry what X needs, which ``asking`` ask."""
        needs = self.draft.change.options.get("--needs", ())
        late = after(self.world, self.after.id)
        Need(self.world, self.draft, self.new, coordinator, asking, late).supplied(needs)
        both = (self.before, self.after)
        return self.draft.closed(lambda part: self.world.why_not(part, both))

    def taken_over(self, by: tuple[str, ...]) -> None:
        """Whoever undoes when B refuses hears what it always heard, when X refuses too."""
        for refused in self.world.process.on_refusal(self.after.id):
            for part in refused.waiting:
                said = event_name(refused.on)
                reason = f"taking {said} as before, which {listed(by)} says also when {self.new} "
                self.draft.spare(part, f"{reason}refuses")

    def undone_by_hearing(self) -> None:
        """X says its refusal itself: whoever undoes when B refuses must hear it, else A's undo."""
        taken = [each for each in self.world.process.on_refusal(self.after.id) if each.waiting]
        for refused in taken:
            undo = self.world.process.steps[refused.after]
            reason = f"must {undo.deed} when {self.new} refuses, as it does on "
            for part in refused.waiting:
                self.draft.hit(
                    part, CONTROL, f"{reason}{event_name(refused.on)}", by=self.new,
                    at=refused.evidence,
                )  # fmt: skip
        if not taken:
            self.undo_from(self.before)

    def undo_from(self, step: Step, *, beyond: bool = False) -> None:
        """The undo of the step, and of those before as far as no undo goes on by itself.

        ``beyond`` leaves the step itself out: whoever did it undoes it on the spot.
        """
        path: Path = ()
        when = f"{self.new} refuses"
        for each in to_undo(self.world, step, self.after):
            if not (beyond and each.of.id == step.id):
                path = self._must_undo(each, when, path)
            when = f"{each.of.name} is undone"

    def _must_undo(self, undo: Undo, when: str, path: Path) -> Path:
        """Existing undoers must hear one thing more; a step never undone learns to be."""
        step = undo.by or undo.of
        reason = (
            f"must {step.deed} also when {when}"
            if undo.by
            else f"must undo {step.name} when {when}, which nobody can yet"
        )
        at = evidence_of(self.world, step)
        by = path[-1].target if path else self.new
        if step.decider:
            if undo.by is None:
                why = f"undoes {step.name} when {when}, which nobody can yet"
                new_undo(self.draft, step, why)
                reason = f"must have {step.name} undone when {when}"
            return self.draft.hit(step.decider, CONTROL, reason, by=self.new, at=at)[:0]
        made = path
        for doer in step.doers:
            made = self.draft.hit(doer, CONTROL, reason, by=by, at=at, after=path)
        return made

    def compensate(self, asking: Sequence[str] = ()) -> tuple[str, ...]:
        """Refusals from B on undo X before A: who hears of them to undo A waits for X's undo.

        They are given. X hears what they heard, but where one of the ``asking`` has X undone.
        """
        process = self.world.process
        later = (self.after.id, *process.later(self.after.id))
        refusing = [process.steps[each] for each in later if process.steps[each].refusals]
        if not self.compensated:
            return ()
        if not refusing:
            self.draft.note(f"Nothing after {self.new} can refuse, so nothing would ever undo it.")
            return ()
        undo = undo_of(self.world, self.before)
        links = process.triggers(undo.id) if undo else []
        for link in links:
            self._undone_first(process.steps[link.after], link, asking)
        for step in refusing:
            for doer in step.doers:
                said = " or ".join(each.name for each in step.refusals)
                self.draft.spare(doer, f"saying {said} as before, whoever undoes what then")
        return tuple(part for link in links for part in self._undoing(link))

    def _undone_first(self, undo: Step, link: Succession, asking: Sequence[str]) -> None:
        """Whoever undoes A does so only once X is undone."""
        reason = f"must {undo.deed} only once {self.new} is undone"
        for part in self._undoing(link):
            self.draft.hit(part, CONTROL, reason, by=self.new, at=link.evidence)
            self.draft.knows([part], [self.new], "waits until it is undone")
            if link.waiting and part not in asking:
                said = event_name(link.on) or f"that {undo.name} must be"
                saying = self.world.events.get(link.on)
                self.draft.knows([self.new], saying.owners if saying else (), f"hears {said}")

    def _undoing(self, link: Succession) -> tuple[str, ...]:
        return link.waiting or (self.world.process.steps[link.after].decider,)

    def others(self, *last: str) -> tuple[str, ...]:
        """Who must change beside X and the ``last``: what is new, then who hears of it last."""
        found = [part for part in self.draft.causes if part not in (self.new, *last)]
        made = [part for part in found if part in self.draft.made]
        return (*made, *(part for part in reversed(found) if part not in made))

    def undone_within(self, asking: Sequence[str]) -> bool:
        """Whether those who do B and ask X take part in all that later undoes A.

        Then they have X undone as they refuse, or undo B, and nobody else need know of it.
        """
        process, home = self.world.process, self.world.home
        if not set(asking) <= set(self.after.doers):
            return False
        later = [process.steps[each] for each in process.later(self.after.id)]
        undo = undo_of(self.world, self.after)
        undoing = {home(doer) for doer in undo.doers} if undo else set[str]()
        mine = {home(each) for each in asking}
        return not any(each.refusals for each in later) or (bool(undoing) and undoing <= mine)

    @property
    def learns_to_undo(self) -> bool:
        """Whether who does B, refuses, and undoes nothing yet, would have to have X undone."""
        undo = undo_of(self.world, self.after)
        return self.compensated and bool(self.after.refusals) and undo is None

    def undoing(self, *others: str) -> dict[str, str]:
        """Who must undo something, and from whom each hears that it must; ``others`` do not."""
        return {
            part: causes[-1].path[-1].source
            for part, causes in self.draft.causes.items()
            if part not in (self.new, *others) and causes[-1].path
        }
