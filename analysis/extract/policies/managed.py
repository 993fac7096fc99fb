"""What AWS's own managed policies allow, as far as it draws edges (from their documents, 2025).

A name that is not here draws nothing: most of them (AWSLambdaBasicExecutionRole,
AWSLambdaSQSQueueExecutionRole, AWSXRayDaemonWriteAccess ...) only log or poll.
"""

from collections.abc import Iterator, Mapping

from analysis.extract.policies.statements import Grant, grants
from analysis.graph import Evidence
from analysis.source.document import Block
from analysis.source.values import Joined, as_text

_ALLOWS: Mapping[str, str] = {
    "AdministratorAccess": "*",
    "PowerUserAccess": "*",
    "AmazonDynamoDBFullAccess": "dynamodb:*",
    "AmazonDynamoDBFullAccess_v2": "dynamodb:*",
    "AmazonDynamoDBFullAccesswithDataPipeline": "dynamodb:* lambda:* s3:*",
    "AmazonDynamoDBReadOnlyAccess": "dynamodb:BatchGetItem dynamodb:Query",
    "AmazonSQSFullAccess": "sqs:*",
    "AmazonSNSFullAccess": "sns:*",
    "AWSLambdaRole": "lambda:InvokeFunction",
    "AWSLambdaInvocation-DynamoDB": "lambda:InvokeFunction",
    "AWSLambda_FullAccess": "lambda:*",
    "AWSLambdaFullAccess": "lambda:* dynamodb:* s3:* sns:Publish sqs:SendMessage",
    "AWSLambdaExecute": "s3:GetObject s3:PutObject",
    "AWSStepFunctionsFullAccess": "states:*",
    "AWSStepFunctionsConsoleFullAccess": "states:*",
    "AmazonS3FullAccess": "s3:*",
    "AmazonS3ReadOnlyAccess": "s3:Get* s3:List*",
    "AmazonEventBridgeFullAccess": "events:*",
    "CloudWatchEventsFullAccess": "events:*",
    "AmazonKinesisFullAccess": "kinesis:*",
    "AmazonKinesisFirehoseFullAccess": "firehose:*",
    "AmazonAPIGatewayInvokeFullAccess": "execute-api:*",
    "AWSAppSyncInvokeFullAccess": "appsync:GraphQL",
    "AWSAppSyncAdministrator": "appsync:*",
}


def managed(arn: object, place: Evidence) -> Iterator[Grant]:
    """The grants of the managed policy that an ARN names; none for one that is not known."""
    text = _end(arn)
    actions = _ALLOWS.get(text.rpartition("/")[2]) if "policy/" in text else None
    if actions:
        allowed = Block({"Effect": "Allow", "Action": actions.split(), "Resource": "*"})
        for grant in grants(Block({"Statement": [allowed]}), place):
            yield Grant(grant.service, grant.relation, grant.actions, grant.resource, (place,))


def _end(arn: object) -> str:
    if isinstance(arn, Joined):
        return as_text(arn.parts[-1]) if isinstance(arn.parts[-1], str) else ""
    return as_text(arn)
