"""Every handler followed once for whatever may arrive, whoever asks of the system."""

from collections.abc import Callable, Iterable, Mapping

from analysis.code.aws.transports import anything
from analysis.code.following import Followed, follow
from analysis.code.state import Fuel, Key
from analysis.extract.policies import environment
from analysis.extract.reading import Reading
from analysis.graph import Edge
from analysis.source.entries import Entry
from analysis.source.kept import Kept
from analysis.source.resource import Resource

_MOST_STEPS = 200_000  # of all functions together
_KNOWN: Kept[Mapping[str, Followed]] = Kept()


def unspecific(
    reading: Reading,
    starts: Iterable[tuple[Resource, Entry]],
    edges: Iterable[Edge],
    kind_of: Callable[[str], str],
) -> Mapping[str, Followed]:
    """By function, its handler followed for any event that its triggers among the edges bring."""
    if reading.system not in _KNOWN:
        kinds = bringing(edges, kind_of)
        fuel = Fuel(_MOST_STEPS)
        _KNOWN[reading.system] = {
            function.id: followed(reading, function, start, kinds.get(function.id, set()), {}, fuel)
            for function, start in starts
        }
    return _KNOWN[reading.system]


def bringing(edges: Iterable[Edge], kind_of: Callable[[str], str]) -> Mapping[str, set[str]]:
    """By function, the kinds of what brings it its events."""
    kinds: dict[str, set[str]] = {}
    for edge in edges:
        kind = kind_of(edge.source)
        if edge.relation == "triggers" or (edge.relation == "invokes" and kind == "api"):
            kinds.setdefault(edge.target, set()).add(kind)
    return kinds


def followed(
    reading: Reading,
    function: Resource,
    start: Entry,
    kinds: set[str],
    constants: Mapping[Key, object],
    fuel: Fuel,
) -> Followed:
    """A handler followed for any event that such nodes bring, of which this much is known."""
    event = anything(kinds, function.id)
    return follow(start, environment(function), event, constants, reading.designated, fuel)
