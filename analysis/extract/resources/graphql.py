"""AppSync: data sources, and what resolvers and functions do with them."""

import re
from collections.abc import Iterator

from analysis.extract.reading import Reading
from analysis.extract.resources.calls import calls
from analysis.extract.resources.passing import act_on
from analysis.extract.resources.resolvers import code_of, mentioned, uses_of
from analysis.extract.resources.shapes import Found, found, text
from analysis.graph import Evidence
from analysis.source.document import as_block, as_items, at
from analysis.source.resource import Resource

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


def read_graph_api(resource: Resource, reading: Reading) -> None:
    """AWS::AppSync::GraphQLApi and ::Api: the functions that say who may ask."""
    event_api = as_block(resource.properties.get("EventConfig")).get("AuthProviders")
    others = resource.properties.get("AdditionalAuthenticationProviders")
    for provider in (resource.properties, *as_items(others), *as_items(event_api)):
        written = as_block(provider)
        for key in ("LambdaAuthorizerConfig", "LambdaAuthorizer"):
            config = as_block(written.get(key))
            where = at(config, "AuthorizerUri")
            for end in reading.ends(config.get("AuthorizerUri"), "function", where, resource.id):
                reading.edge(resource.id, end, "invokes", where)


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
    """What HTTP requests are for: a resource of AWS that their code names, else the address.

    A pipeline's other functions may name it: they share a stash.
    """
    config = ("HttpConfig", "AuthorizationConfig", "AwsIamConfig", "SigningServiceName")
    if known := calls(text(resource.properties, *config), ""):
        uses = uses_of(reading)
        among = [
            [each for user in uses.of(resource) for each in mentioned(user, reading)],
            uses.mentioned_beside(resource),
        ]
        for mentions in among:
            fitting = [each for each in mentions if _kind(reading, each) == known[0].kind]
            if fitting:
                return fitting
    return found(resource.properties, "HttpConfig", "Endpoint")


def _kind(reading: Reading, mention: Found) -> str:
    return reading.kind_of(mention[0].resource)


def _tables(resource: Resource, reading: Reading, api: str) -> None:
    written = resource.properties
    tables = found(written, "DynamoDBConfig", "TableName")
    clusters = found(
        written, "RelationalDatabaseConfig", "RdsHttpEndpointConfig", "DbClusterIdentifier"
    )
    clusters += found(written, "OpenSearchServiceConfig", "Endpoint")
    clusters += found(written, "ElasticsearchConfig", "Endpoint")
    users = uses_of(reading).of(resource) if tables else []
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
    for code, where in code_of(user, reading):
        content = code.text
        names = {match.lower() for match in _OPERATION.findall(content)}
        names |= {match.lower() for match in _HELPER.findall(content)}
        if imported := _IMPORTED.search(content):
            names |= {name.split(" as ")[0].strip().lower() for name in imported[1].split(",")}
        if names & _READS:
            yield "reads", where
        if names & _WRITES:
            yield "writes", where


READERS = {
    "AWS::AppSync::Api": read_graph_api,
    "AWS::AppSync::DataSource": read_data_source,
    "AWS::AppSync::FunctionConfiguration": read_resolver,
    "AWS::AppSync::GraphQLApi": read_graph_api,
    "AWS::AppSync::Resolver": read_resolver,
}
