"""The rules there are: what each takes, and where a system breaks it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from analysis.dependency.model import LAYERS
from analysis.difference import Version, difference
from analysis.difference.contracts import readers
from analysis.difference.version import unit_arrows
from analysis.graph import Evidence
from analysis.prediction import OPERATORS
from analysis.prediction import CannotApply as NoSuchPlace
from analysis.prediction.lookup import World
from analysis.prediction.predicting import applicable_in, predict_in
from analysis.records import dataclass
from analysis.refusals import Refused
from analysis.walking import beyond, grouped
from analysis.wording import listed, offered, some

_UNITS_SHOWN = 8


class NotAsked(Exception):
    """A rule says nothing of this system; the text says why."""


class BadRule(Refused):
    """A rule in `ripple.toml` cannot be used; the text names it and the remedy."""


@dataclass(frozen=True)
class Breach:
    """One place at which a rule is broken: what it is about, in words, and where it shows.

    ``key`` is the same in another version where the breach is the same; of a larger ``size``, it
    is worse.
    """

    key: str
    says: str
    at: Evidence | None = None
    size: int = 0


@dataclass(frozen=True)
class Sides:
    """What a rule is judged by: the system, what it was before (None: nothing is asked of that)."""

    after: Version
    before: Version | None = None


Judge = Callable[[Sides, Mapping[str, Any]], Iterable[Breach]]


@dataclass(frozen=True)
class GateRule:
    """A kind of rule: its name, what a user must and may give, and how it is judged."""

    name: str
    says: str
    judge: Judge
    needs: Mapping[str, type] = field(default_factory=dict)
    takes: Mapping[str, type] = field(default_factory=dict)

    def refuse_others(self, given: Mapping[str, Any]) -> None:
        """Refuse what the rule does not take, or has not been given; raises BadRule."""
        known = {**self.needs, **self.takes, "rule": str, "name": str, "why": str}
        for key, value in given.items():
            if key not in known:
                raise BadRule(f"the rule {self.name} takes no {key!r}: {offered(key, known)}")
            if not isinstance(value, known[key]) or isinstance(value, bool) != (known[key] is bool):
                raise BadRule(f"{key} of the rule {self.name} is no {_TYPES[known[key]]}.")
        missing = [key for key in self.needs if key not in given]
        if missing:
            raise BadRule(f"the rule {self.name} needs {listed(missing)}.")


_TYPES = {str: "text", list: "list", int: "number", bool: "true or false"}


def _units(given: Any, read: Version, key: str) -> list[str]:
    """The units that a rule names, each of which must be there."""
    units = [each for each in given if isinstance(each, str)]
    if len(units) != len(given) or not units:
        raise BadRule(f"{key} names services in texts; write a list of them.")
    unknown = [each for each in units if each not in read.units]
    if unknown:
        raise NotAsked(f"there is no service {', '.join(unknown)}")
    return units


def _layer(given: Mapping[str, Any]) -> list[str]:
    layer = given.get("on", "")
    if layer and layer not in LAYERS:
        raise BadRule(f"there is no layer {layer!r}: {offered(layer, LAYERS)}")
    return [layer] if layer else [each for each in LAYERS if each != "deployment"]


def _between(
    sides: Sides, given: Mapping[str, Any], wrong: Callable[[str, str], bool]
) -> Iterator[Breach]:
    for layer in _layer(given):
        for (one, other), edge in sorted(unit_arrows(sides.after, layer).items()):
            if wrong(one, other):
                at = edge.evidence[0] if edge.evidence else None
                says = f"{one} depends on {other} on the {layer} layer: {edge.reason or edge}"
                yield Breach(f"{one} → {other} ({layer})", says, at)


def _layers(sides: Sides, given: Mapping[str, Any]) -> Iterator[Breach]:
    rank: dict[str, int] = {}
    for number, level in enumerate(given["layers"]):
        names = level if isinstance(level, list) else [level]
        rank.update(dict.fromkeys(_units(names, sides.after, "layers"), number))
    return _between(
        sides, given, lambda one, other: one in rank and other in rank and rank[one] > rank[other]
    )


def _independence(sides: Sides, given: Mapping[str, Any]) -> Iterator[Breach]:
    units = {*_units(given["services"], sides.after, "services")}
    return _between(sides, given, lambda one, other: one in units and other in units)


def _forbidden(sides: Sides, given: Mapping[str, Any]) -> Iterator[Breach]:
    start = {*_units(given["from"], sides.after, "from")}
    end = {*_units(given["to"], sides.after, "to")}
    return _between(sides, given, lambda one, other: one in start and other in end)


def _acyclic(sides: Sides, given: Mapping[str, Any]) -> Iterator[Breach]:
    for layer in _layer(given):
        arrows = unit_arrows(sides.after, layer)
        onward = grouped(arrows)
        for round_ in _circles({one: set(others) for one, others in onward.items()}):
            inside = [arrows[pair] for pair in sorted(arrows) if {*pair} <= {*round_}]
            at = next((edge.evidence[0] for edge in inside if edge.evidence), None)
            says = f"{listed(round_)} depend on one another on the {layer} layer"
            yield Breach(f"{', '.join(round_)} ({layer})", says, at)


def _circles(onward: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of which each depends on each, sorted."""
    reach = {each: beyond(each, lambda here: onward.get(here, ())) for each in onward}
    groups = {
        tuple(sorted(other for other in reach[each] if each in reach.get(other, ())))
        for each in onward
        if each in reach[each]
    }
    return [list(each) for each in sorted(groups)]


