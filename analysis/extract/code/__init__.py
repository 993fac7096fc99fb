"""What Python handlers do with boto3: edges, from code that is read but never run."""

from analysis.extract.code.edges import Edges
from analysis.extract.code.following import follow
from analysis.extract.code.sources import Cache, Unread, broken, entry
from analysis.extract.policies import environment, named_by
from analysis.extract.reading import Reading
from analysis.graph import Evidence

__all__ = ["read_code"]


def read_code(reading: Reading) -> None:
    """Add an edge for every AWS call that each function's code comes to, from its handler on.

    Code is at hand where it is a folder beside the template or text in it, and Python.
    """
    cache: Cache = {}
    functions = list(reading.system.of("AWS::Lambda::Function"))
    edges: Edges | None = None
    for function in functions:
        start = entry(function, reading.system, cache)
        if isinstance(start, Unread):
            reading.unresolved(function.id, "code", start.reason, start.at)
        if start is None or isinstance(start, Unread):
            continue
        machine, whole = follow(start.library, start.module, start.handler, environment(function))
        edges = edges or Edges(reading, named_by(functions))
        edges.draw(function, machine)
        for file in start.library.broken:
            reading.unresolved(function.id, "code", broken(file).reason, broken(file).at)
        if not whole:
            place = Evidence(start.module.shown, 1)
            reading.unresolved(function.id, "code", "it has more code than is followed", place)
