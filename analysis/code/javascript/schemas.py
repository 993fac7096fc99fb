"""Schemas of zod: an object that is parsed must have what its schema asks for."""

from typing import TypeGuard

from analysis.code.combining import options
from analysis.code.evaluator import Evaluator
from analysis.code.javascript.members import member_of
from analysis.code.state import Arguments
from analysis.code.values import NOTHING, Bound, External, Input, Map, Opaque, Value

_SCHEMA = External("zod.schema")
_PARSES = ("parse", "parseAsync", "safeParse", "safeParseAsync")
_FREE = (".optional(", ".nullish(", ".default(", ".catch(", ".any(", ".unknown(")
_DEEPEST = 8  # schemas within schemas
OBJECTS = " ".join(
    f"zod.{of}{name}"
    for of in ("", "z.", "v4.", "v4.z.")
    for name in ("object", "strictObject", "looseObject")
)


def schema(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """``z.object({ … })``."""
    shape = arguments.get("", 0) or Opaque()
    return Bound(_SCHEMA, (shape,))


def is_schema(value: Value) -> TypeGuard[Bound]:
    """Whether this is what an object is parsed by."""
    return isinstance(value, Bound) and value.function is _SCHEMA


def of_schema(evaluator: Evaluator, owner: Bound, name: str, arguments: Arguments) -> Value:
    """What a method of a schema gives: what was parsed, or another schema."""
    given = arguments.get("", 0) or NOTHING
    if name in _PARSES:
        _check(evaluator, owner, given, _DEEPEST)
        safe = name.startswith("safe")
        return Map({"success": Opaque(), "data": given, "error": Opaque()}) if safe else given
    if name in ("extend", "merge", "safeExtend"):
        return Bound(_SCHEMA, (*owner.first, *(given.first if is_schema(given) else (given,))))
    if name in ("partial", "deepPartial", "pick", "omit"):
        return Bound(_SCHEMA, ())
    if name in ("optional", "nullish", "default", "catch"):
        return External(f"{_SCHEMA.dotted}.{name}()")
    return owner


def _check(evaluator: Evaluator, owner: Bound, value: Value, deep: int) -> None:
    """What a schema asks for must be there."""
    shapes = (one for each in owner.first for one in options(each) if isinstance(one, Map))
    asked = {name: each for shape in shapes for name, each in shape.entries.items()}
    for one in options(value):
        for name, wanted in asked.items() if isinstance(one, Input | Map) and deep else ():
            if isinstance(wanted, External) and any(free in wanted.dotted for free in _FREE):
                continue
            part = member_of(evaluator, one, str(name))
            if is_schema(wanted):
                _check(evaluator, wanted, part, deep - 1)
            else:
                evaluator.use(part)
