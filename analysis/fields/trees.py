"""Documents whose fields are known by the contracts they come from."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.extract.machines.paths import WHOLE, join


@dataclass(frozen=True, slots=True)
class Origin:
    """A field of a contract: a request or a response."""

    contract: str
    path: str
    copied: bool = True


Tree = dict[str, frozenset[Origin]]


def select(tree: Tree, path: str) -> Tree:
    """The part of a document at a path."""
    if path == WHOLE:
        return {key: value for key, value in tree.items() if not key.startswith("$") or key == "$"}
    steps = path.split(".")
    found: Tree = {}
    for count in range(len(steps), -1, -1):
        above = ".".join(steps[:count]) or WHOLE
        if above in tree and not (count == 0 and path.startswith("$")):
            rest = ".".join(steps[count:])
            found[WHOLE] = frozenset(_below(each, rest) for each in tree[above])
            break
    prefix = f"{path}."
    found |= {key[len(prefix) :]: tree[key] for key in tree if key.startswith(prefix)}
    return found


def _below(origin: Origin, rest: str) -> Origin:
    if not rest or not origin.copied:
        return origin
    return Origin(origin.contract, join(origin.path, rest))


def place(tree: Tree, path: str, part: Tree) -> Tree:
    """A document with another one put at a path, even one that comes from nowhere."""
    if path == WHOLE:
        return dict(part)
    kept = {key: tree[key] for key in tree if key != path and not key.startswith(f"{path}.")}
    nowhere: Tree = {path: frozenset()}
    return kept | nowhere | {join(path, key): each for key, each in part.items()}


def every(tree: Tree, *, copied: bool = True) -> frozenset[Origin]:
    """All that a document comes from."""
    return frozenset(
        each if copied else Origin(each.contract, each.path, copied=False)
        for several in tree.values()
        for each in several
    )


def merged(trees: Iterable[Tree]) -> Tree:
    """A document that may be any of these; a field is from nowhere only if it is so in all."""
    several = tuple(trees)
    found: Tree = {}
    for tree in several:
        for key, each in tree.items():
            found[key] = found.get(key, frozenset()) | each
    return {key: x for key, x in found.items() if x or all(key in tree for tree in several)}


MOST_FIELDS = 400  # of one document