def _ripple(sides: Sides, given: Mapping[str, Any]) -> Iterator[Breach]:
    operator, most = given["operator"], given["most"]
    if operator not in OPERATORS:
        raise BadRule(f"there is no operator {operator!r}: {offered(operator, OPERATORS)}")
    world = World(sides.after.dependencies)
    asked = [each for each in applicable_in(world) if each.operator == operator]
    if not asked:
        raise NotAsked(f"there is no place for {operator}")
    for change in asked:
        try:
            units = predict_in(world, change).existing
        except NoSuchPlace:
            continue
        if len(units) > most:
            says = f"{change} would touch {len(units)} services ({some(units, _UNITS_SHOWN)})"
            yield Breach(str(change), f"{says}, and {most} are allowed", size=len(units))


def _resolved(sides: Sides, given: Mapping[str, Any]) -> Iterator[Breach]:
    nodes = sorted(sides.after.dependencies.flow.unresolved, key=lambda each: each.id)
    if len(nodes) > given.get("most", 0):
        for node in nodes:
            at = node.evidence[0] if node.evidence else None
            yield Breach(node.id, f"{node.id.removeprefix('unresolved:')}: {node.reason}", at)


def _dead_letters(sides: Sides, _: Mapping[str, Any]) -> Iterator[Breach]:
    graph = sides.after.dependencies.flow
    queues = [each for each in graph.nodes if each.kind == "queue" and not each.outside]
    if not queues:
        raise NotAsked("there is no queue")
    has = {edge.source for edge in graph.flow if edge.relation == "redrives"}
    takes = {edge.target for edge in graph.flow if edge.relation == "redrives"}
    fed = {edge.source for edge in graph.flow if edge.relation == "triggers" and not edge.off}
    for node in sorted(queues, key=lambda each: each.id):
        if node.id in fed and node.id not in has | takes:
            at = node.evidence[0] if node.evidence else None
            yield Breach(node.id, f"the queue {node.id} has no dead-letter queue", at)


def _events(sides: Sides, _: Mapping[str, Any]) -> Iterator[Breach]:
    dependencies = sides.after.dependencies
    events = [x for x in dependencies.facts.contracts if x.kind not in ("request", "response")]
    if not events:
        raise NotAsked("no event has a type that is known")
    heard = readers(dependencies)
    reached = {edge.source for edge in dependencies.flow.contracts if edge.relation == "reaches"}
    for event in events:
        at = next((x for field in event.fields or () for x in field.evidence), None)
        if not event.owners:
            yield Breach(f"{event.id}: owner", f"nobody is known who says {event.id}", at)
        if event.id not in reached and not heard.get(event.id):
            yield Breach(f"{event.id}: reader", f"nobody hears {event.id}", at)


def _fields(sides: Sides, _: Mapping[str, Any]) -> Iterator[Breach]:
    if sides.before is None:
        raise NotAsked("it is about a change: give --base")
    found = difference(sides.before, sides.after)
    reads = readers(sides.after.dependencies)
    for change in found.contracts:
        gone = {*change.fields_removed, *change.retyped}
        for component, fields in sorted(reads.get(change.id, {}).items()):
            left = sorted(x for x in fields if any(x == y or x.startswith(f"{y}.") for y in gone))
            for each in left:
                unit = sides.after.unit(component)
                says = (
                    f"{unit} ({component}) still reads {each} of {change.id}, which has it no more"
                )
                yield Breach(f"{component} reads {change.id}.{each}", says)


RULES: Mapping[str, GateRule] = {
    each.name: each
    for each in (
        GateRule("layers", "who is further down never depends on who is further up", _layers,
             {"layers": list}, {"on": str}),
        GateRule("independence", "none of these depends on another of them", _independence,
             {"services": list}, {"on": str}),
        GateRule("forbidden", "these never depend on those", _forbidden,
             {"from": list, "to": list}, {"on": str}),
        GateRule("acyclic", "nobody depends on whoever depends on them", _acyclic, {}, {"on": str}),
        GateRule("ripple", "no change of this kind touches more services, wherever it is made",
                 _ripple, {"operator": str, "most": int}),
        GateRule("resolved", "no more than so many things are not resolved", _resolved, {},
             {"most": int}),
        GateRule("dead-letters", "every queue that feeds anybody has a dead-letter queue",
             _dead_letters),
        GateRule("events", "every event has somebody who says it, and somebody who hears it",
                 _events),
        GateRule("fields", "nobody reads a field that the change took away, or gave another shape",
             _fields),
    )
}  # fmt: skip
"""All rules by name."""


def rules_of(written: Sequence[Mapping[str, Any]]) -> Iterator[tuple[GateRule, Mapping[str, Any]]]:
    """The rules as written, each with what is given to it; raises BadRule."""
    for given in written:
        name = given.get("rule")
        if not isinstance(name, str) or name not in RULES:
            raise BadRule(f"there is no rule {name!r}: {offered(name, RULES)}")
        RULES[name].refuse_others(given)
        yield RULES[name], given
