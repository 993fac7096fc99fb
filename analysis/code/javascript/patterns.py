"""What parts of a value are called: names, destructuring, the parameters of functions."""

import ast
import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from analysis.code.evaluator import LOADS
from analysis.code.javascript.literals import key_of
from analysis.code.javascript.lowering import (
    OF_FUNCTION,
    FunctionBody,
    Unit,
    assignment,
    has,
    line,
    member,
    text,
)
from analysis.code.javascript.nodes import (
    Assigned,
    Coalesced,
    Doing,
    FunctionLiteral,
    New,
    Remainder,
)
from analysis.code.values import Parameters

_LONGEST_JOINING = 700  # characters of a function by which bundlers join kinds of modules
_LONGEST_IMPORTING = 2_000  # characters of a function by which they import
_GETTER = re.compile(r"\?\s{0,9}(?:/\*[^*]{0,80}\*/\s{0,9})?(?:\(\)\s{0,9}=>|function\b)")
_HANDED = re.compile(r"\.exports,\s{0,9}([\w$]{1,80})\)")
_NAMES = ("identifier", "shorthand_property_identifier_pattern", "undefined")


def bound(unit: Unit, pattern: Node, value: ast.expr, *, new: bool = True) -> Iterator[ast.stmt]:
    """The statements that call parts of a value as a pattern says."""
    kind = pattern.type
    if kind in _NAMES:
        yield unit.assign(text(pattern), value, declared=new)
    elif kind == "object_pattern":
        yield from _of_object(unit, pattern, value, new=new)
    elif kind == "array_pattern":
        yield from _of_list(unit, pattern, value, new=new)
    elif kind in ("assignment_pattern", "object_assignment_pattern"):
        given = unit.expression(pattern.child_by_field_name("right"))
        inner = pattern.child_by_field_name("left")
        if inner is not None:
            other = Coalesced(value, given, line(pattern))
            yield from bound(unit, inner, other, new=new)
    elif kind in ("parenthesized_expression", "non_null_expression", "as_expression"):
        yield from bound(unit, pattern.named_children[0], value, new=new)
    else:
        yield assignment(unit.expression(pattern), value)


def _kept(unit: Unit, value: ast.expr) -> tuple[ast.expr, list[ast.stmt]]:
    """A value that several parts are taken from, evaluated once."""
    if isinstance(value, ast.Name):
        return value, []
    name = unit.temporary()
    return ast.Name(name, lineno=value.lineno), [unit.assign(name, value)]


def _of_object(unit: Unit, pattern: Node, value: ast.expr, *, new: bool) -> Iterator[ast.stmt]:
    owner, first = _kept(unit, value)
    yield from first
    taken: list[str] = []
    for each in pattern.named_children:
        at = line(each)
        if each.type == "shorthand_property_identifier_pattern":
            taken.append(text(each))
            yield from bound(unit, each, member(owner, text(each), at), new=new)
        elif each.type == "object_assignment_pattern":
            inner = each.child_by_field_name("left")
            taken.append(text(inner))
            yield from bound(unit, each, member(owner, text(inner), at), new=new)
        elif each.type == "pair_pattern":
            key, inner = each.child_by_field_name("key"), each.child_by_field_name("value")
            if key is None or inner is None:
                continue
            name = key_of(unit, key)
            part: ast.expr = ast.Subscript(owner, name, lineno=at)
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                taken.append(name.value)
                part = member(owner, name.value, at)
            yield from bound(unit, inner, part, new=new)
        elif each.type == "rest_pattern" and each.named_children:
            yield from bound(unit, each.named_children[0], Remainder(owner, taken, at), new=new)


def _of_list(unit: Unit, pattern: Node, value: ast.expr, *, new: bool) -> Iterator[ast.stmt]:
    owner, first = _kept(unit, value)
    yield from first
    place = 0
    for each in pattern.children:
        at = line(each)
        if each.type == ",":
            place += 1
        elif each.type == "rest_pattern" and each.named_children:
            part = ast.Slice(ast.Constant(place, lineno=at), None, None)
            rest = ast.Subscript(owner, part, lineno=at)
            yield from bound(unit, each.named_children[0], rest, new=new)
        elif each.is_named and not each.is_extra:
            item = ast.Subscript(owner, ast.Constant(place, lineno=at), lineno=at)
            yield from bound(unit, each, item, new=new)


