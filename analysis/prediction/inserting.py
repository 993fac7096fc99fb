"""The ways in which a new step can come between two: who asks it, who waits for it, who undoes."""

from dataclasses import dataclass

from analysis.prediction.drafting import ImpactDraft, Path
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.prediction.needing import supply
from analysis.prediction.process import Step, Succession
from analysis.prediction.undoing import (
    CONTROL,
    Undo,
    evidence_of,
    keeps,
    new_undo,
    to_undo,
    undo_of,
)
from analysis.prediction.way import NO, YES
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

    def begin(self) -> None:
        """X, which is new in every way."""
        name = self.new
        self.draft.new(name, f"runs once {self.before.name} is done, before {self.after.name}")
        if self.after.back:
            self.draft.note(
                f"{name} runs on the way back, where nothing may refuse: nothing undoes an undo."
            )

    def closed(self, coordinator: str = "") -> Impact:
        """Who must change, those too who must say or carry what X needs."""
        if self.compensated:
            self._undo_new()
        needs = self.draft.change.options.get("--needs", ())
        supply(self.world, self.draft, self.new, needs, coordinator)
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

    def _undo_new(self) -> None:
        """Refusals from B on undo X before A: who hears of them to undo A waits for X's undo."""
        process = self.world.process
        later = (self.after.id, *process.later(self.after.id))
        refusing = [process.steps[each] for each in later if process.steps[each].refusals]
        if not refusing:
            self.draft.note(f"Nothing after {self.new} can refuse, so nothing would ever undo it.")
            return
        undo = undo_of(self.world, self.before)
        for step in [undo] if undo else []:
            reason = f"must {step.deed} only once {self.new} is undone"
            for link in process.triggers(step.id):
                for part in link.waiting or (step.decider,):
                    self.draft.hit(part, CONTROL, reason, by=self.new, at=link.evidence)
                    self.draft.knows([part], [self.new], "waits until it is undone")
        for step in refusing:
            for doer in step.doers:
                said = " or ".join(each.name for each in step.refusals)
                self.draft.spare(doer, f"saying {said} as before, whoever undoes what then")


def beside(of: Insertion) -> Impact | None:
    """X hears what A's listeners hear, and nobody waits for it: it cannot refuse."""
    if not of.link.waiting or of.refuses or not of.compensated:
        return None
    of.begin()
    why = f"waiting for {of.before.name} as before: {of.new} hears that too, and cannot refuse"
    for part in of.link.waiting:
        of.draft.spare(part, why)
    of.draft.way(
        "it hears what the others hear",
        f"{of.new} hears {of.said} too; nobody waits for it, since it cannot refuse.",
        underway=f"what was said before {of.new} listened goes on without it",
    )
    of.draft.knows([of.new], of.owner, f"hears {of.said}")
    undoing = undo_of(of.world, of.before)
    of.draft.deploy(YES, of.new, *(undoing.doers if undoing else ()))
    of.draft.contract(f"new: what {of.new} says once it is undone")
    return of.closed()


def listeners_wait(of: Insertion) -> Impact | None:
    """Whoever waits for A in order to do B waits for X; X says its refusal itself."""
    if not of.link.waiting:
        return None
    of.begin()
    waiting, name = of.link.waiting, of.new
    for part in waiting:
        reason = f"waits for {of.before.name} in order to {of.after.deed}, and must wait for {name}"
        of.draft.hit(part, CONTROL, reason, by=name, at=of.link.evidence)
    if of.refuses:
        of.undone_by_hearing()
    of.draft.way(
        "the listeners wait",
        f"{name} hears {of.said}, and {listed(waiting)} waits for what {name} says of it.",
        underway=f"that {of.before.name} is done, said before {name} listened, is never followed "
        f"by {name}'s word, so what waits for it stays",
        undone=int(of.refuses),
        involved=int(of.refuses),
    )
    _listening(of, waiting)
    if of.refuses:
        why = f"until {listed(waiting)} waits, what {name} refuses is done all the same"
        of.draft.deploy(NO, why=why)
    else:
        why = f"{listed(waiting)} once all is worked off that was said before {name} listened"
        of.draft.deploy(YES, name, *waiting, why=why)
    return of.closed()


