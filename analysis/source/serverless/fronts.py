"""Events of what stands in front of functions: load balancers and CloudFront."""

from collections.abc import Callable
from typing import Any

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.sam.drafts import listed, written
from analysis.source.serverless import naming
from analysis.source.serverless.drafts import ServerlessEvent, ServiceDraft, label, placed, ref
from analysis.source.values import as_text, shown

_DISTRIBUTION = "CloudFrontDistribution"


def _balancer(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A target group of the function, and the rule of the listener that leads to it."""
    body = event.body
    listener = body.get("listenerArn")
    balancer = _id_of(listener)
    group = f"{event.owner.prefix}AlbTargetGroup{balancer}"
    targets = listed(body, placed(body, {"Id": event.target}))
    block = placed(body, {"TargetType": "lambda", "Targets": targets})
    draft.add_for(event, group, "AWS::ElasticLoadBalancingV2::TargetGroup", block)
    action = placed(body, {"Type": "forward", "TargetGroupArn": ref(body, group)})
    content = {"ListenerArn": listener, "Actions": listed(body, action)}
    logical_id = f"{event.owner.prefix}AlbListenerRule{as_text(body.get('priority'))}"
    properties = written(body, content, ListenerArn="listenerArn")
    draft.add_for(event, logical_id, "AWS::ElasticLoadBalancingV2::ListenerRule", properties)


def _id_of(listener: Any) -> str:
    parts = as_text(listener).split("/")
    return parts[-2] if len(parts) > 3 else naming.plain(label(listener))


def _cloud_front(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A behaviour of the distribution that the service makes, which asks the function."""
    body = event.body
    origin = body.get("origin")
    if not isinstance(origin, Block):
        text = as_text(origin) or shown(origin)
        origin = written(body, {"DomainName": text.partition("://")[2].partition("/")[0] or text},
                         DomainName="origin")  # fmt: skip
    content = {"EventType": body.get("eventType"), "LambdaFunctionARN": event.target}
    association = written(body, content, LambdaFunctionARN="eventType")
    behaviour = placed(body, {
        "PathPattern": body.get("pathPattern"),
        "LambdaFunctionAssociations": listed(body, association),
    })  # fmt: skip
    config = placed(body, {"CacheBehaviors": Items(), "Origins": Items()})
    properties = placed(body, {"DistributionConfig": config})
    draft.add(_DISTRIBUTION, "AWS::CloudFront::Distribution", properties, body)
    config = as_block(draft.properties(_DISTRIBUTION).get("DistributionConfig"))
    as_items(config["CacheBehaviors"]).append(behaviour)
    if origin not in config["Origins"]:
        as_items(config["Origins"]).append(origin)


EVENTS: dict[str, Callable[[ServiceDraft, ServerlessEvent], None]] = {
    "alb": _balancer,
    "cloudFront": _cloud_front,
}
