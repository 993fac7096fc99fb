"""AppSync: data sources, and what resolvers and functions do with them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from analysis.extract.reading import Reading
from analysis.extract.resources.passing import act_on
from analysis.extract.resources.shapes import Found, found, text
from analysis.extract.resources.texts import Marked
from analysis.extract.system import Resource, System
from analysis.extract.values import Reference
from analysis.graph import Evidence

_OPERATION = re.compile(r"""["']?operation["']?\s{0,20}:\s{0,20}["']([A-Za-z]{1,40})["']""")
_HELPER = re.compile(r"\b(?:ddb|dynamodb)\.([a-z][A-Za-z]{1,40})\s?\(")
_IMPORTED = re.compile(
    r"import\s{1,9}\{([^}]{1,400})\}\s{0,9}from\s{0,9}[\"']@aws-appsync/utils/dynamo"
)
_READS = frozenset(
    {
        *("getitem", "batchgetitem", "transactgetitems", "query", "scan", "sync"),
        *("get", "batchget", "transactget"),
    }
)
_WRITES = frozenset(
    {
        *("putitem", "updateitem", "deleteitem", "batchputitem", "batchdeleteitem"),
        *("transactwriteitems", "put", "update", "remove", "delete", "batchput", "batchdelete"),
        "transactwrite",
    }
)
_TEXTS = ("RequestMappingTemplate", "Code")
_FILES = ("RequestMappingTemplateS3Location", "CodeS3Location")

_uses: WeakKeyDictionary[System, Mapping[Any, list[Resource]]] = WeakKeyDictionary()


def read_data_source(resource: Resource, reading: Reading) -> None:
    """What the API asks through the data source; the API is the source of every edge."""
    written = resource.properties
    for value, where in found(written, "ApiId"):
        for api in reading.ends(value, "api", where, resource.id):
            functions = found(written, "LambdaConfig", "LambdaFunctionArn")
            act_on(reading, api, functions, "function")
            act_on(reading, api, found(written, "EventBridgeConfig", "EventBusArn"), "bus")
            act_on(reading, api, _addressed(resource, reading), "api")
            _tables(resource, reading, api)


def read_resolver(resource: Resource, reading: Reading) -> None:
    """The function that settles conflicting writes."""
    handlers = found(
        resource.properties, "SyncConfig", "LambdaConflictHandlerConfig", "LambdaConflictHandlerArn"
    )
    for value, where in found(resource.properties, "ApiId") if handlers else ():
        for api in reading.ends(value, "api", where, resource.id):
            act_on(reading, api, handlers, "function")


def _addressed(resource: Resource, reading: Reading) -> list[Found]:
    """What HTTP requests are for: a resource of AWS that their code names, else the address."""
    endpoint = found(resource.properties, "HttpConfig", "Endpoint")
    signed = found(resource.properties, "HttpConfig", "AuthorizationConfig", "AwsIamConfig")
    named: list[Found] = [
        (reference, where)
        for user in (_users(reading.system, resource) if endpoint and signed else ())
        for content, where in _code(user, reading)
        for reference in content.references
        if reading.kind_of(reference.resource)
    ]
    return named or endpoint


def _tables(resource: Resource, reading: Reading, api: str) -> None:
    written = resource.properties
    tables = found(written, "DynamoDBConfig", "TableName")
    clusters = found(
        written, "RelationalDatabaseConfig", "RdsHttpEndpointConfig", "DbClusterIdentifier"
    )
    clusters += found(written, "OpenSearchServiceConfig", "Endpoint")
    clusters += found(written, "ElasticsearchConfig", "Endpoint")
    users = _users(reading.system, resource) if tables else []
    done = [each for user in users for each in _operations(user, reading)]
    for relation in ("reads", "writes"):
        places = [where for known, where in done if known == relation]
        if places:
            for table, where in tables:
                for target in reading.ends(table, "table", where, api):
                    reading.edge(api, target, relation, [*places, where])
        elif not done:
            _infer(reading, api, (tables, "table"), relation)
        _infer(reading, api, (clusters, "resource"), relation)


def _infer(reading: Reading, api: str, targets: tuple[list[Found], str], relation: str) -> None:
    """The data source allows both; that either is done is a guess."""
    for value, where in targets[0]:
        for target in reading.ends(value, targets[1], where, api):
            reading.edge(api, target, relation, where, certainty="inferred")


def _operations(user: Resource, reading: Reading) -> Iterator[tuple[str, Evidence]]:
    for code, where in _code(user, reading):
        content = code.text
        names = {match.lower() for match in _OPERATION.findall(content)}
        names |= {match.lower() for match in _HELPER.findall(content)}
        if imported := _IMPORTED.search(content):
            names |= {name.split(" as ")[0].strip().lower() for name in imported[1].split(",")}
        if names & _READS:
            yield "reads", where
        if names & _WRITES:
            yield "writes", where


def _code(user: Resource, reading: Reading) -> Iterator[tuple[Marked, Evidence]]:
    for key in _TEXTS:
        for value, where in found(user.properties, key):
            yield Marked.of(value), where
    for key in _FILES:
        for value, where in found(user.properties, key):
            read = reading.text(user, value, where)
            if isinstance(read, tuple):
                yield Marked.of(read[0]), where


def _users(system: System, source: Resource) -> list[Resource]:
    """The resolvers and functions that use the data source, by reference or by its name."""
    if system not in _uses:
        uses: dict[Any, list[Resource]] = {}
        kinds = ("AWS::AppSync::Resolver", "AWS::AppSync::FunctionConfiguration")
        for user in system.of(*kinds):
            for value, _ in found(user.properties, "DataSourceName"):
                key = value.resource if isinstance(value, Reference) else (user.stack, value)
                if isinstance(value, str | Reference):
                    uses.setdefault(key, []).append(user)
        _uses[system] = uses
    named = (source.stack, text(source.properties, "Name"))
    return [*_uses[system].get(source.id, ()), *_uses[system].get(named, ())]
