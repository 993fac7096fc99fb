"""What ``x.name`` is, for every kind of x."""

from analysis.code.aws.services import of_handle
from analysis.code.aws.transports import part_attribute
from analysis.code.classes import of_class, of_object, of_super
from analysis.code.evaluator import Evaluator
from analysis.code.messages import field
from analysis.code.values import (
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
    Package,
    Super,
    Value,
)

_LONGEST = 200  # characters of a dotted name
_OF_PARTS = frozenset(
    {
        *("get", "items", "keys", "values", "pop", "copy", "setdefault", "update", "read"),
        *("strip", "lower", "upper", "split", "rsplit", "replace", "startswith", "endswith"),
        *("encode", "decode", "lstrip", "rstrip", "title", "index", "count", "format", "join"),
        *("append", "extend", "isdigit", "isoformat", "model_dump", "dict", "raw_event"),
        *("__getitem__", "find", "partition", "removeprefix", "removesuffix", "capitalize"),
    }
)


def attribute(evaluator: Evaluator, value: Value, name: str) -> Value:
    """What an attribute of something is."""
    match value:
        case External(dotted) if len(dotted) < _LONGEST:
            found: Value = External(f"{dotted}.{name}")
        case Package(module):
            found = in_module(evaluator, module, name)
        case Object():
            found = of_object(evaluator, value, name)
        case Class():
            found = of_class(value, name)
        case Super():
            found = of_super(evaluator, value, name)
        case Handle():
            found = of_handle(value, name)
        case Input() if name not in _OF_PARTS:
            found = part_attribute(evaluator, value, name)
        case _:
            found = _of_others(evaluator, value, name)
    return found


def _of_others(evaluator: Evaluator, value: Value, name: str) -> Value:
    if isinstance(value, Function):
        return Known(value.name) if name in ("__name__", "__qualname__") else Opaque()
    if isinstance(value, Known) and name == "value":  # of an enumeration
        return value
    if isinstance(value, Map) and name not in _OF_MAPS:
        if name in value.entries:
            return value.entries[name]
        for key, each in value.entries.items():  # Powertools' names of what AWS writes otherwise
            if isinstance(key, str) and _plain(key) == _plain(name):
                return each
        if value.behind is not None and name not in _OF_PARTS:
            return field(evaluator, value.behind, name, must=False)
    return Method(value, name)


_OF_MAPS = frozenset(dir(dict)) | {"most_common", "elements", "raw_event"}


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def in_module(evaluator: Evaluator, module: str, name: str) -> Value:
    """What a name of one of the code's modules is: its own, or a module below it."""
    scope = evaluator.module(module)
    if scope is not None and name in scope.names:
        return scope.names[name]
    below = f"{module}.{name}"
    if evaluator.files.module(below) is not None or evaluator.files.has_folder(below):
        return Package(below)
    if not name.startswith("__"):
        evaluator.miss(f"{module or 'its folder'} has no {name} that is read")
    return Opaque()
