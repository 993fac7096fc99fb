"""What is read of a message: by key, by name, by going through it."""

from collections.abc import Iterator
from typing import Any

from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.evaluator import Evaluator
from analysis.code.texts import from_template
from analysis.code.values import Input, Keys, Known, Map, Mark, Object, Opaque, Seq, Value, Written
from analysis.code.writing import replaced

_FEW = 64  # items of a constant
_DEEPEST = 16  # steps of a path
_TYPES_OF_DYNAMODB = frozenset({"S", "N", "B", "BOOL", "M", "L", "SS", "NS", "BS", "NULL"})
MISSING = Opaque()


def field(evaluator: Evaluator, part: Input, name: str, *, must: bool) -> Value:
    """The field of that name; ``must`` says that the code fails where it is missing."""
    if is_row(part.contract) and name in _TYPES_OF_DYNAMODB and part.path:
        return part
    if len(part.path) >= _DEEPEST:
        return evaluator.made_of(part)
    found = part.below(name)
    (evaluator.touch if must else evaluator.fetch)(found)
    key = (found.contract, found.path)
    if key in evaluator.constants:
        return Known(evaluator.constants[key], frozenset({Mark(*key)}))
    return found


def item(evaluator: Evaluator, owner: Value, key: Value, *, must: bool = True) -> Value:
    """What is in something under a key."""
    return joined(
        _item(evaluator, each, one, must=must) for each in options(owner) for one in options(key)
    )


def _item(evaluator: Evaluator, owner: Value, key: Value, *, must: bool) -> Value:
    match owner:
        case Input():
            found = _of_part(evaluator, owner, key, must=must)
        case Map():
            found = _of_map(evaluator, owner, key, must=must)
        case Seq():
            found = _of_seq(evaluator, owner, key)
        case Object():
            found = _of_object(evaluator, owner, key)
        case Known():
            found = _of_known(owner, key)
        case _:
            found = evaluator.made_of(owner, key)
    return found


def _of_known(owner: Known, key: Value) -> Value:
    value = owner.value
    if from_template(value):  # a part of a name still names
        return owner
    index: Any = key.value if isinstance(key, Known) else None
    within = isinstance(index, int) and isinstance(value, str | bytes | tuple)
    if within and -len(value) <= index < len(value):
        return Known(value[index], owner.marks)
    if index in _TYPES_OF_DYNAMODB and any(is_row(mark.contract) for mark in owner.marks):
        return owner
    return Opaque(computed(owner.marks))


def is_row(contract: str) -> bool:
    """Whether this is what a table holds, whose values may say their type first."""
    return contract.startswith("table:")


def _of_part(evaluator: Evaluator, owner: Input, key: Value, *, must: bool) -> Value:
    if isinstance(key, Known):
        if isinstance(key.value, str):
            evaluator.use(Opaque(key.marks))
            return field(evaluator, owner, key.value, must=must)
        return owner  # one of a list
    if isinstance(key, Keys) and key.part == owner:
        return owner.below()
    return evaluator.made_of(owner, key)


def _of_map(evaluator: Evaluator, owner: Map, key: Value, *, must: bool) -> Value:
    evaluator.use(Opaque(marks_of(key)))
    if not isinstance(key, Known) or from_template(key.value):
        return everything(evaluator, owner)
    if not _hashable(key.value):
        return MISSING
    if key.value in owner.entries:
        there = owner.entries[key.value]
        evaluator.trace.chosen(key.value, there)
        if isinstance(there, Input) and there.path:  # filled in on the way, or by the code itself
            (evaluator.touch if must else evaluator.fetch)(there)
        return there
    found: list[Value] = []
    if owner.each and isinstance(key.value, str):
        part, shape = owner.each
        whole = part.below(key.value)
        (evaluator.touch if must else evaluator.fetch)(whole)
        fixed = (whole.contract, whole.path)
        if fixed in evaluator.constants and part.below() in options(shape):
            found.append(Known(evaluator.constants[fixed], frozenset({Mark(*fixed)})))
        else:
            found.append(replaced(shape, part, key.value))
    elif owner.behind and isinstance(key.value, str):
        found.append(field(evaluator, owner.behind, key.value, must=must))
    if owner.rest is not None and not owner.each:
        found.append(owner.rest)
    return _any_of(found)


