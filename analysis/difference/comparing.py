"""Two versions of a system, compared kind by kind."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from analysis.difference.aligning import opened_alike
from analysis.difference.contracts import contract_changes
from analysis.difference.functions import OWN, SHARED, WORDS, FunctionChange, function_changes
from analysis.difference.layers import layer_changes
from analysis.difference.machines import Definition, MachineChange, machine_change
from analysis.difference.meaning import same_said
from analysis.difference.resources import (
    ADDED,
    CHANGED,
    REMOVED,
    DeclaredResource,
    ResourceChange,
    differing,
)
from analysis.difference.result import Difference
from analysis.difference.version import Version, version
from analysis.source.system import System

_READ = ("code", "definition")


def difference(before: Version, after: Version, *, apart: Sequence[str] = ()) -> Difference:
    """What the edit that led from one version to the other did.

    Files of which the names begin with one of ``apart`` (such as `orderflow/`) are shared code,
    even where only one service has them: a change to them touches nobody.
    """
    found = Difference(
        before,
        after,
        tuple(_resources(before, after)),
        tuple(sorted(_functions(before, after, tuple(apart)), key=lambda each: each.id)),
        tuple(_machines(before, after)),
        layers=layer_changes(before, after),
        notes=tuple(_notes(before, after)),
    )
    compared = (before.code.keys() & after.code.keys()) | before.definitions.keys()
    spared = compared - {*found.components}
    contracts = contract_changes(before.dependencies, after.dependencies, spared)
    return replace(found, contracts=tuple(contracts))


def _resources(before: Version, after: Version) -> Iterator[ResourceChange]:
    for id_ in sorted({*before.resources, *after.resources}):
        old, new = before.resources.get(id_), after.resources.get(id_)
        what = _what(old, new) if old and new else ()
        if what or old is None or new is None:
            there = [each for each in (new, old) if each is not None]
            yield ResourceChange(
                id_,
                there[0].type,
                CHANGED if len(there) > 1 else REMOVED if new is None else ADDED,
                _either(before.owners.get(id_, ""), after.owners.get(id_, "")),
                _either(before.serves.get(id_, ""), after.serves.get(id_, "")),
                what,
            )


def _what(old: DeclaredResource, new: DeclaredResource) -> tuple[str, ...]:
    """The properties that differ; where not all is known, those that are written otherwise."""
    what = sorted(differing(old.values, new.values))
    if not what and old.written is not None and new.written is not None:
        what = sorted(differing(old.written, new.written))
    return tuple(each.removeprefix("Properties.") for each in what)


def _either(one: str, other: str) -> tuple[str, ...]:
    return tuple(sorted({one, other} - {""}))


def _functions(before: Version, after: Version, apart: tuple[str, ...]) -> Iterator[FunctionChange]:
    old, new = _of_kind(before, "function"), _of_kind(after, "function")
    for id_ in sorted(new - old):
        yield FunctionChange(id_, after.unit(id_), ADDED)
    for id_ in sorted(old - new):
        yield FunctionChange(id_, before.unit(id_), REMOVED)

    def units(id_: str) -> set[str]:
        found = {before.unit(id_)} if id_ in old else set()
        return found | {after.unit(id_)} if id_ in new else found

    def same(one: str, other: str) -> bool:
        there, here = before.places.get(one), after.places.get(other)
        return there is not None and here is not None and same_said(there, one, here, other)

    found = function_changes(before.code, after.code, units, apart, cache(same))
    for id_, own, shared, words in found:
        if id_ in old & new:
            how = OWN if own else SHARED if shared else WORDS
            yield FunctionChange(id_, after.unit(id_), how, own, shared, words)


def _of_kind(version: Version, kind: str) -> set[str]:
    nodes = version.dependencies.flow.nodes
    return {node.id for node in nodes if node.kind == kind and not node.outside}


def _machines(before: Version, after: Version) -> Iterator[MachineChange]:
    old, new = before.definitions, after.definitions
    for id_ in sorted({*old, *new}):
        how = CHANGED if id_ in old and id_ in new else ADDED if id_ in new else REMOVED
        unit = (after if id_ in new else before).unit(id_)
        one, other = old.get(id_, Definition()), new.get(id_, Definition())
        found = machine_change(id_, unit, how, one, other)
        if found is not None:
            yield found


def versions(old: System, new: System) -> tuple[Version, Version]:
    """Two open systems as versions of one, in which what is the same has the same id.

    Raises:
        BadTemplate: one cannot be read.
    """
    before, after = map(version, opened_alike(old, new))
    return before, after


def _notes(before: Version, after: Version) -> Iterator[str]:
    """What could be read in neither or in one version only, so that it is not compared."""
    both = _of_kind(before, "function") & _of_kind(after, "function")
    for id_ in sorted((before.code.keys() ^ after.code.keys()) & both):
        when = "before" if id_ in before.code else "after"
        yield f"the code of {id_} is known only {when} the edit, so it is not compared."
    said: dict[str, list[str]] = {}
    for when, side in (("before", before), ("after", after)):
        for each in side.unread:
            said.setdefault(f"{each}; what it holds is not compared", []).append(when)
        for node in side.dependencies.flow.unresolved:
            if node.name in _READ:
                owner = node.id.removeprefix("unresolved:").rpartition("/")[0]
                said.setdefault(f"{owner}: {node.reason}", []).append(when)
    for what, times in said.items():
        yield f"{' and '.join(times)} the edit, {what}."
