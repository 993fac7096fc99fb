"""Small designs by hand: `a -> b schema` a line."""

from analysis.comparison.changes import Applied
from analysis.dependency import Dependencies
from analysis.dependency.model import Dependency, Part
from analysis.facts import Facts
from analysis.graph import Graph


def design(
    title: str, text: str, *, services: dict[str, str] | None = None, topics: tuple[str, ...] = ()
) -> Dependencies:
    """Each line `source -> target layer`, or the name of a part by itself.

    Without ``services`` each part is a service of its own; ``topics`` are parts that carry.
    """
    names: dict[str, None] = {}
    edges = []
    for line in filter(None, map(str.strip, text.splitlines())):
        source, _, rest = line.partition(" -> ")
        names[source] = None
        if rest:
            target, layer = rest.split()
            names[target] = None
            edges.append(Dependency(source, target, layer))
    owner = {name: name for name in names} if services is None else services
    parts = tuple(
        Part(name, "topic" if name in topics else "function", owner.get(name, ""), name)
        for name in sorted(names)
    )
    return Dependencies(title, parts, tuple(edges), Facts(), Graph.of(title, (), ()))


def applied(**counts: list[int]) -> list[Applied]:
    """Each operator (with _ for -) at so many places, touching so many services and parts."""
    return [
        Applied(
            name.replace("_", "-"),
            f"{name.replace('_', '-')} {place}",
            tuple(f"s{number}" for number in range(touched)),
            tuple(f"p{number}" for number in range(touched + 1)),
        )
        for name, all_touched in counts.items()
        for place, touched in enumerate(all_touched)
    ]
