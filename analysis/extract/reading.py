"""The graph while it is read: every reader adds to it, and finds in it what values designate."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from analysis.extract.ends import Ends, Outside
from analysis.extract.events import Alteration, Emission, Subscription
from analysis.extract.events.documents import Path
from analysis.graph import CERTAINTIES, Edge, Evidence, Node
from analysis.graph.model import EdgeKey
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import NoValue, Unknown, shown

_LONGEST_REASON = 300  # characters
_MOST_EVIDENCE = 12  # places that one edge shows


class Reading:
    """Nodes and edges as they are found; an edge found twice is one, with both its places."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.emissions: list[Emission] = []
        self.subscriptions: list[Subscription] = []
        self.mappings: dict[EdgeKey, dict[Path, Evidence]] = {}
        self.alterations: dict[EdgeKey, list[Alteration | None]] = {}
        self.gaps: dict[tuple[str, Evidence], list[str]] = {}
        """Why and where code is not read whole, and whose."""
        self._ends = Ends(system)
        self._nodes: dict[str, Node] = {}
        self._unresolved: dict[str, dict[str, str]] = {}
        self._edges: dict[EdgeKey, Edge] = {}
        self._wired: Counter[EdgeKey] = Counter()
        self._off: Counter[EdgeKey] = Counter()

    # what has been found

    def kind_of(self, node_id: str) -> str:
        """The kind of a node, "" if there is none of that id."""
        node = self._nodes.get(node_id)
        return node.kind if node else ""

    def found(self, node_id: str) -> Node | None:
        """The node of that id."""
        return self._nodes.get(node_id)

    def has_edge(self, source: str, target: str, relation: str) -> bool:
        """Whether there is such an edge."""
        return (source, target, relation) in self._edges

    @property
    def nodes(self) -> Sequence[Node]:
        """Every node found so far, in the order of finding."""
        return list(self._nodes.values())

    @property
    def edges(self) -> Sequence[Edge]:
        """Every edge found so far, in the order of finding."""
        return list(self._edges.values())

    # finding

    def node(self, node_id: str, kind: str, **fields: Any) -> None:
        """Add a node, or to it: attributes are put together, other fields fill what is empty."""
        known = self._nodes.get(node_id)
        if known is None:
            self._nodes[node_id] = Node(node_id, kind, **({"name": node_id} | fields))
            return
        attributes = dict(known.attributes) | dict(fields.pop("attributes", {}))
        empty = {key: value for key, value in fields.items() if not getattr(known, key)}
        self._nodes[node_id] = replace(known, attributes=attributes, **empty)

    def edge(
        self,
        source: str,
        target: str,
        relation: str,
        at: Evidence | Sequence[Evidence],
        *,
        certainty: str = "declared",
        label: str = "",
    ) -> EdgeKey:
        """Add an edge, or its evidence to the one there is; the firmer certainty stays."""
        key = (source, target, relation)
        known = self._edges.get(key) or Edge(*key, certainty)
        places = dict.fromkeys((at,) if isinstance(at, Evidence) else at)
        new = tuple(place for place in places if place not in known.evidence)
        evidence = (*known.evidence, *new)
        if CERTAINTIES.index(certainty) < CERTAINTIES.index(known.certainty):
            evidence = (*new, *known.evidence)  # what proves it is shown first
            known = replace(known, certainty=certainty)
        if certainty == CERTAINTIES[0]:
            self._wired[key] += 1
            known = replace(known, off="")  # until this wiring is said to be off as well
        if label and label not in known.label.split(", "):
            known = replace(known, label=f"{known.label}, {label}" if known.label else label)
        self._edges[key] = replace(known, evidence=evidence[:_MOST_EVIDENCE])
        return key

    def switch_off(self, keys: Iterable[EdgeKey], why: str) -> None:
        """Nothing passes over these edges, if all of their wiring is off; "" changes nothing."""
        for key in keys if why else ():
            self._off[key] += 1
            if self._off[key] == self._wired[key]:
                self._edges[key] = replace(self._edges[key], off=why)

    def fill_in(self, keys: Iterable[EdgeKey], written: Iterable[tuple[Path, Evidence]]) -> None:
        """A template writes these fields of what is asked over these edges."""
        fields = dict(written)
        for key in keys if fields else ():
            self.mappings.setdefault(key, {}).update(fields)

    def alter(self, keys: Iterable[EdgeKey], alteration: Alteration | None) -> None:
        """What is handed on over these edges becomes something else; None if it stays as it is."""
        for key in keys:
            self.alterations.setdefault(key, []).append(alteration)

    def ends(self, value: Any, kind: str, at: Evidence, owner: str) -> tuple[str, ...]:
        """The ids of what a value designates; nodes are made for what is outside or unknown.

        ``kind`` is what is expected where the value itself does not say it; ``owner`` is the node
        in whose name an unresolved one is made.
        """
        found: list[str] = []
        for end in self._ends.of(value, kind):
            if isinstance(end, Outside):
                found.append(self.outside(end.kind, end.name, at))
            elif isinstance(end, NoValue):
                found.append(self.unresolved("", end.fragment, end.reason, at))
            elif isinstance(end, Unknown):
                fragment = end.fragment or shown(value)
                found.append(self.unresolved(owner, _slug(fragment) or kind, end.reason, at))
            else:
                if end not in self._nodes and (resource := self.system.get(end)):
                    self.show(resource)
                found.append(end)
        return tuple(dict.fromkeys(found))

    def designated(self, value: Any, kind: str) -> str:
        """The id of the one thing that a value designates, "" if that is not known; makes none."""
        first, *more = [*self._ends.of(value, kind)] or [Unknown("")]
        if more or isinstance(first, Unknown):
            return ""
        return _outside(first.kind, first.name) if isinstance(first, Outside) else first

    def outside(self, kind: str, name: str, at: Evidence) -> str:
        """The id of something that none of the templates declares."""
        node_id = _outside(kind, name)
        self.node(node_id, kind, name=name, outside=True, evidence=(at,))
        return node_id

    def unresolved(self, owner: str, what: str, reason: str, at: Evidence) -> str:
        """The id of something that could not be found out; without ``owner``, of one for all."""
        if len(reason) > _LONGEST_REASON:
            reason = f"{reason[:_LONGEST_REASON]}…"
        first = f"unresolved:{owner}/{what}" if owner else f"unresolved:{what}"
        known = self._unresolved.setdefault(first, {})
        count = len(known)
        node_id = known.setdefault(reason, f"{first}-{count + 1}" if count else first)
        self.node(node_id, "unresolved", name=what, reason=reason, evidence=(at,))
        return node_id

    def show(self, resource: Resource, kind: str = "resource", **fields: Any) -> None:
        """A resource is a node: by its kind, or once an edge ends in it."""
        stack = resource.stack if len(self.system.stacks) > 1 else ""
        shown_as = {"name": resource.logical_id, "type": resource.type, "stack": stack}
        self.node(resource.id, kind, evidence=(resource.at,), **(shown_as | fields))


def _outside(kind: str, name: str) -> str:
    return f"ext:{_slug(kind)}/{_slug(name)}"


def _slug(text: str) -> str:
    """The text as a part of an id: no blanks, no line breaks, not endless."""
    return "-".join(text.split())[:120]
