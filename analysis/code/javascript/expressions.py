"""What every kind of JavaScript's expressions is lowered to."""

import ast
from collections.abc import Callable, Mapping

from tree_sitter import Node

from analysis.code.javascript.classes import class_of
from analysis.code.javascript.literals import key_of, number_of, piece_of, string_of
from analysis.code.javascript.lowering import Expressions, Unit, has, line, member, text
from analysis.code.javascript.nodes import Coalesced, Doing, Member, New, TypeOf
from analysis.code.javascript.patterns import assigned, function_of

_OPERATORS: Mapping[str, type[ast.operator]] = {
    "+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "%": ast.Mod, "**": ast.Pow,
    "&": ast.BitAnd, "|": ast.BitOr, "^": ast.BitXor, "<<": ast.LShift, ">>": ast.RShift,
    ">>>": ast.RShift,
}  # fmt: skip
_COMPARISONS: Mapping[str, type[ast.cmpop]] = {
    "==": ast.Eq, "===": ast.Eq, "!=": ast.NotEq, "!==": ast.NotEq,
    "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE, "in": ast.In,
}  # fmt: skip
_WITH_NOTHING = {ast.Eq: ast.Is, ast.NotEq: ast.IsNot}
_FUNCTIONS = ("arrow_function", "function_expression", "generator_function", "class")


def _nothing(_unit: Unit, node: Node) -> ast.expr:
    return ast.Constant(None, lineno=line(node))


def _constant(value: object) -> Callable[[Unit, Node], ast.expr]:
    return lambda _, node: ast.Constant(value, lineno=line(node))  # type: ignore[arg-type]


def _name(unit: Unit, node: Node) -> ast.expr:
    name = text(node)
    return ast.Name(unit.renamed.get(name, name), lineno=line(node))


def _inner(unit: Unit, node: Node) -> ast.expr:
    """What a cast, parentheses or ``!`` are around."""
    inner = [each for each in node.named_children if each.type != "comment"]
    return unit.expression(inner[0] if inner else None)


def _asserted(unit: Unit, node: Node) -> ast.expr:
    return unit.expression(node.named_children[-1])


def _template(unit: Unit, node: Node) -> ast.expr:
    parts: list[ast.expr] = []
    for each in node.named_children:
        if each.type == "template_substitution":
            parts.append(_inner(unit, each))
        else:
            parts.append(ast.Constant(piece_of(each), lineno=line(each)))
    return ast.JoinedStr(parts, lineno=line(node))


def _list(unit: Unit, node: Node) -> ast.expr:
    return ast.List(_each(unit, node), lineno=line(node))


def _each(unit: Unit, node: Node | None) -> list[ast.expr]:
    children = node.named_children if node is not None else []
    return [unit.expression(each) for each in children if each.type != "comment"]


def _spread(unit: Unit, node: Node) -> ast.expr:
    return ast.Starred(_inner(unit, node), lineno=line(node))


def _object(unit: Unit, node: Node) -> ast.expr:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for each in node.named_children:
        key: ast.expr | None = None
        if each.type == "pair":
            written = each.child_by_field_name("key")
            key = key_of(unit, written) if written is not None else None
            value = named(unit, each.child_by_field_name("value"), _said(key))
        elif each.type == "shorthand_property_identifier":
            key, value = ast.Constant(text(each), lineno=line(each)), _name(unit, each)
        elif each.type == "spread_element":
            value = _inner(unit, each)
        elif each.type == "method_definition" and not has(each, "set"):
            written = each.child_by_field_name("name")
            key = key_of(unit, written) if written is not None else None
            value = function_of(unit, each, _said(key), method=True)
        else:
            continue
        keys.append(key)
        values.append(value)
    return ast.Dict(keys, values, lineno=line(node))


def _said(key: ast.expr | None) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def named(unit: Unit, node: Node | None, name: str) -> ast.expr:
    """An expression; a function or class without a name has that of what it is assigned to."""
    if node is not None and node.type in _FUNCTIONS and node.child_by_field_name("name") is None:
        if node.type == "class":
            return class_of(unit, node, name)
        return function_of(unit, node, name)
    return unit.expression(node)


