"""Payload templates: the JSON that a state writes, and the paths in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from analysis.extract.machines.paths import (
    WHOLE,
    is_json_path,
    is_jsonata,
    join,
    read_json_path,
    read_jsonata,
)
from analysis.extract.machines.trees import Source, Tree
from analysis.graph import Evidence
from analysis.source.document import at
from analysis.source.values import Joined, shown

MOST = 60_000  # fields that are looked at in one machine; one of 1 MB has fewer


@dataclass(slots=True)
class Budget:
    """How many fields of one machine may still be looked at: aliases can share without end."""

    left: int = MOST

    def spend(self) -> bool:
        """Whether there is one more."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field of a template: its dotted name, value and source."""

    name: str
    value: Any
    source: Source
    at: Evidence = field(default=Evidence(""), compare=False)


def leaves(template: Any, jsonata: bool, budget: Budget) -> Iterator[Leaf]:
    """The fields that a template writes; items of a list share their list's name."""
    waiting: list[tuple[str, Any, bool, Evidence]] = [(WHOLE, template, False, Evidence(""))]
    while waiting and budget.spend():
        name, value, dynamic, where = waiting.pop()
        if isinstance(value, dict) and value and not dynamic:
            inner = []
            for key, each in value.items():
                path = not jsonata and str(key).endswith(".$")
                plain = str(key).removesuffix(".$") if path else str(key)
                inner.append((join(name, plain), each, path, at(value, key)))
            waiting.extend(reversed(inner))
        elif isinstance(value, list) and value and not dynamic:
            waiting.extend((name, each, False, where) for each in reversed(value))
        else:
            yield Leaf(name, value, source_of(value, jsonata, dynamic=dynamic), where)


def source_of(value: Any, jsonata: bool, *, dynamic: bool) -> Source:
    """Where a value comes from: an expression in JSONata, a path under a ``.$`` key."""
    text = shown(value) if isinstance(value, str | Joined) else ""
    if jsonata:
        if not is_jsonata(text):
            return ()
        paths, copied = read_jsonata(text)
        return paths[0] if copied else paths
    if not dynamic:
        return ()
    found = read_json_path(text)
    return found[0] if is_json_path(text) and found else found


def tree_of(found: Iterator[Leaf]) -> Tree:
    """The document that a template's fields make; what comes twice, in a list, is computed."""
    tree: Tree = {}
    for leaf in found:
        if leaf.name in tree and tree[leaf.name] != leaf.source:
            before, more = _listed(tree[leaf.name]), _listed(leaf.source)
            tree[leaf.name] = tuple(dict.fromkeys((*before, *more)))
        else:
            tree[leaf.name] = leaf.source
    return tree


def _listed(source: Source) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else source
