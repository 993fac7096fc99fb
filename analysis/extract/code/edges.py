"""What handlers do with an SDK of AWS: edges, from code that is read but never run."""

from collections.abc import Iterable, Mapping, Sequence

from analysis.code.aws.operations import Operation
from analysis.code.evaluator import ANY
from analysis.code.following import Followed
from analysis.code.texts import texts_of
from analysis.code.values import Value
from analysis.extract.code.resolving import Use, uses
from analysis.extract.code.runs import unspecific
from analysis.extract.code.saying import emission_of, messages_of
from analysis.extract.events import Emission
from analysis.extract.policies import Permitted, Waiting, named_by
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.graph.kinds import UNRESOLVED
from analysis.records import dataclass
from analysis.source.entries import Entry, Unread, broken
from analysis.source.resource import Resource
from analysis.source.values import Joined, NoValue, Unknown, shown

_ENOUGH = 3  # letters and digits of a name
_SURE = "read"
_GUESSED = "inferred"
_ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class FollowedFunction:
    """A function whose code is at hand, where that begins, and what became of following it.

    ``stub`` where it is text in the template that calls nothing, though the template names to it
    what it shall use: it is put there until the code is deployed by other means.
    """

    function: Resource
    start: Entry
    followed: Followed
    stub: bool = False

    @property
    def settled(self) -> bool:
        """Whether all that it does is known."""
        return self.followed.settled and not self.stub

    @property
    def beside(self) -> frozenset[tuple[str, str]]:
        """What it may do beside what was read: kinds of resources, and what with each."""
        known = self.followed.whole and not self.stub
        return self.followed.evaluator.beside if known else frozenset(ANY)


def follow_code(reading: Reading) -> Sequence[FollowedFunction]:
    """Follow each function's code from its handler on, and note what of it is not read.

    Code is at hand where it is a folder beside the template or text in it.
    """
    found: list[tuple[Resource, Entry]] = []
    for function in reading.system.of("AWS::Lambda::Function"):
        start = reading.system.entry(function)
        if isinstance(start, Unread):
            reading.unresolved(function.id, "code", start.reason, start.at)
        elif start is not None:
            found.append((function, start))
    runs = unspecific(reading, found, reading.edges, reading.kind_of)
    told = {edge.source for edge in reading.edges if edge.relation == "refers"}
    several = [
        FollowedFunction(function, start, run, stub=function.id in told and _is_empty(start, run))
        for function, start in found
        for run in [runs[function.id]]
    ]
    for each in several:
        _note(reading, each)
    return several


def _is_empty(start: Entry, run: Followed) -> bool:
    return start.module.path is None and run.settled and not run.evaluator.calls


def _note(reading: Reading, read: FollowedFunction) -> None:
    function, start, followed = read.function, read.start, read.followed
    how = "followed" if read.settled else "followed in part"
    reading.node(function.id, "function", attributes={"code": how})
    for place, reason in followed.evaluator.gaps.items():
        reading.gaps.setdefault((reason, place.evidence), []).append(function.id)
    if read.stub:
        reason = "what stands in the template calls nothing that it is told of: a stub"
        reading.gaps.setdefault((reason, function.at), []).append(function.id)
    met = followed.evaluator.files.broken  # by whoever followed it
    for file in met:
        reading.unresolved(function.id, "code", broken(file).reason, broken(file).at)
    if not followed.complete and not met:
        reason = "it has more code than is followed"
        reading.unresolved(function.id, "code", reason, Evidence(start.module.shown, 1))
    if not followed.begun:
        shown_as, scope = start.module.shown, followed.evaluator.modules.get(start.module.name)
        offered = followed.evaluator.rules.offered
        made = scope is not None and start.handler in offered(scope)
        what = (
            f"makes its {start.handler} by what is not read"
            if made
            else f"defines no {start.handler}"
        )
        seen = Evidence(shown_as, 1) if shown_as else function.at
        reading.unresolved(function.id, "code", f"{shown_as or 'its code'} {what}", seen)


def draw_code(permitted: Permitted, several: Sequence[FollowedFunction]) -> "Edges":
    """Add an edge for every AWS call that code comes to, but for answers to state machines."""
    edges = Edges(permitted, named_by(each.function for each in several))
    for each in several:
        edges.draw(each)
    return edges


