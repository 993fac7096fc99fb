"""Api and HttpApi events: the routes that functions and state machines ask an API for."""

from typing import Any

from analysis.source.joining import join
from analysis.source.sam.drafts import Drafts, Event, Route, written
from analysis.source.sam.rules import starter_role
from analysis.source.values import as_text

REST, HTTP = "ServerlessRestApi", "ServerlessHttpApi"
_ANY = "x-amazon-apigateway-any-method"
_GATEWAY = "arn:${AWS::Partition}:apigateway:${AWS::Region}:"


def invocation(function: Any) -> Any:
    """The URI under which API Gateway invokes a function."""
    return join([f"{_GATEWAY}lambda:path/2015-03-31/functions/", function, "/invocations"])


def function_route(drafts: Drafts, event: Event) -> None:
    """A route of an API to a function."""
    uri = invocation(event.target)
    content = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}
    _ask(drafts, event, content)


def machine_route(drafts: Drafts, event: Event) -> None:
    """A route of an API that starts a state machine."""
    template = ['{"input": "$util.escapeJavaScript($input.json(\'$\'))", "stateMachineArn": "']
    body = join([*template, event.target, '"}'])
    content = {
        "type": "aws",
        "httpMethod": "POST",
        "uri": f"{_GATEWAY}states:action/StartExecution",
        "credentials": starter_role(drafts, event, "states"),
        "requestTemplates": written(event.properties, {"application/json": body}),
    }
    _ask(drafts, event, content)


def _ask(drafts: Drafts, event: Event, content: dict[str, Any]) -> None:
    properties = event.properties
    http = event.type == "HttpApi"
    given = properties.get("ApiId" if http else "RestApiId")
    names = drafts.referred(given) if given is not None else ((HTTP if http else REST),)
    path, method = as_text(properties.get("Path")), as_text(properties.get("Method")).lower()
    if http and not path and not method:
        path = "$default"
    integration = written(properties, content)
    integration.lines = {key: properties.lines.get("Path", event.line) for key in content}
    route = Route(event, path, _ANY if method in ("", "any", "*") else method, integration)
    for name in names:
        drafts.routes.setdefault(name, []).append(route)
