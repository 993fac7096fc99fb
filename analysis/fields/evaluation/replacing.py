"""What was said of any field of a part, said of one."""

from analysis.fields.evaluation.combining import computed, joined, marks_of
from analysis.fields.evaluation.values import (
    Choice,
    Known,
    Map,
    Mark,
    Marks,
    Opaque,
    Part,
    Seq,
    Value,
)

_DEEPEST = 12


def replaced(value: Value, part: Part, name: str, deep: int = _DEEPEST) -> Value:
    """The value with the field ``name`` of a part in place of its field ``*``."""
    star = (*part.path, "*")

    def path(of: tuple[str, ...]) -> tuple[str, ...]:
        return (*part.path, name, *of[len(star) :]) if of[: len(star)] == star else of

    def marks(of: Marks) -> Marks:
        return frozenset(
            Mark(m.contract, path(m.path), m.copied) if m.contract == part.contract else m
            for m in of
        )

    def inner(of: Value) -> Value:
        return replaced(of, part, name, deep - 1)

    result: Value = value
    if deep == 0:
        result = Opaque(computed(marks(marks_of(value))))
    elif isinstance(value, Opaque):
        result = Opaque(marks(value.marks))
    elif isinstance(value, Known):
        result = Known(value.value, marks(value.marks))
    elif isinstance(value, Part) and value.contract == part.contract:
        result = Part(value.contract, path(value.path))
    elif isinstance(value, Choice):
        result = joined(map(inner, value.options))
    elif isinstance(value, Map):
        each = value.each
        result = Map(
            {key: inner(one) for key, one in value.entries.items()},
            inner(value.rest) if value.rest else None,
            each=(Part(each[0].contract, path(each[0].path)), inner(each[1])) if each else None,
            places=value.places,
        )
    elif isinstance(value, Seq):
        rest = inner(value.rest) if value.rest else None
        result = Seq([inner(one) for one in value.items], rest, value.maybe)
    return result
