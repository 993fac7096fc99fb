"""Models of pynamodb: classes of the code whose objects are rows of a table."""

from analysis.code.aws.services import operation, table_of
from analysis.code.classes import in_class, lineage, made
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments
from analysis.code.values import (
    NOTHING,
    Bound,
    Class,
    Function,
    Handle,
    Input,
    Map,
    Object,
    Opaque,
    Seq,
    Value,
)

_LIBRARY = "pynamodb"
_READ = ("pynamodb.models", "pynamodb.attributes", "pynamodb.indexes", "pynamodb.exceptions",
         "pynamodb.pagination", "pynamodb.constants", "pynamodb.settings")  # fmt: skip
_ONE = {"get": "get_item"}
_MANY = {"query": "query", "scan": "scan", "batch_get": "query", "count": "query"}
_WRITES = {"save": "put_item", "update": "update_item", "delete": "delete_item"}


def is_read(module: str) -> bool:
    """Whether what a module of the library brings is known."""
    return module.startswith(_READ)


def of_model(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value | None:
    """What a method of a model or of its objects gives, None where it is none of a model's."""
    model = owner if isinstance(owner, Class) else owner.cls if isinstance(owner, Object) else None
    if model is None or not _is_model(model):
        return None
    if _is_index(model):
        hosts = [each for each in model.scope.names.values() if isinstance(each, Class)]
        host = next((each for each in hosts if owner in each.body.names.values()), None)
        return None if host is None else of_model(evaluator, host, name, arguments)
    return _asked(evaluator, owner, model, name, arguments)


def _asked(
    evaluator: Evaluator, owner: Value, model: Class, name: str, arguments: Arguments
) -> Value | None:
    table = Handle("dynamodb", "table", _table(model))
    if name in _ONE or name in _MANY:
        evaluator.use(*arguments.all())
        operation(evaluator, table, _ONE.get(name) or _MANY[name], Arguments())
        row = _row(evaluator, model, table)
        return row if name in _ONE else Seq(rest=row)
    if name == "refresh":
        operation(evaluator, table, "get_item", Arguments())
        return NOTHING
    if name == "batch_write":
        operation(evaluator, table, "batch_writer", Arguments())
        return owner
    if name in _WRITES and isinstance(owner, Object):
        evaluator.use(*arguments.all())
        given: dict[str, Value] = {}
        if name == "save":
            given["Item"] = _item(owner, model)
        elif name == "update":
            given["ExpressionAttributeValues"] = Map(rest=Opaque())
        operation(evaluator, table, _WRITES[name], Arguments(keywords=given))
        return NOTHING
    if name in ("save", "delete") and isinstance(owner, Class):  # of a batch
        for each in arguments.all():
            of_model(evaluator, each, name, Arguments())
        return NOTHING
    return None


def _is_model(cls: Class) -> bool:
    outside = [name for each in lineage(cls) for name in each.outside]
    return any(each.startswith(_LIBRARY) and each.endswith(("Model", "Index")) for each in outside)


def _is_index(cls: Class) -> bool:
    return any(name.endswith("Index") for each in lineage(cls) for name in each.outside)


def _table(model: Class) -> Value:
    meta = in_class(model, "Meta")
    name = in_class(meta, "table_name") if isinstance(meta, Class) else None
    return name or Opaque()


def _fields(model: Class) -> list[str]:
    kept = {
        name: None
        for cls in reversed(lineage(model))
        for name, each in cls.body.names.items()
        if not name.startswith("_") and not isinstance(each, Function | Class | Bound | Object)
    }
    return list(kept)


def _row(evaluator: Evaluator, model: Class, table: Handle) -> Value:
    row = Input(f"table:{table_of(evaluator, table.name)}")
    found = made(evaluator, model, Arguments())
    if isinstance(found, Object):
        for name in _fields(model):
            found.attributes[name] = row.below(name)
    return found


def _item(owner: Object, model: Class) -> Map:
    """The row that an object is; what was given by place are its keys."""
    given = {name: each for name, each in owner.attributes.items() if not name.startswith("#")}
    keys = [each for name, each in owner.attributes.items() if name.startswith("#")]
    named = dict(zip(_fields(model), keys, strict=False))
    return Map({**named, **given}, places=dict(owner.places))
