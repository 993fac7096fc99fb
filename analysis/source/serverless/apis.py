"""Events of API Gateway: methods of a REST API, routes of an HTTP API and of a WebSocket API."""

from collections.abc import Callable
from typing import Any

from analysis.source.document import Block
from analysis.source.sam.drafts import inner, listed, written
from analysis.source.serverless import naming
from analysis.source.serverless.drafts import (
    ServerlessEvent,
    ServiceDraft,
    at_key,
    attribute,
    invocation,
    joined,
    label,
    placed,
    ref,
)
from analysis.source.values import as_text, shown

_REST, _HTTP, _SOCKETS = "ApiGatewayRestApi", "HttpApi", "WebsocketsApi"
_AUTHORIZER = "AWS::ApiGatewayV2::Authorizer"
_INTEGRATIONS = {
    "LAMBDA": "AWS",
    "LAMBDA_PROXY": "AWS_PROXY",
    "AWS": "AWS",
    "AWS_PROXY": "AWS_PROXY",
    "HTTP": "HTTP",
    "HTTP_PROXY": "HTTP_PROXY",
    "MOCK": "MOCK",
}


def rest_api(draft: ServiceDraft, place: Block) -> Any:
    """The REST API of the service, which is made, or the one it shares."""
    shared = inner(draft.provider, "apiGateway").get("restApiId")
    if shared is not None:
        return shared
    if _REST not in draft.resources:
        name = draft.provider.get("apiName", f"{draft.stage}-{draft.name}")
        draft.add(_REST, "AWS::ApiGateway::RestApi", placed(place, {"Name": name}), place)
        parts = (ref(place, _REST), ".execute-api.${AWS::Region}.amazonaws.com/", draft.stage)
        draft.output("ServiceEndpoint", joined(place, "https://", *parts), place)
    return ref(place, _REST)


def method_id(event: ServerlessEvent) -> str:
    """The logical id of a method of the REST API."""
    verb, path = _route(event)
    return f"ApiGatewayMethod{naming.route(path)}{naming.upper(verb.lower())}"


def _http(draft: ServiceDraft, event: ServerlessEvent) -> None:
    body = event.body
    wanted = as_text(body.get("integration")).upper().replace("-", "_") or "AWS_PROXY"
    kind = _INTEGRATIONS.get(wanted, "AWS_PROXY")
    verb, _ = _route(event)
    integration: dict[str, Any] = {"Type": kind, "IntegrationHttpMethod": "POST"}
    if kind.startswith("AWS"):
        integration["Uri"] = invocation(body, event.target)
    elif kind.startswith("HTTP"):
        integration["Uri"] = inner(body, "request").get("uri")
        integration["IntegrationHttpMethod"] = verb.upper()
    content = {
        "RestApiId": rest_api(draft, body),
        "HttpMethod": verb.upper(),
        "Integration": placed(body, integration),
    }
    block = written(body, content, HttpMethod="method", Integration="path")
    draft.add_for(event, method_id(event), "AWS::ApiGateway::Method", block)
    _add_authorizer(draft, event)


def _route(event: ServerlessEvent) -> tuple[str, str]:
    """The method and the path that an event asks for."""
    if isinstance(event.value, Block):
        path = event.body.get("path")
        return as_text(event.body.get("method")) or "any", (as_text(path) or shown(path)).strip("/")
    verb, _, path = (as_text(event.value) or shown(event.value)).strip().partition(" ")
    return (verb, path.strip().strip("/")) if path else ("any", verb.strip("/"))


def _add_authorizer(draft: ServiceDraft, event: ServerlessEvent) -> None:
    given = event.body.get("authorizer")
    block = given if isinstance(given, Block) else at_key(event.body, "authorizer")
    text = as_text(given)
    arn = block.get("arn") if isinstance(given, Block) else None
    name = as_text(block.get("name"))
    if text.startswith("arn:"):
        arn, name = text, text.rpartition(":")[2].rpartition("-")[2]
    name = name or (text if arn is None else label(arn))
    kind = as_text(block.get("type")).upper()
    if not given or "AWS_IAM" in (kind, text.upper()) or "authorizerId" in block:
        return
    if arn is None and name in draft.owners:
        arn = attribute(block, draft.owners[name].logical_id, "Arn")
    content: dict[str, Any] = {"Name": name, "RestApiId": rest_api(draft, event.body)}
    if kind == "COGNITO_USER_POOLS" or ":userpool/" in as_text(arn):
        content |= {"Type": "COGNITO_USER_POOLS", "ProviderARNs": listed(block, arn)}
    elif arn is not None:
        content |= {"Type": kind or "TOKEN", "AuthorizerUri": invocation(block, arn)}
    logical_id = f"{naming.resource(name)}ApiGatewayAuthorizer"
    properties = written(block, content, AuthorizerUri="arn", ProviderARNs="arn")
    draft.add_for(event, logical_id, "AWS::ApiGateway::Authorizer", properties)


