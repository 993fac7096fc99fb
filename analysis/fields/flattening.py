"""The fields of a value: at every level of it, with what each is made of and where."""

from collections.abc import Iterator

from analysis.code.combining import inside, marks_of
from analysis.code.values import (
    Choice,
    Input,
    Known,
    Map,
    Mark,
    Marks,
    Object,
    Opaque,
    Place,
    Seq,
    Value,
    Written,
)
from analysis.fields.drafts import Path
from analysis.records import dataclass

_DEEPEST = 12
_SEVERAL = 2
_MOST = 2_000  # fields of one value


@dataclass(frozen=True, slots=True)
class ValueField:
    """A field of a value; ``constant`` is its value where that is known."""

    path: Path
    marks: Marks
    place: Place | None
    mapping: bool = False
    known: bool = True
    constant: object = None


def flattened(value: Value, place: Place | None = None) -> list[ValueField]:
    """The fields of a value; the path of the value itself is empty."""
    found: dict[ValueField, None] = {}
    for count, each in enumerate(_flat(value, (), place, frozenset())):
        found[each] = None
        if count >= _MOST:
            break
    return list(found)


def _flat(
    value: Value, path: Path, place: Place | None, above: frozenset[int]
) -> Iterator[ValueField]:
    if len(path) > _DEEPEST or id(value) in above:
        return
    inner = above | {id(value)}
    match value:
        case Map():
            yield from _of_map(value, path, place, inner)
        case Object():
            yield ValueField(path, frozenset(), place, mapping=True)
            for name, each in value.attributes.items():
                yield from _flat(each, (*path, name), value.places.get(name, place), inner)
        case Seq() | Choice() | Written():
            if isinstance(value, Seq):
                yield ValueField(path, frozenset(), place)
            for one in _held(value):
                yield from _flat(one, path, place, inner) if one is not None else ()
        case _:
            yield _leaf(value, path, place)


def _held(value: Value) -> Iterator[Value | None]:
    """What a value holds; texts of which little is known count together as one."""
    held = inside(value)
    opaque = (
        [each for each in held if isinstance(each, Opaque)] if isinstance(value, Choice) else []
    )
    if len(opaque) < _SEVERAL:
        yield from held
        return
    yield from (each for each in held if not isinstance(each, Opaque))
    yield Opaque(marks_of(*opaque), fields=any(each.fields for each in opaque))


def _leaf(value: Value, path: Path, place: Place | None) -> ValueField:
    marks = marks_of(value)
    fields = isinstance(value, Opaque) and value.fields
    known = isinstance(value, Known | Input) or (bool(marks) and not fields)
    constant = value.value if isinstance(value, Known) else None
    hashable = isinstance(constant, str | int | float)
    return ValueField(path, marks, place, known=known, constant=constant if hashable else None)


def _of_map(
    value: Map, path: Path, place: Place | None, above: frozenset[int]
) -> Iterator[ValueField]:
    yield ValueField(path, frozenset(), place, mapping=True)
    for name, each in value.entries.items():
        if isinstance(name, str):
            yield from _flat(each, (*path, name), value.places.get(name, place), above)
    through = _through(value)
    if through:
        yield ValueField(path, through, place, mapping=True)
    elif value.rest is not None or value.each is not None:
        made = marks_of(value.rest, value.each[1] if value.each else None)
        yield ValueField(path, made, place, mapping=True, known=False)


def _through(value: Map) -> Marks:
    """What a dictionary takes over under the same names."""
    found = set()
    if value.behind is not None:
        found.add(Mark(value.behind.contract, value.behind.path))
    if value.each is not None:
        part, shape = value.each
        if Mark(part.contract, (*part.path, "*")) in marks_of(shape):
            found.add(Mark(part.contract, part.path))
    return frozenset(found)
