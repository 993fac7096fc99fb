"""The ways in which a new step can come between two: who asks it, who waits for it, who undoes."""

from analysis.prediction.impact import Impact
from analysis.prediction.insertion import Insertion
from analysis.prediction.names import event_name
from analysis.prediction.undoing import CONTROL, UNDER_WAY, evidence_of, keeps, undo_of
from analysis.prediction.way import NO, YES
from analysis.wording import listed


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
    of.draft.deploy(YES, of.new, *of.compensate(), why="nobody waits for it before it is there")
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
    undoing = of.compensate()
    if of.refuses:
        why = f"until {listed(waiting)} waits, what {name} refuses is done all the same"
        of.draft.deploy(NO, why=why)
    else:
        why = f"{listed(waiting)} once all is worked off that was said before {name} listened"
        of.draft.deploy(YES, name, *undoing, *waiting, why=why)
    return of.closed()


def _listening(of: Insertion, waiting: tuple[str, ...]) -> None:
    answers = "that it is done" + (", or refused" if of.refuses else "")
    of.draft.contract(f"new: what {of.new} says, {answers}")
    of.draft.knows([of.new], of.owner, f"hears {of.said}")
    of.draft.knows(waiting, [of.new], "waits for it")
    for part, source in of.undoing(*waiting).items():
        of.draft.knows([part], [source], "hears that it must undo")


def owner_asks(of: Insertion) -> Impact | None:
    """Whoever says that A is done asks X first, and withholds it until X has answered."""
    asks = of.link.waiting and of.owner and of.world.asks(*of.owner)
    if not asks or of.before.decider:
        return None
    of.begin()
    begins, name = of.begins, of.new
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
    return of.closed(asking=of.owner)


def _refused_by_owner(of: Insertion, *, begins: bool) -> str:
    """The owner ends it, or undoes its own deed and says what it says when it refuses."""
    who, process = listed(of.owner), of.world.process
    if begins:
        return f" When {of.new} refuses, {who} ends it, and nobody else hears of it."
    undo = undo_of(of.world, of.before)
    own = {of.world.home(each) for each in of.owner}
    for step, part in ((undo, part) for part in undo.deciders) if undo else ():
        if of.world.home(part) not in own:
            reason = f"must {step.deed} also when {of.new} refuses"
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


def _asking(of: Insertion, asking: tuple[str, ...], *, within: bool = False) -> None:
    """X is asked, and answers; ``within``: those who ask have it undone, and nobody else knows."""
    who = listed(asking)
    answer = "answers, yes or no" if of.refuses else "answer"
    of.draft.contract(f"new: {who}'s question to {of.new}, and its {answer}")
    of.draft.knows(asking, [of.new], "asks it, and waits")
    of.draft.knows([of.new], asking, "hears its question")
    undoing = of.undoing(*asking)
    for part, source in undoing.items():
        told = asking if source == of.new else (source,)
        of.draft.knows([part], told, "hears that it must undo")
    if not within:
        of.compensate(asking)
    why = f"nobody asks {of.new} before it is there"
    of.draft.deploy(YES, of.new, *of.others(*asking), *asking, why=why)


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
    within = of.undone_within(asking)
    if within and of.compensated:
        how += f" It has {name} undone before it refuses, or once it has undone what it did."
    _asking(of, asking, within=within)
    of.draft.way(
        "the doer asks",
        how,
        underway=f"whatever has not come to {listed(asking)} yet is asked about, wherever it began",
        undone=int(of.refuses and not (own and refuses)) + int(within and of.learns_to_undo),
        involved=int(of.refuses),
    )
    return of.closed(asking=asking)


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
    of.compensate()
    why = "while the subscription is moved, a message may come by both roads, or by neither"
    of.draft.deploy(NO, why=why)
    return of.closed()


def sayer_runs(of: Insertion) -> Impact | None:
    """The workflow that says that A is done has X run before it says so."""
    decider, name = of.before.decider, of.new
    if not of.link.waiting or not decider:
        return None
    of.begin()
    reason = f"runs {of.before.name}, and must have {name} run before it does"
    of.draft.hit(decider, CONTROL, reason, by=name, at=evidence_of(of.world, of.before))
    how = f"{decider} runs {name} before {of.before.name}, and says {of.said} only then."
    if of.refuses:
        how += _refused_by_owner(of, begins=of.begins)
    for part in of.link.waiting:
        of.draft.spare(part, f"hearing {of.said} as before, said only once {name} has run")
    of.draft.way("the workflow asks before it says so", how, underway=UNDER_WAY)
    _run(of, decider)
    return of.closed(decider)


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
        underway=f"{UNDER_WAY}, and go without {name}",
    )
    _run(of, decider)
    return of.closed(decider)


def _run(of: Insertion, decider: str) -> None:
    of.draft.contract(f"new: the request and the response of {of.new}")
    of.draft.knows([decider], [of.new], "runs it")
    of.compensate()
    why = "nobody runs them before the workflow does"
    of.draft.deploy(YES, of.new, *of.others(decider), decider, why=why)


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
    of.compensate(asking)
    why = f"nobody calls {name} before it is there"
    of.draft.deploy(YES, name, *of.others(*asking), *asking, why=why)
    return of.closed(decider, asking)


WAYS = (
    machine_asks,
    beside,
    listeners_wait,
    doer_asks,
    sayer_runs,
    owner_asks,
    stands_between,
    task_asks,
)
