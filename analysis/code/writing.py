"""Values made of others: texts and back, objects as dictionaries, one field for any."""

from collections.abc import Callable

from analysis.code.combining import computed, joined, marks_of
from analysis.code.values import (
    Choice,
    Input,
    Known,
    Map,
    Marks,
    Object,
    Opaque,
    Seq,
    Value,
    Written,
)

_DEEPEST_OBJECT = 8  # objects within objects
_DEEPEST = 12  # of a value that is gone through
_HOLDING = (Map, Seq, Choice, Object)  # a union would be made anew for each value


def written(value: Value) -> Value:
    """The value as a text from which it can be read."""
    return value if isinstance(value, Input | Written) else Written(value)


def read_text(value: Value) -> Value:
    """What a text says."""
    match value:
        case Written(value=inner):
            return inner
        case Input() | Map():
            return value
        case Choice(options=several):
            return joined(map(read_text, several))
        case Known(value=str() as text, marks=marks) if not marks:
            return Known(text)
    fields = isinstance(value, Opaque) and value.fields
    return Opaque(computed(marks_of(value)), fields=fields)


def as_map(value: Value, born: int) -> Value:
    """Objects as dictionaries made just now, however deep: what ``asdict`` gives."""
    known: dict[int, Value] = {}

    def made(value: Value, deep: int) -> Value:
        if not isinstance(value, _HOLDING) or deep == 0:
            return value
        if id(value) not in known:
            known[id(value)] = value
            known[id(value)] = _remade(_unmade(value), lambda one: made(one, deep - 1), born)
        return known[id(value)]

    return made(value, _DEEPEST_OBJECT)


def _unmade(value: Object | Map | Seq | Choice) -> Map | Seq | Choice:
    return Map(value.attributes, places=value.places) if isinstance(value, Object) else value


def replaced(value: Value, part: Input, name: str) -> Value:
    """The value with the field ``name`` of a part in place of its field ``*``."""

    def field(of: Input) -> Input:
        return _field(of, part, name)

    def marks(of: Marks) -> Marks:
        return frozenset(m._replace(path=field(Input(m.contract, m.path)).path) for m in of)

    def made(value: Value, deep: int) -> Value:
        result = value
        match value:
            case _ if deep == 0:
                result = Opaque(computed(marks(marks_of(value))))
            case Opaque():
                result = Opaque(marks(value.marks))
            case Known():
                result = Known(value.value, marks(value.marks))
            case Input():
                result = field(value)
            case Map() | Seq() | Choice():
                result = _remade(value, lambda one: made(one, deep - 1))
        if isinstance(value, Map) and isinstance(result, Map):
            result.behind = field(value.behind) if value.behind else None
            each = value.each
            result.each = (field(each[0]), made(each[1], deep - 1)) if each else None
        return result

    return made(value, _DEEPEST)


def _field(of: Input, part: Input, name: str) -> Input:
    star = part.below()
    if of.contract != star.contract or of.path[: len(star.path)] != star.path:
        return of
    return Input(of.contract, (*part.path, name, *of.path[len(star.path) :]))


def _remade(value: Map | Seq | Choice, inner: Callable[[Value], Value], born: int = 0) -> Value:
    """The same, all that it holds made anew."""
    if isinstance(value, Choice):
        return joined(map(inner, value.options))
    rest = inner(value.rest) if value.rest is not None else None
    if isinstance(value, Seq):
        return Seq([inner(one) for one in value.items], rest, value.maybe, born)
    entries = {key: inner(one) for key, one in value.entries.items()}
    places = dict(value.places)
    return Map(entries, rest, value.names, value.behind, value.each, places, born, value.maybe)
