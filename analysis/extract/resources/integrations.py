"""What an API does on a request: the targets that integrations name, REST, HTTP and WebSocket."""

import re
from collections.abc import Iterable

from analysis.extract.reading import Reading
from analysis.extract.resources.calls import calls
from analysis.extract.resources.passing import Key, act_on
from analysis.extract.resources.requests import Request
from analysis.extract.resources.shapes import Found, found, text
from analysis.extract.resources.texts import Marked
from analysis.source.document import Block
from analysis.source.values import Unknown

_AWS = re.compile(
    r"^arn:.{0,40}?:apigateway:.{0,100}?:"
    r"(?:([^:/\s]{1,200})\.)?([a-z0-9-]{1,40}):(path|action)/(.*)$",
    re.DOTALL | re.IGNORECASE,
)
_LAMBDA = re.compile(r"functions/(.+?)(?:/invocations|$)", re.DOTALL)
_SUBTYPES = {"StepFunctions": "states", "EventBridge": "events"}  # HTTP APIs name them so
_BRACES = re.compile(r"\{([A-Za-z0-9_.-]{1,100})\+?\}")


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


def to_function(reading: Reading, api: str, uris: Iterable[Found]) -> list[Key]:
    """The function that a Lambda integration's or an authorizer's URI names."""
    return [key for uri in uris for key in _invoke(reading, api, uri)]


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
        _invoke(reading, api, uri)
    else:
        act_on(reading, api, [uri], "api", _stored(written))


def _stored(written: Block) -> str:
    method = text(written, "integrationhttpmethod") or text(written, "httpmethod")
    return "reads" if method.upper() in ("GET", "HEAD") else "writes"


def _invoke(reading: Reading, api: str, uri: Found) -> list[Key]:
    marked = Marked.of(uri[0])
    if "stageVariables." in marked.text:
        unknown = Unknown("a stage variable names it when the API is called", marked.text)
        return act_on(reading, api, [(unknown, uri[1])], "function")
    path = _LAMBDA.search(marked.text)
    value = marked.value(path.group(1)) if path else uri[0]
    return act_on(reading, api, [(value, uri[1])], "function")


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
        request.ask(service, request.action() or literal[-1 if calls(service, "") else 0])


def _act(request: Request, uri: Marked, piece: str, kind: str, stored: str) -> None:
    """What a piece of the path names; in braces stands the name of a request parameter."""
    asked = _BRACES.fullmatch(piece)
    value = request.parameter(asked.group(1)) if asked else uri.value(piece)
    act_on(request.reading, request.api, [(value, request.at)], kind, stored)


def _lowered(integration: Block) -> Block:
    lowered = integration.like((str(key).lower(), value) for key, value in integration.items())
    lowered.lines = {key.lower(): line for key, line in integration.lines.items()}
    return lowered
