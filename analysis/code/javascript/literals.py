"""Texts, numbers and the names of properties, as they are written."""

import ast
import re

from tree_sitter import Node

from analysis.code.javascript.lowering import Unit, line, text

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_CODE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_MOST = 0x10FFFF


def string_of(node: Node) -> str:
    """The text that a literal stands for."""
    return "".join(piece_of(each) for each in node.named_children)


def piece_of(node: Node) -> str:
    """A piece of a text, what is escaped in it read."""
    written = text(node)
    if node.type != "escape_sequence":
        return written
    code = _CODE.fullmatch(written)
    if code:
        number = int(code[1] or code[2] or code[3], 16)
        return chr(number) if number <= _MOST and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _ESCAPES.get(written[1:], written[1:])


def number_of(node: Node) -> int | float:
    """The number that a literal stands for, 0 where it is none."""
    written = text(node).replace("_", "").rstrip("n").lower()[:40]
    try:
        return (
            int(written, 0)
            if written[:2] in ("0x", "0b", "0o") or written.isdigit()
            else float(written)
        )
    except ValueError:
        return 0


def key_of(unit: Unit, node: Node) -> ast.expr:
    """The name of a property: written out, or computed."""
    at = line(node)
    if node.type == "computed_property_name":
        return unit.expression(node.named_children[0])
    if node.type == "string":
        return ast.Constant(string_of(node), lineno=at)
    if node.type == "number":
        return ast.Constant(str(number_of(node)), lineno=at)
    return ast.Constant(text(node), lineno=at)
