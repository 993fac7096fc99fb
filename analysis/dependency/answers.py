"""What a caller passes in a request and uses of a response: by the facts, else by its state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.dependency.model import Contract, Read
from analysis.graph import Evidence, Node

ANSWER = "@answer"
_OF_EVERY_TASK = ("States.", "Lambda.")


@dataclass(frozen=True, slots=True)
class Used:
    """Fields of a contract that a caller passes or uses; ``whole`` where any may be."""

    fields: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    whole: bool = False


def passed(state: Node, caller: str, contract: Contract | None) -> Used:
    """The fields of a request that a state passes: those that facts know it writes, or its own."""
    own = [str(each) for each in _items(state.attributes.get("request"))]
    whole = not own or "$" in own
    if contract is not None and contract.fields is not None and caller in contract.owners:
        fields = [x for x in contract.fields if whole or any(_within(x.path, y) for y in own)]
        at = tuple(place for each in fields for place in each.evidence)
        return Used(tuple(each.path for each in fields), at, whole=not fields)
    return Used((), whole=True) if whole else Used(tuple(own), state.evidence)


def told(read: Read) -> Used | None:
    """What facts say is used of a response; None where nothing is."""
    if read.fields is None:
        return Used((), whole=True)
    at = tuple(place for each in read.fields for place in each.evidence)
    return Used(tuple(each.path for each in read.fields), at) if read.fields else None


def used_of_answer(state: Node) -> Used | None:
    """The fields of the answer that a state uses; None where it lets go of the answer.

    An answer that is kept whole may be used whole by whatever comes after. The names of the
    errors that it catches are fields ``@error.Name``: whoever renames one must tell it.
    """
    if state.kind != "state":
        return Used((), whole=True)
    kept = {path for path in _kept(state.attributes) if path}
    errors = tuple(f"@error.{name}" for name in caught(state))
    if "$" in kept:
        return Used((), state.evidence, whole=True)
    fields = (*sorted(kept), *errors)
    return Used(fields, state.evidence) if fields else None


def caught(state: Node) -> Iterator[str]:
    """The named errors of its own that a task may raise and this state catches."""
    for catcher in _items(state.attributes.get("caught")):
        errors = catcher.get("errors") if isinstance(catcher, Mapping) else ()
        for name in _items(errors):
            if isinstance(name, str) and not name.startswith(_OF_EVERY_TASK):
                yield name


def _within(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}.")


def _kept(attributes: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(each) for each in _items(attributes.get("answer")))
    for name in ("output", "output_computed", "assigned", "assigned_computed"):
        for source in _leaves(attributes.get(name)):
            if source == ANSWER:
                yield "$"
            elif source.startswith(f"{ANSWER}."):
                yield source.removeprefix(f"{ANSWER}.")


def _leaves(tree: Any) -> Iterator[str]:
    for source in tree.values() if isinstance(tree, Mapping) else ():
        yield from (source,) if isinstance(source, str) else map(str, _items(source))


def _items(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()
