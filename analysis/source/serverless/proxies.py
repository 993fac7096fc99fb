"""Methods of the plugin serverless-apigateway-service-proxy: an API that calls AWS itself."""

from typing import Any

from analysis.source.document import Block, as_block
from analysis.source.sam.drafts import written
from analysis.source.serverless import naming
from analysis.source.serverless.apis import rest_api
from analysis.source.serverless.drafts import ServiceDraft, flat, joined, placed
from analysis.source.values import as_text, shown

_CALLS = {
    "kinesis": ("kinesis", "PutRecord", "StreamName", "streamName"),
    "sqs": ("sqs", "SendMessage", "QueueUrl", "queueName"),
    "sns": ("sns", "Publish", "TopicArn", "topicName"),
    "dynamodb": ("dynamodb", "", "TableName", "tableName"),
    "s3": ("s3", "", "Bucket", "bucket"),
    "eventbridge": ("events", "PutEvents", "EventBusName", "eventBusName"),
}
"""The service, its action, the field that names the target, and the key that gives it."""


def add_proxies(draft: ServiceDraft, given: Any) -> None:
    """A method for each proxy, with the call that it makes."""
    for each in flat(given):
        for kind, body in as_block(each).items():
            if kind in _CALLS and isinstance(body, Block):
                _add(draft, kind, body)


def _add(draft: ServiceDraft, kind: str, body: Block) -> None:
    service, action, field, key = _CALLS[kind]
    action = action or as_text(body.get("action"))
    parts: list[Any] = [f'{{"{field}": "', body.get(key), '"']
    for said, name in (("Source", "source"), ("DetailType", "detailType")):
        if name in body:
            parts += [f', "{said}": "', body[name], '"']
    template = joined(body, *parts, "}")
    integration = placed(body, {
        "Type": "AWS",
        "Uri": f"arn:aws:apigateway:${{AWS::Region}}:{service}:action/{action}",
        "RequestTemplates": placed(body, {"application/json": template}),
    })  # fmt: skip
    content = {"RestApiId": rest_api(draft, body), "Integration": integration}
    path = as_text(body.get("path")) or shown(body.get("path"))
    verb = as_text(body.get("method")) or "any"
    logical_id = f"ApiGatewayMethod{naming.route(path.strip('/'))}{naming.upper(verb.lower())}"
    properties = written(body, content, Integration=key)
    draft.add(logical_id, "AWS::ApiGateway::Method", properties, body)
