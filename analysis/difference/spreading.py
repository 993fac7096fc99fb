"""Whose a resource is that no tag gives to anybody: theirs for whom alone it works.

A label (a unit, or a component) spreads from where it is known along references, in this order:
a subscription, a policy or a permission is theirs at whose end it stands; a queue or a rule is
whom it feeds; anything else is theirs who alone names it (a role, a dead-letter queue), or else
theirs whom alone it names (an alarm). What would have two labels has none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from analysis.dependency.model import Dependencies
from analysis.dependency.parts import is_component
from analysis.extract.kinds import STANDS_FOR
from analysis.graph import Graph
from analysis.graph.views import owners as by_tags
from analysis.graph.waiting import ACTORS, Fed
from analysis.records import dataclass
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import referred

STANDS_AT: Mapping[str, tuple[str, ...]] = {
    "AWS::SNS::Subscription": ("Endpoint",),
    "AWS::SNS::TopicPolicy": ("Topics",),
    "AWS::SQS::QueuePolicy": ("Queues",),
    "AWS::SQS::QueueInlinePolicy": ("Queue",),
    "AWS::S3::BucketPolicy": ("Bucket",),
    "AWS::Lambda::Permission": ("FunctionName",),
    "AWS::Lambda::EventSourceMapping": ("FunctionName",),
    "AWS::Lambda::EventInvokeConfig": ("FunctionName",),
    "AWS::IAM::Policy": ("Roles",),
    "AWS::IAM::ManagedPolicy": ("Roles",),
    "AWS::IAM::RolePolicy": ("RoleName",),
    "AWS::IAM::InstanceProfile": ("Roles",),
    "AWS::Events::EventBusPolicy": ("EventBusName",),
    "AWS::Scheduler::Schedule": ("Target",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::Logs::SubscriptionFilter": ("LogGroupName",),
    "AWS::Logs::MetricFilter": ("LogGroupName",),
    **STANDS_FOR,
}
"""By type, the property that names at whose end it stands."""

_FEEDERS = ("queue", "rule", "schedule")


def unit_seeds(system: System, graph: Graph) -> dict[str, str]:
    """The unit of what is tagged; a component without tag is its own."""
    found = by_tags(graph)
    for resource in system.resources.values():
        if service := system.owner_of(resource)[0]:
            found[resource.id] = service
    for node in graph.nodes:
        if node.kind in ACTORS and node.kind != "state" and not node.outside:
            found.setdefault(node.id, node.id)
    return found


def component_seeds(dependencies: Dependencies) -> dict[str, str]:
    """Each component is its own."""
    return {each.id: each.id for each in dependencies.parts if is_component(each)}


def spread(system: System, graph: Graph, seeds: Mapping[str, str]) -> dict[str, str]:
    """The label of every resource that comes to have one, by its node's id, those seeded too."""
    return _Spreading(system, graph, dict(seeds)).done()


@dataclass
class _Spreading:
    """Labels while they spread; an empty one says that it would have two."""

    system: System
    graph: Graph
    found: dict[str, str]
    names: dict[str, set[str]] = field(default_factory=dict)
    ends: dict[str, set[str]] = field(default_factory=dict)
    named_by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.fed = Fed(self.graph)
        for id_, resource in self.system.resources.items():
            self.ends[id_] = {*self._ends_of(resource)} - {id_}
            self.names[id_] = {*self._known(referred(resource.properties))} - {id_}
            for other in self.names[id_]:
                self.named_by[other].add(id_)

    def done(self) -> dict[str, str]:
        ways = (self._its_end, self._whom_it_feeds, self._who_names_it, self._who_hooks_onto_it,
                self._whom_it_names)  # fmt: skip
        fresh = {"": ""}
        while fresh:
            fresh = next(filter(None, map(self._one_step, ways)), {})
            self.found |= fresh
        return {id_: label for id_, label in self.found.items() if label}

    def _one_step(self, way: Any) -> dict[str, str]:
        """The labels that one way gives at once to what has none."""
        given: dict[str, str] = {}
        for id_, resource in self.system.resources.items():
            if id_ in self.found or (self.ends[id_] and way != self._its_end):
                continue
            labels = {self.found[each] for each in way(resource) if each in self.found}
            if not self.ends[id_]:  # only what stands at nobody's end is nobody's for that
                labels -= {""}
            if labels:
                given[id_] = labels.pop() if len(labels) == 1 else ""
        return given

    def _ends_of(self, resource: Resource) -> Iterator[str]:
        for path in STANDS_AT.get(resource.type, ()):
            yield from self._known(referred(resource.properties.get(path.partition(".")[0])))

    def _its_end(self, resource: Resource) -> Iterable[str]:
        return self.ends[resource.id]

    def _whom_it_feeds(self, resource: Resource) -> Iterable[str]:
        node = self.graph.by_id.get(resource.id)
        return self.fed.by(resource.id) if node is not None and node.kind in _FEEDERS else ()

    def _who_names_it(self, resource: Resource) -> Iterable[str]:
        return (each for each in self.named_by[resource.id] if not self._hooks(each))

    def _who_hooks_onto_it(self, resource: Resource) -> Iterable[str]:
        return (each for each in self.named_by[resource.id] if self._hooks(each))

    def _whom_it_names(self, resource: Resource) -> Iterable[str]:
        return self.names[resource.id]

    def _hooks(self, id_: str) -> bool:
        return self.system.resources[id_].type in STANDS_AT

    def _known(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            if name in self.system.resources:
                yield name
            elif (made := self.system.names.get(name)) in self.system.resources:
                yield str(made)
            elif (whole := name.partition(".")[0]) in self.system.resources:
                yield whole