def _listening(of: Insertion, waiting: tuple[str, ...]) -> None:
    answers = "that it is done" + (", or refused" if of.refuses else "")
    of.draft.contract(f"new: what {of.new} says, {answers}")
    of.draft.knows([of.new], of.owner, f"hears {of.said}")
    of.draft.knows(waiting, [of.new], "waits for it")
    if of.refuses:
        undoing = [hit for hit in of.draft.causes if hit not in (of.new, *waiting)]
        of.draft.knows(undoing, [of.new], "hears its refusal")


def owner_asks(of: Insertion) -> Impact | None:
    """Whoever says that A is done asks X first, and withholds it until X has answered."""
    if not of.link.waiting or not of.owner or not of.world.asks(*of.owner):
        return None
    of.begin()
    process, name = of.world.process, of.new
    begins = not process.before(of.before.id) and not of.before.back
    answered = f"says {of.said} only once {name} has answered"
    for part in of.owner:
        of.draft.hit(part, CONTROL, answered, by=name, at=evidence_of(of.world, of.before))
    how = f"{listed(of.owner)} asks {name} before it says {of.said}, which keeps its meaning."
    if of.refuses:
        how += _refused_by_owner(of, begins=begins)
    for part in of.link.waiting:
        of.draft.spare(part, f"hearing {of.said} as before, said only once {name} has answered")
    _asking(of, of.owner)
    of.draft.way(
        "the owner asks first",
        how,
        underway=f"where {of.said} is out already, all goes on without {name}; where not, "
        f"{name} is asked",
        undone=int(of.refuses and not begins and keeps(of.world, of.before)),
    )
    return of.closed()


def _refused_by_owner(of: Insertion, *, begins: bool) -> str:
    """The owner ends it, or undoes its own deed and says what it says when it refuses."""
    who, process = listed(of.owner), of.world.process
    if begins:
        return f" When {of.new} refuses, {who} ends it, and nobody else hears of it."
    undo = undo_of(of.world, of.before)
    own = {of.world.home(each) for each in of.owner}
    for part in undo.deciders if undo else ():
        if of.world.home(part) not in own:
            reason = f"must {undo.deed if undo else ''} also when {of.new} refuses"
            of.draft.hit(part, CONTROL, reason, by=of.new, at=evidence_of(of.world, of.before))
    if not process.on_refusal(of.before.id):
        of.undo_from(of.before, beyond=True)
        return f" When {of.new} refuses, {who} takes its own deed back, and says so anew."
    for refused in process.on_refusal(of.before.id):
        for part in refused.waiting:
            said = event_name(refused.on)
            of.draft.spare(part, f"taking {said} as before, which {who} says in its own name")
    said = " or ".join(each.name for each in of.before.refusals)
    return f" When {of.new} refuses, {who} takes its own deed back, and says {said}."


def _asking(of: Insertion, asking: tuple[str, ...]) -> None:
    who = listed(asking)
    answer = "answers, yes or no" if of.refuses else "answer"
    of.draft.contract(f"new: {who}'s question to {of.new}, and its {answer}")
    of.draft.knows(asking, [of.new], "asks it, and waits")
    of.draft.knows([of.new], asking, "hears its question")
    of.draft.deploy(YES, of.new, *asking, why=f"nobody asks {of.new} before it is there")


def doer_asks(of: Insertion) -> Impact | None:
    """Whoever does B asks X first, and refuses in its own name what X refuses."""
    if not of.link.waiting:
        return None
    of.begin()
    asking, name = of.link.waiting, of.new
    for part in asking:
        reason = f"does what follows {of.before.name}, and must ask {name} before it does"
        of.draft.hit(part, CONTROL, reason, by=name, at=of.link.evidence)
    how = f"{listed(asking)} asks {name} before it goes on to {of.after.deed}."
    refuses = any(each.waiting for each in of.world.process.on_refusal(of.after.id))
    own = set(asking) <= set(of.after.doers)
    if of.refuses and own and refuses:
        of.taken_over(asking)
        said = " or ".join(each.name for each in of.after.refusals)
        how += f" When {name} refuses, it says {said}, as when it refuses itself."
    elif of.refuses:
        of.undone_by_hearing()
        how += f" When {name} refuses, it must say so anew."
    _asking(of, asking)
    of.draft.way(
        "the doer asks",
        how,
        underway=f"whatever has not come to {listed(asking)} yet is asked about, wherever it began",
        undone=int(of.refuses and not (own and refuses)),
        involved=int(of.refuses),
    )
    return of.closed()


