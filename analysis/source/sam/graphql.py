"""GraphQL APIs: AppSync's data sources, functions and pipeline resolvers."""

from typing import Any

from analysis.source.document import Block, as_items
from analysis.source.joining import join
from analysis.source.sam.drafts import (
    SamDrafts,
    SamOwner,
    inner,
    listed,
    tags,
    taken,
    words,
    written,
)
from analysis.source.sam.roles import policies, statement
from analysis.source.values import as_text

_KEPT = words(
    "Name XrayEnabled Visibility OwnerContact IntrospectionConfig QueryDepthLimit "
    "ResolverCountLimit"
)
_LINES = {"DataSourceName": "DataSource", "Code": "InlineCode", "CodeS3Location": "CodeUri"}
_TABLE = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/"
_READ = "GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect"
_WRITE = "PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLUpdate"
_NEEDS = {
    "Read": [f"dynamodb:{each}" for each in _READ.split()],
    "Write": [f"dynamodb:{each}" for each in _WRITE.split()],
}


def add_graphql_api(drafts: SamDrafts, owner: SamOwner) -> None:
    """The API, its schema, data sources, functions and resolvers, with SAM's ids."""
    properties = owner.properties
    auth = inner(properties, "Auth")
    content = taken(properties, *_KEPT)
    content["Tags"] = tags(properties)
    content["AuthenticationType"] = auth.get("Type")
    content["LambdaAuthorizerConfig"] = auth.get("LambdaAuthorizer")
    content["UserPoolConfig"] = auth.get("UserPool")
    others = [_authentication(each) for each in as_items(auth.get("Additional"))]
    if others:
        content["AdditionalAuthenticationProviders"] = listed(auth, *others, key="Additional")
    drafts.replace(owner, "AWS::AppSync::GraphQLApi", written(properties, content))
    schema = {"Definition": properties.get("SchemaInline")}
    _add(drafts, owner, "Schema", "GraphQLSchema", properties, schema, Definition="SchemaInline")
    for kind in ("DynamoDb", "Lambda"):
        section = inner(inner(properties, "DataSources"), kind)
        for name in section:
            _add_source(drafts, owner, kind, name, inner(section, name))
    _add_functions(drafts, owner)
    _add_resolvers(drafts, owner)


def _authentication(other: Any) -> Any:
    if not isinstance(other, Block):
        return other
    config = {
        "AuthenticationType": other.get("Type"),
        "LambdaAuthorizerConfig": other.get("LambdaAuthorizer"),
        "UserPoolConfig": other.get("UserPool"),
    }
    return written(other, config, LambdaAuthorizerConfig="LambdaAuthorizer")


def _add(
    drafts: SamDrafts, owner: SamOwner, name: str, kind: str, origin: Block,
    content: dict[str, Any], **lines: str,
) -> None:  # fmt: skip
    """A resource of the API, as ``written`` makes it."""
    block = written(origin, {"ApiId": drafts.ref(owner.id, "ApiId"), **content}, **lines)
    drafts.add(owner, owner.id + name, f"AWS::AppSync::{kind}", block)


def _source_name(kind: str, name: str) -> str:
    return f"{name}{'DynamoDB' if kind == 'DynamoDb' else 'Lambda'}DataSource"


def _add_source(drafts: SamDrafts, owner: SamOwner, kind: str, name: str, given: Block) -> None:
    full = _source_name(kind, name)
    content = {"Name": given.get("Name") or name}
    if kind == "Lambda":
        arn, actions = given.get("FunctionArn"), [["lambda:InvokeFunction"]]
        content["Type"] = "AWS_LAMBDA"
        called = {"LambdaFunctionArn": arn}
        content["LambdaConfig"] = written(given, called, LambdaFunctionArn="FunctionArn")
    else:
        wanted = as_items(given.get("Permissions", ["Read", "Write"]))
        actions = [_NEEDS[each] for each in wanted if isinstance(each, str) and each in _NEEDS]
        arn = given.get("TableArn") or join([_TABLE, given.get("TableName")])
        content["Type"] = "AMAZON_DYNAMODB"
        content["DynamoDBConfig"] = written(given, taken(given, "TableName"))
    content["ServiceRoleArn"] = given.get("ServiceRoleArn")
    if content["ServiceRoleArn"] is None:
        role = f"{owner.id}{full}Role"
        drafts.add(owner, role, "AWS::IAM::Role", _role(given, role, actions, arn), given.line)
        content["ServiceRoleArn"] = drafts.ref(role, "Arn")
    _add(drafts, owner, full, "DataSource", given, content)


def _role(given: Block, name: str, actions: list[list[str]], arn: Any) -> Block:
    indexed = any(each[0].startswith("dynamodb:") for each in actions)
    resources = listed(given, arn, *([join([arn, "/index/*"])] if indexed else []))
    statements = (statement(given, listed(given, *each), resources) for each in actions)
    return policies(given, f"{name}Policy", *statements)


def _source_ref(drafts: SamDrafts, owner: SamOwner, value: Any) -> Any:
    """The data source that a function names: one of this API's, or whatever is referred to."""
    if not isinstance(value, str):
        return value
    if value.lower() == "none":
        full = f"{owner.id}NoneDataSource"
        content = {"Name": full, "Type": "NONE"}
        _add(drafts, owner, "NoneDataSource", "DataSource", owner.properties, content)
        return drafts.ref(full, "Name")
    sources = inner(owner.properties, "DataSources")
    for kind in ("DynamoDb", "Lambda"):
        if value in inner(sources, kind):
            return drafts.ref(owner.id + _source_name(kind, value), "Name")
    return value


def _add_functions(drafts: SamDrafts, owner: SamOwner) -> None:
    section = inner(owner.properties, "Functions")
    for name in section:
        given = inner(section, name)
        if "Id" not in given:
            content = {
                "Name": given.get("Name") or name,
                "DataSourceName": _source_ref(drafts, owner, given.get("DataSource")),
                "Code": given.get("InlineCode"),
                "CodeS3Location": given.get("CodeUri"),
            }
            _add(drafts, owner, name, "FunctionConfiguration", given, content, **_LINES)


def _add_resolvers(drafts: SamDrafts, owner: SamOwner) -> None:
    functions = inner(owner.properties, "Functions")
    section = inner(owner.properties, "Resolvers")
    for kind in section:
        for name in inner(section, kind):
            given = inner(inner(section, kind), name)
            pipeline = [
                inner(functions, each).get("Id") or drafts.ref(owner.id + each, "FunctionId")
                for each in as_items(given.get("Pipeline"))
                if isinstance(each, str)
            ]
            chosen = {"Functions": listed(given, *pipeline, key="Pipeline")}
            content = {
                "TypeName": kind,
                "FieldName": as_text(given.get("FieldName")) or name,
                "Kind": "PIPELINE",
                "PipelineConfig": written(given, chosen, Functions="Pipeline"),
            }
            _add(drafts, owner, kind + name, "Resolver", given, content, PipelineConfig="Pipeline")
