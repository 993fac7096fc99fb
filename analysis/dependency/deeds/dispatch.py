"""Which function reacts to which event type: a table, a decorator, or a match by the type."""

import ast
from collections.abc import Collection, Iterator

from analysis.dependency.deeds.code import Code, Def, Found
from analysis.source.modules import Module


def reactions(code: Code, types: Collection[str]) -> dict[str, Found]:
    """By event type, the function that reacts to it, where the code says one and no more."""
    found: dict[str, dict[str, Found]] = {}
    for module in code.modules():
        for kind, function in _in_module(code, module, types):
            found.setdefault(kind, {})[function.dotted] = function
    return {
        kind: next(iter(functions.values()))
        for kind, functions in found.items()
        if len(functions) == 1
    }


def _in_module(code: Code, module: Module, types: Collection[str]) -> Iterator[tuple[str, Found]]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    yield from _named(code, module, key, [value], types)
            case ast.match_case(pattern=ast.MatchValue(value=key), body=body):
                yield from _named(code, module, key, body, types)
            case ast.If(test=ast.Compare(ops=[ast.Eq()], comparators=[key]), body=body):
                yield from _named(code, module, key, body, types)
            case ast.FunctionDef(decorator_list=decorators):
                yield from _decorated(module, node, decorators, types)


def _named(
    code: Code,
    module: Module,
    key: ast.expr | None,
    body: list[ast.expr] | list[ast.stmt],
    types: Collection[str],
) -> Iterator[tuple[str, Found]]:
    """The last function that is named under a key: what is done comes after what is read."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value in types:
        named = [
            function
            for part in body
            for each in ast.walk(part)
            if isinstance(each, ast.Name | ast.Attribute)
            and (function := code.function(each, module)) is not None
        ]
        if named:
            yield key.value, named[-1]


def _decorated(
    module: Module, node: Def, decorators: list[ast.expr], types: Collection[str]
) -> Iterator[tuple[str, Found]]:
    for decorator in decorators:
        for each in ast.walk(decorator):
            if isinstance(each, ast.Constant) and each.value in types:
                yield str(each.value), Found(node, module)
