"""Imports as they are followed: a module of the code is what it exports, another one its name."""

from collections.abc import Mapping
from typing import Any

from analysis.code.combining import options
from analysis.code.dictionaries import pour
from analysis.code.evaluator import Evaluator
from analysis.code.javascript.members import member_of
from analysis.code.javascript.unread import missed_import
from analysis.code.python.assigning import bind
from analysis.code.values import (
    Bound,
    External,
    Function,
    Known,
    Map,
    Object,
    Opaque,
    Scope,
    Seq,
    Value,
)

_LIBRARIES: Mapping[str, str] = {"aws-sdk/global": "aws-sdk", "node:process": "process"}
"""Modules known under another name."""
_DEEPEST = 12  # of what is written in JSON


def module_of(evaluator: Evaluator, specifier: str, scope: Scope) -> Value:
    """What an import of a module gives."""
    name = evaluator.files.imported(specifier, scope.module)
    if name:
        return exports_of(evaluator.module(name))
    data = evaluator.files.data(specifier, scope.module) if specifier.endswith(".json") else None
    if data is not None:
        return constant(data)
    missed_import(evaluator, specifier, scope)
    if specifier.startswith((".", "/")):
        return Opaque()
    return External(_LIBRARIES.get(specifier, specifier.removeprefix("node:")))


def constant(data: Any, deep: int = _DEEPEST) -> Value:
    """What is written in JSON, as a value."""
    if isinstance(data, dict) and deep:
        return Map({key: constant(each, deep - 1) for key, each in data.items()})
    if isinstance(data, list) and deep:
        return Seq([constant(each, deep - 1) for each in data])
    return Known(data) if data is None or isinstance(data, str | int | float) else Opaque()


def exports_of(scope: Scope | None) -> Value:
    """What a module exports, as far as it was followed."""
    module = scope.names.get("module") if scope is not None else None
    return module.entries.get("exports", Opaque()) if isinstance(module, Map) else Opaque()


def exported(evaluator: Evaluator, scope: Scope, name: str) -> Value:
    """What a module exports under a name, dots in it included; what it calls so, if nothing."""
    found = exports_of(scope)
    for part in name.split("."):
        found = member_of(evaluator, found, part)
    return found if has_calls(found) else scope.names.get(name, found)


def offered(scope: Scope) -> Mapping[str, Value]:
    """All that a module has, be it under a name of its own or only exported."""
    found = exports_of(scope)
    return {**scope.names, **(found.entries if isinstance(found, Map) else {})}


def has_calls(value: Value) -> bool:
    """Whether something may be called."""
    return any(isinstance(each, Function | Bound | Object) for each in options(value))


def follow_import(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow an import, and call what it brings by its names."""
    module = module_of(evaluator, node.specifier, scope)
    for name, local in node.names:
        bind(local, imported(evaluator, module, name), scope)
    return True


def imported(evaluator: Evaluator, module: Value, name: str) -> Value:
    """What a module has under a name, "" for the module itself."""
    if not name:
        return module
    if isinstance(module, External):
        return module if name == "default" else External(f"{module.dotted}.{name}")
    if isinstance(module, Map):
        if name == "default" and name not in module.entries:
            return module  # a module of CommonJS
        return member_of(evaluator, module, name)
    return Opaque()


def export_all(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow ``export * from``."""
    module, own = module_of(evaluator, node.specifier, scope), exports_of(scope)
    if isinstance(own, Map) and isinstance(module, Map):
        others = {key: one for key, one in module.entries.items() if key != "default"}
        pour(evaluator, own, Map(others, rest=module.rest))
    return True
