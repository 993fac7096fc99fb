"""What an API does on a request: the targets that integrations name, REST, HTTP and WebSocket."""

import re
from collections.abc import Iterable
from typing import Any

from analysis.extract.document import Block, at
from analysis.extract.events import Emission
from analysis.extract.reading import Reading
from analysis.extract.resources.calls import Call, calls, default_target
from analysis.extract.resources.passing import Key, act_on
from analysis.extract.resources.shapes import Found, entries, found, text
from analysis.extract.resources.texts import Marked
from analysis.extract.values import Unknown
from analysis.graph import Evidence

_AWS = re.compile(
    r"^arn:.{0,40}?:apigateway:.{0,100}?:([a-z0-9.{}-]{1,80}):(path|action)/(.*)$",
    re.DOTALL | re.IGNORECASE,
)
_LAMBDA = re.compile(r"functions/(.+?)(?:/invocations|$)", re.DOTALL)
_SUBTYPES = {"StepFunctions": "states", "EventBridge": "events"}
_STATIC = "integration.request."


def integrate(reading: Reading, api: str, integration: Block) -> None:
    """The edges of one integration.

    ``integration`` has the keys of AWS::ApiGateway::Method's Integration or of
    AWS::ApiGatewayV2::Integration, or those of x-amazon-apigateway-integration, in any case.
    """
    written = _lowered(integration)
    subtype = text(written, "integrationsubtype")
    for uri in found(written, "uri") + found(written, "integrationuri"):
        _to_uri(reading, api, uri, written)
    if subtype:
        service, _, action = subtype.partition("-")
        _call(reading, api, (_SUBTYPES.get(service, service).lower(), action), written)


def to_function(reading: Reading, api: str, uris: Iterable[Found]) -> list[Key]:
    """The function that a Lambda integration's or an authorizer's URI names."""
    return [key for uri in uris for key in _invoke(reading, api, uri)]


def _to_uri(reading: Reading, api: str, uri: Found, written: Block) -> None:
    kind = text(written, "type") or text(written, "integrationtype")
    if kind.upper() == "MOCK":
        return
    marked = Marked.of(uri[0])
    service = _AWS.match(marked.text)
    if service and service.group(1) != "lambda":
        name, way, rest = service.groups()
        if way == "action":
            _call(reading, api, (name, rest.split("&")[0].split("/")[-1]), written)
        else:
            _path(reading, api, (name, marked.value(rest)), written, uri[1])
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


def _path(reading: Reading, api: str, to: tuple[str, Any], written: Block, where: Evidence) -> None:
    """An integration by path: `sqs:path/account/queue`, `s3:path/bucket/{key}`."""
    service, rest = to
    marked = Marked.of(rest)
    pieces = [piece for piece in marked.text.split("/") if piece]
    service = service.split(".")[-1]
    if service == "sqs" and len(pieces) >= 2:
        act_on(reading, api, [(marked.value(pieces[1]), where)], "queue")
    elif service == "s3" and pieces:
        if "{" not in pieces[0] or marked.parts:
            act_on(reading, api, [(marked.value(pieces[0]), where)], "bucket", _stored(written))
    else:
        action = _action(written)
        _call(reading, api, (service, action), written)


def _action(written: Block) -> str:
    for _, template, _ in entries(written, "requesttemplates"):
        named = re.search(r"\bAction=([A-Za-z]{1,60})", Marked.of(template).text)
        if named:
            return named.group(1)
    return ""


def _call(reading: Reading, api: str, call: tuple[str, str], written: Block) -> None:
    """An action of an AWS service, its target named in parameters or in a template."""
    service, action = call
    said = _said(written)
    for each in calls(service, action):
        if named := [target for one in said if (target := _named(one, each)) is not None]:
            keys = act_on(reading, api, named, each.kind, each.stored)
            _announce(reading, keys, said)
            return
    if default := default_target(service):
        keys = act_on(reading, api, [(default, at(written))], "bus")
        _announce(reading, keys, said)
        return
    for each in calls(service, action):
        mentioned: list[Found] = [
            (reference, where)
            for marked, where, _ in said
            for reference in marked.references
            if reading.kind_of(reference.resource) == each.kind
        ]
        if mentioned:
            act_on(reading, api, mentioned, each.kind, each.stored)
            return
    reason = f"its integration names no target of {service}:{action}"
    unknown = reading.unresolved(api, f"{service}:{action}", reason, at(written))
    reading.edge(api, unknown, "invokes", at(written))


_Said = tuple[Marked, Evidence, str]


def _said(written: Block) -> list[_Said]:
    """Every text of the request: templates whole, parameters under their last name."""
    templates = [
        (Marked.of(value), where, "") for _, value, where in entries(written, "requesttemplates")
    ]
    parameters = [
        (Marked.of(value), where, name.rsplit(".", 1)[-1])
        for name, value, where in entries(written, "requestparameters")
    ]
    return templates + parameters


def _named(said: _Said, call: Call) -> Found | None:
    marked, where, name = said
    if name:
        value = marked.unquoted() if name.lower() == call.field.lower() else None
    else:
        value = marked.field(call.field)
    return None if value is None or str(value).startswith("$") else (value, where)


def _announce(reading: Reading, keys: list[Key], said: list[_Said]) -> None:
    for api, bus, relation in keys:
        if relation != "publishes" or reading.kind_of(bus) != "bus":
            continue
        types = [each for each in (_field(one, "DetailType") for one in said) if each]
        sources = [each for each in (_field(one, "Source") for one in said) if each]
        if types or sources:
            where = said[0][1]
            reading.emission(
                Emission(
                    api, bus, where, source=sources[0] if sources else None, types=tuple(types)
                )
            )


def _field(said: _Said, field: str) -> str:
    found_value = _named(said, Call(field, ""))
    value = found_value[0] if found_value else ""
    return value if isinstance(value, str) and "$" not in value else ""


def _lowered(integration: Block) -> Block:
    lowered = integration.like((str(key).lower(), value) for key, value in integration.items())
    lowered.lines = {key.lower(): line for key, line in integration.lines.items()}
    return lowered
