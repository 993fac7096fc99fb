"""What a state uses of its task's answer, read from the state's own definition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.graph import Evidence, Node

ANSWER = "@answer"
_OF_EVERY_TASK = ("States.", "Lambda.")


@dataclass(frozen=True, slots=True)
class Used:
    """Fields of a contract that a caller passes or uses; ``whole`` where any may be."""

    fields: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    whole: bool = False


def used_of_answer(state: Node) -> Used | None:
    """The fields of the answer that a state uses; None where it lets go of the answer.

    An answer that is kept whole may be used whole by whatever comes after. The names of the
    errors that it catches are fields ``error.Name``: whoever renames one must tell it.
    """
    kept = {path for path in _kept(state.attributes) if path}
    errors = tuple(f"error.{name}" for name in caught(state))
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
