"""The deeds of a function, read off its runs: one for each event type that its code tells apart."""

from collections.abc import Iterator, Sequence

from analysis.code.state import Trace
from analysis.code.values import Function, Place
from analysis.facts import Deed


def deeds(runs: Sequence[Trace], handler: Function | None, said: frozenset[str]) -> list[Deed]:
    """What a function does on each event type to which it reacts, or on whatever comes.

    A type counts if its code says one reaction and no more; a deed on whatever comes is named by
    the only business that it uses.
    """
    found: dict[str, dict[object, Function]] = {}
    for run in runs:
        found.setdefault(run.heard, {}).update(run.reactions)
    made = [
        _deed([run for run in runs if run.heard == on], next(iter(several.values())), on, said)
        for on, several in sorted(found.items())
        if len(several) == 1
    ]
    return made or ([_deed(runs, handler, "", said)] if handler is not None else [])


def _deed(runs: Sequence[Trace], start: Function, on: str, said: frozenset[str]) -> Deed:
    used = tuple(sorted(set(_uses(runs, start))))
    alone = used[0].rpartition(".")[2] if len(used) == 1 else ""
    words = {word for run in runs for each in _called(run, start) for word in run.words[each.node]}
    ways = {way for run in runs if run.heard and not run.open
            for way in run.outcomes.get(start.node, ())}  # fmt: skip
    return Deed(
        start.name if on else alone,
        on,
        tuple(sorted(words & said)),
        used,
        Place(start.scope.module, start.line).evidence,
        tuple(sorted(tuple(sorted(way)) for way in ways)),
    )


def _uses(runs: Sequence[Trace], start: Function) -> Iterator[str]:
    """The functions of other packages that are called, where the function's own package ends."""
    own = _package(start)
    for run in runs:
        mine = {each.node for each in _called(run, start, within=own)}
        for caller, callee in run.calls:
            top = callee.cls is None and callee.scope.parent is None and not callee.brief
            if caller and caller.node in mine and top and _package(callee) != own:
                yield f"{callee.scope.module.name}.{callee.name}"


def _called(run: Trace, start: Function, within: str = "") -> Iterator[Function]:
    """A function and all that is called from it, of one package or of any."""
    onward: dict[object, dict[object, Function]] = {}
    for caller, callee in run.calls:
        if caller is not None and (not within or _package(callee) == within):
            onward.setdefault(caller.node, {})[callee.node] = callee
    seen, waiting = {start.node}, [start]
    while waiting:
        here = waiting.pop()
        run.words.setdefault(here.node, set())
        yield here
        for node, each in onward.get(here.node, {}).items():
            if node not in seen:
                seen.add(node)
                waiting.append(each)


def _package(function: Function) -> str:
    return function.scope.module.name.partition(".")[0]
