"""WebSocket APIs: a route and an integration for each route key, and the connect authorizer."""

from analysis.source.joining import join
from analysis.source.sam.drafts import SamDrafts, SamOwner, inner, taken, words, written
from analysis.source.sam.rules import invocation

_KEPT = words(
    "ApiKeySelectionExpression Description DisableExecuteApiEndpoint DisableSchemaValidation "
    "FailOnWarnings IpAddressType Name RouteSelectionExpression Tags"
)


def add_socket_api(drafts: SamDrafts, owner: SamOwner) -> None:
    """The API and what stands behind its routes."""
    properties = owner.properties
    block = written(properties, {**taken(properties, *_KEPT), "ProtocolType": "WEBSOCKET"})
    drafts.replace(owner, "AWS::ApiGatewayV2::Api", block)
    for key in inner(properties, "Routes"):
        _add_route(drafts, owner, key)
    _add_authorizer(drafts, owner)
    stage = properties.get("StageName", "default")
    prefix = "Default" if stage == "default" else stage
    name = f"{owner.id}{prefix if isinstance(prefix, str) else ''}Stage"
    block = written(properties, {"ApiId": drafts.ref(owner.id), "StageName": stage})
    drafts.add(owner, name, "AWS::ApiGatewayV2::Stage", block, owner.entry.line)
    drafts.name(owner, "Stage", name)
    drafts.name(owner, "DomainName", owner.id)


def _add_route(drafts: SamDrafts, owner: SamOwner, key: str) -> None:
    routes = inner(owner.properties, "Routes")
    route = inner(routes, key)
    line = routes.lines.get(key, routes.line)
    name = owner.id + key.replace("$", "").capitalize()
    api, integration = drafts.ref(owner.id), f"{name}Integration"
    target = join(["integrations/", drafts.ref(integration)])
    block = written(route, {"ApiId": api, "RouteKey": key, "Target": target})
    drafts.add(owner, f"{name}Route", "AWS::ApiGatewayV2::Route", block, line)
    uri = invocation(route.get("FunctionArn"))
    content = {"ApiId": api, "IntegrationType": "AWS_PROXY", "IntegrationUri": uri}
    block = written(route, content, IntegrationUri="FunctionArn")
    drafts.add(owner, integration, "AWS::ApiGatewayV2::Integration", block, line)


def _add_authorizer(drafts: SamDrafts, owner: SamOwner) -> None:
    auth = inner(owner.properties, "Auth")
    if "AuthArn" in auth:
        api, uri = drafts.ref(owner.id), invocation(auth["AuthArn"])
        content = {"ApiId": api, "AuthorizerType": "REQUEST", "AuthorizerUri": uri}
        block = written(auth, content, AuthorizerUri="AuthArn")
        name = f"{owner.id}ConnectAuthorizer"
        drafts.add(owner, name, "AWS::ApiGatewayV2::Authorizer", block)
