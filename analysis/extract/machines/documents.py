"""The documents that a state writes, and where each of their fields was copied or computed from."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, TypeVar

from analysis.extract.machines.paths import (
    ANY,
    WHOLE,
    is_json_path,
    is_jsonata,
    is_place,
    join,
    read_json_path,
    read_jsonata,
    unwrapped,
)
from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import at
from analysis.source.values import Joined, shown

MOST = 60_000  # fields that are looked at in one machine; one of 1 MB has fewer
Made = TypeVar("Made")

Source = str | tuple[str, ...]
"""A path that is copied, or the paths (none, for a literal) that something is computed from."""

Tree = dict[str, Source]
"""Dotted fields of a document to their sources; a longer field overlays a shorter one."""


def _below(source: Source, rest: str) -> Source:
    return join(source, rest) if isinstance(source, str) else source


def select(tree: Mapping[str, Source], path: str) -> Tree:
    """The part of a document at ``path``, as a document of its own."""
    if path == WHOLE:
        return dict(tree)
    (known,) = found_at(tree, path)[:1]
    return part_at(tree, known, _below)


def found_at(tree: Mapping[str, Made], path: str) -> list[str]:
    """Where in a document a path leads: one way, or several if it may be any item of a list.

    Items are told apart where the document does so; elsewhere all have what each has.
    """
    if "[" not in path and not any("[" in key for key in tree):
        return [path]
    several = [WHOLE]
    for step in path.split("."):
        several = [after for before in several for after in _stepped(tree, before, step)]
    return several


def _stepped(tree: Mapping[str, Made], before: str, step: str) -> Iterator[str]:
    start = "" if before == WHOLE else f"{before}."
    below = [
        key[len(start) :] for key in tree if key.startswith(start) and (start or key[:1] != WHOLE)
    ]
    items = dict.fromkeys(x for x in (key.split(".", 1)[0] for key in below) if is_place(x))
    if not items:
        yield before if is_place(step) and below else join(before, step)
    elif step == ANY:
        yield from (join(before, each) for each in items)
    elif is_place(step):
        yield join(before, step)
    else:
        yield from (join(join(before, each), step) for each in items)


def part_at(
    tree: Mapping[str, Made], path: str, below: Callable[[Made, str], Made]
) -> dict[str, Made]:
    """The part of a document at a path: of what is nearest above it, and all that is below it.

    ``below`` says of what a field is made that stands so far below what is made of something.
    """
    found: dict[str, Made] = {}
    steps = path.split(".")
    for count in range(len(steps), -1, -1):
        above = ".".join(steps[:count]) or WHOLE
        if above in tree:
            found[WHOLE] = below(tree[above], ".".join(steps[count:]) or WHOLE)
            break
    prefix = f"{path}."
    return found | {key[len(prefix) :]: tree[key] for key in tree if key.startswith(prefix)}


def place(tree: Mapping[str, Made], path: str, part: Mapping[str, Made]) -> dict[str, Made]:
    """A document with another one put at ``path``."""
    if path == WHOLE:
        return dict(part)
    kept = {key: tree[key] for key in tree if key != path and not key.startswith(f"{path}.")}
    return kept | {join(path, key): source for key, source in part.items()}


def sources(tree: Mapping[str, Source]) -> Iterable[str]:
    """Every path that a document is made from."""
    for source in tree.values():
        yield from (source,) if isinstance(source, str) else source


def copied(tree: Mapping[str, Source]) -> dict[str, str]:
    """The fields that are copies, and of what."""
    return {key: source for key, source in tree.items() if isinstance(source, str)}


def computed(tree: Mapping[str, Source]) -> dict[str, list[str]]:
    """The fields that are computed, and from what."""
    return {key: list(each) for key, each in tree.items() if isinstance(each, tuple) and each}


@dataclass(slots=True)
class FieldBudget:
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


def leaves(
    template: Any, jsonata: bool, budget: FieldBudget, *, places: bool = False
) -> Iterator[Leaf]:
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
            source = source_of(value, jsonata, dynamic=dynamic, places=places)
            yield Leaf(name, value, source, where)


def source_of(value: Any, jsonata: bool, *, dynamic: bool, places: bool = False) -> Source:
    """Where a value comes from: an expression in JSONata, a path under a ``.$`` key."""
    text = shown(value) if isinstance(value, str | Joined) else ""
    if jsonata:
        if not is_jsonata(text):
            return ()
        paths, copied = read_jsonata(text, places=places)
        return paths[0] if copied else paths
    if not dynamic:
        return ()
    text = unwrapped(text)
    found = read_json_path(text, places=places)
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
