"""The contract of a state: what it reads, what it passes on, what it uses of the answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from analysis.extract.machines.paths import WHOLE, rest_of, root_of
from analysis.extract.machines.templates import Budget, leaves, tree_of
from analysis.extract.machines.trees import Tree, computed, copied


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where in the parameters and the result of an integration the task's own fields are."""

    request: str = WHOLE
    answer: str = WHOLE

    @property
    def result(self) -> Tree:
        """The raw result of a call."""
        if self.answer == WHOLE:
            return {WHOLE: "@answer"}
        return {WHOLE: "@envelope", self.answer: "@answer"}


@dataclass(slots=True)
class Leaving:
    """What the next state gets, and the variables that are set, on one way out of a state."""

    output: Tree = field(default_factory=dict)
    assigned: Tree = field(default_factory=dict)

    def attributes(self) -> dict[str, Any]:
        """Node attributes; what is empty is left out."""
        found = {
            "output": copied(self.output),
            "output_computed": computed(self.output),
            "assigned": copied(self.assigned),
            "assigned_computed": computed(self.assigned),
        }
        return {name: value for name, value in found.items() if value}


@dataclass(slots=True)
class Fields:
    """The fields of a state; every path as `paths` writes it.

    ``request`` is what it passes to its task (or to each branch or item), ``items`` what a Map
    goes through; ``leaving`` says what the next state gets, where ``"$": "$"`` is the input going
    through; ``caught`` and ``chosen`` the same of each catcher, and of each choice's own.
    """

    reads: dict[str, None] = field(default_factory=dict)
    answer: dict[str, None] = field(default_factory=dict)
    request: Tree = field(default_factory=dict)
    items: tuple[str, ...] = ()
    leaving: Leaving = field(default_factory=Leaving)
    caught: list[Leaving] = field(default_factory=list)
    chosen: list[Leaving] = field(default_factory=list)

    def use(self, paths: Iterable[str]) -> None:
        """Note what is read: of the input, of variables and context, or of the answer."""
        for path in paths:
            root = root_of(path)
            if root == "@answer":
                self.answer[rest_of(path)] = None
            elif not root.startswith("@"):
                self.reads[path] = None

    def attributes(self) -> dict[str, Any]:
        """Node attributes; what is empty is left out."""
        found: dict[str, Any] = {
            "reads": sorted(self.reads),
            "request": sorted(self.request),
            "mapping": copied(self.request),
            "computed": computed(self.request),
            "answer": sorted(self.answer),
            "items": list(self.items),
        }
        return {name: value for name, value in found.items() if value} | self.leaving.attributes()


@dataclass(frozen=True, slots=True)
class Language:
    """How a state's expressions are read."""

    jsonata: bool
    budget: Budget

    def tree(self, template: Any) -> Tree:
        """The document that a template writes."""
        return tree_of(leaves(template, self.jsonata, self.budget))
