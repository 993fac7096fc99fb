"""Terraform's JSON syntax (`*.tf.json`, what CDKTF writes) as the same bodies and expressions."""

from collections.abc import Iterator
from typing import Any

from analysis.source.document import Block, Items, as_items
from analysis.source.terraform.parser import parse_template
from analysis.source.terraform.syntax import (
    Body,
    Expression,
    HclBlock,
    LiteralValue,
    ObjectExpr,
    Tuple,
)

_LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
_COMMENT = "//"


def body_of(document: Block) -> Body:
    """The body that a file in JSON is.

    Raises:
        BadTemplate: an expression in one of its texts is none.
    """
    body = Body(source=document.source, line=document.line)
    for kind, content in document.items():
        if kind == _COMMENT:
            continue
        line = document.lines.get(kind, document.line)
        for labels, block, at in _labelled(content, _LABELS.get(kind, 0), line):
            body.blocks.append(HclBlock(kind, labels, _arguments(block, at)))
    return body


def _labelled(content: Any, left: int, line: int) -> Iterator[tuple[tuple[str, ...], Block, int]]:
    """The blocks under so many labels; one under a label may be a list of several."""
    for each in as_items(content):
        if not isinstance(each, Block):
            continue
        if not left:
            yield (), each, line
            continue
        for label, inner in each.items():
            if label != _COMMENT:
                at = each.lines.get(label, line)
                for labels, block, where in _labelled(inner, left - 1, at):
                    yield (label, *labels), block, where


def _arguments(block: Block, line: int) -> Body:
    body = Body(source=block.source, line=line)
    for name, value in block.items():
        if name != _COMMENT:
            at = block.lines.get(name, block.line)
            body.arguments[name] = _expression(value, block, at), at
    return body


def _expression(value: Any, origin: Block, line: int) -> Expression:
    if isinstance(value, Block):
        pairs = [
            (
                parse_template(key, origin.source, at),
                _expression(each, value, at),
                at,
            )
            for key, each in value.items()
            if key != _COMMENT
            for at in (value.lines.get(key, value.line),)
        ]
        return ObjectExpr(tuple(pairs), line)
    if isinstance(value, Items):
        lines = value.lines or [value.line] * len(value)
        items = [_expression(each, origin, at) for each, at in zip(value, lines, strict=False)]
        return Tuple(tuple(items), tuple(lines), line)
    if isinstance(value, str):
        return parse_template(value, origin.source, line)
    return LiteralValue(value if isinstance(value, int | float | bool) else None, line)