def function_of(
    unit: Unit,
    node: Node,
    name: str = "",
    *,
    method: bool = False,
    first: Sequence[ast.stmt] = (),
) -> FunctionLiteral:
    """A function, an arrow function or a method, its body left for later."""
    unit.lowering.take(OF_FUNCTION)
    taken = _Taken(unit, made=name == "__init__")
    joining = _joins(node)
    alone = node.child_by_field_name("parameter")
    several = node.child_by_field_name("parameters")
    for each in [alone] if alone is not None else several.named_children if several else ():
        taken.add(each)
    names = ("this", *taken.names) if method else tuple(taken.names)
    parameters = Parameters(names, (), taken.rest, "", optional=True, defaults=taken.defaults)
    body = node.child_by_field_name("body")
    kinds = {"async"} if has(node, "async") else set()
    kinds |= {"property"} if has(node, "get") else set()
    kinds |= {LOADS} if _imports(node) else set()
    lowering, around = unit.lowering, dict(unit.renamed)

    def lower() -> list[ast.stmt]:
        known = {*names, taken.rest}
        renamed = {name: one for name, one in around.items() if name not in known}
        inner = Unit(lowering, known, renamed=renamed)
        found = [one for name, each in taken.patterns for one in bound(
            inner, each, ast.Name(name, lineno=line(each)))]  # fmt: skip
        found += first
        if joining and taken.names:
            return [ast.Return(ast.Name(taken.names[0], lineno=line(node)), lineno=line(node))]
        if body is not None and body.type == "statement_block":
            found += inner.statements(body.named_children)
        elif body is not None:
            found.append(ast.Return(inner.expression(body), lineno=line(body)))
        outer = sorted(inner.assigned - inner.declared)
        return [ast.Nonlocal(outer, lineno=line(node)), *found] if outer else found

    return FunctionLiteral(name, parameters, FunctionBody(lower), frozenset(kinds), line(node))


def _joins(node: Node) -> bool:
    """Whether a bundler wrote this to make one kind of module of another: it gives that back."""
    if node.end_byte - node.start_byte >= _LONGEST_JOINING:
        return False
    return "__esModule" in text(node) and not _GETTER.search(text(node))


def _imports(node: Node) -> bool:
    """Whether a bundler wrote this to import: it calls something with exports and with itself."""
    name = node.child_by_field_name("name")
    if name is None or node.end_byte - node.start_byte > _LONGEST_IMPORTING:
        return False
    return any(each == text(name) for each in _HANDED.findall(text(node)))


class _Taken:
    """The parameters of a function, as they are met."""

    def __init__(self, unit: Unit, *, made: bool = False) -> None:
        self.unit = unit
        self.made = made  # whether they are a constructor's
        self.names: list[str] = []
        self.patterns: list[tuple[str, Node]] = []
        self.defaults: dict[str, ast.expr] = {}
        self.fields: list[str] = []
        self.rest = ""

    def add(self, node: Node) -> None:
        """Take one more."""
        pattern: Node | None = node
        default: Node | None = None
        if node.type in ("required_parameter", "optional_parameter"):
            pattern = node.child_by_field_name("pattern")
            default = node.child_by_field_name("value")
        if pattern is None or pattern.type in ("comment", "this"):
            return
        if pattern.type == "assignment_pattern":
            default = pattern.child_by_field_name("right")
            pattern = pattern.child_by_field_name("left")
        if pattern is not None and pattern.type == "rest_pattern":
            inner = pattern.named_children[0] if pattern.named_children else None
            self.rest = text(inner) if inner and inner.type == "identifier" else "#rest"
            if inner is not None and inner.type != "identifier":
                self.patterns.append((self.rest, inner))
            return
        if pattern is None:
            return
        name = text(pattern) if pattern.type == "identifier" else f"#{len(self.names)}p"
        if pattern.type != "identifier":
            self.patterns.append((name, pattern))
        self.names.append(name)
        if default is not None:
            self.defaults[name] = self.unit.expression(default)
        elif self.made and (token := _injected(node)) is not None:
            named = ast.Name(text(token), lineno=line(node))
            self.defaults[name] = New(named, [], [], lineno=line(node))


def _injected(node: Node) -> Node | None:
    """The class of which a container hands one to a constructor: as is said, or by its type."""
    if node.type != "required_parameter":
        return None
    decorator = node.child_by_field_name("decorator")
    called = decorator.named_children[0] if decorator is not None else None
    given = called.child_by_field_name("arguments") if called is not None else None
    for each in given.named_children[:1] if given is not None else ():
        if each.type == "identifier":
            return each
    kind = node.child_by_field_name("type")
    named = kind.named_children[0] if kind is not None and kind.named_children else None
    return named if named is not None and named.type == "type_identifier" else None


def parameter_fields(node: Node) -> list[str]:
    """The parameters of a constructor that TypeScript makes fields: ``private readonly x``."""
    several = node.child_by_field_name("parameters")
    return [
        text(each.child_by_field_name("pattern"))
        for each in (several.named_children if several is not None else ())
        if any(one.type in ("accessibility_modifier", "readonly") for one in each.children)
    ]


def assigned(unit: Unit, target: Node, value: ast.expr) -> ast.expr:
    """An assignment as an expression."""
    at = line(target)
    if target.type in ("object_pattern", "array_pattern"):
        owner, first = _kept(unit, value)
        return Doing([*first, *bound(unit, target, owner, new=False)], owner, at)
    if target.type == "identifier":
        name = unit.renamed.get(text(target), text(target))
        unit.assigned.add(name)
        return ast.NamedExpr(ast.Name(name, lineno=at), value, lineno=at)
    return Assigned(unit.expression(target), value, at)
