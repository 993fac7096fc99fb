"""What a file says to whoever runs it: its code without comments, its values without layout."""

import ast
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from tree_sitter import Node

from analysis.difference.resources import values_of
from analysis.refusals import BadTemplate
from analysis.regular_files import read_regular
from analysis.source import modules
from analysis.source.document import Source
from analysis.source.files import parse_document
from analysis.source.javascript import parsing
from analysis.source.modules import Broken

_MOST_BYTES = 8_000_000
_DATA = (".json", ".yaml", ".yml")


def same_said(one: Path, one_digest: str, other: Path, other_digest: str) -> bool:
    """Whether two files differ in comments, docstrings and layout alone.

    What cannot be parsed, or is no longer what its SHA-256 was made of, is compared as text.
    """
    first, second = _said(one, one_digest), _said(other, other_digest)
    return first is not None and first == second


def _said(path: Path, digest: str) -> object:
    """What a file says, None where that cannot be told."""
    read = _reader(path.suffix)
    if read is None:
        return None
    try:
        content = read_regular(path, _MOST_BYTES)
        known = hashlib.sha256(content).hexdigest() == digest
        return read(content, path) if known else None
    except (BadTemplate, OSError, RecursionError, ValueError):
        return None


def _reader(suffix: str) -> Callable[[bytes, Path], object] | None:
    if suffix == ".py":
        return _python
    if suffix in parsing.SUFFIXES:
        return _javascript
    return _values if suffix in _DATA else None


def _values(content: bytes, path: Path) -> str:
    text = content.decode("utf-8")
    document = parse_document(text, Source(path.name, tuple(text.split("\n"))))
    return json.dumps(values_of(document, in_order=True), sort_keys=True, default=str)


def _python(content: bytes, path: Path) -> str | None:
    read = modules.parsed(content, path.stem, path.name)
    if isinstance(read, Broken):
        return None
    for node in ast.walk(read.tree):
        for name, part in ast.iter_fields(node):
            if isinstance(part, list) and part and isinstance(part[0], ast.stmt):
                setattr(node, name, _effective(part))
    return ast.dump(read.tree)


def _effective(statements: list[ast.stmt]) -> list[ast.stmt]:
    """The statements without those that only say a text; one that does nothing where all were."""
    return [each for each in statements if not _is_text(each)] or [ast.Pass()]


def _is_text(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _javascript(content: bytes, path: Path) -> tuple[str, ...] | None:
    read = parsing.parsed(content, path.stem, path.name, path.suffix)
    if isinstance(read, Broken) or read.tree.root_node.has_error:
        return None
    return tuple(_tokens(read.tree.root_node))


def _tokens(root: Node) -> Iterator[str]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type != "comment":
            yield node.type
            if not node.children and node.text is not None:
                yield node.text.decode("utf-8", "replace")
            waiting += reversed(node.children)
