"""The state of following one function's code: objects, what is in them, and AWS calls met."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.extract.code.atoms import (
    UNKNOWN,
    Arguments,
    Atom,
    Call,
    Collection,
    Function,
    Scope,
    Value,
    merged,
)
from analysis.extract.code.binding import bound
from analysis.source.modules import Library, Module

_MOST_STEPS = 25_000  # for one function; a handler takes a few hundred
_MOST_STEPS_OF_ALL = 200_000  # some seconds
_DEEPEST_CALL = 40
_DEEPEST = 220  # expressions and statements within one another, calls included


class Exhausted(Exception):
    """There is more code than is followed."""


@dataclass(eq=False)
class Frame:
    """A running function: what it gave back so far."""

    returned: Value = UNKNOWN
    yielded: Value = UNKNOWN
    generates: bool = False


@dataclass(eq=False)
class Budget:
    """The steps that are left for all functions together."""

    left: int = _MOST_STEPS_OF_ALL


@dataclass(frozen=True, slots=True)
class Rules:
    """How code is followed: what expressions come to, what statements do, and so on."""

    evaluate: Callable[["Machine", ast.expr, Scope], Value]
    execute: Callable[["Machine", list[ast.stmt], Scope], None]
    call: Callable[["Machine", Atom, Arguments, ast.AST, Scope], Value]
    attribute: Callable[["Machine", Atom, str], Value]


@dataclass(eq=False)
class Machine:
    """Follows code by the rules it is given, and keeps what it finds.

    ``environment`` has the function's environment variables as the template gives them.
    """

    library: Library
    environment: Mapping[str, Any]
    rules: Rules
    budget: Budget
    calls: dict[Call, None] = field(default_factory=dict)
    modules: dict[str, Scope] = field(default_factory=dict)
    bases: dict[ast.ClassDef, Value] = field(default_factory=dict)
    bodies: dict[ast.ClassDef, Scope] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    roots: list[tuple[Function, Scope]] = field(default_factory=list)
    stale: bool = False
    depth: int = 0
    branches: int = 0
    _steps: int = 0
    _heap: dict[tuple[Atom, str], Value] = field(default_factory=dict)
    _keys: dict[Atom, list[str]] = field(default_factory=dict)
    _read: set[tuple[Atom, str]] = field(default_factory=set)
    _numbers: dict[object, int] = field(default_factory=dict)
    _answers: dict[object, Value] = field(default_factory=dict)

    def step(self) -> bool:
        """Count one step; says whether there is room to go deeper.

        Raises:
            Exhausted: there have been too many.
        """
        self._steps += 1
        self.budget.left -= 1
        if self._steps > _MOST_STEPS or self.budget.left < 0:
            raise Exhausted
        return self.depth < _DEEPEST

    def number(self, site: object) -> int:
        """The number of what is made at a site: the same whenever it comes by again."""
        return self._numbers.setdefault(site, len(self._numbers))

    def again(self) -> None:
        """Forget what functions answered, keeping objects: they may know more by now."""
        self._answers.clear()
        self.stale = False

    # the rules

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """What an expression may come to."""
        return self.rules.evaluate(self, node, scope)

    def execute(self, body: list[ast.stmt], scope: Scope) -> None:
        """Follow statements."""
        self.rules.execute(self, body, scope)

    def call(self, atom: Atom, arguments: Arguments, node: ast.AST, scope: Scope) -> Value:
        """What calling something may give."""
        return self.rules.call(self, atom, arguments, node, scope)

    def attribute(self, atom: Atom, name: str) -> Value:
        """What an attribute of something may be."""
        return self.rules.attribute(self, atom, name)

    # what is in objects and collections

    def get(self, owner: Atom, key: str) -> Value:
        """What an attribute, or a collection's item, may be."""
        self._read.add((owner, key))
        return self._heap.get((owner, key), UNKNOWN)

    def put(self, owner: Atom, key: str, value: Value) -> None:
        """Let an attribute or an item be this as well."""
        known = self._heap.get((owner, key))
        whole = merged(known or UNKNOWN, value)
        if known is None:
            self._keys.setdefault(owner, []).append(key)
        if whole != (known or UNKNOWN):
            self.stale = self.stale or (owner, key) in self._read
        self._heap[owner, key] = whole

    def keys(self, owner: Atom) -> list[str]:
        """The keys under which something is known to be in it."""
        return self._keys.get(owner, [])

    def collection(self, site: object, **items: Value) -> Collection:
        """A collection made at a site, with these items."""
        made = Collection(self.number(site))
        for key, value in items.items():
            self.put(made, key, value)
        return made

    # running

    def run(self, module: Module) -> Scope:
        """A module's names, once what is written at its top level is followed."""
        if module.name not in self.modules:
            scope = self.modules[module.name] = Scope({}, module)
            self._within(module.tree.body, scope)
        return self.modules[module.name]

    def load(self, name: str) -> bool:
        """Follow a module and the packages it is in; says whether the code has it."""
        parts = name.split(".")
        modules = [self.library.module(".".join(parts[: n + 1])) for n in range(len(parts))]
        for module in modules:
            if module is not None:
                self.run(module)
        return modules[-1] is not None

    def invoke(self, function: Function, arguments: Arguments) -> Value:
        """What a function may answer; with the same arguments it is followed once."""
        key = (function, arguments)
        if key in self._answers:
            return self._answers[key]
        self._answers[key] = UNKNOWN
        if len(self.frames) < _DEEPEST_CALL and self.step():
            scope = bound(function, arguments, lambda node: self.evaluate(node, function.scope))
            scope.site = self.number(key)
            for name, items in scope.gathered.items():
                scope.names[name] = (self.collection((name, scope.site), **{"*": items}),)
            self._answers[key] = self._followed(function, scope)
        return self._answers[key]

    def _followed(self, function: Function, scope: Scope) -> Value:
        if isinstance(function.node, ast.Lambda):
            return self.evaluate(function.node.body, scope)
        frame = self._within(function.node.body, scope)
        if frame.generates:
            return (self.collection((function.node, scope.site), **{"*": frame.yielded}),)
        return frame.returned

    def _within(self, body: list[ast.stmt], scope: Scope) -> Frame:
        frame = Frame()
        self.frames.append(frame)
        branches, self.branches = self.branches, 0
        try:
            self.execute(body, scope)
        finally:
            self.branches = branches
            self.frames.pop()
        return frame
