"""What Step Functions' calls do to whom, by service and action, optimized and SDK alike."""

import re
from collections.abc import Iterator, Mapping

from analysis.code.aws.operations import Operation
from analysis.extract.machines.documents import Tree
from analysis.extract.machines.paths import WHOLE
from analysis.records import dataclass

# The service's own name in an optimized integration, where the SDK's differs.
_SDK_NAMES = {
    "events": "eventbridge",
    "cloudwatchevents": "eventbridge",
    "states": "sfn",
    "elasticmapreduce": "emr",
    "emr-serverless": "emrserverless",
    "emr-containers": "emrcontainers",
}
_RESOURCE = re.compile(
    r"arn:(?:\$\{[^}]*\}|[^:]*):states:(?:\$\{[^}]*\}|[^:]*):(?:\$\{[^}]*\}|[^:]*):(?P<rest>.+)\Z",
    re.DOTALL,
)
_READING = ("get", "head", "list", "select", "query", "scan", "describe", "batchGet")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where in the parameters and the result of an integration the task's own fields are."""

    request: str = WHOLE
    answer: str = WHOLE

    @property
    def result(self) -> Tree:
        """The raw result of a call."""
        if self.answer == WHOLE:
            return {WHOLE: "@answer"}
        return {WHOLE: "@envelope", self.answer: "@answer"}


@dataclass(frozen=True, slots=True)
class Integration:
    """A task's ``Resource``: ``service`` is named as the SDK names it."""

    service: str
    action: str
    pattern: str = "request-response"  # or "sync", "waitForTaskToken"
    optimized: bool = True

    @property
    def name(self) -> str:
        """Service and action, such as ``lambda:invoke``."""
        return f"{self.service}:{self.action}"

    @property
    def callback(self) -> bool:
        """Whether it waits until somebody sends its token back."""
        return self.pattern == "waitForTaskToken"

    @property
    def reading(self) -> bool:
        """Whether the action only looks."""
        return self.action.startswith(_READING)

    @property
    def envelope(self) -> Envelope:
        """Where the task's own request and answer are; whoever sends a token, sends it bare."""
        request, answer = ENVELOPES.get(self.name, ("$", "$"))
        return Envelope(request, "$" if self.callback else answer)


_CALLS = """
invokes function FunctionName: lambda:invoke lambda:invokeAsync
publishes topic TopicArn|TargetArn: sns:publish sns:publishBatch
publishes queue QueueUrl: sqs:sendMessage sqs:sendMessageBatch
publishes stream StreamARN|StreamName: kinesis:putRecord kinesis:putRecords
publishes stream DeliveryStreamName: firehose:putRecord firehose:putRecordBatch
invokes state-machine StateMachineArn: sfn:startExecution sfn:startSyncExecution
invokes container TaskDefinition: ecs:runTask ecs:startTask
invokes container JobDefinition: batch:submitJob
invokes container JobName: glue:startJobRun
invokes container ProjectName: codebuild:startBuild codebuild:startBuildBatch
invokes container Name: codepipeline:startPipelineExecution
invokes container PipelineName: sagemaker:startPipelineExecution
invokes container EndpointName: sagemakerruntime:invokeEndpoint
invokes container ApplicationId: emrserverless:startJobRun
invokes container VirtualClusterId: emrcontainers:startJobRun
invokes container ClusterId: emr:addStep emr:cancelStep emr:terminateCluster
invokes container ClusterName: eks:runJob eks:call
invokes api ApiEndpoint: apigateway:invoke http:invoke
"""


def _calls() -> Iterator[tuple[str, Operation]]:
    for line in _CALLS.strip().split("\n"):
        head, _, names = line.partition(": ")
        relation, kind, arguments = head.split()
        made = Operation(relation, kind.replace("-", " "), tuple(arguments.split("|")))
        yield from ((name, made) for name in names.split())


CALLS: Mapping[str, Operation] = dict(_calls())
"""What an action does: the relation, the kind of its target, the parameters that name it."""

ENVELOPES: Mapping[str, tuple[str, str]] = {
    "lambda:invoke": ("Payload", "Payload"),
    "sfn:startExecution": ("Input", "Output"),
    "sfn:startSyncExecution": ("Input", "Output"),
    "sqs:sendMessage": ("MessageBody", "$"),
    "sns:publish": ("Message", "$"),
    "apigateway:invoke": ("RequestBody", "ResponseBody"),
    "http:invoke": ("RequestBody", "ResponseBody"),
}
"""Fields of the parameters and of the result that hold what the task itself is told and says."""


def integration_of(resource: str) -> Integration | None:
    """The integration that a task's Resource names; None for a Lambda function or an activity."""
    found = _RESOURCE.match(resource)
    if not found:
        return None
    rest, optimized = found["rest"], not found["rest"].startswith("aws-sdk:")
    parts = rest.removeprefix("aws-sdk:").split(":", 1)
    if len(parts) < 2 or parts[0] in ("activity", "stateMachine", "execution"):
        return None
    service = parts[0].lower() if not optimized else parts[0]
    action, _, pattern = parts[1].partition(".")
    return Integration(
        _SDK_NAMES.get(service, service),
        action,
        "sync" if pattern.startswith("sync") else pattern or "request-response",
        optimized,
    )