def _any_of(found: list[Value]) -> Value:
    return joined(found) if found else MISSING


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def everything(evaluator: Evaluator, owner: Map) -> Value:
    """What is under any key of a dictionary."""
    found = list(owner.entries.values())
    if owner.rest is not None:
        found.append(owner.rest)
    if owner.behind is not None:
        found.append(evaluator.made_of(owner.behind))
    if owner.each is not None:
        found.append(owner.each[1])
    return _any_of(found)


def _of_seq(evaluator: Evaluator, owner: Seq, key: Value) -> Value:
    index = key.value if isinstance(key, Known) else None
    if isinstance(index, int) and not owner.maybe:
        count = len(owner.items)
        if 0 <= index < count or (-count <= index < 0 and owner.rest is None):
            return owner.items[index]
    evaluator.use(Opaque(marks_of(key)))
    return _any_of(owner.every())


def _of_object(evaluator: Evaluator, owner: Object, key: Value) -> Value:
    """An item of a named tuple, or of an object with items of its own."""
    index = key.value if isinstance(key, Known) else None
    if isinstance(index, str) and index in owner.attributes:
        return owner.attributes[index]
    values = list(owner.attributes.values())
    if isinstance(index, int) and -len(values) <= index < len(values):
        return values[index]
    return evaluator.made_of(owner, key)


def items_of(evaluator: Evaluator, value: Value) -> Seq:
    """What going through a value gives."""
    found = [_items(evaluator, each) for each in options(value)]
    if len(found) == 1:
        return found[0]
    rest = [seq.rest for seq in found if seq.rest is not None]
    items = options(joined([each for seq in found for each in seq.items]))
    return Seq(list(items), joined(rest) if rest else None, maybe=True)


def _items(evaluator: Evaluator, value: Value) -> Seq:
    match value:
        case Seq():
            found = value
        case Map():
            found = keys_of(value)
        case Input() | Keys():
            found = Seq(rest=value)
        case Written(value=inner):
            found = Seq(rest=Opaque(computed(marks_of(inner))))
        case Object():
            found = Seq(list(value.attributes.values()))
        case Known(value=str() | tuple() | None as known, marks=marks):
            few = [Known(each, marks) for each in (known or ())[:_FEW]]
            found = Seq(list(few), Opaque(marks) if len(known or ()) > _FEW else None)
        case _:
            found = Seq(rest=evaluator.made_of(value))
    return found


def _others(value: Map) -> Iterator[tuple[Value, Value]]:
    """What may be under keys that are not known, each below such a key."""
    if value.rest is not None:
        yield value.names or Opaque(), value.rest
    if value.behind is not None:
        yield Keys(value.behind), value.behind.below()
    if value.each is not None:
        yield Keys(value.each[0]), value.each[1]


def keys_of(value: Map) -> Seq:
    """The keys of a dictionary."""
    rest = [key for key, _ in _others(value)]
    return Seq([Known(each) for each in value.entries], joined(rest) if rest else None)


def values_of(value: Map | Input) -> Seq:
    """What is under the keys of a dictionary."""
    if isinstance(value, Input):
        return Seq(rest=value.below())
    rest = [each for _, each in _others(value)]
    return Seq(list(value.entries.values()), joined(rest) if rest else None)


def pairs_of(evaluator: Evaluator, value: Value) -> Seq:
    """The keys of a dictionary, each with what is under it."""
    if isinstance(value, Input):
        return Seq(rest=Seq([Keys(value), value.below()]))
    if not isinstance(value, Map):
        some = evaluator.made_of(value)
        return Seq(rest=Seq([some, some]))
    pairs: list[Value] = [Seq([Known(key), each]) for key, each in value.entries.items()]
    rest = [Seq([key, each]) for key, each in _others(value)]
    return Seq(pairs, joined(rest) if rest else None)
