"""Terraform's expressions, evaluated as far as files alone allow."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, Protocol

from analysis.source.budget import TOO_LARGE, Budget
from analysis.source.document import Block, Items, Source
from analysis.source.joining import join, options
from analysis.source.terraform.encoded import plain_text
from analysis.source.terraform.functions import call
from analysis.source.terraform.operators import operate, truth
from analysis.source.terraform.syntax import (
    Attribute,
    Call,
    ConditionalExpr,
    Expression,
    Index,
    LiteralValue,
    Loop,
    Name,
    ObjectExpr,
    OperationExpr,
    Splat,
    Template,
    Tuple,
)
from analysis.source.values import Options, Reference, Unknown, as_text


class At(NamedTuple):
    """A key or a place in brackets, as a step in a chain of names."""

    key: Any


Step = str | At


class NotMade(Unknown):
    """What is made not once: all of it is an empty list."""


class EvalContext(Protocol):
    """What a chain of names means at a place."""

    @property
    def budget(self) -> Budget:
        """What evaluating may still take."""

    def resolve(self, name: str, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
        """What the chain's beginning means, and the steps that are left."""

    def file(self, function: str, arguments: list[Any]) -> Any:
        """What a function gives that reads a file."""


class Inner:
    """A scope with variables of its own: a loop's, a template file's."""

    def __init__(self, outer: EvalContext, names: Mapping[str, Any]) -> None:
        self.outer = outer
        self.names = names

    @property
    def budget(self) -> Budget:
        """What evaluating may still take."""
        return self.outer.budget

    def resolve(self, name: str, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
        """What the chain's beginning means here, or outside."""
        return (self.names[name], steps) if name in self.names else self.outer.resolve(name, steps)

    def file(self, function: str, arguments: list[Any]) -> Any:
        """What a function gives that reads a file."""
        return self.outer.file(function, arguments)


def evaluate(expression: Expression, scope: EvalContext, source: Source) -> Any:
    """What an expression gives; what it makes knows its lines in the source.

    Past the scope's budget, what is left is unknown.
    """
    if not scope.budget.take(1):
        return TOO_LARGE
    return _EVALUATED[type(expression)](expression, scope, source)


def _literal(expression: LiteralValue, _scope: EvalContext, _source: Source) -> Any:
    return expression.value


def _template(expression: Template, scope: EvalContext, source: Source) -> Any:
    values = [evaluate(each, scope, source) for each in expression.parts]
    if len(values) == 1:
        return values[0]
    made = join(plain_text(each) for each in values)
    return made if scope.budget.take_made(made) else TOO_LARGE


def _chain(expression: Name | Attribute | Index, scope: EvalContext, source: Source) -> Any:
    """A chain of names; what it begins with says how much of it is a name of one thing."""
    steps: list[Step] = []
    inner: Expression = expression
    while isinstance(inner, Attribute | Index):
        steps.append(_step(inner, scope, source))
        inner = inner.of
    steps.reverse()
    if isinstance(inner, Name):
        value, left = scope.resolve(inner.name, tuple(steps))
    else:
        value, left = evaluate(inner, scope, source), tuple(steps)
        if isinstance(inner, Splat):
            return _of_each(value, left)
    for step in left:
        value = under(value, step)
    return value


def _step(expression: Attribute | Index, scope: EvalContext, source: Source) -> Step:
    if isinstance(expression, Attribute):
        return expression.name
    return At(plain_text(evaluate(expression.key, scope, source)))


def under(value: Any, step: Step) -> Any:
    """What is under a name or at a place of a value."""
    if isinstance(value, Options):
        return options(under(each, step) for each in value.values)
    if isinstance(value, Reference):  # of all that is made of one resource, each stands for it
        one = isinstance(step, At) or value.attribute
        return value if one else Reference(value.resource, str(step))
    if isinstance(value, dict):
        return _entry(value, step)
    if isinstance(value, list):
        return _item(value, step)
    if isinstance(value, Unknown):
        return value
    return Unknown("there is nothing under that name", str(step))


def _entry(value: dict[str, Any], step: Step) -> Any:
    key = as_text(step.key if isinstance(step, At) else step)
    if not key and value:
        return options(value.values())
    return value.get(key)


def _item(value: list[Any], step: Step) -> Any:
    if not isinstance(step, At):
        found = [under(each, step) for each in value]
        return found[0] if len(found) == 1 else Items(found)
    place = as_text(step.key)
    if not place.isdigit() or len(place) > 6:
        return options(value) if value else Unknown("it is one of an empty list")
    return value[int(place)] if int(place) < len(value) else Unknown(f"it has no item {place}")


def _splat(expression: Splat, scope: EvalContext, source: Source) -> Any:
    value = evaluate(expression.of, scope, source)
    if value is None or isinstance(value, list | NotMade):
        return Items(value if isinstance(value, list) else ())
    return Items(value.values()) if isinstance(value, dict) else Items([value])


def _of_each(values: Any, steps: tuple[Step, ...]) -> Any:
    if not isinstance(values, list):
        return values
    found = Items()
    for each in values:
        value = each
        for step in steps:
            value = under(value, step)
        found.append(value)
    return found


def _call(expression: Call, scope: EvalContext, source: Source) -> Any:
    arguments = [evaluate(each, scope, source) for each in expression.arguments]
    if expression.spread and arguments:
        last = arguments.pop()
        arguments += last if isinstance(last, list) else [last]
    if expression.name in ("file", "templatefile"):
        return scope.file(expression.name, arguments)
    made = call(expression.name, arguments, scope.budget)
    return made if scope.budget.take_made(plain_text(made)) else TOO_LARGE


def _operation(expression: OperationExpr, scope: EvalContext, source: Source) -> Any:
    return operate(
        expression.operator, [evaluate(each, scope, source) for each in expression.operands]
    )


def _choice(expression: ConditionalExpr, scope: EvalContext, source: Source) -> Any:
    holds = truth(evaluate(expression.condition, scope, source))
    if holds is not None:
        return evaluate(expression.chosen if holds else expression.otherwise, scope, source)
    return options(
        evaluate(each, scope, source) for each in (expression.chosen, expression.otherwise)
    )


def _tuple(expression: Tuple, scope: EvalContext, source: Source) -> Any:
    made = Items(source=source, line=expression.line)
    for each, line in zip(expression.items, expression.lines, strict=True):
        value = evaluate(each, scope, source)
        spliced = isinstance(each, Template) and isinstance(value, list)  # as before version 0.12
        made.extend(value if spliced else [value])
        made.lines += [line] * (len(made) - len(made.lines))
    return made


def _object(expression: ObjectExpr, scope: EvalContext, source: Source) -> Any:
    made = Block(source=source, line=expression.line)
    for key, value, line in expression.pairs:
        name = _key(key, scope, source)
        made[name] = evaluate(value, scope, source)
        made.lines[name] = line
    return made


def _key(expression: Expression, scope: EvalContext, source: Source) -> str:
    if isinstance(expression, LiteralValue):
        return as_text(expression.value)
    value = plain_text(evaluate(expression, scope, source))
    return as_text(value) or "${…}"


def pairs(value: Any) -> Iterator[tuple[Any, Any]] | None:
    """The keys and values of a collection, None where it is none that is known."""
    if isinstance(value, dict):
        return iter(value.items())
    if isinstance(value, Reference):
        return iter([(Unknown("the key is one of several"), value)])
    if isinstance(value, Options):  # any of them: each of their items may be there
        inner = [pairs(each) for each in value.values if each is not None]
        return chain.from_iterable(each for each in inner if each) if any(inner) else None
    return iter(enumerate(value)) if isinstance(value, list) else None


def _loop(expression: Loop, scope: EvalContext, source: Source) -> Any:
    over = evaluate(expression.over, scope, source)
    each = pairs(over)
    if each is None and over is not None:
        reason = over if isinstance(over, Unknown) else Unknown("what it loops over is not known")
        each = iter([(Unknown(reason.reason), reason)])
    made: list[tuple[str, Any]] = []
    for key, value in each or ():
        if not scope.budget.take(1):
            return TOO_LARGE
        inner = Inner(scope, dict(_bound(expression.names, key, value, over)))
        if expression.condition and truth(evaluate(expression.condition, inner, source)) is False:
            continue
        name = _key(expression.key, inner, source) if expression.key else ""
        made.append((name, evaluate(expression.value, inner, source)))
    if expression.key is None:
        lines = [expression.line] * len(made)
        listed = (value for _, value in made)
        return Items(listed, source=source, line=expression.line, lines=lines)
    return _mapping(made, expression, source)


def _bound(names: tuple[str, ...], key: Any, value: Any, over: Any) -> Iterable[tuple[str, Any]]:
    if len(names) == 1:
        return ((names[0], value),)
    is_set = isinstance(over, list) and getattr(over, "source", None) is None
    return ((names[0], value if is_set else key), (names[1], value))


def _mapping(made: list[tuple[str, Any]], expression: Loop, source: Source) -> Block:
    block = Block(source=source, line=expression.line)
    for name, value in made:
        block.lines[name] = expression.line
        if expression.grouped:
            block.setdefault(name, Items(source=source, line=expression.line)).append(value)
        else:
            block[name] = value
    return block


_EVALUATED: Mapping[type, Callable[[Any, EvalContext, Source], Any]] = {
    LiteralValue: _literal,
    Template: _template,
    Name: _chain,
    Attribute: _chain,
    Index: _chain,
    Splat: _splat,
    Call: _call,
    OperationExpr: _operation,
    ConditionalExpr: _choice,
    Tuple: _tuple,
    ObjectExpr: _object,
    Loop: _loop,
}
