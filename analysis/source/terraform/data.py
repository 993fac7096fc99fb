"""Data sources: policy documents, archives of code, and things that are there already."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.joining import join
from analysis.source.terraform.encoded import Encoded, plain_text
from analysis.source.terraform.syntax import HclBlock
from analysis.source.values import Reference, Unknown, as_text


class DeclaringModule(Protocol):
    """What a data source needs of the module that declares it."""

    def arguments(self, part: HclBlock) -> Block:
        """The evaluated arguments of a part."""

    def file(self, function: str, given: list[Any]) -> Any:
        """The text of a file beside the module."""

    def filled(self, text: str, shown: str, names: Any) -> Any:
        """A template's text with its holes filled."""


STORED = "\0stored"
"""What a reference is to that stands for what another system keeps as an SSM parameter."""

_ACCOUNT = "${AWS::AccountId}"
_ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:" + _ACCOUNT + ":"
_THERE: Mapping[str, tuple[str, str]] = {
    "aws_cloudwatch_event_bus": (_ARN % "events" + "event-bus/", "name"),
    "aws_dynamodb_table": (_ARN % "dynamodb" + "table/", "name"),
    "aws_iam_role": (f"arn:${{AWS::Partition}}:iam::{_ACCOUNT}:role/", "name"),
    "aws_iam_policy": (f"arn:${{AWS::Partition}}:iam::{_ACCOUNT}:policy/", "name"),
    "aws_kinesis_stream": (_ARN % "kinesis" + "stream/", "name"),
    "aws_kinesis_firehose_delivery_stream": (_ARN % "firehose" + "deliverystream/", "name"),
    "aws_lambda_function": (_ARN % "lambda" + "function:", "function_name"),
    "aws_s3_bucket": ("arn:${AWS::Partition}:s3:::", "bucket"),
    "aws_sfn_state_machine": (_ARN % "states" + "stateMachine:", "name"),
    "aws_sns_topic": (_ARN % "sns", "name"),
    "aws_sqs_queue": (_ARN % "sqs", "name"),
}
"""What is there already: its ARN before its name, and the argument that has the name."""

_PSEUDO: Mapping[tuple[str, str], str] = {
    ("aws_caller_identity", "account_id"): _ACCOUNT,
    ("aws_caller_identity", "id"): _ACCOUNT,
    ("aws_partition", "partition"): "${AWS::Partition}",
    ("aws_partition", "dns_suffix"): "${AWS::URLSuffix}",
    ("aws_region", "name"): "${AWS::Region}",
    ("aws_region", "id"): "${AWS::Region}",
    ("aws_region", "region"): "${AWS::Region}",
}


def datum(module: DeclaringModule, part: HclBlock, wanted: str) -> Any:
    """An attribute of a data source, or of a resource that makes nothing on AWS."""
    kind = part.labels[0]
    if (kind, wanted) in _PSEUDO:
        return _PSEUDO[kind, wanted]
    given = module.arguments(part)
    if kind in _THERE and wanted not in ("tags", ""):
        return _there(kind, given, wanted)
    reader = _READ.get((kind, wanted)) or _READ.get((kind, ""))
    if reader:
        return reader(module, given)
    if wanted in given:
        return given[wanted]
    name = f"{kind}.{part.labels[1]}.{wanted}"
    return Unknown(f"{name} is looked up when the system is made", f"${{{name}}}")


def _there(kind: str, given: Block, wanted: str) -> Any:
    prefix, key = _THERE[kind]
    if wanted == "arn" and "arn" in given:
        return given["arn"]
    name = given.get(key, Unknown(f"the name of the {kind} is not known"))
    return join([prefix, plain_text(name)])


def policy_document(given: Block) -> Encoded:
    """An IAM policy document."""
    statements = Items(source=given.source, line=given.line)
    for key in ("source_json", "source_policy_documents"):
        _put_others(statements, given.get(key))
    for each in as_items(given.get("statement")):
        statement = _statement(as_block(each))
        statements.append(statement)
        statements.lines.append(statement.line)
    for key in ("override_json", "override_policy_documents"):
        _put_others(statements, given.get(key))
    document = given.like({"Version": "2012-10-17", "Statement": statements})
    document.lines = {"Statement": given.line}
    return Encoded(document)


def _document(_module: DeclaringModule, given: Block) -> Encoded:
    return policy_document(given)


def _put_others(statements: Items, others: Any) -> None:
    for other in as_items(others):
        found = other.document if isinstance(other, Encoded) else other
        for each in as_items(as_block(found).get("Statement")):
            statements.append(each)
            statements.lines.append(getattr(each, "line", statements.line))


_NAMES = {
    "sid": "Sid",
    "effect": "Effect",
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


def _statement(given: Block) -> Block:
    made = given.like({"Effect": "Allow"})
    made.lines = {}
    for key, name in _NAMES.items():
        if key in given:
            made[name] = given[key]
            made.lines[name] = given.lines.get(key, given.line)
    for key, name in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if key in given:
            made[name] = _principals(given[key])
            made.lines[name] = given.lines.get(key, given.line)
    conditions = Block()
    for each in as_items(given.get("condition")):
        block = as_block(each)
        test = conditions.setdefault(as_text(block.get("test")), Block())
        test[as_text(block.get("variable"))] = block.get("values")
    if conditions:
        made["Condition"] = conditions
    return made


def _principals(given: Any) -> Block:
    found = Block()
    for each in as_items(given):
        block = as_block(each)
        held = found.setdefault(as_text(block.get("type")), Items())
        held.extend(as_items(block.get("identifiers")))
    return found


def code_of(given: Block) -> Any:
    """What an archive is made of: a path, or the text of its one file."""
    for key in ("source_dir", "source_file"):
        if key in given:
            return plain_text(given[key])
    content = given.get("source_content")
    inner = as_items(given.get("source"))
    if content is None and len(inner) == 1:
        content = as_block(inner[0]).get("content")
    if content is None:
        return Unknown("what is in the archive is made elsewhere")
    return Block({"ZipFile": plain_text(content)})


def _stored(_module: DeclaringModule, given: Block) -> Any:
    name = plain_text(given.get("name"))
    if not isinstance(name, str):
        return Unknown("the name of the SSM parameter is not known")
    return Reference(STORED, name)


def _rendered(module: DeclaringModule, given: Block) -> Any:
    template = given.get("template")
    if isinstance(template, Encoded) and template.file and isinstance(template.written, str):
        filled = module.filled(template.written, template.file, given.get("vars"))
        return Encoded(filled, template.file)
    return template


_READ: Mapping[tuple[str, str], Callable[[DeclaringModule, Block], Any]] = {
    ("archive_file", "output_path"): lambda _, given: code_of(given),
    ("aws_iam_policy_document", "json"): _document,
    ("aws_iam_policy_document", "minified_json"): _document,
    ("aws_ssm_parameter", "value"): _stored,
    ("aws_ssm_parameter", "insecure_value"): _stored,
    ("local_file", "content"): lambda module, given: module.file("file", [given.get("filename")]),
    ("template_file", "rendered"): _rendered,
}
