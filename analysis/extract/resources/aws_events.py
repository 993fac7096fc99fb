"""What AWS itself says of resources on the default bus: it is published by the resource."""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.extract.events import Emission, Subscription
from analysis.extract.events.documents import Path
from analysis.extract.events.naming import sources_of, texts
from analysis.extract.kinds import kind_of
from analysis.extract.reading import Reading
from analysis.extract.resources.shapes import found, references
from analysis.graph.kinds import of_role
from analysis.records import dataclass
from analysis.source.names import parsed
from analysis.source.resource import Resource
from analysis.source.values import as_text

_DEFAULT_BUS = "ext:bus/default"
_BY_TRAIL = "AWS API Call via CloudTrail"
_ACT = of_role("component")


@dataclass(frozen=True, slots=True)
class Announcer:
    """Resources of a type, where an event names the one that it is of, and what it is called."""

    type: str
    path: Path
    detail_type: str
    name: str = "Name"


def _announcers() -> Iterator[tuple[str, Announcer]]:
    for line in _OF_AWS.strip().split("\n"):
        head, _, detail_type = line.partition(": ")
        source, type_, path, *name = head.split()
        yield (
            f"aws.{source}",
            Announcer(f"AWS::{type_}", ("detail", *path.split(".")), detail_type, *name),
        )


_OF_AWS = """
autoscaling AutoScaling::AutoScalingGroup AutoScalingGroupName AutoScalingGroupName: \
EC2 Instance Launch Successful
batch Batch::JobDefinition jobDefinition JobDefinitionName: Batch Job State Change
cloudwatch CloudWatch::Alarm alarmName AlarmName: CloudWatch Alarm State Change
codebuild CodeBuild::Project project-name: CodeBuild Build State Change
codecommit CodeCommit::Repository repositoryName RepositoryName: \
CodeCommit Repository State Change
codepipeline CodePipeline::Pipeline pipeline: CodePipeline Pipeline Execution State Change
ec2 EC2::Instance instance-id: EC2 Instance State-change Notification
ecr ECR::Repository repository-name RepositoryName: ECR Image Action
ecs ECS::TaskDefinition taskDefinitionArn Family: ECS Task State Change
emr EMR::Cluster clusterId: EMR Cluster State Change
glue Glue::Job jobName: Glue Job State Change
glue Glue::Crawler crawlerName: Glue Crawler State Change
rds RDS::DBInstance SourceIdentifier DBInstanceIdentifier: RDS DB Instance Event
rds RDS::DBCluster SourceIdentifier DBClusterIdentifier: RDS DB Cluster Event
s3 S3::Bucket bucket.name BucketName: Object Created
secretsmanager SecretsManager::Secret requestParameters.secretId: AWS API Call via CloudTrail
ssm SSM::Parameter name: Parameter Store Change
states StepFunctions::StateMachine stateMachineArn StateMachineName: \
Step Functions Execution Status Change
transfer Transfer::Server server-id: SFTP Server File Upload Completed
"""
"""A line: source, type, path in the detail, the property with its name; the usual detail-type."""


def _by_source() -> Mapping[str, list[Announcer]]:
    several: dict[str, list[Announcer]] = {}
    for source, each in _announcers():
        several.setdefault(source, []).append(each)
    return several


ANNOUNCERS = _by_source()


def read_aws_events(reading: Reading) -> None:
    """Let resources publish what rules on the default bus ask to hear of them."""
    for heard in list(reading.subscriptions):
        if heard.channel == _DEFAULT_BUS and isinstance(heard.pattern, dict):
            for source in sources_of(heard.pattern):
                if source.startswith("aws."):
                    _announced(reading, heard, heard.pattern, source)


def _announced(
    reading: Reading, heard: Subscription, pattern: Mapping[str, Any], source: str
) -> None:
    types = texts(value for value, _ in found(pattern, "detail-type"))
    by_trail = _BY_TRAIL in types
    for each in ANNOUNCERS.get(source, ()):
        wanted = [value for value, _ in found(pattern, *each.path)]
        named = {r.id: v for v in (*wanted, *_mentioned(pattern)) for r in _meant(reading, each, v)}
        unnamed = not wanted and not named and not by_trail and each.detail_type != _BY_TRAIL
        undecided = any(isinstance(value, dict) for value in wanted)
        for resource in reading.system.of(each.type):
            if resource.id in named or unnamed or undecided:
                known = named.get(resource.id) if wanted else None
                said = types or (each.detail_type,)
                _publish(reading, heard, resource, source, said, _detail(each, known))


def _mentioned(pattern: Mapping[str, Any]) -> Iterator[Any]:
    """Whatever else of the pattern names something: in its resources, or in a call's parameters."""
    yield from (value for value, _ in found(pattern, "resources"))
    waiting = [value for value, _ in found(pattern, "detail", "requestParameters")]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [value for name in each for value, _ in found(each, name)]
        else:
            yield each


def _meant(reading: Reading, each: Announcer, value: Any) -> Iterator[Resource]:
    """The resources of the type that a value of a pattern names."""
    for reference in references(value):
        resource = reading.system.get(reference.resource)
        if resource and resource.type == each.type:
            yield resource
    if isinstance(value, str):
        name = parsed(value, "")[1].rpartition("/")[2]
        for resource in reading.system.of(each.type):
            if name and as_text(resource.properties.get(each.name)) in (name, value):
                yield resource


def _detail(each: Announcer, known: Any) -> dict[str, Any]:
    detail: Any = known
    for name in reversed(each.path[1:]):
        detail = {name: detail}
    return dict(detail)


def _publish(
    reading: Reading,
    heard: Subscription,
    resource: Resource,
    source: str,
    types: tuple[str, ...],
    detail: dict[str, Any],
) -> None:
    if as_text(resource.properties.get("StateMachineType")) == "EXPRESS":
        return  # it tells nobody how it went
    kind = kind_of(resource.type, resource.properties)
    relation = "publishes" if kind in _ACT else "delivers"
    if source == "aws.s3" and _BY_TRAIL not in types:
        if not reading.has_edge(resource.id, heard.channel, relation):
            return  # the bucket does not send its notifications there
    else:
        reading.show(resource, kind or "resource")
        reading.edge(resource.id, heard.channel, relation, heard.at)
    said = Emission(resource.id, heard.channel, heard.at, source=source, types=types, detail=detail)
    reading.emissions.append(said)
