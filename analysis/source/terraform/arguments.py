"""A block's arguments, evaluated: the blocks in it as lists of mappings, dynamic ones unrolled."""

from collections.abc import Iterator
from typing import Any

from analysis.records import dataclass
from analysis.source.document import Block, Items
from analysis.source.joining import options
from analysis.source.terraform.evaluator import EvalContext, Inner, evaluate, pairs
from analysis.source.terraform.operators import number
from analysis.source.terraform.syntax import Body, HclBlock
from analysis.source.values import Unknown

_NOT_ARGUMENTS = frozenset(
    [
        "connection",
        "count",
        "depends_on",
        "for_each",
        "lifecycle",
        "provider",
        "provisioner",
        "timeouts",
    ]
)
_MOST_TOLD_APART = 16


@dataclass(frozen=True, slots=True)
class Made:
    """How often something is made, none of which is told from another.

    ``never`` is known to be so; ``perhaps`` where it is not known whether it is made at all.
    """

    scope: EvalContext
    never: bool = False
    perhaps: bool = False


def made(body: Body, scope: EvalContext) -> Made:
    """How often a resource or a module is made, and what `each` and `count` mean in it."""
    if (count := body.argument("count")) is not None:
        value = evaluate(count, scope, body.source)
        figure = number(value)
        index = Block({"index": Unknown("it is made several times", "${count.index}")})
        inner = Inner(scope, {"count": index if figure != 1 else Block({"index": 0})})
        truth = value if isinstance(value, bool) else None
        never = figure == 0 if figure is not None else truth is False
        return Made(inner, never=never, perhaps=figure is None and truth is None)
    if (each := body.argument("for_each")) is not None:
        value = evaluate(each, scope, body.source)
        listed = pairs(value)
        if listed is None:
            unknown = Unknown("what it is made for is not known", "${each.key}")
            each_block = Block({"key": unknown, "value": unknown})
            return Made(Inner(scope, {"each": each_block}), perhaps=True)
        several = list(listed)
        each_block = _each(several, is_set=isinstance(value, list))
        return Made(Inner(scope, {"each": each_block}), never=not several)
    return Made(scope)


def _each(several: list[tuple[Any, Any]], *, is_set: bool) -> Block:
    if not several or len(several) > _MOST_TOLD_APART:
        unknown = Unknown("it is made for many", "${each.key}")
        return Block({"key": unknown, "value": unknown})
    values = options(value for _, value in several)
    return Block({"key": values if is_set else options(key for key, _ in several), "value": values})


def arguments(body: Body, scope: EvalContext) -> Block:
    """What the body says, evaluated: arguments by their names, blocks as lists by their types."""
    block = Block(source=body.source, line=body.line)
    for name, (expression, line) in body.arguments.items():
        if name not in _NOT_ARGUMENTS:
            value = evaluate(expression, scope, body.source)
            if value is not None:
                block[name] = value
                block.lines[name] = line
    for part in body.blocks:
        for name, inner, line in _unrolled(part, scope):
            if name in _NOT_ARGUMENTS:
                continue
            held = block.get(name)
            if not isinstance(held, Items):
                held = block[name] = Items(source=body.source, line=line)
                block.lines[name] = line
            held.append(inner)
            held.lines.append(line)
    return block


def _unrolled(part: HclBlock, scope: EvalContext) -> Iterator[tuple[str, Block, int]]:
    if part.kind != "dynamic" or not part.labels:
        yield part.kind, arguments(part.body, scope), part.line
        return
    name = part.labels[0]
    content = next(part.body.of("content"), None)
    over = part.body.argument("for_each")
    if content is None or over is None:
        return
    iterator = part.body.argument("iterator")
    variable = getattr(iterator, "name", name)
    value = evaluate(over, scope, part.source)
    unknown = Unknown("what it is repeated for is not known")
    for key, each in pairs(value) or iter([(unknown, unknown)]):
        if not scope.budget.take(1):
            return
        names = {variable: Block({"key": each if isinstance(value, list) else key, "value": each})}
        yield name, arguments(content.body, Inner(scope, names)), content.line