class Edges:
    """Draws what the code of one function after the other does."""

    def __init__(self, permitted: Permitted, own: Mapping[str, Iterable[str]]) -> None:
        self.permitted = permitted
        self.reading = reading = permitted.reading
        self.own = own
        self.sure = _SURE
        self.answers: list[tuple[str, Use, str]] = []
        self.triggers: dict[str, list[str]] = {}
        self.known: dict[tuple[str, str], dict[str, None]] = {}
        self._learn()
        for edge in reading.edges:
            if edge.relation == "triggers":
                self.triggers.setdefault(edge.target, []).append(edge.source)

    def _learn(self, relation: str = "") -> None:
        for edge in self.reading.edges:
            if relation in ("", edge.relation):
                self.known.setdefault((edge.source, edge.relation), {})[edge.target] = None

    def draw(self, read: FollowedFunction) -> None:
        """Add an edge for each call whose resource is known; else a guess, or unresolved.

        Where the file of the handler defines none, all calls are guesses.
        """
        function, evaluator = read.function, read.followed.evaluator
        self.sure = _ASSUMED if read.start.assumed else _SURE
        if not read.followed.begun:
            self.sure = _GUESSED
        self.evaluator = evaluator
        places: dict[tuple[str, int, str], list[Use]] = {}
        for call in evaluator.calls:
            for use in uses(evaluator, call):
                key = (call.place.module.shown, call.place.line, use.operation.relation)
                places.setdefault(key, []).append(use)
        for several in places.values():
            found = [self._named(function.id, use) for use in several]
            if not any(found):
                self._guess(function.id, several[0])

    def answer(self) -> None:
        """Add ``calls_back``, once it is known whom task tokens reach."""
        waiting = Waiting(self.reading)
        self._learn("calls_back")
        for actor, use, firmest in self.answers:
            machines = waiting.answered_by(actor, waiting.machines)
            sure = firmest if len(machines) == 1 else _GUESSED
            for each in machines:
                at = use.call.place.evidence
                self.reading.edge(actor, each, "calls_back", at, certainty=sure)
            if not machines:
                self._guess(actor, use)

    def _named(self, actor: str, use: Use) -> bool:
        if use.operation.relation == "calls_back":
            self.answers.append((actor, use, self.sure))
            return True
        targets = self._targets(actor, use, use.names)
        for target in targets:
            self.reading.edge(
                actor, target, use.operation.relation, use.call.place.evidence, certainty=self.sure
            )
            self.known.setdefault((actor, use.operation.relation), {})[target] = None
            if use.operation.relation == "publishes":
                self._emit(actor, target, use)
        return bool(targets)

    def _targets(self, actor: str, use: Use, names: Value | None) -> list[str]:
        found: dict[str, None] = {}
        kind = use.operation.kind
        for text in texts_of(names):
            if not _says_something(text) or (use.call.service == "http" and not _refers(text)):
                continue
            for end in self.reading.ends(text, kind, use.call.place.evidence, actor):
                if self.reading.kind_of(end) == kind:
                    found[end] = None
        return list(found)

    def _emit(self, actor: str, channel: str, use: Use) -> None:
        said = list(messages_of(self.evaluator, use))
        known = [emission_of(each, actor, channel, self.sure) for each in said]
        nothing = Emission(actor, channel, use.call.place.evidence, self.sure)
        self.reading.emissions += known or [nothing]

    def _guess(self, actor: str, use: Use) -> None:
        """The only resource that can be meant, or else something unresolved."""
        operation, place = use.operation, use.call.place.evidence
        if use.call.service == "http":
            return
        permitted = self._permitted(actor, operation)
        possible = (
            (not texts_of(use.names) and self._told_by(actor, operation))
            or permitted
            or [each for each in self.own[actor] if self.reading.kind_of(each) == operation.kind]
        )
        relation = operation.relation
        if len(set(possible)) == 1:
            self.reading.edge(actor, possible[0], relation, place, certainty=_GUESSED)
            if relation == "publishes":
                self._emit(actor, possible[0], use)
        elif permitted:
            for each in self.permitted.kept(actor, relation):
                if each in permitted:
                    self.reading.edge(actor, each, relation, place, certainty=_GUESSED)
        elif missing := [each for each in texts_of(use.names) if isinstance(each, NoValue)]:
            for end in self.reading.ends(missing[0], operation.kind, place, actor):
                self.reading.edge(actor, end, relation, place)
        else:
            what = f"{use.call.service}.{use.call.operation}"
            self.reading.unresolved(actor, what, _reason(use), place)

    def _told_by(self, actor: str, operation: Operation) -> list[str]:
        """The buckets whose notifications start the actor: what it reads, they tell it."""
        if (operation.kind, operation.relation) != ("bucket", "reads"):
            return []
        return [
            each for each in self.triggers.get(actor, ()) if self.reading.kind_of(each) == "bucket"
        ]

    def _permitted(self, actor: str, operation: Operation) -> list[str]:
        """What the actor is known to do this to: by its permissions, mostly."""
        kinds = (operation.kind, UNRESOLVED)
        targets = [
            *self.known.get((actor, operation.relation), ()),
            *self.permitted.kept(actor, operation.relation),
        ]
        return [each for each in dict.fromkeys(targets) if self.reading.kind_of(each) in kinds]


def _says_something(value: object) -> bool:
    """Whether a value can designate anything: it refers, or has enough text that is known."""
    if isinstance(value, Joined) and not value.references:
        known = "".join(part for part in value.parts if isinstance(part, str))
        return sum(map(str.isalnum, known)) >= _ENOUGH
    return bool(value) and not isinstance(value, Unknown)


def _refers(text: object) -> bool:
    return "${" in shown(text) and not isinstance(text, str)


def _reason(use: Use) -> str:
    unknown = [each.reason for each in texts_of(use.names) if isinstance(each, Unknown)]
    if use.operation.relation == "calls_back":
        return "no state machine that was read hands its token to it"
    because = unknown[0] if unknown else "the code does not show which"
    return f"it {use.operation.relation} some {use.operation.kind}: {because}"
