"""The AWS SDKs of JavaScript, both generations: their calls are boto3's under other names."""

import re
from collections.abc import Mapping

from analysis.code.aws.services import operation
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments
from analysis.code.values import (
    NOTHING,
    Bound,
    External,
    Function,
    Handle,
    Input,
    Known,
    Map,
    Opaque,
    Place,
    Seq,
    Value,
)

_CLIENT = re.compile(r"@aws-sdk/client-([\w-]{1,60})\.(\w{1,80})")
_DOCUMENTS = "@aws-sdk/lib-dynamodb."
_OLD = re.compile(r"aws-sdk(?:/clients/(\w{1,60}))?(?:\.(\w{1,80}(?:\.DocumentClient)?))?")
_SERVICES: Mapping[str, str] = {
    "eventbridge": "events",
    "cloudwatch-events": "events",
    "cloudwatchevents": "events",
    "sfn": "stepfunctions",
    "api-gateway-management-api": "apigatewaymanagementapi",
}
_OF_DOCUMENTS: Mapping[str, str] = {
    "get": "get_item",
    "put": "put_item",
    "update": "update_item",
    "delete": "delete_item",
    "batch_get": "batch_get_item",
    "batch_write": "batch_write_item",
    "transact_get": "transact_get_items",
    "transact_write": "transact_write_items",
}
_OF_S3: Mapping[str, str] = {
    "create_presigned_post": "generate_presigned_post",
    "get_signed_url": "generate_presigned_url",
    "get_signed_url_promise": "generate_presigned_url",
    "upload": "put_object",
}
_OF_ITSELF = frozenset({"destroy", "off", "on", "setMaxListeners"})
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_COMMAND = "Command"


def client_of(name: str, arguments: Arguments) -> Value | None:
    """What making something of an SDK gives: a client, a command to send; None if it is neither."""
    service = service_of(name)
    if service is None:
        return None
    if name.endswith(_COMMAND) and not name.startswith("aws-sdk"):
        return Bound(External(name), tuple(arguments.positional[:1]))
    settings = arguments.get("", 0)
    endpoints = [
        one.entries["endpoint"]
        for one in (options(settings) if settings is not None else ())
        if isinstance(one, Map) and "endpoint" in one.entries
    ]
    at_endpoint = service == "apigatewaymanagementapi" and endpoints
    return Handle(service, "client", joined(endpoints) if at_endpoint else None)


def service_of(name: str) -> str | None:
    """The service of a client or a command, as boto3 calls it; None where it is of no SDK."""
    if found := _CLIENT.fullmatch(name):
        return _SERVICES.get(found[1], found[1].replace("-", ""))
    if name.startswith(_DOCUMENTS):
        return "dynamodb"
    found = _OLD.fullmatch(name)
    if not found or not (found[1] or found[2]):
        return None
    service = (found[1] or found[2].partition(".")[0]).lower()
    return _SERVICES.get(service, service)


def spelled(name: str) -> str:
    """The operation as boto3 spells it: ``putEvents``, ``PutEventsCommand``."""
    words = _WORD.sub("_", name.removesuffix(_COMMAND)).lower()
    return _OF_DOCUMENTS.get(words) or _OF_S3.get(words, words)


def called(evaluator: Evaluator, handle: Handle, name: str, arguments: Arguments) -> Value:
    """What calling a method of a client gives: one of its operations, or ``send`` of a command."""
    if name == "from" or name in _OF_ITSELF:
        return handle
    if name == "send":
        command = arguments.get("", 0) or Opaque()
        found = joined(_sent(evaluator, handle, each) for each in options(command))
    else:
        found = _operation(evaluator, handle, spelled(name), arguments.get("", 0))
    for each in arguments.positional[1:]:
        if isinstance(each, Function | Bound):  # told when it is done
            with evaluator.unsure():
                evaluator.call(each, Arguments([NOTHING, found]))
    return found


def is_command(value: Value | None) -> bool:
    """Whether something is a command of an SDK, which says what is done whoever sends it."""
    several = options(value) if value is not None else ()
    return any(
        isinstance(each, Bound)
        and isinstance(each.function, External)
        and service_of(each.function.dotted) is not None
        for each in several
    )


def _sent(evaluator: Evaluator, handle: Handle, command: Value) -> Value:
    if not isinstance(command, Bound) or not isinstance(command.function, External):
        return evaluator.made_of(command)
    name = command.function.dotted
    service = service_of(name) or handle.service
    owner = handle if handle.service == service else Handle(service, "client")
    given = command.first[0] if command.first else None
    return _operation(evaluator, owner, spelled(name.rpartition(".")[2]), given)


def _operation(evaluator: Evaluator, handle: Handle, name: str, given: Value | None) -> Value:
    several = options(given) if given is not None else (None,)
    return joined(operation(evaluator, handle, name, _named(each)) for each in several)


def _named(given: Value | None) -> Arguments:
    """What a call is given under names."""
    if isinstance(given, Map):
        entries = {str(key): each for key, each in given.entries.items()}
        places: dict[int | str, Place] = {str(key): at for key, at in given.places.items()}
        return Arguments(keywords=entries, rest=given.rest, spread=given.behind, places=places)
    if isinstance(given, Input):
        return Arguments(spread=given)
    nothing = given is None or (isinstance(given, Known) and given.value is None)
    return Arguments() if nothing else Arguments(rest=given)


def paginated(evaluator: Evaluator, name: str, arguments: Arguments) -> Value | None:
    """The pages that ``paginateQuery({ client }, input)`` goes through; None if it is no such."""
    first = name.rpartition(".")[2]
    service = service_of(name)
    if service is None or not first.startswith("paginate"):
        return None
    page = _operation(
        evaluator,
        Handle(service, "client"),
        spelled(first.removeprefix("paginate")),
        arguments.get("", 1),
    )
    return Seq(rest=page)
