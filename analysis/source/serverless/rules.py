"""Events of EventBridge: rules on buses, and schedules."""

from collections.abc import Callable
from typing import Any

from analysis.source.document import Block, as_block, as_items
from analysis.source.sam.drafts import listed, written
from analysis.source.serverless import naming
from analysis.source.serverless.drafts import ServerlessEvent, ServiceDraft, placed, ref
from analysis.source.values import Unknown, as_text, shown


def _bridge(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A rule on a bus; a bus that is only named is made, unless the service has it."""
    body = event.body
    bus = body.get("eventBus")
    text = as_text(bus) or ("" if isinstance(bus, Block | Unknown) else shown(bus))
    if text and text != "default" and not text.startswith("arn:"):
        bus = _bus(draft, event, text, bus)
    content = {
        "EventBusName": None if text == "default" else bus,
        "EventPattern": body.get("pattern"),
        "ScheduleExpression": body.get("schedule"),
        "Name": body.get("name"),
        **_switch(body),
    }
    full = as_text(event.owner.body.get("name")) or draft.full_name(event.owner.name)
    logical_id = f"{naming.plain(f'{full}-rule-{event.index}')}EventBridgeRule"
    _rule(draft, event, logical_id, content)


def _bus(draft: ServiceDraft, event: ServerlessEvent, text: str, named: Any) -> Block:
    for logical_id, entry in as_block(draft.own.get("Resources")).items():
        name = as_block(as_block(entry).get("Properties")).get("Name")
        if as_block(entry).get("Type") == "AWS::Events::EventBus" and name == named:
            return ref(event.body, logical_id)
    logical_id = f"{naming.resource(text)}EventBridgeEventBus"
    place = event.body
    draft.add(logical_id, "AWS::Events::EventBus", placed(place, {"Name": named}), place)
    return ref(place, logical_id)


def _switch(body: Block) -> dict[str, Any]:
    return {"State": "DISABLED"} if body.get("enabled") is False else {}


def _rule(
    draft: ServiceDraft, event: ServerlessEvent, logical_id: str, content: dict[str, Any]
) -> None:
    body = event.body
    target: dict[str, Any] = {"Arn": event.target, "Id": f"{event.owner.name}-{event.index}"}
    for key in ("input", "inputPath", "inputTransformer"):
        target[naming.upper(key)] = body.get(key)
    letters = body.get("deadLetterQueueArn", body.get("deadLetterConfig"))
    if letters is not None:
        target["DeadLetterConfig"] = placed(body, {"Arn": letters})
    block = written(body, target, Input="input", InputTransformer="inputTransformer")
    content["Targets"] = listed(body, block)
    properties = written(
        body, content, EventPattern="pattern" if "pattern" in body else "event",
        ScheduleExpression="rate", EventBusName="eventBus",
    )  # fmt: skip
    draft.add_for(event, logical_id, "AWS::Events::Rule", properties)


def _pattern(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A rule, mostly on the default bus."""
    body = event.body
    content = {
        "EventPattern": body.get("event"),
        "EventBusName": body.get("eventBusName"),
        "Name": body.get("name"),
        **_switch(body),
    }
    number = draft.count(f"{event.owner.logical_id} rule")
    _rule(draft, event, f"{event.owner.prefix}EventsRuleCloudWatchEvent{number}", content)


def _schedule(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A rule, or a schedule of EventBridge Scheduler, for each of its rates."""
    body = event.body
    begin = event.owner.prefix + ("StepFunctions" if event.owner.is_machine else "")
    for rate in as_items(body.get("rate", None if isinstance(event.value, Block) else event.value)):
        number = draft.count(f"{event.owner.logical_id} schedule")
        content: dict[str, Any] = {"ScheduleExpression": rate, "Name": body.get("name")}
        content |= _switch(body)
        if as_text(body.get("method")) == "scheduler":
            target = written(body, {"Arn": event.target, "Input": body.get("input")}, Input="input")
            block = written(body, {**content, "Target": target}, ScheduleExpression="rate")
            logical_id = f"{begin}SchedulerSchedule{number}"
            draft.add_for(event, logical_id, "AWS::Scheduler::Schedule", block)
        else:
            _rule(draft, event, f"{begin}EventsRuleSchedule{number}", content)


EVENTS: dict[str, Callable[[ServiceDraft, ServerlessEvent], None]] = {
    "eventBridge": _bridge,
    "cloudwatchEvent": _pattern,
    "schedule": _schedule,
}
OF_MACHINES = {**EVENTS, "eventBridge": _pattern}
