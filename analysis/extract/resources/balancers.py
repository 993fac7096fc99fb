"""Load balancers: what they forward requests to."""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.passing import act_on
from analysis.extract.resources.shapes import Found, found, references, text
from analysis.source.kept import Kept
from analysis.source.resource import Resource
from analysis.source.system import System

_LISTENERS = (
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::VpcLattice::Listener",
    "AWS::VpcLattice::Rule",
)
_FRONTS = ("LoadBalancerArn", "ServiceIdentifier")
_ACTIONS = ("DefaultActions", "Actions", "DefaultAction", "Action")
_FORWARDS = (
    ("TargetGroupArn",),
    ("ForwardConfig", "TargetGroups", "TargetGroupArn"),
    ("Forward", "TargetGroups", "TargetGroupIdentifier"),
)

_fronts: Kept[Mapping[str, list[Found]]] = Kept()


def read_target_group(resource: Resource, reading: Reading) -> None:
    """The functions and machines to which load balancers forward requests."""
    named = text(resource.properties, "TargetType") or text(resource.properties, "Type")
    kind = "function" if named.lower() == "lambda" else "container"
    targets = [
        (value, where)
        for value, where in found(resource.properties, "Targets", "Id")
        if kind == "function" or references(value)
    ]
    for balancer in _balancers(reading, resource.id):
        act_on(reading, balancer, targets, kind)


def read_service(resource: Resource, reading: Reading) -> None:
    """The containers of an ECS service behind a load balancer."""
    tasks = found(resource.properties, "TaskDefinition")
    for value, _ in found(resource.properties, "LoadBalancers", "TargetGroupArn"):
        for group in references(value):
            for balancer in _balancers(reading, group.resource):
                act_on(reading, balancer, tasks, "container")


def _balancers(reading: Reading, group: str) -> Iterator[str]:
    if reading.system not in _fronts:
        _fronts[reading.system] = _forwarding(reading.system)
    for value, where in _fronts[reading.system].get(group, ()):
        yield from reading.ends(value, "api", where, group)


def _forwarding(system: System) -> Mapping[str, list[Found]]:
    """The load balancers in front of each target group, by listeners and their rules."""
    fronts: dict[str, list[Found]] = {}
    for listener in system.of(*_LISTENERS):
        written = listener.properties
        front = _front(written) or _of_listener(system, listener)
        for key in _ACTIONS:
            for path in _FORWARDS:
                for value, _ in found(written, key, *path):
                    for group in references(value):
                        fronts.setdefault(group.resource, []).extend(
                            each for each in front if each not in fronts.get(group.resource, ())
                        )
    return fronts


def _front(listener: Any) -> list[Found]:
    return [each for key in _FRONTS for each in found(listener, key)]


def _of_listener(system: System, rule: Resource) -> list[Found]:
    """The load balancers of a rule's listener; one that was not read is known by its ARN."""
    named = found(rule.properties, "ListenerArn")
    listeners = (
        system.get(reference.resource) for value, _ in named for reference in references(value)
    )
    known = [each for listener in listeners if listener for each in _front(listener.properties)]
    return known + [each for each in named if not references(each[0])]


READERS = {
    "AWS::ECS::Service": read_service,
    "AWS::ElasticLoadBalancingV2::TargetGroup": read_target_group,
    "AWS::VpcLattice::TargetGroup": read_target_group,
}