def _http_api(draft: ServiceDraft, event: ServerlessEvent) -> None:
    body, owner = event.body, event.owner
    config = inner(draft.provider, "httpApi")
    api = config.get("id")
    if api is None:
        name = config.get("name", f"{draft.stage}-{draft.name}")
        content = {"Name": name, "ProtocolType": "HTTP"}
        draft.add(_HTTP, "AWS::ApiGatewayV2::Api", placed(body, content), body)
        api = ref(body, _HTTP)
        draft.output("HttpApiId", api, body)
        address = joined(body, "https://", api, ".execute-api.${AWS::Region}.amazonaws.com")
        draft.output("HttpApiUrl", address, body)
    integration = f"HttpApiIntegration{owner.prefix}"
    content = {
        "ApiId": api,
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": invocation(body, event.target),
    }
    block = written(body, content, IntegrationUri="path")
    draft.add_for(event, integration, "AWS::ApiGatewayV2::Integration", block)
    verb, path = _route(event)
    key = "$default" if path in ("", "*") and verb == "any" else f"{verb.upper()} /{path}"
    logical_id = f"HttpApiRoute{'Default' if key == '$default' else naming.route(key)}"
    target = joined(body, "integrations/", ref(body, integration))
    route = placed(body, {"ApiId": api, "RouteKey": key, "Target": target})
    draft.add_for(event, logical_id, "AWS::ApiGatewayV2::Route", route)
    _add_http_authorizer(draft, event, config, api)


def _add_http_authorizer(
    draft: ServiceDraft, event: ServerlessEvent, config: Block, api: Any
) -> None:
    given = event.body.get("authorizer")
    name = as_text(given.get("name")) if isinstance(given, Block) else as_text(given)
    block = inner(inner(config, "authorizers"), name)
    function = block.get("functionArn")
    named = as_text(block.get("functionName"))
    if function is None and named in draft.owners:
        function = attribute(block, draft.owners[named].logical_id, "Arn")
    if not name or function is None:
        return
    content = _asking(api, name, invocation(block, function))
    logical_id = f"HttpApiAuthorizer{naming.resource(name)}"
    properties = written(block, content, AuthorizerUri="functionName")
    draft.add_for(event, logical_id, _AUTHORIZER, properties)


def _asking(api: Any, name: str, uri: Any) -> dict[str, Any]:
    """An authorizer of an API that asks a function."""
    return {"ApiId": api, "Name": name, "AuthorizerType": "REQUEST", "AuthorizerUri": uri}


def _websocket(draft: ServiceDraft, event: ServerlessEvent) -> None:
    body, owner = event.body, event.owner
    route = body.get("route", None if isinstance(event.value, Block) else event.value)
    api = inner(draft.provider, "apiGateway").get("websocketApiId")
    api = draft.provider.get("websocketsApiId") if api is None else api
    if api is None:
        name = draft.provider.get("websocketsApiName", f"{draft.full_name('websockets')}")
        content = {"Name": name, "ProtocolType": "WEBSOCKET"}
        draft.add(_SOCKETS, "AWS::ApiGatewayV2::Api", placed(body, content), body)
        api = ref(body, _SOCKETS)
    integration = f"{owner.prefix}WebsocketsIntegration"
    content = {
        "ApiId": api,
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": invocation(body, event.target),
    }
    block = written(body, content, IntegrationUri="route")
    draft.add_for(event, integration, "AWS::ApiGatewayV2::Integration", block)
    target = joined(body, "integrations/", ref(body, integration))
    block = placed(body, {"ApiId": api, "RouteKey": route, "Target": target})
    logical_id = f"{naming.socket_route(as_text(route) or shown(route))}WebsocketsRoute"
    draft.add_for(event, logical_id, "AWS::ApiGatewayV2::Route", block)
    _add_socket_authorizer(draft, event, api)


def _add_socket_authorizer(draft: ServiceDraft, event: ServerlessEvent, api: Any) -> None:
    given = event.body.get("authorizer")
    block = given if isinstance(given, Block) else at_key(event.body, "authorizer")
    text = as_text(given)
    arn: Any = block.get("arn") if isinstance(given, Block) else None
    arn = text if text.startswith("arn:") else arn
    name = as_text(block.get("name")) or (label(arn) if arn is not None else text)
    if arn is None and name in draft.owners:
        arn = attribute(block, draft.owners[name].logical_id, "Arn")
    if arn is not None:
        content = _asking(api, name, invocation(block, arn))
        logical_id = f"{naming.resource(name)}WebsocketsAuthorizer"
        properties = written(block, content, AuthorizerUri="arn")
        draft.add_for(event, logical_id, _AUTHORIZER, properties)


EVENTS: dict[str, Callable[[ServiceDraft, ServerlessEvent], None]] = {
    "http": _http,
    "httpApi": _http_api,
    "websocket": _websocket,
}
