"""Lists whose items are told apart: a Parallel's results, in what functions are asked."""

from collections.abc import Iterable, Mapping

from analysis.code.values import Input, Map, Seq, Value
from analysis.extract.machines.paths import ANY, WHOLE, is_place
from analysis.fields.drafts import Path
from analysis.fields.machines import MOST_PLACES, States
from analysis.graph import Graph

Lists = Mapping[Path, int]
"""Where a message has lists, and how many items each has."""


def told_apart(several: Iterable[States], graph: Graph) -> dict[str, Lists]:
    """By a request's contract, its lists, if all that ask the function put the same ones there."""
    asked: dict[str, list[Lists]] = {}
    known: set[str] = set()
    for states in several:
        known |= set(states.nodes)
        for state, functions in states.functions.items():
            for tree in states.given.get(state, ()):
                found = _lists(states.request(state, tree))
                for function in functions:
                    asked.setdefault(function, []).append(found)
    for edge in graph.edges:
        if edge.relation in ("invokes", "triggers", "reaches") and edge.source not in known:
            asked.pop(edge.target, None)
    return {
        f"request:{function}": ways[0]
        for function, ways in asked.items()
        if ways[0] and all(each == ways[0] for each in ways)
    }


def _lists(names: Iterable[str]) -> Lists:
    found: dict[Path, int] = {}
    for name in names:
        path = () if name == WHOLE else tuple(name.split("."))
        for count, step in enumerate(path):
            if is_place(step) and step != ANY:
                number = int(step.strip("[]"))
                found[path[:count]] = max(found.get(path[:count], 0), min(number + 1, MOST_PLACES))
    return found


def arriving(contract: str, lists: Lists, path: Path = ()) -> Value:
    """A message as code sees it, with each item of its lists for itself."""
    if path in lists:
        items = [arriving(contract, lists, (*path, f"[{each}]")) for each in range(lists[path])]
        return Seq(items)
    inner = dict.fromkeys(each[len(path)] for each in lists if each[: len(path)] == path)
    part = Input(contract, path)
    if not inner:
        return part
    return Map({each: arriving(contract, lists, (*path, each)) for each in inner}, behind=part)