def _function(unit: Unit, node: Node) -> ast.expr:
    return function_of(unit, node, text(node.child_by_field_name("name")))


def _class(unit: Unit, node: Node) -> ast.expr:
    return class_of(unit, node, text(node.child_by_field_name("name")))


def _call(unit: Unit, node: Node) -> ast.expr:
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    at = line(node)
    if given is not None and function is not None and text(function) == "await":
        return ast.Await(_sequence(unit, given), lineno=at)  # `await (0, lib.go)()` is no call
    if function is not None and function.type == "super":
        callee: ast.expr = member(unit.expression(function), "__init__", at)
    else:
        callee = unit.expression(function)
    if given is not None and given.type == "template_string":
        return ast.Call(callee, [_template(unit, given)], [], lineno=at)
    return ast.Call(callee, _each(unit, given), [], lineno=at)


def _super(_unit: Unit, node: Node) -> ast.expr:
    return ast.Call(ast.Name("super", lineno=line(node)), [], [], lineno=line(node))


def _new(unit: Unit, node: Node) -> ast.expr:
    callee = unit.expression(node.child_by_field_name("constructor"))
    return New(callee, _each(unit, node.child_by_field_name("arguments")), [], lineno=line(node))


def _member(unit: Unit, node: Node) -> ast.expr:
    name = node.child_by_field_name("property")
    owner = unit.expression(node.child_by_field_name("object"))
    return member(owner, text(name), line(name if name is not None else node))


def _subscript(unit: Unit, node: Node) -> ast.expr:
    owner = unit.expression(node.child_by_field_name("object"))
    index = unit.expression(node.child_by_field_name("index"))
    if isinstance(index, ast.Constant) and isinstance(index.value, str):
        return member(owner, index.value, line(node))
    return ast.Subscript(owner, index, lineno=line(node))


def _unary(unit: Unit, node: Node) -> ast.expr:
    value, at = unit.expression(node.child_by_field_name("argument")), line(node)
    made: ast.expr = ast.UnaryOp(ast.Invert(), value, lineno=at)
    match text(node.child_by_field_name("operator")):
        case "!":
            made = ast.UnaryOp(ast.Not(), value, lineno=at)
        case "-":
            made = ast.UnaryOp(ast.USub(), value, lineno=at)
        case "+":
            made = ast.Call(ast.Name("Number", lineno=at), [value], [], lineno=at)
        case "typeof":
            made = TypeOf(value, at)
        case "void":
            made = ast.Constant(None, lineno=at)
        case "delete":
            if isinstance(value, Member):
                name = ast.Constant(value.attr, lineno=at)
                value = ast.Subscript(value.value, name, lineno=at)
            gone = ast.Delete([value], lineno=at)
            made = Doing([gone], ast.Constant(value=True, lineno=at), at)
    return made


def _binary(unit: Unit, node: Node) -> ast.expr:
    operator, at = text(node.child_by_field_name("operator")), line(node)
    left = unit.expression(node.child_by_field_name("left"))
    right = unit.expression(node.child_by_field_name("right"))
    if operator in ("&&", "||"):
        kind = ast.And if operator == "&&" else ast.Or
        values = left.values if isinstance(left, ast.BoolOp) and type(left.op) is kind else [left]
        return ast.BoolOp(kind(), [*values, right], lineno=at)
    if operator == "??":
        return Coalesced(left, right, at)
    if operator == "instanceof":
        name = ast.Name("isinstance", lineno=at)
        return ast.Call(name, [left, right], [], lineno=at)
    if operator in _COMPARISONS:
        return _compared(_COMPARISONS[operator], left, right, at)
    return ast.BinOp(left, _OPERATORS.get(operator, ast.MatMult)(), right, lineno=at)


