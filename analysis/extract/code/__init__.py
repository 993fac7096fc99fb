"""What Python handlers do with boto3: edges, from code that is read but never run."""

from analysis.extract.policies import named_by
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.entries import Entry, Unread, broken
from analysis.source.resource import Resource

__all__ = ["read_code"]


def read_code(reading: Reading) -> None:
    """Add an edge for every AWS call that each function's code comes to, from its handler on.

    Code is at hand where it is a folder beside the template or text in it, and Python.
    """
    found: list[tuple[Resource, Entry]] = []
    for function in reading.system.of("AWS::Lambda::Function"):
        start = reading.system.entry(function)
        if isinstance(start, Unread):
            reading.unresolved(function.id, "code", start.reason, start.at)
        elif start is not None:
            found.append((function, start))
    if found:
        _follow(reading, found)


def _follow(reading: Reading, found: list[tuple[Resource, Entry]]) -> None:
    from analysis.extract.code.edges import Edges
    from analysis.extract.code.runs import unspecific

    edges = Edges(reading, named_by(function for function, _ in found))
    runs = unspecific(reading, found, reading.edges, reading.kind_of)
    for function, start in found:
        followed = runs[function.id]
        how = "followed" if followed.complete else "followed in part"
        reading.node(function.id, "function", attributes={"code": how})
        begun = followed.whole or not followed.complete
        edges.draw(function, followed.evaluator, begun=begun)
        met = followed.evaluator.files.broken  # by whoever followed it
        for file in met:
            reading.unresolved(function.id, "code", broken(file).reason, broken(file).at)
        if not followed.complete and not met:
            place = Evidence(start.module.shown, 1)
            reading.unresolved(function.id, "code", "it has more code than is followed", place)
        if not begun:
            reason = f"{start.module.shown} defines no {start.handler}"
            reading.unresolved(function.id, "code", reason, Evidence(start.module.shown, 1))
