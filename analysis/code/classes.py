"""Classes and objects of the code: making them, and what their attributes are."""

from collections.abc import Iterator

from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import field
from analysis.code.state import Arguments
from analysis.code.values import (
    NOTHING,
    Bound,
    Class,
    Declared,
    Function,
    Input,
    Known,
    Map,
    Method,
    Object,
    Opaque,
    Seq,
    Super,
    Value,
)
from analysis.code.writing import as_map, read_text, written

_MOST = 12  # classes above a class
_ENUMS = ("Enum", "StrEnum", "IntEnum", "Flag", "IntFlag")
_CREATED = frozenset({"parse_obj", "model_validate", "from_dict", "validate", "model_construct"})
_DUMPED = frozenset({"model_dump", "dict", "_asdict", "to_dict", "asdict"})
_WRITTEN = frozenset({"model_dump_json", "json", "to_json"})


def lineage(cls: Class) -> list[Class]:
    """The class and those it inherits from, nearest first, as far as they are read."""
    found = [cls]
    for each in found if cls.above else ():
        if len(found) > _MOST:
            break
        found.extend(above for above in each.above if above not in found)
    return found


def is_a(cls: Class, *names: str) -> bool:
    """Whether a class comes from one, outside of the code, of such a name."""
    return any(name.rpartition(".")[2] in names for each in lineage(cls) for name in each.outside)


def made(evaluator: Evaluator, cls: Class, arguments: Arguments) -> Value:
    """A new object of a class, its constructor followed."""
    if is_a(cls, *_ENUMS):
        return _member(evaluator, cls, arguments)
    if is_a(cls, "TypedDict"):
        return Map(dict(arguments.keywords), behind=arguments.spread, born=evaluator.context)
    instance = Object(cls, born=evaluator.context)
    constructor = in_class(cls, "__init__")
    if isinstance(constructor, Function):
        evaluator.call(Bound(constructor, (instance,)), arguments)
    else:
        _fill(evaluator, instance, arguments)
    hook = in_class(cls, "__post_init__")
    if isinstance(hook, Function):
        evaluator.call(Bound(hook, (instance,)), Arguments())
    return instance


def _member(evaluator: Evaluator, cls: Class, arguments: Arguments) -> Value:
    value = arguments.get("value", 0) or NOTHING
    evaluator.use(value)
    if isinstance(value, Known):
        return value
    members = [each for each in cls.body.names.values() if isinstance(each, Known)]
    copied = marks_of(value)
    return joined([Known(each.value, copied) for each in members] or [Opaque(copied)])


def fields_of(cls: Class) -> Iterator[tuple[Declared, Class]]:
    """The fields of a dataclass, a named tuple or a model, those of its bases first."""
    for each in reversed(lineage(cls)):
        yield from ((declared, each) for declared in each.declared)


def _fill(evaluator: Evaluator, instance: Object, arguments: Arguments) -> None:
    known = {declared.name: (declared, cls) for declared, cls in fields_of(instance.cls)}
    for place, name in enumerate(known):
        declared, cls = known[name]
        key: int | str = name if name in arguments.keywords else place
        value = arguments.keywords.get(name)
        if value is None and place < len(arguments.positional):
            value = arguments.positional[place]
        if value is None and arguments.spread is not None:
            must = declared.default is None
            value = field(evaluator, arguments.spread, declared.called, must=must)
        if value is None:
            value = arguments.rest or _default(evaluator, cls, declared)
        instance.attributes[name] = _as_declared(evaluator, cls, declared, value)
        where = arguments.places.get(key) or evaluator.here
        if where:
            instance.places[name] = where
    for name, value in arguments.keywords.items():
        instance.attributes.setdefault(name, value)
    if not known:
        for place, value in enumerate(arguments.positional):
            instance.attributes[f"#{place}"] = value


