"""Imports as they are followed: a module of the code is what it exports, another one its name."""

from collections.abc import Mapping
from typing import Any

from analysis.code.combining import options
from analysis.code.dictionaries import pour
from analysis.code.evaluator import Evaluator
from analysis.code.javascript.unread import missed_import
from analysis.code.messages import item
from analysis.code.python.assigning import bind
from analysis.code.values import External, Known, Map, Opaque, Scope, Value

_LIBRARIES: Mapping[str, str] = {"aws-sdk/global": "aws-sdk", "node:process": "process"}
"""Modules known under another name."""


def module_of(evaluator: Evaluator, specifier: str, scope: Scope) -> Value:
    """What an import of a module gives."""
    name = evaluator.files.imported(specifier, scope.module)
    if name:
        return exports_of(evaluator.module(name)) if evaluator.load(name) else Opaque()
    missed_import(evaluator, specifier, scope)
    if specifier.startswith((".", "/")):
        return Opaque()
    return External(_LIBRARIES.get(specifier, specifier.removeprefix("node:")))


def exports_of(scope: Scope | None) -> Value:
    """What a module exports, as far as it was followed."""
    module = scope.names.get("module") if scope is not None else None
    return module.entries.get("exports", Opaque()) if isinstance(module, Map) else Opaque()


def exported(scope: Scope, name: str) -> Value:
    """What a module exports under a name, dots in it included; what it calls so, if nothing."""
    found = exports_of(scope)
    for part in name.split("."):
        several = [one.entries.get(part) for one in options(found) if isinstance(one, Map)]
        found = several[0] if len(several) == 1 and several[0] is not None else Opaque()
    if isinstance(found, Opaque):
        return scope.names.get(name, found)
    return found


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
        return module.entries.get(name) or item(evaluator, module, Known(name), must=False)
    return Opaque()


def export_all(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow ``export * from``."""
    module, own = module_of(evaluator, node.specifier, scope), exports_of(scope)
    if isinstance(own, Map) and isinstance(module, Map):
        others = {key: one for key, one in module.entries.items() if key != "default"}
        pour(evaluator, own, Map(others, rest=module.rest))
    return True
