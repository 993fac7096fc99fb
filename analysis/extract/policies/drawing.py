"""From what an actor is allowed, by role or by SAM's connectors, to what it is drawn as doing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from analysis.extract.kinds import KINDS
from analysis.extract.policies.grants import Roles, environment, grants_by_role
from analysis.extract.policies.held import Permitted
from analysis.extract.policies.statements import SERVICES, Grant
from analysis.extract.policies.targets import Meant, Targets, rendered
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.graph.kinds import with_trait
from analysis.records import dataclass
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.resource import Resource
from analysis.source.values import Reference, alternatives, as_text, referred

_VERBS = {"reads": "read", "writes": "write", "publishes": "publish on", "invokes": "invoke"}
_LISTS = frozenset({"listbucket", "listbucketversions", "listobjectsv2"})
_STAGING = ":::cdk-"  # the bucket from which CDK deploys is no part of the system
CONNECTOR = "Ripple::Connector"
_ACTORS = with_trait("runs code")
_KINDS = KINDS | {
    "AWS::Serverless::SimpleTable": "table",
    "AWS::Serverless::Function": "function",
    "AWS::Serverless::StateMachine": "state machine",
}
_RELATIONS: Mapping[tuple[str, str], str] = {
    ("table", "Read"): "reads",
    ("table", "Write"): "writes",
    ("bucket", "Read"): "reads",
    ("bucket", "Write"): "writes",
    ("queue", "Write"): "publishes",
    ("topic", "Write"): "publishes",
    ("bus", "Write"): "publishes",
    ("function", "Write"): "invokes",
    ("state machine", "Write"): "invokes",
}
"""By kind of destination and permission, as in samtranslator's connector profiles."""


@dataclass(eq=False)
class Allowed:
    """What is allowed so far: the actions, and where that is written."""

    actions: set[str] = field(default_factory=set)
    at: dict[Evidence, None] = field(default_factory=dict)

    def add(self, grant: Grant) -> None:
        """Allow what a grant allows."""
        self.actions |= grant.actions
        self.at.update(dict.fromkeys(grant.at))


class PolicyDrawing:
    """Draws the edges of one actor after the other; ``sharing`` has those with the same role."""

    def __init__(
        self, permitted: Permitted, targets: Targets, sharing: Mapping[str, Sequence[str]]
    ) -> None:
        self.permitted = permitted
        self.reading = reading = permitted.reading
        self.targets = targets
        self._sharing = sharing
        self._named: dict[str, frozenset[str]] = {}
        edges = reading.edges
        self._redrives = {(e.source, e.target) for e in edges if e.relation == "redrives"}
        self._starts = {(e.source, e.target) for e in edges if e.relation == "triggers"}
        self._knows = {(e.source, e.relation, reading.kind_of(e.target)) for e in edges}

    def draw(self, actor: str, grants: Iterable[Grant]) -> None:
        """Add an edge for each resource and relation that the grants come to.

        Where they name no resource, those that the actor's environment names are meant; where
        there are none either, what it may do is unresolved.
        """
        allowed: dict[tuple[str, str, str], Allowed] = {}
        wide: dict[str, dict[str, Allowed]] = {}
        denied = [grant for grant in grants if grant.denies]
        own = self._own(actor)
        for grant in grants:
            if grant.denies or grant.relation == "calls_back":
                continue
            target = self.targets.of(grant.service, grant.resource)
            found = self._meant(actor, grant, target, own)
            for each in found:
                allowed.setdefault((grant.service, grant.relation, each), Allowed()).add(grant)
            if target.every and not found:
                by_relation = wide.setdefault(grant.service, {})
                by_relation.setdefault(grant.relation, Allowed()).add(grant)
        for (service, relation, target_id), what in allowed.items():
            left = what.actions - self._denied(service, target_id, denied)
            if (service, "writes", target_id) in allowed and relation == "reads":
                left -= _LISTS  # who writes asks for the list only to be told what is missing
            if left:
                self._edge(actor, target_id, relation, what)
        for service, relations in wide.items():
            self._wide(actor, service, relations)

    def _meant(
        self, actor: str, grant: Grant, target: Meant, own: frozenset[str]
    ) -> tuple[str, ...]:
        kind = SERVICES[grant.service].kind
        if target.named is not None:
            if _STAGING in rendered(target.named):
                return ()
            return self._ends(target.named, kind, grant, actor)
        if target.every:
            fitting = [each for each in sorted(own) if self.targets.fits(grant.service, each)]
            return self._nodes(fitting, kind, grant, actor)
        ids: Iterable[str] = target.ids
        if target.narrow:
            ids = [each for each in target.ids if each in own] or target.ids
            ids = [each for each in ids if each != actor]
        return self._nodes(ids, kind, grant, actor)

    def _nodes(self, ids: Iterable[str], kind: str, grant: Grant, actor: str) -> tuple[str, ...]:
        """The nodes of resources; an alias or a version stands for its function."""
        found: dict[str, None] = {}
        for each in ids:
            if self.reading.kind_of(each) == kind:
                found[each] = None
            elif not self.reading.kind_of(each):
                found.update(dict.fromkeys(self._ends(Reference(each), kind, grant, actor)))
        return tuple(found)

    def _ends(self, value: Any, kind: str, grant: Grant, actor: str) -> tuple[str, ...]:
        """What a value designates; nothing is made for an actor whose code tells what it does."""
        if self.permitted.tells(actor, kind, grant.relation):
            known = self.reading.designated(value, kind)
            return (known,) if known else ()
        return self.reading.ends(value, kind, grant.at[-1], actor)

    def _own(self, actor: str) -> frozenset[str]:
        """What the actor's environment names."""
        if actor not in self._named:
            self._named[actor] = self._environment(actor)
        return self._named[actor]

    def _environment(self, actor: str) -> frozenset[str]:
        resource = self.reading.system.get(actor)
        values = list(environment(resource).values()) if resource else []
        texts = (each for value in values for each in alternatives(value) if isinstance(each, str))
        by_name = (known for text in texts for known in self.targets.called(text))
        return frozenset((*referred(values), *by_name))

    def _denied(self, service: str, target_id: str, denied: list[Grant]) -> set[str]:
        actions: set[str] = set()
        for grant in denied:
            if grant.service == service:
                target = self.targets.of(service, grant.resource)
                if target.every or target_id in target.ids:
                    actions |= grant.actions
        return actions

    def _edge(self, actor: str, target: str, relation: str, allowed: Allowed) -> None:
        """An edge, unless the permission only serves the actor's own dead-letter queue."""
        if (actor, target) not in self._redrives and not self._others(actor, target, relation):
            self.permitted.draw(actor, target, relation, tuple(allowed.at))

    def _others(self, actor: str, target: str, relation: str) -> bool:
        """Whether the permission is there for others with whom the actor shares its role.

        It is where the target starts this one, which hears what another says; and where the
        environments of others name the target, and this one's does not.
        """
        others = self._sharing.get(actor, ())
        if others and relation == "publishes" and (target, actor) in self._starts:
            return True
        return target not in self._own(actor) and any(target in self._own(each) for each in others)

    def _wide(self, actor: str, service: str, relations: dict[str, Allowed]) -> None:
        kind = SERVICES[service].kind
        left = [
            each
            for each in sorted(relations)
            if (actor, each, kind) not in self._knows
            and not self.permitted.tells(actor, kind, each)
        ]
        verbs = [_VERBS[each] for each in left]
        if verbs:
            place = next(iter(next(iter(relations.values())).at))
            reason = f"may {' and '.join(verbs)} any {kind}: its policy names none"
            self.reading.unresolved(actor, service, reason, place)


