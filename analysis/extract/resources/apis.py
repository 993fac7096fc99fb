"""API Gateway: REST, HTTP and WebSocket APIs; the API is the source of what its methods do."""

from collections.abc import Iterator
from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.integrations import integrate, to_function
from analysis.extract.resources.passing import act_on
from analysis.extract.resources.shapes import blocks, entries, found, references
from analysis.source.document import Block
from analysis.source.embedded import parse
from analysis.source.resource import Resource
from analysis.source.values import Joined

_INTEGRATION = "x-amazon-apigateway-integration"
_AUTHORIZER = "x-amazon-apigateway-authorizer"


def read_method(resource: Resource, reading: Reading) -> None:
    """A method of a REST API and its integration."""
    for api in _apis(resource, reading, "RestApiId"):
        for integration in blocks(resource.properties, "Integration"):
            integrate(reading, api, integration)


def read_integration(resource: Resource, reading: Reading) -> None:
    """An integration of an HTTP or WebSocket API."""
    for api in _apis(resource, reading, "ApiId"):
        integrate(reading, api, resource.properties)


def read_authorizer(resource: Resource, reading: Reading) -> None:
    """The function that an API asks whether a request may pass."""
    for api in _apis(resource, reading, "RestApiId") or _apis(resource, reading, "ApiId"):
        to_function(reading, api, found(resource.properties, "AuthorizerUri"))


def read_api(resource: Resource, reading: Reading) -> None:
    """An API described by OpenAPI, in the template or beside it; or made by its target alone."""
    written = resource.properties
    for description in _descriptions(resource, reading):
        _described(reading, resource.id, description)
    act_on(reading, resource.id, found(written, "Target"), "function")


def read_destination(resource: Resource, reading: Reading) -> None:
    """An API destination that leads to an API of the system itself."""
    for value, where in found(resource.properties, "InvocationEndpoint"):
        if references(value):
            act_on(reading, resource.id, [(value, where)], "api")


def _apis(resource: Resource, reading: Reading, key: str) -> list[str]:
    return [
        api
        for value, where in found(resource.properties, key)
        for api in reading.ends(value, "api", where, resource.id)
    ]


def _descriptions(resource: Resource, reading: Reading) -> Iterator[Block]:
    for body, where in found(resource.properties, "Body"):
        content: Any = body
        if isinstance(body, str | Joined):
            content = parse(body, where.file, where)
        if isinstance(content, Block):
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


READERS = {
    "AWS::ApiGateway::Authorizer": read_authorizer,
    "AWS::ApiGateway::Method": read_method,
    "AWS::ApiGateway::RestApi": read_api,
    "AWS::ApiGatewayV2::Api": read_api,
    "AWS::ApiGatewayV2::Authorizer": read_authorizer,
    "AWS::ApiGatewayV2::Integration": read_integration,
    "AWS::Events::ApiDestination": read_destination,
}
