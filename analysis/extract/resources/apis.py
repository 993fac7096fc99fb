"""API Gateway: REST, HTTP and WebSocket APIs; the API is the source of what its methods do."""

import re
from collections.abc import Iterable, Iterator

from analysis.extract.reading import Reading
from analysis.extract.resources.calls import arguments
from analysis.extract.resources.mapping_templates import written_by_templates
from analysis.extract.resources.marked import Marked
from analysis.extract.resources.passing import act_on, named_in
from analysis.extract.resources.requests import Request
from analysis.extract.resources.shapes import Found, blocks, entries, found, opened, text
from analysis.graph.model import EdgeKey
from analysis.source.document import Block
from analysis.source.resource import Resource
from analysis.source.values import Unknown

_INTEGRATION = "x-amazon-apigateway-integration"
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_AWS = re.compile(
    r"^arn:.{0,40}?:apigateway:.{0,100}?:"
    r"(?:([^:/\s]{1,200})\.)?([a-z0-9-]{1,40}):(path|action)/(.*)$",
    re.DOTALL | re.IGNORECASE,
)
_LAMBDA = re.compile(r"functions/(.+?)(?:/invocations|$)", re.DOTALL)
_SUBTYPES = {"StepFunctions": "states", "EventBridge": "events"}  # HTTP APIs name them so
_BRACES = re.compile(r"\{([A-Za-z0-9_.-]{1,100})\+?\}")


def read_method(resource: Resource, reading: Reading) -> None:
    """A method of a REST API and its integration."""
    for api in named_in(reading, resource, "RestApiId", "api"):
        for integration in blocks(resource.properties, "Integration"):
            integrate(reading, api, integration)


def read_integration(resource: Resource, reading: Reading) -> None:
    """An integration of an HTTP or WebSocket API."""
    for api in named_in(reading, resource, "ApiId", "api"):
        integrate(reading, api, resource.properties)


def read_authorizer(resource: Resource, reading: Reading) -> None:
    """The function that an API asks whether a request may pass."""
    rest = named_in(reading, resource, "RestApiId", "api")
    for api in rest or named_in(reading, resource, "ApiId", "api"):
        to_function(reading, api, found(resource.properties, "AuthorizerUri"))


def read_api(resource: Resource, reading: Reading) -> None:
    """An API described by OpenAPI, in the template or beside it; or made by its target alone."""
    written = resource.properties
    for description in _descriptions(resource, reading):
        _described(reading, resource.id, description)
    act_on(reading, resource.id, found(written, "Target"), "function")


def _descriptions(resource: Resource, reading: Reading) -> Iterator[Block]:
    for body, where in found(resource.properties, "Body"):
        if isinstance(content := opened(body, where), Block):
            yield content
    for location, where in found(resource.properties, "BodyS3Location"):
        content = reading.system.document(resource, location)
        if isinstance(content, Block):
            yield content
        elif isinstance(location, str):
            reading.unresolved(resource.id, "BodyS3Location", content.reason, where)


def _described(reading: Reading, api: str, description: Block) -> None:
    for path in _values(description, "paths"):
        for operation in _values(path):
            for integration in blocks(operation, _INTEGRATION):
                integrate(reading, api, integration)
    for integration in _values(description, "components", "x-amazon-apigateway-integrations"):
        integrate(reading, api, integration)
    schemes = (
        *_values(description, "securityDefinitions"),
        *_values(description, "components", "securitySchemes"),
    )
    for scheme in schemes:
        for authorizer in blocks(scheme, _AUTHORIZER):
            to_function(reading, api, found(authorizer, "authorizerUri"))


def _values(container: Block, *path: str) -> list[Block]:
    return [value for _, value, _ in entries(container, *path) if isinstance(value, Block)]


