"""Resources of types that nobody reads: named, and drawn where they touch what is read."""

from collections.abc import Iterable, Iterator

from analysis.extract.kinds import KINDS, STANDS_FOR
from analysis.extract.policies.grants import ROLE_AT
from analysis.extract.reading import Reading
from analysis.extract.resources import READERS
from analysis.graph.kinds import with_trait
from analysis.source.document import at
from analysis.source.entries import Entry, Unread
from analysis.source.resource import Resource
from analysis.source.values import as_text, referred
from analysis.walking import grouped
from analysis.wording import some

_JOINING = """
    ApiGateway::Authorizer ApiGatewayV2::Authorizer AppSync::FunctionConfiguration CDK::Metadata
    CloudFormation::Stack EC2::LaunchTemplate ElasticLoadBalancingV2::TargetGroup
    Events::Connection Events::EventBusPolicy EventsV2::ResourcePolicy
    IAM::GroupPolicy IAM::InstanceProfile
    IAM::ManagedPolicy IAM::Policy IAM::Role IAM::RolePolicy IAM::UserPolicy
    Lambda::EventInvokeConfig Lambda::LayerVersion Lambda::Permission Logs::LogGroup
    S3::BucketPolicy SNS::TopicPolicy SQS::QueueInlinePolicy SQS::QueuePolicy SSM::Parameter
    Serverless::Application
"""  # who may do what, and where code and values are: read with others
_SUPPORTING = """
    ACMPCA ApplicationAutoScaling AutoScaling Backup Budgets CertificateManager CloudTrail EC2 ECR
    FMS GuardDuty IAM Inspector InspectorV2 KMS Logs NetworkFirewall Oam ResourceGroups Route53
    Route53Resolver SSM SecurityHub ServiceDiscovery Shield Synthetics WAF WAFv2 XRay
"""  # networks, keys, names, logs: they pass no message, so they are named, not drawn
_READ = {*KINDS, *STANDS_FOR, *READERS, *(f"AWS::{each}" for each in _JOINING.split()), ""}
_AROUND = tuple(f"AWS::{each}::" for each in _SUPPORTING.split())
_RUNNING = with_trait("runs code")
_MOST_NAMED = 4


def read_unread(reading: Reading) -> Iterator[str]:
    """Add what nobody read and what it touches; a sentence for each type says what it was."""
    telling = {each.publisher for each in reading.emissions}
    resources = reading.system.resources.values()
    unread = [each for each in resources if each.type not in _READ and each.id not in telling]
    mentions = grouped(
        (mentioned, each)
        for each in resources
        for mentioned in sorted({*referred(each.properties)})
    )
    for kind, several in sorted(grouped((each.type, each) for each in unread).items()):
        if not kind.startswith(_AROUND):
            for each in several:
                _touching(each, mentions[each.id], reading)
        yield _sentence(kind, several)
    yield from _code(reading)


def _code(reading: Reading) -> Iterator[str]:
    """A sentence for each reason why code is not read, or not whole; its functions bear it too."""
    unread = [
        resource
        for node in reading.nodes
        if node.kind in _RUNNING and "code" not in node.attributes
        if (resource := reading.system.get(node.id)) and resource.type in ROLE_AT
    ]
    for each in unread:
        reading.node(each.id, "", attributes={"code": "not read"})
    runtimes = grouped((as_text(each.properties.get("Runtime")), each) for each in unread)
    for runtime, found in sorted(runtimes.items()):
        ours = runtime.startswith("python") or not runtime
        silent = [each for each in found if not isinstance(reading.system.entry(each), Unread)]
        if silent:
            what = "code that is not at hand" if ours else f"code in {runtime}"
            yield _sentence(what, silent)
    for resource in reading.system.of("AWS::Lambda::Function"):
        start = reading.system.entry(resource)
        if isinstance(start, Entry) and start.assumed:
            why = f"which alone its handler fits ({at(resource.properties, 'Handler').place})"
            yield f"assumed: the code of {resource.id} is {start.module.shown}, {why}"
    for (reason, place), ids in reading.gaps.items():
        names = some(ids, _MOST_NAMED)
        yield f"not read whole: {names} ({reason}; {place.place})"


def _touching(resource: Resource, mentioned_by: Iterable[Resource], reading: Reading) -> None:
    """An edge to each part that it mentions, and from each that mentions it."""
    others = sorted({*referred(resource.properties)})
    ends = [(resource.id, each) for each in others if reading.found(each)]
    ends += [(each.id, resource.id) for each in mentioned_by if reading.found(each.id)]
    if ends:
        reading.show(resource, attributes={"unread": True})
    for source, target in ends:
        reading.edge(source, target, "refers", resource.at)


def _sentence(kind: str, resources: list[Resource]) -> str:
    names = some([each.id for each in resources], _MOST_NAMED)
    return f"not read: {kind} ({names}; {resources[0].at.place})"
