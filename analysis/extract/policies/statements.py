"""IAM policy documents taken apart: each statement as grants, one a relation and a resource."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.extract.policies.actions import Deed, deeds
from analysis.graph import Evidence
from analysis.source.document import Block, Items, as_block, as_items, at
from analysis.source.embedded import parse
from analysis.source.values import Joined, alternatives, as_text

_MOST_ACTIONS = 2_000  # actions of one statement that are looked at


@dataclass(frozen=True, slots=True)
class Grant:
    """What a statement allows (or denies): actions of one service on one resource as written.

    ``relation`` is what the actions come to; ``at`` is where the action and where the resource
    are written.
    """

    service: str
    relation: str
    actions: frozenset[str]
    resource: Any
    at: tuple[Evidence, ...]
    denies: bool = False


def grants(document: Any, place: Evidence) -> Iterator[Grant]:
    """The grants of a policy document: a mapping, or its text in JSON."""
    for statement in statements(document, place):
        yield from _granted(statement)


def statements(document: Any, place: Evidence) -> Iterator[Block]:
    """The statements of a policy document: a mapping, or its text in JSON."""
    for each in alternatives(document):
        whole = parse(each, place.file, place) if isinstance(each, str | Joined) else each
        for statement in as_items(as_block(whole).get("Statement")):
            yield from (as_block(one) for one in alternatives(statement))


def _granted(statement: Block) -> Iterator[Grant]:
    effect = as_text(statement.get("Effect"))
    if effect not in ("Allow", "Deny") or {"NotAction", "NotResource"} & statement.keys():
        return
    if effect == "Deny" and "Condition" in statement:
        return
    grouped: dict[tuple[str, str], tuple[set[str], Evidence]] = {}
    for deed, place in _deeds(statement):
        grouped.setdefault((deed.service, deed.relation), (set(), place))[0].add(deed.action)
    if not grouped:
        return
    for resource, where in _resources(statement):
        for (service, relation), (actions, place) in grouped.items():
            places = (place,) if place == where else (place, where)
            yield Grant(
                service, relation, frozenset(actions), resource, places, denies=effect == "Deny"
            )


def _deeds(statement: Block) -> Iterator[tuple[Deed, Evidence]]:
    written = statement.get("Action")
    actions = as_items(written)
    inside = isinstance(written, list)
    for number, action in enumerate(actions[:_MOST_ACTIONS]):
        for each in alternatives(action):
            found = deeds(each) if isinstance(each, str) else ()
            if found:
                place = _place(statement, "Action", actions if inside else None, number)
                yield from ((deed, place) for deed in found)


def _resources(statement: Block) -> Iterator[tuple[Any, Evidence]]:
    written = statement.get("Resource")
    for number, each in enumerate(as_items(written)):
        inside = as_items(written) if isinstance(written, list) else None
        place = _place(statement, "Resource", inside, number)
        yield from ((one, place) for one in alternatives(each))


def _place(statement: Block, key: str, items: Items | None, number: int) -> Evidence:
    place = at(items, number) if items is not None else at(statement, key)
    return place if place.file else at(statement, key)