def draw_connectors(permitted: Permitted) -> None:
    """Add an edge for each permission that a connector gives a function.

    Connectors of rules, topics, APIs and state machines only permit what is drawn elsewhere.
    """
    reading = permitted.reading
    for connector in reading.system.of(CONNECTOR):
        properties = connector.properties
        for source in _ends(reading, as_block(properties.get("Source")), connector.id):
            if reading.kind_of(source) in _ACTORS:
                for destination in as_items(properties.get("Destinations")):
                    _draw(permitted, source, as_block(destination), connector)


def _draw(permitted: Permitted, source: str, destination: Block, connector: Resource) -> None:
    properties, reading = connector.properties, permitted.reading
    places = (at(properties, "Permissions"), at(destination, "Ref"))
    for target in _ends(reading, destination, connector.id):
        for permission in as_items(properties.get("Permissions")):
            relation = _RELATIONS.get((reading.kind_of(target), as_text(permission)))
            if relation:
                permitted.draw(source, target, relation, places)


def _ends(reading: Reading, end: Block, owner: str) -> Iterator[str]:
    if "Ref" in end:
        kind = _KINDS.get(as_text(end.get("Type")), "resource")
        yield from reading.ends(end["Ref"], kind, at(end, "Ref"), owner)


def draw_credentials(reading: Reading) -> None:
    """Add, as inferred, the only resource that an API's role lets it do this to.

    Only for a relation of which the API has an unresolved end: where its integrations name their
    targets, its role adds nothing.
    """
    open_ends = {
        (edge.source, edge.relation)
        for edge in reading.edges
        if reading.kind_of(edge.target) == "unresolved" and reading.kind_of(edge.source) == "api"
    }
    if not open_ends:
        return
    roles, targets = Roles(reading.system), Targets(reading.system)
    by_role = grants_by_role(reading.system, roles)
    granted: dict[tuple[str, str], dict[str, Grant]] = {}
    for method in reading.system.of("AWS::ApiGateway::Method"):
        credentials = as_block(method.properties.get("Integration")).get("Credentials")
        grants = [each for role in roles.named(credentials) for each in by_role.get(role, ())]
        for api in reading.ends(Reference(method.id), "api", method.at, method.id):
            for grant in grants:
                if (api, grant.relation) in open_ends and not grant.denies:
                    ids = targets.of(grant.service, grant.resource).ids
                    granted.setdefault((api, grant.relation), {}).update(dict.fromkeys(ids, grant))
    for (api, relation), permitted in granted.items():
        if len(permitted) == 1:
            [(target, grant)] = permitted.items()
            reading.edge(api, target, relation, grant.at, certainty="inferred")
