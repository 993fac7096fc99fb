"""A function's code as modules that import one another, and the functions in them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.code.python.importing import absolute
from analysis.graph import Evidence
from analysis.source.modules import Library, Module

Def = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_MODULES = 200


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """A function of the code, and the module that it stands in."""

    node: Def
    module: Module

    @property
    def dotted(self) -> str:
        """Its module's name and its own."""
        return f"{self.module.name}.{self.node.name}"

    @property
    def evidence(self) -> Evidence:
        """The line that defines it."""
        line = self.node.lineno
        text = self.module.lines[line - 1] if line <= len(self.module.lines) else ""
        return Evidence(self.module.shown, line + self.module.first_line, text.strip())


@dataclass(eq=False)
class Code:
    """The modules that a handler's module imports, itself first, as far as they are at hand."""

    library: Library
    start: Module
    _names: dict[str, dict[str, str]] = field(default_factory=dict)
    _functions: dict[str, dict[str, Found]] = field(default_factory=dict)

    def modules(self) -> Iterator[Module]:
        """Each module once, breadth first."""
        seen, waiting = {self.start.name}, [self.start]
        while waiting and len(seen) <= _MOST_MODULES:
            here = waiting.pop(0)
            yield here
            for dotted in self.names(here).values():
                for name in (dotted, dotted.rpartition(".")[0]):
                    module = self.module(name)
                    if module is not None and module.name not in seen:
                        seen.add(module.name)
                        waiting.append(module)

    def module(self, name: str) -> Module | None:
        """The module of that dotted name."""
        if name == self.start.name:
            return self.start
        return self.library.module(name) if name else None

    def names(self, module: Module) -> dict[str, str]:
        """What each imported name of a module stands for, dotted."""
        if module.name not in self._names:
            self._names[module.name] = dict(_imported(module))
        return self._names[module.name]

    def function(self, expression: ast.expr, module: Module) -> Found | None:
        """The function that a name, or a name in an imported module, designates."""
        dotted = self._dotted(expression, module)
        home, _, name = dotted.rpartition(".")
        found = self.module(home) if home else None
        return self._defined(found).get(name) if found is not None else None

    def _dotted(self, expression: ast.expr, module: Module) -> str:
        match expression:
            case ast.Name(id=name):
                return self.names(module).get(name, f"{module.name}.{name}")
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                known = self.names(module).get(name)
                return f"{known}.{attribute}" if known else ""
        return ""

    def _defined(self, module: Module) -> dict[str, Found]:
        if module.name not in self._functions:
            self._functions[module.name] = {
                node.name: Found(node, module) for node in module.tree.body if isinstance(node, Def)
            }
        return self._functions[module.name]


def _imported(module: Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            base = absolute(node, module)
            for alias in node.names:
                yield alias.asname or alias.name, f"{base}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                yield alias.asname or first, alias.name if alias.asname else first
