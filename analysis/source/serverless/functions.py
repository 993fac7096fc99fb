"""Functions of a service: the Lambda functions with their URLs, destinations, layers and events."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.sam.drafts import inner, listed, taken, written
from analysis.source.serverless import apis, fronts, naming, polled, rules, told
from analysis.source.serverless.drafts import (
    ServerlessEvent,
    ServerlessOwner,
    ServiceDraft,
    at_key,
    attribute,
    evidence,
    is_intrinsic,
    joined,
    placed,
    ref,
)
from analysis.source.serverless.roles import role_of
from analysis.source.values import Unknown, as_text, shown

_EVENTS: Mapping[str, Callable[[ServiceDraft, ServerlessEvent], None]] = {
    **apis.EVENTS,
    **fronts.EVENTS,
    **polled.EVENTS,
    **rules.EVENTS,
    **told.EVENTS,
}


def add_function(draft: ServiceDraft, owner: ServerlessOwner) -> None:
    """All that a function becomes."""
    body, provider = owner.body, draft.provider
    content: dict[str, Any] = {
        "FunctionName": body.get("name") or draft.full_name(owner.name),
        "Handler": body.get("handler"),
        "Runtime": body.get("runtime", provider.get("runtime", "nodejs")),
        "Code": _code(draft, owner),
        "Role": role_of(draft, owner),
        "Environment": _environment(provider, body),
        "Layers": body.get("layers", provider.get("layers")),
        "Timeout": body.get("timeout", provider.get("timeout")),
        "MemorySize": body.get("memorySize", provider.get("memorySize")),
        "ReservedConcurrentExecutions": body.get("reservedConcurrency"),
        "Tags": _tags(provider, body),
    }
    if body.get("onError") is not None:
        letters = {"TargetArn": body["onError"]}
        content["DeadLetterConfig"] = written(body, letters, TargetArn="onError")
    if "image" in body:
        content |= {"PackageType": "Image", "Runtime": None, "Handler": None}
    properties = written(
        body, content, FunctionName="name", Handler="handler", Runtime="runtime", Code="handler",
        Role="role", Environment="environment", DeadLetterConfig="onError", Layers="layers",
    )  # fmt: skip
    condition = body.get("condition")
    draft.add(
        owner.logical_id, "AWS::Lambda::Function", properties, owner.place, Condition=condition
    )
    arn = attribute(owner.place, owner.logical_id, "Arn")
    draft.output(f"{owner.logical_id}QualifiedArn", arn, owner.place)
    log = {"LogGroupName": joined(owner.place, "/aws/lambda/", content["FunctionName"])}
    group = placed(owner.place, log)
    draft.add(f"{owner.prefix}LogGroup", "AWS::Logs::LogGroup", group, owner.place)
    _add_url(draft, owner)
    _add_destinations(draft, owner)
    for event in events(draft, owner, _EVENTS):
        _EVENTS[event.kind](draft, event)


def _code(draft: ServiceDraft, owner: ServerlessOwner) -> Any:
    """The folder of the code: the service's, or the function's own of a packaging plugin."""
    body = owner.body
    if "image" in body:
        image = body["image"]
        uri = image.get("uri", image.get("name")) if isinstance(image, Block) else image
        return written(body, {"ImageUri": uri}, ImageUri="image")
    artifact = inner(body, "package").get("artifact")
    package = as_block(draft.variables.service.get("package"))
    if artifact is not None or "artifact" in package:
        return None  # built elsewhere, and not at hand
    return as_text(body.get("module")) or "."


def _environment(provider: Block, body: Block) -> Block | None:
    shared, own = provider.get("environment"), body.get("environment")
    if not isinstance(shared, Block):
        variables = own if isinstance(own, Block) else None
    elif not isinstance(own, Block):
        variables = shared
    else:
        variables = own.like({**shared, **own})
        if shared.source is own.source:
            variables.lines = {**shared.lines, **own.lines}
    if variables is None:
        return None
    return Block({"Variables": variables}, source=variables.source, line=variables.line)


def _tags(provider: Block, body: Block) -> Items | None:
    tags = {**inner(provider, "tags"), **inner(body, "tags")}
    pairs = [body.like({"Key": key, "Value": value}) for key, value in tags.items()]
    return listed(body, *pairs, key="tags") if pairs else None


def _add_url(draft: ServiceDraft, owner: ServerlessOwner) -> None:
    if owner.body.get("url"):
        place = at_key(owner.body, "url")
        block = placed(place, {"TargetFunctionArn": ref(place, owner.logical_id)})
        draft.add(f"{owner.logical_id}Url", "AWS::Lambda::Url", block, place)


def _add_destinations(draft: ServiceDraft, owner: ServerlessOwner) -> None:
    given = inner(owner.body, "destinations")
    kept = {
        name: written(given, {"Destination": _destination(draft, given, key)}, Destination=key)
        for name, key in (("OnSuccess", "onSuccess"), ("OnFailure", "onFailure"))
        if key in given
    }
    if kept:
        config = written(given, kept, OnSuccess="onSuccess", OnFailure="onFailure")
        function = ref(given, owner.logical_id)
        content = {"FunctionName": function, "DestinationConfig": config, "Qualifier": "$LATEST"}
        logical_id = f"{owner.prefix}LambdaEvConf"
        draft.add(logical_id, "AWS::Lambda::EventInvokeConfig", placed(given, content), given)


def _destination(draft: ServiceDraft, given: Block, key: str) -> Any:
    """An ARN, or the name of another function of the service."""
    value = given[key]
    if isinstance(value, Block) and "arn" in value:
        return value["arn"]
    if isinstance(value, str) and value in draft.owners:
        return attribute(at_key(given, key), draft.owners[value].logical_id, "Arn")
    return value


def events(
    draft: ServiceDraft, owner: ServerlessOwner, known: Mapping[str, Any]
) -> list[ServerlessEvent]:
    """The events of an owner that are known, in order; the others are said."""
    given = owner.body.get("events")
    found: list[ServerlessEvent] = []
    if isinstance(given, Unknown):
        draft.variables.say(
            f"{owner.name}: events", given.reason, evidence(at_key(owner.body, "events"))
        )
    for index, (item, place) in enumerate(_items(given), start=1):
        for kind, value in item.items() if isinstance(item, Block) else [(shown(item), None)]:
            body = _body(place, kind, value)
            if kind not in known:
                reason = item.reason if isinstance(item, Unknown) else "it is no event that is read"
                draft.variables.say(f"{owner.name}: {kind}", reason, evidence(body))
                continue
            number = draft.count(f"{owner.logical_id} event {kind}")
            found.append(ServerlessEvent(owner, kind, value, body, number, index))
    return found


def _items(given: Any) -> Iterator[tuple[Any, Block]]:
    """The items of a list, those of lists in it among them, each with its place."""
    several = as_items(given)
    for number, item in enumerate(several):
        line = several.lines[number] if number < len(several.lines) else several.line
        if isinstance(item, Items):
            yield from _items(item)
        elif isinstance(item, Block):
            yield item, item
        else:
            yield item, Block(source=several.source, line=line)


def _body(item: Block, kind: str, value: Any) -> Block:
    """What is written under an event's kind, at the place of the kind."""
    place = at_key(item, kind)
    if not isinstance(value, Block) or is_intrinsic(value):
        return place
    body = value.like(value)
    if body.source is place.source:
        body.line = place.line
    return body


def add_layers(draft: ServiceDraft, layers: Block) -> None:
    """The layers of the service; functions name them by the ids that these get."""
    for name in layers:
        layer = inner(layers, name)
        content = {**taken(layer, "path"), "Content": layer.get("path")}
        block = written(layer, {"Content": content["Content"]}, Content="path")
        logical_id = f"{naming.resource(name)}LambdaLayer"
        draft.add(logical_id, "AWS::Lambda::LayerVersion", block, at_key(layers, name))
