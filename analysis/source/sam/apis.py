"""Api and HttpApi, written or implicit: REST and HTTP APIs with the routes that events ask for."""

from typing import Any

from analysis.source.document import Block, as_block
from analysis.source.sam.drafts import (
    Route,
    SamDrafts,
    SamOwner,
    inner,
    tags,
    taken,
    words,
    written,
)
from analysis.source.sam.merging import with_globals
from analysis.source.sam.rules import HTTP, REST, invocation
from analysis.source.values import as_text

_SAM_ONLY = frozenset(
    words(
        "DefinitionBody DefinitionUri StageName Auth Tags PropagateTags MergeDefinitions Cors "
        "Domain GatewayResponses OpenApiVersion CorsConfiguration CacheClusterEnabled "
        "CacheClusterSize MethodSettings AccessLogSetting AccessLogSettings CanarySetting "
        "TracingEnabled Variables StageVariables RouteSettings DefaultRouteSettings "
        "AlwaysDeploy Models"
    )
)
_DEFINED = ("DefinitionBody", "DefinitionUri")
_INTEGRATION = "x-amazon-apigateway-integration"
_AUTHORIZER = "x-amazon-apigateway-authorizer"


def add_api(drafts: SamDrafts, owner: SamOwner, *, http: bool) -> None:
    """The API, its stage, and its OpenAPI body with routes and authorizers."""
    properties = owner.properties
    content = {key: value for key, value in properties.items() if key not in _SAM_ONLY}
    content.update(_definition(drafts, owner, http=http))
    if "Tags" in properties:
        content["Tags"] = properties["Tags"] if http else tags(properties)
    if http:
        content["ProtocolType"] = "HTTP"
    block = written(properties, content, Body="DefinitionBody", BodyS3Location="DefinitionUri")
    drafts.replace(owner, "AWS::ApiGatewayV2::Api" if http else "AWS::ApiGateway::RestApi", block)
    _add_stage(drafts, owner, http=http)


def add_implicit_apis(drafts: SamDrafts) -> None:
    """ServerlessRestApi and ServerlessHttpApi, where an event names no API of its own."""
    for name, http in ((REST, False), (HTTP, True)):
        routes = drafts.routes.get(name)
        if not routes or name in drafts.resources:
            continue
        first = routes[0].event
        entry = first.properties.like({"Type": f"AWS::Serverless::{'HttpApi' if http else 'Api'}"})
        entry.line, entry.lines = first.line, {}
        conditions = {as_text(each.event.owner.entry.get("Condition")) for each in routes}
        if len(conditions) == 1 and "" not in conditions:
            entry["Condition"] = conditions.pop()
        properties = {} if http else {"StageName": "Prod"}
        entry["Properties"] = entry.like(properties)
        merged = with_globals("HttpApi" if http else "Api", entry, drafts.globals)
        drafts.logical[drafts.id_of(name)] = name
        add_api(drafts, SamOwner(name, entry, merged), http=http)


def _definition(drafts: SamDrafts, owner: SamOwner, *, http: bool) -> dict[str, Any]:
    """The API's body: routes go in where SAM manages it, or where it cannot be read."""
    properties = owner.properties
    written_body = properties.get("DefinitionBody")
    routes = drafts.routes.get(owner.id, [])
    found = taken(properties, "DefinitionUri")
    if "DefinitionUri" in found:
        found["BodyS3Location"] = found["DefinitionUri"]
    known = isinstance(as_block(written_body).get("paths"), Block)
    managed = not any(key in properties for key in _DEFINED)
    if known and properties.get("MergeDefinitions") is not True:
        routes = [each for each in routes if each.event.type == "HttpApi"]
    if "DefinitionUri" in found and not routes:
        return found
    body = _body(owner, as_block(written_body), routes)
    schemes = _authorizers(properties)
    if schemes:
        _add_schemes(body, schemes, http=http)
    return {**found, "Body": body if body or managed else written_body}


def _body(owner: SamOwner, body: Block, routes: list[Route]) -> Block:
    place = body or inner(owner.properties, "DefinitionBody")
    if not routes:
        return place.like(body)
    paths = as_block(body.get("paths"))
    paths = (paths or place.like(())).like(paths)
    copied: dict[str, Block] = {}
    for route in routes:
        line = route.event.line
        if route.path not in copied:
            item = as_block(paths.get(route.path))
            copied[route.path] = (item or route.integration).like(item)
            paths[route.path] = copied[route.path]
            paths.lines.setdefault(route.path, line)
        item = copied[route.path]
        old = as_block(item.get(route.method))
        if route.event.type == "Api" or _INTEGRATION not in old:
            operation = (old or route.integration).like(old)
            operation[_INTEGRATION] = route.integration
            item[route.method] = operation
            item.lines.setdefault(route.method, line)
    return place.like({**body, "paths": paths})


def _authorizers(properties: Block) -> Block:
    """The security schemes of the Lambda authorizers that Auth names."""
    authorizers = inner(inner(properties, "Auth"), "Authorizers")
    schemes = authorizers.like(())
    for name in authorizers:
        each = inner(authorizers, name)
        function = each.get("FunctionArn")
        if function is not None:
            content = {"type": "request", "authorizerUri": invocation(function)}
            called = written(each, content, authorizerUri="FunctionArn")
            schemes[name] = written(each, {"type": "apiKey", _AUTHORIZER: called})
    return schemes


def _add_schemes(body: Block, schemes: Block, *, http: bool) -> None:
    if http:
        components = as_block(body.get("components"))
        known = as_block(components.get("securitySchemes"))
        both = schemes.like({**known, **schemes})
        body["components"] = schemes.like({**components, "securitySchemes": both})
    else:
        known = as_block(body.get("securityDefinitions"))
        body["securityDefinitions"] = schemes.like({**known, **schemes})


def _add_stage(drafts: SamDrafts, owner: SamOwner, *, http: bool) -> None:
    stage = owner.properties.get("StageName")
    if http and stage is None:
        stage = "$default"
    prefix = "ApiGatewayDefault" if stage == "$default" else stage
    prefix = prefix if isinstance(prefix, str) and prefix.isalnum() else ""
    name = f"{owner.id}{prefix}Stage"
    content = {"ApiId" if http else "RestApiId": drafts.ref(owner.id), "StageName": stage}
    kind = "AWS::ApiGatewayV2::Stage" if http else "AWS::ApiGateway::Stage"
    block = written(owner.properties, content)
    drafts.add(owner, name, kind, block, owner.properties.lines.get("StageName", owner.entry.line))
    drafts.name(owner, "Stage", name)
    for referable in ("Deployment", "DomainName", "UsagePlan", "UsagePlanKey", "ApiKey"):
        drafts.name(owner, referable, owner.id)
