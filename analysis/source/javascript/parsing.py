"""JavaScript and TypeScript texts as trees: tree-sitter's, which are made of anything."""

from functools import cache
from pathlib import Path

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from analysis.source.modules import Broken, Module

SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx")
_GRAMMARS = {
    **dict.fromkeys((".ts", ".mts", ".cts"), tree_sitter_typescript.language_typescript),
    ".tsx": tree_sitter_typescript.language_tsx,
}
_IMPORTS = """
(import_statement source: (string (string_fragment) @name))
(export_statement source: (string (string_fragment) @name))
(call_expression function: (import) arguments: (arguments . (string (string_fragment) @name)))
((call_expression function: (identifier) @called
  arguments: (arguments . (string (string_fragment) @name))) (#eq? @called "require"))
"""
_MOST_LOOKED_AT = 100_000  # parts of a tree in which what is wrong is looked for


def parsed(
    content: bytes, name: str, shown: str, suffix: str, *, path: Path | None = None, above: int = 0
) -> Module | Broken:
    """The module of a source text; one in which nothing can be made out is broken."""
    tree = _parser(suffix).parse(content)
    root = tree.root_node
    if root.has_error and not any(_sound(each) for each in root.named_children):
        line = above + _wrong(tree)
        return Broken(shown, line, "it is no JavaScript")
    lines = tuple(content.decode("utf-8", "replace").split("\n"))
    return Module(name, shown, lines, tree, first_line=above, path=path, language="javascript")


def _sound(node: Node) -> bool:
    """Whether a statement is one, and not what is left where something is none."""
    return not node.has_error and node.type not in ("ERROR", "comment", "empty_statement")


def fault(module: Module) -> Broken | None:
    """What of a module is no JavaScript, though the rest of it is read."""
    if not module.tree.root_node.has_error:
        return None
    reason = "a part of it is no JavaScript, so it is not read"
    return Broken(module.shown, module.first_line + _wrong(module.tree), reason)


@cache
def language(suffix: str) -> Language:
    """The grammar of files with such a suffix."""
    return Language(_GRAMMARS.get(suffix, tree_sitter_javascript.language)())


@cache
def _parser(suffix: str) -> Parser:
    return Parser(language(suffix))


def specifiers(module: Module) -> list[str]:
    """What the imports of a module name, but for those of types alone."""
    suffix = module.path.suffix if module.path is not None else ".js"
    found = QueryCursor(_imports(suffix)).captures(module.tree.root_node).get("name", [])
    return [text.decode("utf-8", "replace") for each in found if (text := _value(each))]


def _value(node: Node) -> bytes | None:
    """What an import names, None where it brings types alone."""
    statement = node.parent.parent if node.parent is not None else None
    of_types = statement is not None and any(each.type == "type" for each in statement.children)
    return None if of_types else node.text


@cache
def _imports(suffix: str) -> Query:
    return Query(language(suffix), _IMPORTS)


def _wrong(tree: Tree) -> int:
    """The line where a tree first goes wrong."""
    node: Node = tree.root_node
    for _ in range(_MOST_LOOKED_AT):
        if node.is_error or node.is_missing:
            break
        inner = next((each for each in node.children if each.has_error or each.is_missing), None)
        if inner is None:
            break
        node = inner
    return int(node.start_point[0]) + 1
