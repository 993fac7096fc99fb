"""What a document is made of: where each of its fields was copied or computed from."""

from collections.abc import Iterable, Mapping

from analysis.extract.machines.paths import WHOLE, join

Source = str | tuple[str, ...]
"""A path that is copied, or the paths (none, for a literal) that something is computed from."""

Tree = dict[str, Source]
"""Dotted fields of a document to their sources; a longer field overlays a shorter one."""


def below(source: Source, rest: str) -> Source:
    """The source of a field of what came from ``source``."""
    return join(source, rest) if isinstance(source, str) else source


def select(tree: Mapping[str, Source], path: str) -> Tree:
    """The part of a document at ``path``, as a document of its own."""
    if path == WHOLE:
        return dict(tree)
    found: Tree = {}
    for above, rest in _ancestors(path):
        if above in tree:
            found[WHOLE] = below(tree[above], rest)
            break
    prefix = f"{path}."
    found |= {key[len(prefix) :]: tree[key] for key in tree if key.startswith(prefix)}
    return found


def place(tree: Mapping[str, Source], path: str, part: Mapping[str, Source]) -> Tree:
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


def _ancestors(path: str) -> Iterable[tuple[str, str]]:
    yield path, WHOLE
    steps = path.split(".")
    for count in range(len(steps) - 1, 0, -1):
        yield ".".join(steps[:count]), ".".join(steps[count:])
    yield WHOLE, path
