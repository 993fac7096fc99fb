"""What a function's code comes to, through the functions that it calls by name."""

import ast
from collections.abc import Collection, Iterator

from analysis.dependency.deeds.code import Code, Found

_MOST_FUNCTIONS = 200


def says(code: Code, start: Found, types: Collection[str]) -> tuple[str, ...]:
    """The event types that are made or named in it: `OrderPlaced(...)`, or "OrderPlaced"."""
    found = {
        name
        for function in _called(code, start)
        for node in _body(function)
        for name in _made(node)
        if name in types
    }
    return tuple(sorted(found))


def uses(code: Code, start: Found) -> tuple[str, ...]:
    """The functions of other packages that are called, where the function's own package ends."""
    own = start.module.name.partition(".")[0]
    found: set[str] = set()
    for function in _called(code, start, within=own):
        for node in _body(function):
            called = _function(code, node, function)
            if called is not None and called.module.name.partition(".")[0] != own:
                found.add(called.dotted)
    return tuple(sorted(found))


def _called(code: Code, start: Found, within: str = "") -> Iterator[Found]:
    seen, waiting = {start.dotted}, [start]
    while waiting and len(seen) <= _MOST_FUNCTIONS:
        here = waiting.pop()
        yield here
        for node in _body(here):
            called = _function(code, node, here)
            if called is None or called.dotted in seen:
                continue
            if not within or called.module.name.partition(".")[0] == within:
                seen.add(called.dotted)
                waiting.append(called)


def _function(code: Code, node: ast.AST, inside: Found) -> Found | None:
    return code.function(node.func, inside.module) if isinstance(node, ast.Call) else None


def _body(function: Found) -> Iterator[ast.AST]:
    """What is in a function, its signature apart."""
    for statement in function.node.body:
        yield from ast.walk(statement)


def _made(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            yield name
        case ast.Constant(value=str(name)):
            yield name
