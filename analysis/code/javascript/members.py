"""What ``x.name`` is in JavaScript, for every kind of x; nothing where there is none."""

from collections.abc import Callable

from analysis.code.attributes import attribute
from analysis.code.aws.durable import CONTEXT, part_of
from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.dictionaries import put_under
from analysis.code.evaluator import Evaluator
from analysis.code.messages import field, item
from analysis.code.python.answers import variable
from analysis.code.python.assigning import set_attribute
from analysis.code.state import Arguments
from analysis.code.texts import from_template
from analysis.code.values import (
    NOTHING,
    Bound,
    Choice,
    Class,
    External,
    Function,
    Handle,
    Input,
    Known,
    Map,
    Method,
    Object,
    Opaque,
    Seq,
    Super,
    Value,
    Written,
)
from analysis.code.writing import read_text
from analysis.source.values import Unset

_LONGEST = 200  # characters of a dotted name
_SIZES = frozenset({"length", "size", "byteLength"})


def there(value: Value) -> tuple[Value, ...]:
    """What a value may be where something of it is asked for: not nothing, if it may be more."""
    several = options(value)
    kept = tuple(each for each in several if not (isinstance(each, Known) and each.value is None))
    return kept or several


def absent(value: Value) -> bool:
    """Whether there is certainly nothing: a variable that no template sets is not there."""
    return isinstance(value, Known) and (value.value is None or isinstance(value.value, Unset))


def or_else(value: Value, other: Callable[[], Value]) -> Value:
    """The value, or another one where it may be missing."""
    several = options(value)
    sure = [each for each in several if not absent(each)]
    if sure and len(sure) == len(several) and not any(isinstance(x, Input | Opaque) for x in sure):
        return value
    return joined([*sure, other()])


def member_of(evaluator: Evaluator, owner: Value, name: str) -> Value:
    """What something has under a name."""
    return joined(_member(evaluator, each, name) for each in there(owner))


def _member(evaluator: Evaluator, owner: Value, name: str) -> Value:
    found: Value
    match owner:
        case Function() | Class() if name == "name":
            found = Known(owner.name)
        case Function(own=own) if name in own or name == "prototype":
            found = own.setdefault(name, Map())
        case Input():
            sized = name == "length"  # what came in is JSON: it has no set
            found = evaluator.made_of(owner) if sized else field(evaluator, owner, name, must=False)
        case Map():
            found = _of_map(evaluator, owner, name)
        case Object() | Class() | Super():
            found = _of_object(evaluator, owner, name)
        case External("process.env"):
            found = variable(evaluator, Known(name))
        case External():
            found = _of_library(owner, name)
        case Seq() | Written() | Known():
            found = _of_built_in(evaluator, owner, name)
        case Handle(service):
            found = part_of(name) if service == CONTEXT.service else Method(owner, name)
        case _:
            fields = isinstance(owner, Opaque) and owner.fields
            found = Opaque(computed(marks_of(owner)), fields=fields)
    return found


def _of_library(owner: External, name: str) -> Value:
    if name == "default":
        return owner
    return External(f"{owner.dotted}.{name}") if len(owner.dotted) < _LONGEST else Opaque()


def _of_object(evaluator: Evaluator, owner: Object | Class | Super, name: str) -> Value:
    if isinstance(owner, Object) and name == "constructor":
        return owner.cls
    return _got(attribute(evaluator, owner, name))


def _got(value: Value) -> Value:
    """An attribute; a method that nobody wrote is no attribute."""
    kept = [each for each in options(value) if not isinstance(each, Method)]
    return joined(kept) if kept else Opaque()


def _of_map(evaluator: Evaluator, owner: Map, name: str) -> Value:
    if name in owner.entries:
        return joined(_held(evaluator, owner, each) for each in options(owner.entries[name]))
    if name in _SIZES:
        return Opaque(computed(marks_of(owner)))
    if owner.lacks(name):
        return NOTHING
    return item(evaluator, owner, Known(name), must=False)


def _held(evaluator: Evaluator, owner: Map, value: Value) -> Value:
    """What an entry gives: a getter is called."""
    if isinstance(value, Function) and "property" in value.kinds:
        first = (owner,) if value.parameters.by_place[:1] == ("this",) else ()
        return evaluator.call(Bound(value, first), Arguments())
    return value


def _of_built_in(evaluator: Evaluator, owner: Seq | Written | Known, name: str) -> Value:
    if isinstance(owner, Written) and name not in _SIZES:  # parsed by what is not read
        return member_of(evaluator, read_text(owner), name)
    exact = isinstance(owner, Seq) and owner.rest is None and not owner.maybe
    if name in _SIZES and isinstance(owner, Seq):
        if exact:
            return Known(len(owner.items))
        evaluator.hand_on(owner)  # what is within its items does not matter
        return Opaque()
    if name in _SIZES and isinstance(owner, Known) and isinstance(owner.value, str):
        return Known(len(owner.value), computed(owner.marks))
    if isinstance(owner, Known) and owner.value is not None and not from_template(owner.value):
        return item(evaluator, owner, Known(name), must=False)
    return Opaque(computed(marks_of(owner)))


def indexed(evaluator: Evaluator, owner: Value, key: Value) -> Value:
    """What something has under a name or a number that is computed."""
    found = []
    for each in there(owner):
        for one in map(_property, options(key)) if isinstance(each, Map) else options(key):
            name = one.value if isinstance(one, Known) else None
            if isinstance(name, str) and not isinstance(each, Seq):
                evaluator.use(Opaque(marks_of(one)))
                found.append(_chosen(evaluator, each, name))
            elif each == External("process.env"):
                found.append(variable(evaluator, one))
            elif isinstance(each, External | Object | Class | Handle):
                if isinstance(each, Handle):
                    evaluator.miss("it calls by names that are known only then")
                found.append(evaluator.made_of(each, one))
            else:
                found.append(item(evaluator, each, one, must=False))
    return joined(found) if found else Choice(())


def _property(key: Value) -> Value:
    """The name under which an object has something; numbers are written out."""
    number = isinstance(key, Known) and type(key.value) is int
    return Known(str(key.value), key.marks) if isinstance(key, Known) and number else key


def _chosen(evaluator: Evaluator, owner: Value, name: str) -> Value:
    found = _member(evaluator, owner, name)
    if isinstance(owner, Map) and name in owner.entries:
        evaluator.trace.chosen(name, found)
    return found


def put(evaluator: Evaluator, owner: Value, key: Value, value: Value) -> None:
    """Let something have an item under a name or a number; an object's are its attributes."""
    if not isinstance(owner, Object | Class):
        named = joined(map(_property, options(key))) if isinstance(owner, Map) else key
        put_under(evaluator, owner, named, value)
        return
    for each in options(key):
        name = each.value if isinstance(each, Known) else None
        if isinstance(name, str):
            set_attribute(evaluator, owner, name, value)
        else:
            evaluator.use(each, value)