def _compared(kind: type[ast.cmpop], left: ast.expr, right: ast.expr, at: int) -> ast.expr:
    """A comparison; with nothing, whether something is there."""
    if kind in _WITH_NOTHING:
        if _is_nothing(left):
            left, right = right, left
        if isinstance(left, TypeOf) and _said(right) == "undefined":
            left, right = left.value, ast.Constant(None, lineno=at)
        if _is_nothing(right):
            return ast.Compare(left, [_WITH_NOTHING[kind]()], [right], lineno=at)
        if isinstance(left, ast.Constant) and not isinstance(right, ast.Constant):
            left, right = right, left
    return ast.Compare(left, [kind()], [right], lineno=at)


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _conditional(unit: Unit, node: Node) -> ast.expr:
    test, yes, no = (
        unit.expression(node.child_by_field_name(each))
        for each in ("condition", "consequence", "alternative")
    )
    return ast.IfExp(test, yes, no, lineno=line(node))


def _assignment(unit: Unit, node: Node) -> ast.expr:
    target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
    if target is None:
        return unit.expression(value)
    name = text(target.child_by_field_name("property") or target)
    return assigned(unit, target, named(unit, value, name))


def _augmented(unit: Unit, node: Node) -> ast.expr:
    target, at = node.child_by_field_name("left"), line(node)
    operator = text(node.child_by_field_name("operator")).removesuffix("=")
    before, value = unit.expression(target), unit.expression(node.child_by_field_name("right"))
    if operator == "??":
        made: ast.expr = Coalesced(before, value, at)
    elif operator in ("&&", "||"):
        made = ast.BoolOp(ast.And() if operator == "&&" else ast.Or(), [before, value], lineno=at)
    else:
        made = ast.BinOp(before, _OPERATORS.get(operator, ast.MatMult)(), value, lineno=at)
    return assigned(unit, target, made) if target is not None else made


def _updated(unit: Unit, node: Node) -> ast.expr:
    target, at = node.child_by_field_name("argument"), line(node)
    kind = ast.Add if text(node.child_by_field_name("operator")) == "++" else ast.Sub
    made = ast.BinOp(unit.expression(target), kind(), ast.Constant(1, lineno=at), lineno=at)
    return assigned(unit, target, made) if target is not None else made


def _yield(unit: Unit, node: Node) -> ast.expr:
    inner = node.named_children
    value = unit.expression(inner[0]) if inner else None
    if has(node, "*") and value is not None:
        return ast.YieldFrom(value, lineno=line(node))
    return ast.Yield(value, lineno=line(node))


def _sequence(unit: Unit, node: Node) -> ast.expr:
    *first, last = _each(unit, node) or [ast.Constant(None, lineno=line(node))]
    statements: list[ast.stmt] = [ast.Expr(each, lineno=each.lineno) for each in first]
    return Doing(statements, last, line(node))


def _regular(_unit: Unit, node: Node) -> ast.expr:
    return New(ast.Name("RegExp", lineno=line(node)), [], [], lineno=line(node))


EXPRESSIONS: Expressions = {
    "identifier": _name,
    "this": _name,
    "import": lambda _, node: ast.Name("require", lineno=line(node)),
    "super": _super,
    "shorthand_property_identifier": _name,
    "string": lambda _, node: ast.Constant(string_of(node), lineno=line(node)),
    "number": lambda _, node: ast.Constant(number_of(node), lineno=line(node)),
    "true": _constant(True),
    "false": _constant(False),
    "null": _nothing,
    "undefined": _nothing,
    "template_string": _template,
    "regex": _regular,
    "array": _list,
    "object": _object,
    "arrow_function": _function,
    "function_expression": _function,
    "generator_function": _function,
    "class": _class,
    "call_expression": _call,
    "new_expression": _new,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "unary_expression": _unary,
    "binary_expression": _binary,
    "ternary_expression": _conditional,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "update_expression": _updated,
    "await_expression": lambda unit, node: ast.Await(_inner(unit, node), lineno=line(node)),
    "yield_expression": _yield,
    "sequence_expression": _sequence,
    "spread_element": _spread,
    "parenthesized_expression": _inner,
    "as_expression": _inner,
    "satisfies_expression": _inner,
    "non_null_expression": _inner,
    "instantiation_expression": _inner,
    "type_assertion": _asserted,
    "meta_property": _nothing,
    "jsx_element": _nothing,
    "jsx_self_closing_element": _nothing,
}
