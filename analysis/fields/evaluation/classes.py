"""Classes and objects of the code: making them, and what their attributes are."""

import ast
from collections.abc import Iterator

from analysis.fields.evaluation.combining import computed, joined, marks_of, options
from analysis.fields.evaluation.evaluator import Evaluator
from analysis.fields.evaluation.functions import invoke
from analysis.fields.evaluation.messages import field
from analysis.fields.evaluation.state import Arguments
from analysis.fields.evaluation.values import (
    NOTHING,
    Bound,
    Class,
    Function,
    Known,
    Map,
    Method,
    Object,
    Opaque,
    Part,
    Super,
    Value,
)

_MOST = 12  # classes above a class
_ENUMS = ("Enum", "StrEnum", "IntEnum", "Flag", "IntFlag")
_CREATED = frozenset({"parse_obj", "model_validate", "from_dict", "validate", "model_construct"})
_DUMPED = frozenset({"model_dump", "dict", "_asdict", "to_dict", "asdict"})
_WRITTEN = frozenset({"model_dump_json", "json", "to_json"})


def lineage(cls: Class) -> list[Class]:
    """The class and those it inherits from, nearest first, as far as they are read."""
    found = [cls]
    for each in found:
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
        invoke(evaluator, constructor, arguments, first=(instance,))
    else:
        _fill(evaluator, instance, arguments)
    hook = in_class(cls, "__post_init__")
    if isinstance(hook, Function):
        invoke(evaluator, hook, Arguments(), first=(instance,))
    return instance


def _member(evaluator: Evaluator, cls: Class, arguments: Arguments) -> Value:
    value = arguments.get("value", 0) or NOTHING
    evaluator.use(value)
    if isinstance(value, Known):
        return value
    members = [each for each in cls.body.names.values() if isinstance(each, Known)]
    copied = marks_of(value)
    return joined([Known(each.value, copied) for each in members] or [Opaque(copied)])


def fields_of(cls: Class) -> Iterator[tuple[str, ast.AnnAssign, Class]]:
    """The fields of a dataclass, a named tuple or a model, those of its bases first."""
    for each in reversed(lineage(cls)):
        for statement in each.node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), annotation=kind):
                    if not _of_class_only(kind):
                        yield name, statement, each


def _of_class_only(kind: ast.expr) -> bool:
    inner = kind.value if isinstance(kind, ast.Subscript) else kind
    if isinstance(inner, ast.Constant):
        return str(inner.value)[:80].rpartition(".")[2].startswith("ClassVar")
    return (
        inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
    ) == "ClassVar"


def _fill(evaluator: Evaluator, instance: Object, arguments: Arguments) -> None:
    known = {name: (statement, cls) for name, statement, cls in fields_of(instance.cls)}
    for place, name in enumerate(known):
        statement, cls = known[name]
        key: int | str = name if name in arguments.keywords else place
        value = arguments.keywords.get(name)
        if value is None and place < len(arguments.positional):
            value = arguments.positional[place]
        if value is None and arguments.spread is not None:
            called = alias_of(statement) or name
            value = field(evaluator, arguments.spread, called, must=statement.value is None)
        if value is None:
            value = arguments.rest or _default(evaluator, cls, statement)
        instance.attributes[name] = value
        where = arguments.places.get(key) or evaluator.here
        if where:
            instance.places[name] = where
    for name, value in arguments.keywords.items():
        instance.attributes.setdefault(name, value)
    if not known:
        for place, value in enumerate(arguments.positional):
            instance.attributes[f"#{place}"] = value


def alias_of(statement: ast.AnnAssign) -> str:
    """The name that a model's field has in messages: ``Field(alias="orderId")``."""
    if isinstance(statement.value, ast.Call):
        for keyword in statement.value.keywords:
            names = ("alias", "validation_alias")
            if keyword.arg in names and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return ""


def _default(evaluator: Evaluator, cls: Class, statement: ast.AnnAssign) -> Value:
    if statement.value is None:
        return Opaque()
    if isinstance(statement.value, ast.Call):
        for keyword in statement.value.keywords:
            if keyword.arg == "default_factory":
                return evaluator.call(evaluator.evaluate(keyword.value, cls.body), Arguments())
            if keyword.arg == "default":
                return evaluator.evaluate(keyword.value, cls.body)
    return evaluator.evaluate(statement.value, cls.body)


def modelled(evaluator: Evaluator, cls: Class, value: Value) -> Value:
    """An object of a class whose fields are taken from a message: what parsers make."""
    found = []
    for each in options(value):
        if isinstance(each, Part):
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
        return Known(cls.node.name)
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
            return invoke(evaluator, found, Arguments(), first=(instance,))
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
    from analysis.fields.evaluation.writing import as_map, read_text, written

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
