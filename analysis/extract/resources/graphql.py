"""AppSync: data sources, and what resolvers and functions do with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.calls import arguments
from analysis.extract.resources.marked import Marked
from analysis.extract.resources.passing import act_on, named_in
from analysis.extract.resources.shapes import Found, found, references, text
from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.kept import Kept
from analysis.source.resource import Resource
from analysis.source.values import Reference

_TEXTS = ("RequestMappingTemplate", "Code")
_FILES = ("RequestMappingTemplateS3Location", "CodeS3Location")
_TYPES = ("AWS::AppSync::Resolver", "AWS::AppSync::FunctionConfiguration")
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


def read_data_source(resource: Resource, reading: Reading) -> None:
    """What the API asks through the data source; the API is the source of every edge."""
    written = resource.properties
    for api in named_in(reading, resource, "ApiId", "api"):
        act_on(reading, api, found(written, "LambdaConfig", "LambdaFunctionArn"), "function")
        act_on(reading, api, found(written, "EventBridgeConfig", "EventBusArn"), "bus")
        act_on(reading, api, _addressed(resource, reading), "api")
        _tables(resource, reading, api)


def _addressed(resource: Resource, reading: Reading) -> list[Found]:
    """What HTTP requests are for: a resource of AWS that their code names, else the address.

    A pipeline's other functions may name it: they share a stash.
    """
    config = ("HttpConfig", "AuthorizationConfig", "AwsIamConfig", "SigningServiceName")
    if known := arguments(text(resource.properties, *config), ""):
        uses = _uses_of(reading)
        among = [
            [each for user in uses.of(resource) for each in _mentioned(user, reading)],
            uses.mentioned_beside(resource),
        ]
        for mentions in among:
            fitting = [
                each for each in mentions if reading.kind_of(each[0].resource) == known[0].kind
            ]
            if fitting:
                return fitting
    return found(resource.properties, "HttpConfig", "Endpoint")


def _tables(resource: Resource, reading: Reading, api: str) -> None:
    written = resource.properties
    tables = found(written, "DynamoDBConfig", "TableName")
    clusters = found(
        written, "RelationalDatabaseConfig", "RdsHttpEndpointConfig", "DbClusterIdentifier"
    )
    clusters += found(written, "OpenSearchServiceConfig", "Endpoint")
    clusters += found(written, "ElasticsearchConfig", "Endpoint")
    users = _uses_of(reading).of(resource) if tables else []
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
    for code, where in _code_of(user, reading):
        content = code.text
        names = {match.lower() for match in _OPERATION.findall(content)}
        names |= {match.lower() for match in _HELPER.findall(content)}
        if imported := _IMPORTED.search(content):
            names |= {name.split(" as ")[0].strip().lower() for name in imported[1].split(",")}
        if names & _READS:
            yield "reads", where
        if names & _WRITES:
            yield "writes", where


@dataclass(eq=False)
class _Uses:
    """Who uses which data source, and what is mentioned in each API's code."""

    by_source: dict[Any, list[Resource]] = field(default_factory=dict)
    mentions: dict[str, list[Found]] = field(default_factory=dict)

    def of(self, source: Resource) -> Sequence[Resource]:
        """The users of a data source, by reference or by its name."""
        named = (source.stack, text(source.properties, "Name"))
        return [*self.by_source.get(source.id, ()), *self.by_source.get(named, ())]

    def mentioned_beside(self, source: Resource) -> list[Found]:
        """The resources that any code of the same API mentions."""
        apis = {
            each.resource
            for api, _ in found(source.properties, "ApiId")
            for each in references(api)
        }
        return [each for api in sorted(apis) for each in self.mentions.get(api, ())]


_known: Kept[_Uses] = Kept()


def _uses_of(reading: Reading) -> _Uses:
    """All that resolvers and functions use, found once."""
    if reading.system not in _known:
        uses = _known[reading.system] = _Uses()
        for user in reading.system.of(*_TYPES):
            for value, _ in found(user.properties, "DataSourceName"):
                if isinstance(value, Reference):
                    uses.by_source.setdefault(value.resource, []).append(user)
                elif isinstance(value, str):
                    uses.by_source.setdefault((user.stack, value), []).append(user)
            for value, _ in found(user.properties, "ApiId"):
                for api in references(value):
                    uses.mentions.setdefault(api.resource, []).extend(_mentioned(user, reading))
    return _known[reading.system]


def _code_of(user: Resource, reading: Reading) -> Iterator[tuple[Marked, Evidence]]:
    """The request's template or code, in the template or in a file beside it."""
    for key in _TEXTS:
        for value, where in found(user.properties, key):
            yield Marked.of(value), where
    for key in _FILES:
        for value, where in found(user.properties, key):
            read = reading.system.text(user, value)
            if isinstance(read, tuple):
                yield Marked.of(read[0]), where


def _mentioned(user: Resource, reading: Reading) -> list[Found]:
    """The resources that the code names."""
    return [
        (reference, where)
        for content, where in _code_of(user, reading)
        for reference in content.references
    ]


READERS = {"AWS::AppSync::DataSource": read_data_source}
