"""State machines and activities of the plugin serverless-step-functions."""

from typing import Any

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.sam.drafts import inner, listed, words, written
from analysis.source.serverless import naming, rules
from analysis.source.serverless.apis import method_id, rest_api
from analysis.source.serverless.drafts import (
    ServerlessEvent,
    ServerlessOwner,
    ServiceDraft,
    at_key,
    attribute,
    evidence,
    joined,
    placed,
    ref,
)
from analysis.source.serverless.functions import events
from analysis.source.values import Unknown, as_text, shown

_STATUSES = words("ABORTED FAILED RUNNING SUCCEEDED TIMED_OUT")
_TOLD = words("sns sqs lambda kinesis firehose stepFunctions")


def add_machines(draft: ServiceDraft, section: Block) -> None:
    """The state machines, their events and notifications, and the activities."""
    for name in as_items(section.get("activities")):
        text = as_text(name) or shown(name)
        place = at_key(section, "activities")
        logical_id = f"{naming.resource(text)}StepFunctionsActivity"
        draft.add(logical_id, "AWS::StepFunctions::Activity", placed(place, {"Name": name}), place)
    machines = section.get("stateMachines")
    if isinstance(machines, Unknown):
        where = evidence(at_key(section, "stateMachines"))
        draft.variables.say("stateMachines", machines.reason, where)
    for name, body in as_block(machines).items():
        place = at_key(as_block(machines), name)
        if isinstance(body, Block):
            _add(draft, ServerlessOwner(name, _id(name, body), body, place, is_machine=True))
        elif isinstance(body, Unknown):
            draft.variables.say(name, body.reason, evidence(place))


def _id(name: str, body: Block) -> str:
    custom = as_text(body.get("id")) or as_text(body.get("name")) or shown(body.get("name"))
    if custom:
        return naming.resource(custom)
    return f"{naming.resource(name)}StepFunctionsStateMachine"


def _add(draft: ServiceDraft, owner: ServerlessOwner) -> None:
    body, logical_id = owner.body, owner.logical_id
    definition = body.get("definition")
    if isinstance(definition, Block):
        definition = _translated(draft, definition)
    key = "Definition" if isinstance(definition, Block | Unknown) else "DefinitionString"
    content = {
        "StateMachineName": body.get("name"),
        "StateMachineType": body.get("type"),
        key: definition,
        "RoleArn": body.get("role"),
    }
    if content["RoleArn"] is None:  # what its states do is read in the definition
        role = f"{logical_id}Role"
        draft.add(role, "AWS::IAM::Role", placed(owner.place, {}), owner.place)
        content["RoleArn"] = attribute(owner.place, role, "Arn")
    properties = written(
        body, content, StateMachineName="name", StateMachineType="type", RoleArn="role",
        Definition="definition", DefinitionString="definition",
    )  # fmt: skip
    draft.add(logical_id, "AWS::StepFunctions::StateMachine", properties, owner.place)
    custom = body.get("id") or body.get("name")
    arn = f"{logical_id}Arn" if custom else f"{owner.prefix}StepFunctionsStateMachineArn"
    draft.output(arn, ref(owner.place, logical_id), owner.place)
    known = {**rules.OF_MACHINES, "http": _http}
    for event in events(draft, owner, known):
        known[event.kind](draft, event)
    _add_notifications(draft, owner)


def _translated(draft: ServiceDraft, value: Any) -> Any:
    """The definition, in which a function may be called by its name in the service."""
    if isinstance(value, Items):
        items = [_translated(draft, each) for each in value]
        return Items(items, source=value.source, line=value.line, lines=value.lines)
    if not isinstance(value, Block):
        return value
    name, argument = next(iter(value.items())) if len(value) == 1 else ("", None)
    if name == "Ref" and argument in draft.owners:
        # Its Ref is a name, for which the plugin writes the ARN.
        return attribute(value, draft.owners[argument].logical_id, "Arn")
    if name == "Fn::GetAtt":
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if isinstance(parts, list) and len(parts) == 2 and as_text(parts[0]) in draft.owners:
            return attribute(value, draft.owners[as_text(parts[0])].logical_id, as_text(parts[1]))
        return value
    return value.like((key, _translated(draft, each)) for key, each in value.items())


def _http(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """A method of the REST API that starts the machine."""
    body = event.body
    api = rest_api(draft, body)
    template = joined(body, '{"input": "$input.json(\'$\')", "stateMachineArn": "', event.target,
                      '"}')  # fmt: skip
    integration = placed(body, {
        "Type": "AWS",
        "IntegrationHttpMethod": "POST",
        "Uri": "arn:aws:apigateway:${AWS::Region}:states:action/"
        + (as_text(body.get("action")) or "StartExecution"),
        "RequestTemplates": placed(body, {"application/json": template}),
    })  # fmt: skip
    content = {"RestApiId": api, "Integration": integration}
    draft.add_for(event, method_id(event), "AWS::ApiGateway::Method", written(body, content))


def _add_notifications(draft: ServiceDraft, owner: ServerlessOwner) -> None:
    """The rules that tell of how executions end."""
    given = inner(owner.body, "notifications")
    for status in _STATUSES:
        place = at_key(given, status)
        targets = [
            placed(place, {"Arn": _told(each[target]), "Id": f"{status}{number}"})
            for number, each in enumerate(as_items(given.get(status)))
            for target in _TOLD
            if isinstance(each, Block) and target in each
        ]
        if targets:
            detail = {"status": Items([status]), "stateMachineArn": Items(
                [ref(place, owner.logical_id)])}  # fmt: skip
            pattern = {
                "source": Items(["aws.states"]),
                "detail-type": Items(["Step Functions Execution Status Change"]),
                "detail": placed(place, detail),
            }
            content = {"EventPattern": placed(place, pattern), "Targets": listed(place, *targets)}
            logical_id = f"{owner.logical_id}Notifications{status.replace('_', '', 1)}EventRule"
            draft.add(logical_id, "AWS::Events::Rule", placed(place, content), place)


def _told(value: Any) -> Any:
    return value["arn"] if isinstance(value, Block) and "arn" in value else value
