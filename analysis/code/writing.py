"""Values written as texts and read back: JSON, base64, what dataclasses become."""

from analysis.code.combining import computed, joined, marks_of
from analysis.code.values import Choice, Known, Map, Object, Opaque, Part, Seq, Value, Written

_DEEPEST = 8  # objects within objects


def written(value: Value) -> Value:
    """The value as a text from which it can be read."""
    return value if isinstance(value, Part | Written) else Written(value)


def read_text(value: Value) -> Value:
    """What a text says."""
    match value:
        case Written(value=inner):
            return inner
        case Part() | Map():
            return value
        case Choice(options=several):
            return joined(map(read_text, several))
        case Known(value=str() as text, marks=marks) if not marks:
            return Known(text)
    return Opaque(computed(marks_of(value)))


def as_map(value: Value, born: int) -> Value:
    """Objects as dictionaries made just now, however deep: what ``asdict`` gives."""
    return _as_map(value, born, {}, _DEEPEST)


def _as_map(value: Value, born: int, known: dict[int, Value], deep: int) -> Value:
    if id(value) in known or deep == 0:
        return known.get(id(value), value)

    def inner(of: Value) -> Value:
        return _as_map(of, born, known, deep - 1)

    known[id(value)] = result = value
    match value:
        case Object():
            entries = {name: inner(one) for name, one in value.attributes.items()}
            result = Map(entries, places=dict(value.places), born=born)
        case Seq():
            rest = inner(value.rest) if value.rest is not None else None
            result = Seq([inner(one) for one in value.items], rest, value.maybe, born)
        case Choice(options=several):
            result = joined([inner(one) for one in several])
        case Map():
            entries = {name: inner(one) for name, one in value.entries.items()}
            rest = inner(value.rest) if value.rest is not None else None
            places = dict(value.places)
            result = Map(entries, rest, value.names, value.behind, value.each, places, born)
    known[id(value)] = result
    return result
