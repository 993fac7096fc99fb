"""What every kind of JavaScript's statements is lowered to."""

import ast
from collections.abc import Iterator

from tree_sitter import Node

from analysis.code.javascript.classes import class_of
from analysis.code.javascript.expressions import named
from analysis.code.javascript.literals import key_of
from analysis.code.javascript.lowering import Statements, Unit, line, text
from analysis.code.javascript.nodes import Names
from analysis.code.javascript.patterns import bound, function_of
from analysis.code.javascript.switching import switched

_NEW = ("const", "let", "var", "using")


def _expression(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    inner = [each for each in node.named_children if each.type != "comment"]
    if inner:
        yield ast.Expr(unit.expression(inner[0]), lineno=line(node))


def _declaration(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    for each in node.named_children:
        pattern = each.child_by_field_name("name") if each.type == "variable_declarator" else None
        if pattern is None:
            continue
        value = each.child_by_field_name("value")
        if value is None and node.type == "variable_declaration":
            unit.declared.add(unit.renamed.get(text(pattern), text(pattern)))
            continue
        yield from bound(unit, pattern, named(unit, value, text(pattern)))


def _function(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    name = text(node.child_by_field_name("name"))
    yield unit.assign(name, function_of(unit, node, name))


def _class(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    name = text(node.child_by_field_name("name"))
    yield unit.assign(name, class_of(unit, node, name))


def _return(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    inner = [each for each in node.named_children if each.type != "comment"]
    yield ast.Return(unit.expression(inner[0]) if inner else None, lineno=line(node))


def _throw(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    inner = [each for each in node.named_children if each.type != "comment"]
    yield ast.Raise(unit.expression(inner[0] if inner else None), None, lineno=line(node))


def _if(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    test = unit.expression(node.child_by_field_name("condition"))
    yes = unit.block(node.child_by_field_name("consequence"))
    other = node.child_by_field_name("alternative")
    no = unit.block(other.named_children[-1]) if other and other.named_children else []
    yield ast.If(test, yes, no, lineno=line(node))


def _for(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    first, test = node.child_by_field_name("initializer"), node.child_by_field_name("condition")
    step, at = node.child_by_field_name("increment"), line(node)
    with unit.within():
        if first is not None:
            yield from unit.statement(first)
        body = unit.block(node.child_by_field_name("body"))
        if step is not None:
            body.append(ast.Expr(unit.expression(step), lineno=line(step)))
        if test is not None and test.type == "expression_statement":
            test = test.named_children[0]
        forever = test is None or test.type == "empty_statement"
        held = ast.Constant(value=True, lineno=at) if forever else unit.expression(test)
        yield ast.While(held, body, [], lineno=at)


def _for_in(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    at, left = line(node), node.child_by_field_name("left")
    through = unit.expression(node.child_by_field_name("right"))
    if text(node.child_by_field_name("operator")) == "in":
        through = Names(through, at)
    if left is None:
        return
    new = node.child_by_field_name("kind") is not None
    with unit.within():
        name = ast.Name(unit.temporary(), lineno=at)
        first: list[ast.stmt] = []
        if left.type == "identifier":
            name.id = unit.declare(text(left)) if new else unit.renamed.get(text(left), text(left))
            unit.assigned.update(() if new else (name.id,))
        else:
            unit.declared.add(name.id)
            first = list(bound(unit, left, name, new=new))
        body = [*first, *unit.block(node.child_by_field_name("body"))]
    yield ast.For(name, through, body, [], lineno=at)


def _while(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    test = unit.expression(node.child_by_field_name("condition"))
    yield ast.While(test, unit.block(node.child_by_field_name("body")), [], lineno=line(node))


def _do(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    body = unit.block(node.child_by_field_name("body"))
    test = unit.expression(node.child_by_field_name("condition"))
    once = ast.List([ast.Constant(None, lineno=line(node))], lineno=line(node))
    again = ast.While(test, body, [], lineno=line(node))
    yield ast.For(ast.Name(unit.temporary()), once, [*body, again], [], lineno=line(node))


def _try(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    caught, at_last = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
    body = unit.block(node.child_by_field_name("body"))
    handlers = [_caught(unit, caught)] if caught is not None else []
    final = unit.block(at_last.child_by_field_name("body")) if at_last is not None else []
    yield ast.Try(body, handlers, [], final, lineno=line(node))


def _caught(unit: Unit, node: Node) -> ast.ExceptHandler:
    pattern = node.child_by_field_name("parameter")
    name: str | None = None
    first: list[ast.stmt] = []
    with unit.within():
        if pattern is not None and pattern.type == "identifier":
            name = unit.declare(text(pattern))
        elif pattern is not None:
            name = unit.declare(unit.temporary())
            first = list(bound(unit, pattern, ast.Name(name, lineno=line(pattern))))
        body = [*first, *unit.block(node.child_by_field_name("body"))]
    return ast.ExceptHandler(None, name, body, lineno=line(node))


def _labelled(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    yield from unit.block(node.child_by_field_name("body"))


def _block(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    yield from unit.block(node)


def _enum(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    body, number = node.child_by_field_name("body"), 0
    for each in body.named_children if body is not None else ():
        key, value = each, None
        if each.type == "enum_assignment":
            key = each.child_by_field_name("name") or each
            value = each.child_by_field_name("value")
        made = unit.expression(value) if value is not None else None
        if isinstance(made, ast.Constant) and isinstance(made.value, int):
            number = made.value
        keys.append(key_of(unit, key))
        values.append(made or ast.Constant(number, lineno=line(each)))
        number += 1
    name = text(node.child_by_field_name("name"))
    yield unit.assign(name, ast.Dict(keys, values, lineno=line(node)))


def _namespace(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    """The names of a namespace, which the module has then, and itself as a dictionary of them."""
    body = node.child_by_field_name("body")
    exported = [
        one.child_by_field_name("declaration") for one in (body.named_children if body else [])
        if one.type == "export_statement"
    ]  # fmt: skip
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for each in exported:
        if each is not None:
            before = set(unit.declared)
            yield from unit.statement(each)
            for name in sorted(unit.declared - before):
                keys.append(ast.Constant(name, lineno=line(each)))
                values.append(ast.Name(name, lineno=line(each)))
    name = text(node.child_by_field_name("name"))
    yield unit.assign(name, ast.Dict(keys, values, lineno=line(node)))


STATEMENTS: Statements = {
    "expression_statement": _expression,
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "using_declaration": _declaration,
    "function_declaration": _function,
    "generator_function_declaration": _function,
    "class_declaration": _class,
    "abstract_class_declaration": _class,
    "return_statement": _return,
    "throw_statement": _throw,
    "if_statement": _if,
    "for_statement": _for,
    "for_in_statement": _for_in,
    "while_statement": _while,
    "do_statement": _do,
    "try_statement": _try,
    "switch_statement": switched,
    "labeled_statement": _labelled,
    "statement_block": _block,
    "break_statement": lambda _, node: [ast.Break(lineno=line(node))],
    "continue_statement": lambda _, node: [ast.Continue(lineno=line(node))],
    "enum_declaration": _enum,
    "internal_module": _namespace,
    "module": _namespace,
}
