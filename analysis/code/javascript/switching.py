"""``switch``, as Python's ``match``: a case that does not end goes on with the next one's."""

import ast
from collections.abc import Iterator

from tree_sitter import Node

from analysis.code.javascript.lowering import Unit, line

_ENDS = (ast.Break, ast.Return, ast.Raise, ast.Continue)
_LOOPS = (ast.For, ast.While)
_MOST = 100  # statements of the cases after one that a case goes on with


def switched(unit: Unit, node: Node) -> Iterator[ast.stmt]:
    """The cases of a switch, those without a body of their own with that of the next."""
    at = line(node)
    subject = unit.expression(node.child_by_field_name("value"))
    inner = node.child_by_field_name("body")
    found: list[tuple[list[ast.expr], list[ast.stmt], bool]] = []
    waiting: list[ast.expr] = []
    default = False
    for each in inner.named_children if inner is not None else ():
        if each.type not in ("switch_case", "switch_default"):
            continue
        default = default or each.type == "switch_default"
        value = each.child_by_field_name("value")
        if value is not None:
            waiting.append(unit.expression(value))
        written = [one for one in each.children_by_field_name("body") if one.is_named]
        if len(written) == 1 and written[0].type == "statement_block":
            written = written[0].named_children
        with unit.within():
            body = unit.statements(written)
        if written:
            found.append((waiting, body, default))
            waiting, default = [], False
    cases = []
    bodies = _through([body for _, body, _ in found])
    several = list(zip(found, bodies, strict=True))
    for (values, _, is_default), body in sorted(several, key=lambda each: each[0][2]):
        pattern: ast.pattern = ast.MatchAs(None, None)
        if not is_default:
            met: list[ast.pattern] = [ast.MatchValue(each) for each in values]
            pattern = met[0] if len(met) == 1 else ast.MatchOr(met)
        cases.append(ast.match_case(pattern, None, body))
    made = ast.Match(subject, cases, lineno=at)
    if any(_leaves(body) for _, body, _ in found):
        once = ast.List([ast.Constant(None, lineno=at)], lineno=at)
        yield ast.For(ast.Name(unit.temporary(), lineno=at), once, [made], [], lineno=at)
    else:
        yield made


def _through(bodies: list[list[ast.stmt]]) -> list[list[ast.stmt]]:
    """The bodies as they are followed, each as far as its break."""
    found: list[list[ast.stmt]] = []
    after: list[ast.stmt] = []
    for body in reversed(bodies):
        ended = next((n for n, each in enumerate(body) if isinstance(each, _ENDS)), None)
        if ended is None:
            after = [*body, *after[:_MOST]]
        else:
            after = body[: ended + (not isinstance(body[ended], ast.Break))]
        found.append(after)
    return found[::-1]


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether a break stands deeper in a body, which leaves the switch."""
    waiting: list[ast.AST] = [each for each in body if not isinstance(each, ast.Break)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, _LOOPS):
            continue
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                waiting.extend(inner)
    return False