def stands_between(of: Insertion) -> Impact | None:
    """X hears A in place of the listeners, and says it anew: their subscription alone changes."""
    if not of.link.waiting or not of.link.on:
        return None
    of.begin()
    waiting, name = of.link.waiting, of.new
    for part in waiting:
        reason = f"takes {of.said} from {name}, which says it anew: its wiring, not its code"
        of.draft.hit(part, "runtime", reason, by=name, at=of.link.evidence)
    if of.refuses:
        of.undone_by_hearing()
    of.draft.way(
        "the newcomer stands between",
        f"{name} hears {of.said} and says it anew to {listed(waiting)}, whose wiring is moved.",
        underway=f"what is on its way to {listed(waiting)} goes on without {name}",
        undone=int(of.refuses),
        involved=int(of.refuses),
    )
    _listening(of, waiting)
    why = "while the subscription is moved, a message may come by both roads, or by neither"
    of.draft.deploy(NO, why=why)
    return of.closed()


def machine_asks(of: Insertion) -> Impact | None:
    """The workflow that decides B has X run before it."""
    decider, name = of.after.decider, of.new
    if not decider:
        return None
    of.begin()
    reason = f"decides that {of.after.name} runs after {of.before.name}"
    of.draft.hit(decider, CONTROL, reason, by=name, at=of.link.evidence)
    if of.refuses:
        of.undo_from(of.before)
    of.draft.way(
        "the workflow asks",
        f"{decider} runs {name} between {of.before.name} and {of.after.name}.",
        underway="executions that run keep the definition that they began with, and go without "
        f"{name}",
    )
    of.draft.contract(f"new: the request and the response of {name}")
    of.draft.knows([decider], [name], "runs it")
    undoing = [part for part in of.draft.causes if part not in (name, decider)]
    of.draft.deploy(YES, name, *undoing, decider, why="nobody runs them before the workflow does")
    return of.closed(decider)


def task_asks(of: Insertion) -> Impact | None:
    """Whoever does B is asked by the workflow as before, and asks X by itself."""
    decider, name = of.after.decider, of.new
    asking = tuple(each for each in of.after.doers if each != decider)
    if not decider or not asking:
        return None
    of.begin()
    for part in asking:
        reason = f"does {of.after.name}, and must ask {name} before it does"
        of.draft.hit(part, "runtime", reason, by=name, at=of.after.evidence)
    how = f"{listed(asking)} calls {name} before it does {of.after.name}."
    if of.refuses and of.after.refusals:
        said = " or ".join(each.name for each in of.after.refusals)
        of.draft.spare(decider, f"catching {said} as before, said also when {name} refuses")
        how += f" When {name} refuses, it answers {said}, as when it refuses itself."
    elif of.refuses:
        reason = f"must catch what {of.after.name} answers when {name} refuses"
        of.draft.hit(decider, CONTROL, reason, by=name, at=of.after.evidence)
        of.undo_from(of.before)
    of.draft.way(
        "a task asks by itself",
        f"{how} The workflow shows no such step, and waits for both at once.",
        underway=f"whatever has not come to {of.after.name} yet is asked about, wherever it began",
        hidden=True,
    )
    of.draft.contract(f"new: the request and the response of {name}")
    of.draft.knows(asking, [name], "calls it, and waits")
    of.draft.deploy(YES, name, *asking, why=f"nobody calls {name} before it is there")
    return of.closed(decider)


WAYS = (
    machine_asks,
    beside,
    listeners_wait,
    doer_asks,
    owner_asks,
    stands_between,
    task_asks,
)
