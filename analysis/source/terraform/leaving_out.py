"""What is made not once, for a variable of the root module says so."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from analysis.source.conditional import because
from analysis.source.terraform.module import ModuleInstance
from analysis.source.terraform.syntax import Attribute, Name

_TIMES = ("count", "for_each")


def not_made(module: ModuleInstance) -> Iterator[tuple[str, str]]:
    """Each resource and call of a module that is made not once: the reason, and its address.

    What no variable of the root module decides, a module has for others: it is not said.
    """
    folder = module.folder
    declared = {f"{kind}.{name}": each for (kind, name), each in folder.resources.items()}
    declared |= {f"module.{name}": each for name, each in folder.calls.items()}
    for address, block in declared.items():
        if module.made(block).never:
            times = next(each for each in _TIMES if each in block.body.arguments)
            expression = block.body.argument(times)
            variables = sorted({*_variables(expression, module)})
            if variables:
                root = module
                while root.outer:
                    root = root.outer
                none = "0" if times == "count" else "empty"
                told = [(each, root.told(each)) for each in variables]
                yield f"{times} is {none}{because(told)}", address


def _variables(expression: Any, module: ModuleInstance) -> Iterator[str]:
    """The variables of the root module that an expression of a module comes to."""
    waiting, met = [(expression, module)], set()
    while waiting:
        each, here = waiting.pop()
        if isinstance(each, tuple):
            waiting += [(one, here) for one in each]
        elif isinstance(each, Attribute) and isinstance(each.of, Name):
            key = (each.of.name, each.name, here.address)
            if key in met:
                continue
            met.add(key)
            if each.of.name == "local" and each.name in here.folder.locals:
                waiting.append((here.folder.locals[each.name][0], here))
            elif each.of.name == "var" and here.outer is None:
                yield each.name
            elif each.of.name == "var" and here.outer and here.call:
                waiting.append((here.call.body.argument(each.name), here.outer))
        elif is_dataclass(each):
            waiting += [(getattr(each, field.name), here) for field in fields(each)]
