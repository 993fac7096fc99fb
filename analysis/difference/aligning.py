"""Two versions opened so that what is the same in both has the same id, and lies in the same place.

A stack's name stands before ids where there are several; what that name is hangs on what else is
there. So the same stack is given one name in both: it is the one at the same path, or else the one
with most of the same resources.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.source.stack import Stack
from analysis.source.system import System

_ALIKE = 0.5  # of the resources of two stacks together, as many are in both


def opened_alike(old: System, new: System) -> tuple[System, System]:
    """Both versions; opened once more where a stack that both have is not called the same.

    A template that can be read in one version alone is left out of both.
    """
    if old.again is None or new.again is None:
        return old, new
    old, new = _without(old, _unread(new)), _without(new, _unread(old))
    pairs = dict(_pairs(old, new))
    if not pairs or old.again is None or new.again is None:
        return old, new
    roots = _roots(old), _roots(new)
    if max(map(len, roots)) > 1 and not _called_alike(pairs, *map(len, roots)):
        named = {_path(stack): stack.name for stack in roots[1]}
        if len(roots[1]) == 1:  # alone, it is called less
            named = {_path(other): stack.name for stack, other in pairs.items()}
        before = old.again(names=_names_before(roots[0], pairs, named))
        after = new.again(names=named)
        old, new, pairs = before, after, dict(_pairs(before, after))
    _have_bases(old, new, pairs)
    return old, new


def _unread(system: System) -> set[str]:
    return {_below(path, system) for path, _ in system.found.unread}


def _without(system: System, names: set[str]) -> System:
    """The system without the templates at these places, unless it has no others."""
    out = {_path(each) for each in _roots(system) if _below(each.path, system) in names}
    if not out or system.again is None or len(out) == len(_roots(system)):
        return system
    return system.again(without=out)


def base_of(system: System) -> Path:
    """The folder that a system lies in: the one that was searched, else what holds all of it."""
    if system.found.folders:
        return system.found.folders[0].resolve()
    return Path(os.path.commonpath([_path(each).parent for each in system.stacks]))


def _have_bases(old: System, new: System, pairs: Mapping[Stack, Stack]) -> None:
    """Have files named so that the code of a stack that both have is called the same."""
    old.base, new.base = base_of(old), base_of(new)
    one, other = next(iter(pairs.items()))
    below = [_path(stack).parent.relative_to(base).parts
             for stack, base in ((one, old.base), (other, new.base))
             if _path(stack).is_relative_to(base)]  # fmt: skip
    if len(below) == 2 and below[0] != below[1] and not old.found.folders:
        common = len(below[1]) - len(below[0])
        if common > 0:
            old.base = _above(old.base, common)
        else:
            new.base = _above(new.base, -common)


def _above(folder: Path, steps: int) -> Path:
    return folder.parents[steps - 1] if 0 < steps <= len(folder.parents) else folder


def _called_alike(pairs: Mapping[Stack, Stack], before: int, after: int) -> bool:
    return min(before, after) > 1 and all(one.name == other.name for one, other in pairs.items())


def _names_before(
    stacks: list[Stack], pairs: Mapping[Stack, Stack], named: Mapping[Path, str]
) -> dict[Path, str]:
    found: dict[Path, str] = {}
    for stack in stacks:
        other = pairs.get(stack)
        own = f"{stack.name}-before" if stack.name in named.values() else stack.name
        found[_path(stack)] = named[_path(other)] if other else own
    return found


def _roots(system: System) -> list[Stack]:
    return [each for each in system.stacks if each.parent is None]


def _path(stack: Stack) -> Path:
    return stack.path.resolve()


def _pairs(old: System, new: System) -> Iterator[tuple[Stack, Stack]]:
    """The stacks that are the same before and after."""
    left, right = _roots(old), _roots(new)
    there = {_place(each, new): each for each in right}
    for stack in [*left]:
        other = there.get(_place(stack, old))
        if other is not None and (_likeness(stack, other) or len(left) == len(right) == 1):
            left.remove(stack)
            right.remove(other)
            yield stack, other
    fits = [(_likeness(one, other), one, other) for one in left for other in right]
    for likeness, one, other in sorted(fits, key=lambda each: -each[0]):
        if likeness >= _ALIKE and one in left and other in right:
            left.remove(one)
            right.remove(other)
            yield one, other


def _place(stack: Stack, system: System) -> str:
    return _below(stack.path, system)


def _below(path: Path, system: System) -> str:
    return os.path.relpath(path.resolve(), base_of(system))


def _likeness(one: Stack, other: Stack) -> float:
    """The share of resources, by name and type, that two stacks both have."""
    first, second = _resources(one), _resources(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def _resources(stack: Stack) -> set[tuple[str, str]]:
    entries = stack.section("Resources").items()
    return {(name, str(each.get("Type"))) for name, each in entries if isinstance(each, dict)}
