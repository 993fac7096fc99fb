"""A state machine's steps: its tasks, and which may come after which."""

from collections import defaultdict
from collections.abc import Iterator

from analysis.dependency.parts import homes
from analysis.dependency.steps.model import Pair, Step
from analysis.dependency.steps.names import snake
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.graph.deeds import deeds_of
from analysis.graph.views import owners

Way = tuple[str, str, tuple[Evidence, ...]]
"""A state that comes next, how (Next, Catch or Choice), and where that is written."""

_LABELS = ("Catch", "Choice", "Next")  # a way with several is called by the first


class Machines:
    """The states of all machines: which contain which, and which may come next."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.home = homes(graph)
        self.services = owners(graph)
        self.parent: dict[str, str] = {}
        self.children: dict[str, list[str]] = defaultdict(list)
        self.onward: dict[str, list[Edge]] = defaultdict(list)
        self.calls: dict[str, list[Edge]] = defaultdict(list)
        for edge in graph.flow:
            if edge.relation == "contains":
                self.parent[edge.target] = edge.source
                self.children[edge.source].append(edge.target)
            elif edge.relation == "transitions":
                self.onward[edge.source].append(edge)
            elif edge.relation == "invokes":
                self.calls[edge.source].append(edge)

    def steps(self) -> Iterator[Step]:
        """A step for each state that does something."""
        said: dict[str, set[str]] = defaultdict(set)
        for edge in self.graph.contracts:
            if edge.relation == "emits":
                said[edge.source].add(edge.target)
        for node in self.graph.nodes:
            if self.is_task(node):
                called = [edge.target for edge in self.calls[node.id] if edge.target in self.home]
                component = called[0] if called else self.home[node.id]
                calls = tuple(at for edge in self.calls[node.id] for at in edge.evidence)
                yield Step(
                    node.id,
                    snake(node.name or node.id.rpartition("/")[2]),
                    component,
                    self.services.get(component, ""),
                    self.home[node.id],
                    says=tuple(sorted(said[node.id].union(*(said[each] for each in called)))),
                    uses=self._uses(called),
                    evidence=(*node.evidence, *calls),
                )

    def is_task(self, node: Node | None) -> bool:
        """Whether it is a state that does something, rather than choosing, waiting, ending."""
        if node is None or node.kind != "state" or node.id not in self.home:
            return False
        return node.attributes.get("type") == "Task" or bool(self.calls.get(node.id))

    def starts(self, machine: str) -> tuple[str, ...]:
        """The tasks with which a machine may begin."""
        first: list[Way] = [(state, "Next", ()) for state in self._entered(machine)]
        return tuple(dict.fromkeys(task for task, _, _ in self._tasks(first)))

    def pairs(self) -> Iterator[Pair]:
        """Which task may run after which, and by which transition."""
        for node in self.graph.nodes:
            if self.is_task(node):
                for task, label, evidence in self._tasks(self._ways(node.id)):
                    yield Pair(node.id, task, label, (), evidence)

    def _uses(self, called: list[str]) -> tuple[str, ...]:
        deeds = [deed for each in called for deed in deeds_of(self.graph.by_id[each])]
        return tuple(sorted({use for deed in deeds if not deed.on for use in deed.uses}))

    def _ways(self, state: str) -> list[Way]:
        """The states that come next, with how; at the end of a branch, what its parent goes on to.

        An error that a state does not catch may be caught by what it is in.
        """
        found: list[Way] = []
        here: str | None = state
        ended = True
        while here is not None:
            out = self.onward.get(here, ())
            for edge in out:
                if ended or edge.label == "Catch":
                    found += [
                        (each, _how(edge), edge.evidence) for each in self._entered(edge.target)
                    ]
            ended = ended and all(edge.label == "Catch" for edge in out)
            here = self.parent.get(here)
        return found

    def _entered(self, state: str) -> list[str]:
        """The state itself, or the first states of what is in it."""
        for _ in range(100):
            starts = [
                each
                for each in self.children.get(state, ())
                if each in self.graph.by_id and self.graph.by_id[each].attributes.get("start")
            ]
            if len(starts) != 1:
                return [x for each in starts for x in self._entered(each)] or [state]
            state = starts[0]
        return [state]

    def _tasks(self, ways: list[Way]) -> Iterator[Way]:
        """The first tasks on each way, through states that do nothing themselves."""
        waiting, seen = list(ways), set[tuple[str, str]]()
        while waiting:
            state, label, evidence = waiting.pop(0)
            if (state, label) in seen:
                continue
            seen.add((state, label))
            if self.is_task(self.graph.by_id.get(state)):
                yield state, label, evidence
                continue
            for after, how, at in self._ways(state):
                waiting.append((after, min(label, how, key=_rank), (*evidence, *at)))


def _rank(label: str) -> int:
    return _LABELS.index(label)


def _how(edge: Edge) -> str:
    told = edge.label.replace("Default", "Choice").split("+")
    return next((each for each in _LABELS if each in told), "Next")
