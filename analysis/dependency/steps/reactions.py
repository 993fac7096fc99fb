"""The steps that nobody coordinates: a function, what triggers it, and what it then says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from analysis.dependency.model import Dependencies
from analysis.dependency.parts import homes
from analysis.dependency.steps.model import Step
from analysis.dependency.steps.names import of_resource
from analysis.graph import Graph, Node
from analysis.graph.deeds import Deed, deeds_of
from analysis.graph.kinds import with_trait
from analysis.graph.views import owners
from analysis.graph.waiting import Fed

_DOERS = with_trait("runs code")


def reactions(dependencies: Dependencies, coordinated: set[str]) -> Iterator[Step]:
    """A step for each deed of each function, but of those that only a workflow calls.

    Where code does not say which deed an event type triggers, the function's one deed is meant,
    or else each event type is a step, named after both; it then says what lineage shows that it
    makes of that event type, or all that the function says where lineage shows nothing.
    """
    graph = dependencies.flow
    heard, said = _events(graph)
    services, home = owners(graph), homes(graph)
    for node in graph.nodes:
        if node.kind not in _DOERS or node.id not in home:
            continue
        if node.id in coordinated and not heard[node.id]:
            continue
        steps = _merged(list(_of(dependencies, node, heard[node.id], said[node.id])))
        for step in steps:
            yield Step(
                step.id, step.name, node.id, services.get(node.id, ""), "",
                step.on, step.says, step.uses, evidence=step.evidence or node.evidence,
            )  # fmt: skip


def _of(
    dependencies: Dependencies, node: Node, heard: list[str], said: list[str]
) -> Iterator[Step]:
    deeds = {deed.on: deed for deed in deeds_of(node)}
    known = {event: deeds[_type(event)] for event in heard if _type(event) in deeds}
    for event, deed in known.items():
        says = tuple(each for each in said if _type(each) in deed.says)
        yield _step(node, deed, deed.name, (event,), says)
    rest = [event for event in heard if event not in known]
    whole = deeds.get("")
    if not known and (len(rest) < 2 or whole is not None):
        name = (whole.name if whole and not rest else "") or of_resource(node.id)
        yield _step(node, whole, name, tuple(rest), tuple(said))
        return
    for event in rest:
        says = _by_lineage(dependencies, node.id, event, said)
        yield _step(node, None, f"{of_resource(node.id)} on {_type(event)}", (event,), says)


def _step(
    node: Node, deed: Deed | None, name: str, on: tuple[str, ...], says: tuple[str, ...]
) -> Step:
    uses = deed.uses if deed else ()
    evidence = (deed.evidence,) if deed else ()
    return Step(f"{node.id}/{name}", name, node.id, on=on, says=says, uses=uses, evidence=evidence)


def _merged(steps: list[Step]) -> Iterator[Step]:
    """One step per name: what triggers it are all its triggers."""
    same: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        same[step.id].append(step)
    for several in same.values():
        yield Step(
            several[0].id,
            several[0].name,
            several[0].component,
            on=tuple(sorted({event for step in several for event in step.on})),
            says=tuple(sorted({event for step in several for event in step.says})),
            uses=several[0].uses,
            evidence=several[0].evidence,
        )


def _by_lineage(
    dependencies: Dependencies, component: str, event: str, said: list[str]
) -> tuple[str, ...]:
    mine = [each for each in dependencies.facts.lineage if each.component == component]
    if not any(each.contract in said for each in mine):
        return tuple(said)
    made = {each.contract for each in mine if each.from_contract == event}
    return tuple(each for each in said if each in made)


def _events(graph: Graph) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    fed = Fed(graph)
    heard: dict[str, list[str]] = defaultdict(list)
    said: dict[str, list[str]] = defaultdict(list)
    for edge in graph.contracts:
        if edge.relation == "emits":
            said[edge.source].append(edge.target)
        else:
            for actor in fed.by(edge.target):
                if edge.source not in heard[actor]:
                    heard[actor].append(edge.source)
    return heard, said


def _type(event: str) -> str:
    return event.rpartition("/")[2]
