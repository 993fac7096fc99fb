"""All steps of a system, and who comes after whom: by transition, event, message or call."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from analysis.dependency.model import Dependencies
from analysis.dependency.steps.machines import Machines
from analysis.dependency.steps.model import Pair, Step, Steps
from analysis.dependency.steps.reactions import reactions
from analysis.dependency.steps.relays import without_relays
from analysis.dependency.steps.roles import with_roles
from analysis.graph import Edge, Graph
from analysis.graph.kinds import with_trait
from analysis.graph.waiting import Fed, waits

_DOERS = with_trait("runs code")


def steps(dependencies: Dependencies) -> Steps:
    """The steps of the workflow that a system carries out, and their neighbours.

    Of a state machine: its tasks, in the order of its transitions. Elsewhere: each deed with the
    event types that trigger it and those that it says, as a chain through events.
    """
    graph = dependencies.flow
    machines = Machines(graph)
    tasks = list(machines.steps())
    coordinated = {step.component for step in tasks}
    found = [*tasks, *reactions(dependencies, coordinated)]
    links = _Links(graph, machines, found)
    kept, pairs = without_relays(found, [*machines.pairs(), *links.all()], links.relays())
    linked = {end for pair in pairs for end in (pair.before, pair.after)}
    return with_roles([step for step in kept if step.id in linked or _counts(step)], pairs)


def _counts(step: Step) -> bool:
    """Whether it has to do with a workflow even without a neighbour."""
    return step.role == "relay" or bool(step.coordinator or step.on)


class _Links:
    """Who comes after whom without a transition."""

    def __init__(self, graph: Graph, machines: Machines, steps: list[Step]) -> None:
        self.graph = graph
        self.machines = machines
        self.steps = steps
        self.of: Mapping[str, list[Step]] = _by_component(steps)
        self.fed = Fed(graph)
        self.waits = list(waits(graph, self.fed))
        self.out: Mapping[str, list[str]] = _channels(graph)
        self.seen: dict[tuple[str, str, str], Pair] = {}

    def all(self) -> Iterator[Pair]:
        """Pairs by event, by message or write, and by call; each once."""
        for pair in (*self._by_event(), *self._by_message(), *self._by_call()):
            key = (pair.before, pair.after, pair.by)
            if key not in self.seen and pair.before != pair.after:
                self.seen[key] = pair
                yield pair

    def relays(self) -> set[str]:
        """Steps that only say what a table's stream hands them: a transactional outbox."""
        fed = {
            edge.target
            for edge in self.graph.flow
            if edge.relation == "triggers" and self._kind(edge.source) == "table"
        }
        return {
            step.id for step in self.steps if step.component in fed and step.says and not step.on
        }

    def _by_event(self) -> Iterator[Pair]:
        for edge in self.waits:
            for event in edge.events:
                before = [step for step in self._from(edge.target) if event in step.says]
                for step in before:
                    for after in self._triggered(edge.source, event):
                        yield Pair(step.id, after, event, (), edge.evidence)

    def _by_message(self) -> Iterator[Pair]:
        for edge in self.waits:
            if not edge.events:
                for step in self._from(edge.target):
                    for after in self._triggered(edge.source, ""):
                        yield Pair(step.id, after, self._carrier(edge), (), edge.evidence)

    def _by_call(self) -> Iterator[Pair]:
        for edge in self.graph.flow:
            if edge.relation == "invokes" and self._kind(edge.source) in _DOERS:
                for step in self.of.get(edge.source, ()):
                    if step.coordinator:
                        continue
                    for after in self._triggered(edge.target, ""):
                        yield Pair(step.id, after, "calls", (), edge.evidence)

    def _from(self, component: str) -> list[Step]:
        """The steps that a component does, be it as the task of a workflow."""
        home = self.machines.home.get(component, component)
        if self._kind(component) == "state":
            return [step for step in self.steps if step.id == component]
        return self.of.get(home, [])

    def _triggered(self, component: str, event: str) -> Iterator[str]:
        """What begins in a component: a machine's first tasks, a function's own step."""
        if self._kind(component) == "state machine":
            yield from self.machines.starts(component)
            return
        for step in self.of.get(component, ()):
            if not step.coordinator and (event in step.on if event else not step.on):
                yield step.id

    def _carrier(self, edge: Edge) -> str:
        """What carries a message or a write from one to the other."""
        out = sorted(self.out.get(edge.target, ()))
        return next((each for each in out if edge.source in self.fed.by(each)), "message")

    def _kind(self, id_: str) -> str:
        node = self.graph.by_id.get(id_)
        return node.kind if node else ""


def _by_component(steps: list[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        found[step.component].append(step)
    return found


def _channels(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for edge in graph.flow:
        if edge.relation in ("publishes", "writes"):
            found[edge.source].append(edge.target)
    return found
