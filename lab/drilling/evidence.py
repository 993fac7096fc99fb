"""What a drilled order left behind: facts in tables, what each function was handed, and errors."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.traces.model import Span, Transition
from lab.deployment import Deployment
from lab.drilling.ground import Course
from lab.drilling.kinds import Lone, world_of
from lab.probe.mutating import blank
from lab.service_logs import read_lines
from lab.tables import Item, all_items
from lab.trace.collect import collect, logical_names
from lab.trace.history import transitions_of
from lab.trace.spans import spans_by_order
from orderflow.world import seed_items

Fact = tuple[str, str, str]
"""The key of an item, an attribute, and its value as JSON; the order's own names are left open."""

Handled = tuple[str, str]
"""A function, and the type of event that it was handed, or how it was called."""


@dataclass
class Left:
    """What one order left behind, by service or machine.

    handled: what functions were handed, attempts: how often the same at most; facts: what stands in
    the service's table that the world did not bring; errors: what functions failed with and did not
    get over, stumbled_at: what they failed with at all, and when first; states: those that a
    machine went through; failed: the error that its execution ended with; asked: the functions that
    it asked, asked_in: by state, asked_last: the last.
    """

    attempts: dict[Handled, int] = field(default_factory=lambda: defaultdict(int))
    facts: dict[str, set[Fact]] = field(default_factory=lambda: defaultdict(set))
    handled: dict[str, set[Handled]] = field(default_factory=lambda: defaultdict(set))
    errors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stumbled_at: dict[str, float] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    asked_in: dict[str, str] = field(default_factory=dict)
    asked_last: dict[str, str] = field(default_factory=dict)

    @property
    def stumbled(self) -> set[str]:
        """What functions failed with at all."""
        return {*self.stumbled_at}


def await_logs(deployment: Deployment, order_ids: Iterable[str], course: Course) -> None:
    """Wait, within bounds, until all is in the logs that these orders must have left there.

    They are orders that nothing disturbed; what came before or beside them is there by then.
    """
    collect(deployment, order_ids, since=course.began)


def left_behind(deployment: Deployment, orders: Sequence[Lone], course: Course) -> dict[str, Left]:
    """What each order left behind, by its id: tables, logs and histories are read once."""
    found = {each.order_id: Left() for each in orders}
    names = logical_names(deployment)
    lines = read_lines(deployment, course.began)
    for order_id, spans in spans_by_order(lines, found, names).items():
        _note_spans(found[order_id], spans)
    for order_id, facts in _facts(deployment, orders).items():
        for service, fact in facts:
            found[order_id].facts[service].add(fact)
    if any("StateMachine" in each.type for each in deployment.resources.values()):
        for order_id, each in found.items():
            _note_transitions(each, transitions_of(deployment, order_id, names))
    return found


def _note_spans(left: Left, spans: Iterable[Span]) -> None:
    latest: dict[tuple[str, str], Span] = {}
    for span in spans:
        event = span.trigger.event_type or span.trigger.kind
        handled = (span.function, event)
        left.handled[span.service].add(handled)
        left.attempts[handled] = max(left.attempts[handled], span.attempt)
        latest[span.function, span.trigger.message_id or event] = span
        if span.outcome == "error":
            left.stumbled_at.setdefault(_said(span), span.started)
    for span in latest.values():
        if span.outcome == "error":
            left.errors[span.service].add(_said(span))


def _said(span: Span) -> str:
    return f"{span.error.type if span.error else 'an error'} in {span.function}"


def _note_transitions(left: Left, transitions: Iterable[Transition]) -> None:
    for each in transitions:
        if each.enters and each.state:
            left.states.setdefault(each.machine, []).append(each.state)
        elif each.type.startswith("Execution") and each.error:
            left.failed[each.machine] = each.error.type
        if each.function:
            left.asked[each.machine].add(each.function)
            left.asked_in[each.state or ""] = left.asked_last[each.machine] = each.function


def _facts(deployment: Deployment, orders: Sequence[Lone]) -> dict[str, list[tuple[str, Fact]]]:
    seeded = {(service, item["pk"]): item for service, item in seed_items(world_of(orders))}
    marks = {each.mark: each for each in orders}
    countries = {each.country: each for each in orders}
    blanks = {blank(each.order_id): each for each in orders}
    named = re.compile(rf"{re.escape(orders[0].mark[:-4])}\d{{4}}(?=-)")
    found: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for service in _keepers(deployment):
        for item in all_items(deployment, service):
            mark = named.search(json.dumps(item, default=str))
            _, _, name = item["pk"].partition("#")
            of = marks.get(mark[0]) if mark else countries.get(name) or blanks.get(name)
            before: Mapping[str, Any] = seeded.get((service, item["pk"]), {})
            if of:
                own = [(service, fact) for fact in _said_by(item, before, of)]
                found[of.order_id] += own
    return found


def _keepers(deployment: Deployment) -> list[str]:
    """Services that have a table of their own."""
    services = {each.service for each in deployment.functions.values()}
    return sorted(x for x in services if f"{x.capitalize()}Table" in deployment.resources)


def _said_by(item: Item, before: Mapping[str, Any], of: Lone) -> Iterator[Fact]:
    """What an item says beyond what it said before, as it would of any order."""
    for name, value in item.items():
        if name != "pk" and before.get(name) != value:
            told = json.dumps("§" if value == of.country else value, sort_keys=True, default=str)
            key = item["pk"].replace(of.mark, "§").replace(blank(of.order_id), "a blank")
            key = "carrier" if key.endswith(f"#{of.country}") else key
            yield key, name, told.replace(of.mark, "§")
