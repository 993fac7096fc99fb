"""A state as it is read: its place in the machine, and how its expressions are written."""

from dataclasses import dataclass
from typing import Any

from analysis.extract.machines.contract import Language
from analysis.graph import Evidence
from analysis.source.document import Block, as_block
from analysis.source.values import as_text, shown

TYPES = ("Task", "Choice", "Map", "Parallel", "Wait", "Pass", "Succeed", "Fail")


@dataclass(frozen=True, slots=True)
class State:
    """One state: its node's id, what is written, where, and what encloses it."""

    id: str
    name: str
    machine: str
    block: Block
    at: Evidence
    language: Language

    @property
    def type(self) -> str:
        """Task, Choice, Map and so on, "" if none is written."""
        return as_text(self.block.get("Type"))

    @property
    def parameters(self) -> Any:
        """What it hands to its task."""
        return self.block.get("Arguments" if self.language.jsonata else "Parameters")

    @property
    def comment(self) -> str:
        """What its author says of it."""
        return shown(self.block.get("Comment"))


def language_of(block: Any, inherited: Language) -> Language:
    """The language that a machine or a state asks for, else the one around it."""
    named = as_text(as_block(block).get("QueryLanguage"))
    jsonata = named == "JSONata" if named in ("JSONata", "JSONPath") else inherited.jsonata
    return Language(jsonata, inherited.budget)
