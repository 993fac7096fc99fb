"""What a template declares, as written once values are filled in, and how two of them differ."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.records import dataclass
from analysis.source.document import as_block
from analysis.source.sam.merging import with_globals
from analysis.source.stack import Stack
from analysis.source.system import System
from analysis.source.values import Joined, Options, Reference, Unknown, as_text, shown

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_SAM = "AWS::Serverless::"
_COUNTED = (
    "Type",
    "Properties",
    "Condition",
    "Connectors",
    "CreationPolicy",
    "DeletionPolicy",
    "UpdatePolicy",
    "UpdateReplacePolicy",
)  # neither DependsOn nor Metadata: they change nothing that stands
_IN_ORDER = frozenset({"Command", "Definition", "EntryPoint", "KeySchema", "Layers"})


@dataclass(frozen=True, slots=True)
class DeclaredResource:
    """A resource as its template has it: SAM untranslated, Globals in it, everything evaluated.

    ``values`` are plain, and lists in which order means nothing are sorted; ``written`` is the
    text's own where something in it cannot be evaluated.
    """

    id: str
    type: str
    values: Mapping[str, Any]
    written: Any = None


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """A resource that was added, removed or changed itself.

    ``units`` are whose it was and is, ``components`` for whom it worked and works; ``what`` are
    the properties that differ, by their dotted paths.
    """

    id: str
    type: str
    how: str
    units: tuple[str, ...]
    components: tuple[str, ...] = ()
    what: tuple[str, ...] = ()


def declared(system: System) -> dict[str, DeclaredResource]:
    """Every resource of the templates by its node's id; conditions that fail leave none."""
    found = {}
    for stack in system.stacks:
        globals_ = as_block(stack.evaluated("Globals"))
        for logical_id, entry in stack.resources().items():
            kind = as_text(entry.get("Type"))
            whole = dict(entry)
            if kind.startswith(_SAM):
                whole["Properties"] = with_globals(kind.removeprefix(_SAM), entry, globals_)
            values = {key: values_of(whole[key], key) for key in _COUNTED if key in whole}
            id_ = stack.id_of(logical_id)
            found[id_] = DeclaredResource(id_, kind, values, _written(stack, logical_id, whole))
    return found


def _written(stack: Stack, logical_id: str, entry: Mapping[str, Any]) -> Any:
    """The entry's own text where a part of it is not known, else None."""
    if not any(_has_unknown(entry[key]) for key in _COUNTED if key in entry):
        return None
    section = as_block(stack.section("Resources").get(logical_id))
    return {key: values_of(section[key], key) for key in _COUNTED if key in section}


def _has_unknown(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_unknown, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_unknown, value))
    if isinstance(value, Options):
        return any(map(_has_unknown, value.values))
    return isinstance(value, Unknown) or (isinstance(value, Joined) and bool(value.unknowns))


def values_of(value: Any, key: str = "", *, in_order: bool = False) -> Any:
    """The value as plain JSON, references as `${Name}`.

    Unless what it is of is read in order, lists are sorted, and numbers are texts, which are the
    same to CloudFormation.
    """
    in_order = in_order or key in _IN_ORDER
    if isinstance(value, dict):
        return {name: values_of(each, name, in_order=in_order) for name, each in value.items()}
    if isinstance(value, list | tuple):
        plain = [values_of(each, in_order=in_order) for each in value]
        return plain if in_order else sorted(plain, key=_sorting)
    if isinstance(value, Options):
        return {"one of": [values_of(each, in_order=in_order) for each in value.values]}
    if isinstance(value, Unknown):
        return f"{value.fragment} ({value.reason})"
    if isinstance(value, Reference | Joined):
        return shown(value)
    return value if in_order or value is None else as_text(value)


def _sorting(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def differing(one: Any, other: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The dotted paths at which two values differ; a list differs as a whole."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if key not in one or key not in other:
                yield ".".join((*path, key))
            else:
                yield from differing(one[key], other[key], (*path, key))
    elif type(one) is not type(other) or one != other:
        yield ".".join(path)