def integrate(reading: Reading, api: str, integration: Block) -> None:
    """The edges of one integration.

    ``integration`` has the keys of AWS::ApiGateway::Method's Integration or of
    AWS::ApiGatewayV2::Integration, or those of x-amazon-apigateway-integration, in any case.
    """
    written = _lowered(integration)
    for uri in found(written, "uri") + found(written, "integrationuri"):
        _to_uri(reading, api, uri, written)
    for subtype, where in found(written, "integrationsubtype"):
        if isinstance(subtype, str):
            service, _, action = subtype.partition("-")
            Request.of(reading, api, where, written).ask(_SUBTYPES.get(service, service), action)


def to_function(reading: Reading, api: str, uris: Iterable[Found]) -> list[EdgeKey]:
    """The edges to the function that a Lambda integration's or an authorizer's URI names."""
    made: list[EdgeKey] = []
    for uri, where in uris:
        marked = Marked.of(uri)
        path = _LAMBDA.search(marked.text)
        value = marked.value(path.group(1)) if path else uri
        if "stageVariables." in marked.text:
            value = Unknown("a stage variable names it when the API is called", marked.text)
        made += act_on(reading, api, [(value, where)], "function")
    return made


def _to_uri(reading: Reading, api: str, uri: Found, written: Block) -> None:
    kind = text(written, "type") or text(written, "integrationtype")
    if kind.upper() == "MOCK":
        return
    marked = Marked.of(uri[0])
    service = _AWS.match(marked.text)
    if service and service.group(2) != "lambda":
        subdomain, name, way, rest = service.groups(default="")
        request = Request.of(reading, api, uri[1], written)
        if way == "action":
            request.ask(name, re.split("[/&]", rest)[-1])
        else:
            piece = Marked(rest, marked.parts)
            _path(request, (subdomain, name), piece, _stored(written))
    elif service or "lambda:path" in marked.text or kind.upper().startswith("AWS"):
        keys = to_function(reading, api, [uri])
        if kind.upper() != "AWS_PROXY":
            reading.fill_in(keys, written_by_templates(written))
    else:
        act_on(reading, api, [uri], "api", _stored(written))


def _stored(written: Block) -> str:
    method = text(written, "integrationhttpmethod") or text(written, "httpmethod")
    return "reads" if method.upper() in ("GET", "HEAD") else "writes"


def _path(request: Request, to: tuple[str, str], rest: Marked, stored: str) -> None:
    """An integration by path: `sqs:path/account/queue`, `s3:path/bucket/{key}`.

    Before the service, a subdomain may stand: `bucket.s3:path/key`.
    """
    subdomain, service = to
    pieces = [piece for piece in rest.text.split("/") if piece]
    if service == "s3" and (subdomain or pieces):
        _act(request, rest, subdomain or pieces[0], "bucket", stored)
    elif service == "sqs" and len(pieces) > 1:
        _act(request, rest, pieces[1], "queue", stored)
    elif service == "sagemaker" and len(pieces) > 1:
        _act(request, rest, pieces[1], "container", stored)
    else:
        literal = [piece for piece in pieces if "{" not in piece] or ["path"]
        request.ask(service, request.action() or literal[-1 if arguments(service, "") else 0])


def _act(request: Request, uri: Marked, piece: str, kind: str, stored: str) -> None:
    """What a piece of the path names; in braces stands the name of a request parameter."""
    asked = _BRACES.fullmatch(piece)
    value = request.parameter(asked.group(1)) if asked else uri.value(piece)
    request.sent(act_on(request.reading, request.api, [(value, request.at)], kind, stored), kind)


def _lowered(integration: Block) -> Block:
    lowered = integration.like((str(key).lower(), value) for key, value in integration.items())
    lowered.lines = {key.lower(): line for key, line in integration.lines.items()}
    return lowered


READERS = {
    "AWS::ApiGateway::Authorizer": read_authorizer,
    "AWS::ApiGateway::Method": read_method,
    "AWS::ApiGateway::RestApi": read_api,
    "AWS::ApiGatewayV2::Api": read_api,
    "AWS::ApiGatewayV2::Authorizer": read_authorizer,
    "AWS::ApiGatewayV2::Integration": read_integration,
}
