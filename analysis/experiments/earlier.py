"""What the prediction said before it was improved: the file that was written before any patch."""

from collections.abc import Mapping
from pathlib import Path

from analysis.experiments.entry import Malformed, ResultEntry
from analysis.experiments.results import BadResults, loaded
from analysis.experiments.scores import ALL

Earlier = Mapping[tuple[str, str], Mapping[str, frozenset[str]]]


def read_earlier(path: Path) -> Earlier:
    """What was predicted then, by change and design, and in it by layer.

    Raises:
        BadResults: it cannot be read, or is no such file; one sentence says why.
    """
    return earlier(loaded(path), name=path.name)


def earlier(wire: object, *, name: str = "the baseline") -> Earlier:
    """The same of plain JSON values; a layer is a list of services, or an object with `predicted`.

    Raises:
        BadResults: something is missing, or of the wrong kind.
    """
    try:
        return {
            (each.text("change"), each.name("side")): _layers(each)
            for each in ResultEntry.listed(wire)
        }
    except Malformed as error:
        raise BadResults(f"{name}: {error}; it is what `ripple change run` once wrote.") from None


def _layers(entry: ResultEntry) -> Mapping[str, frozenset[str]]:
    within = entry.part("layers")
    return {ALL: frozenset(entry.names("predicted"))} | {
        layer: frozenset(
            within.names(layer) if isinstance(told, list) else within.part(layer).names("predicted")
        )
        for layer, told in within.values.items()
    }
