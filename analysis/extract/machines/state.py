"""A state as it is read: its place in the machine, its language, and its fields."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from analysis.extract.machines.documents import (
    MOST,
    FieldBudget,
    Tree,
    computed,
    copied,
    leaves,
    tree_of,
)
from analysis.extract.machines.paths import (
    is_jsonata,
    read_json_path,
    read_jsonata,
    rest_of,
    root_of,
)
from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block, as_block, as_items
from analysis.source.values import as_text

TYPES = ("Task", "Choice", "Map", "Parallel", "Wait", "Pass", "Succeed", "Fail")


@dataclass(frozen=True, slots=True)
class Language:
    """How a state's expressions are read; ``places``: a list's items are told apart."""

    jsonata: bool
    budget: FieldBudget
    places: bool = False

    def tree(self, template: Any) -> Tree:
        """The document that a template writes."""
        return tree_of(leaves(template, self.jsonata, self.budget, places=self.places))

    def paths(self, text: str) -> tuple[str, ...]:
        """The paths that a JSONPath or an expression reads."""
        if self.jsonata:
            return read_jsonata(text, places=self.places)[0] if is_jsonata(text) else ()
        return read_json_path(text, places=self.places)


@dataclass(frozen=True, slots=True)
class State:
    """One state: its node's id, what is written, where, what encloses it, what is known in it.

    ``branch`` says in which branch of a Parallel it is.
    """

    id: str
    name: str
    machine: str
    block: Block
    at: Evidence
    language: Language
    known: Mapping[str, Any] = field(default_factory=dict)
    branch: int = 0

    @property
    def type(self) -> str:
        """Task, Choice, Map and so on, "" if none is written."""
        return as_text(self.block.get("Type"))

    @property
    def parameters(self) -> Any:
        """What it hands to its task."""
        return self.block.get("Arguments" if self.language.jsonata else "Parameters")


def blocks(block: Block, key: str) -> list[Block]:
    """The mappings in the list under a key."""
    return [as_block(each) for each in as_items(block.get(key))]


def has_branches(definition: Any) -> bool:
    """Whether there is a Parallel in a definition, however deep."""
    waiting, left = [definition], MOST
    while waiting and left:
        left -= 1
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            if each.get("Type") == "Parallel":
                return True
            waiting.extend(each.values())
    return False


def language_of(block: Any, inherited: Language) -> Language:
    """The language that a machine or a state asks for, else the one around it."""
    named = as_text(as_block(block).get("QueryLanguage"))
    jsonata = named == "JSONata" if named in ("JSONata", "JSONPath") else inherited.jsonata
    return replace(inherited, jsonata=jsonata)


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
