"""Terraform's arguments as CloudFormation's properties: other names, the same places."""

from collections.abc import Mapping
from typing import Any

from analysis.source.document import Block, Items
from analysis.source.terraform.encoded import Encoded, opened
from analysis.source.terraform.table import CONTENT, DOCUMENTS, TypeMapping

_TAGS = ("tags", "tags_all")


def properties(arguments: Block, row: TypeMapping) -> Block:
    """The properties that a resource's arguments are, without what is encoded in them."""
    made = _renamed(arguments, row.names)
    for name in row.names.values():
        if "." in name and name in made:
            outer, _, inner = name.partition(".")
            value, line = made.pop(name), made.lines.pop(name, made.line)
            block = made.get(outer)
            if not isinstance(block, Block):
                block = made[outer] = made.like({})
                block.line, block.lines = line, {}
                made.lines[outer] = line
            block[inner], block.lines[inner] = value, line
    return made


def _renamed(block: Block, names: Mapping[str, str]) -> Block:
    made = Block(source=block.source, line=block.line)
    for key, value in block.items():
        if key == "tags" or (key == "tags_all" and "tags" not in block):
            name, content = "Tags", opened(value)
        else:
            name = names.get(key) or capitals(key)
            content = _value(key, name, value, names)
        made[name] = content
        made.lines[name] = block.lines.get(key, block.line)
    return made


def _value(key: str, name: str, value: Any, names: Mapping[str, str]) -> Any:
    if key in CONTENT:
        return opened(value)
    if isinstance(value, Encoded):
        return opened(value, files=name in DOCUMENTS)
    if isinstance(value, Block):
        return _renamed(value, names)
    if isinstance(value, Items):
        if len(value) == 1 and isinstance(value[0], Block):
            return _renamed(value[0], names)
        items = [_value(key, name, each, names) for each in value]
        return Items(items, source=value.source, line=value.line, lines=value.lines)
    return opened(value)


def capitals(name: str) -> str:
    """A name as CloudFormation writes it: `event_source_arn` is EventSourceArn."""
    return "".join(each[:1].upper() + each[1:] for each in name.split("_"))
