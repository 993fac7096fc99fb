"""Arrows, and what state machines add to them: where they start, why they turn off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.graph.model import Edge, Graph, Node
from analysis.layout.clusters import Cluster


@dataclass(frozen=True)
class Arrow:
    """One line: edges of one look between the same two nodes are drawn as one.

    A ``mark``, one of `look.MARKS`, is what it is drawn by where two versions are compared.
    """

    source: str
    target: str
    look: str
    certainty: str
    words: tuple[str, ...] = ()
    straight: bool = False  # the way on in a state machine
    mark: str = ""

    @property
    def faint(self) -> bool:
        """Whether it is no more than a name somewhere."""
        return self.look == "weak"


def starts(root: Cluster, arrows: Sequence[Arrow]) -> list[Arrow]:
    """An arrow from each machine, and each state with states inside, to where it starts."""
    led_to = {arrow.target for arrow in arrows if arrow.look == "transition"}
    found = []
    for machine in root:
        if machine.node is not None:
            inner = [each.node for each in machine.inside if each.node is not None]
            said = [node for node in inner if node.attributes.get("start") is True]
            free = [node for node in inner if node.id not in led_to]
            found += [
                Arrow(machine.node.id, node.id, "transition", "declared", straight=True)
                for node in sorted(said or free, key=_written)
            ]
    return found


def transition_words(edge: Edge, graph: Graph) -> Iterable[str]:
    """Which errors are caught or what is decided, where that is known; the way on needs no word."""
    source, target = graph.by_id[edge.source], graph.by_id[edge.target]
    said = [*_listed(source, "caught"), *_listed(source, "choices")]
    here = [each for each in said if each.get("next") in (target.name, target.id)]
    for label in edge.label.split("+"):
        if label == "Catch":
            errors = [str(error) for each in here for error in _texts(each.get("errors"))]
            yield from errors or ["Catch"]
        elif label == "Choice":
            conditions = [str(each["condition"]) for each in here if each.get("condition")]
            yield from conditions or ["Choice"]
        elif label not in ("", "Next"):
            yield label


def _written(node: Node) -> tuple[int, str]:
    return (node.evidence[0].line if node.evidence else 0, node.id)


def _listed(node: Node, key: str) -> list[dict[str, object]]:
    """A list of mappings among the attributes, if it is one: graphs are read from files too."""
    value = node.attributes.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else []