def _as_declared(evaluator: Evaluator, cls: Class, declared: Declared, value: Value) -> Value:
    """What a model makes of a part that came in: a model too, where it is declared so."""
    if declared.kind is None or not isinstance(value, Input) or not is_a(cls, "BaseModel"):
        return value
    for each in options(evaluator.evaluate(declared.kind, cls.body)):
        if isinstance(each, Class) and is_a(each, "BaseModel"):
            made_of = modelled(evaluator, each, value)
            return Seq(rest=made_of) if declared.many else made_of
    return value


def _default(evaluator: Evaluator, cls: Class, declared: Declared) -> Value:
    if declared.default is None:
        return Opaque()
    value = evaluator.evaluate(declared.default, cls.body)
    return evaluator.call(value, Arguments()) if declared.made else value


def modelled(evaluator: Evaluator, cls: Class, value: Value) -> Value:
    """An object of a class whose fields are taken from a message: what parsers make."""
    found = []
    for each in options(value):
        if isinstance(each, Input):
            found.append(made(evaluator, cls, Arguments(spread=each)))
        elif isinstance(each, Map):
            keywords = {str(key): one for key, one in each.entries.items()}
            arguments = Arguments(keywords=keywords, spread=each.behind, rest=each.rest)
            found.append(made(evaluator, cls, arguments))
        else:
            found.append(evaluator.made_of(each))
    return joined(found)


def of_object(evaluator: Evaluator, instance: Object, name: str) -> Value:
    """What an object's attribute is."""
    if name in instance.attributes:
        return instance.attributes[name]
    if name == "__class__":
        return instance.cls
    if name == "__dict__":
        return Map(dict(instance.attributes), places=dict(instance.places))
    return _seen_from(evaluator, instance, lineage(instance.cls), name)


def of_super(evaluator: Evaluator, above: Super, name: str) -> Value:
    """What an attribute of super() is."""
    if name == "__init__" and not any(
        "__init__" in each.body.names for each in lineage(above.cls)[1:]
    ):
        return Method(above, "__init__")
    return _seen_from(evaluator, above.instance, lineage(above.cls)[1:], name)


def of_class(cls: Class, name: str) -> Value:
    """What a class's attribute is."""
    if name in ("__name__", "__qualname__"):
        return Known(cls.name)
    found = in_class(cls, name)
    if isinstance(found, Function) and "classmethod" in found.kinds:
        return Bound(found, (cls,))
    if found is None:
        return Method(cls, name)
    return found


def _seen_from(evaluator: Evaluator, instance: Value, classes: list[Class], name: str) -> Value:
    for cls in classes:
        found = cls.body.names.get(name)
        if found is None:
            continue
        if not isinstance(found, Function):
            return found
        if found.kinds & {"property", "cached_property"}:
            return evaluator.call(Bound(found, (instance,)), Arguments())
        if "staticmethod" in found.kinds:
            return found
        first = instance
        if "classmethod" in found.kinds and isinstance(instance, Object):
            first = instance.cls
        return Bound(found, (first,))
    return Method(instance, name)


def in_class(cls: Class, name: str) -> Value | None:
    """What a class, or one above it, has of that name."""
    for each in lineage(cls):
        if name in each.body.names:
            return each.body.names[name]
    return None


def method(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """What a method that is not in the code gives: those of models, of exceptions ..."""
    if isinstance(owner, Class) and name in _CREATED:
        return modelled(evaluator, owner, arguments.get("obj", 0) or Opaque())
    if isinstance(owner, Class) and name in ("parse_raw", "model_validate_json", "from_json"):
        return modelled(evaluator, owner, read_text(arguments.get("b", 0) or Opaque()))
    if isinstance(owner, Object) and name in _DUMPED:
        return as_map(owner, evaluator.context)
    if isinstance(owner, Object) and name in _WRITTEN:
        return written(as_map(owner, evaluator.context))
    if isinstance(owner, Super) and name == "__init__" and isinstance(owner.instance, Object):
        _fill(evaluator, owner.instance, arguments)
        return NOTHING
    evaluator.use(*arguments.all())
    return Opaque(computed(marks_of(*arguments.all())))
