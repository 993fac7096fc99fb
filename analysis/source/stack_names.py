"""What the templates of a system are called, and the folder that holds all of them."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_SUFFIXES = (".yaml", ".yml", ".json", ".template")
_UNTELLING = ("src", "infra", "cloudformation", "terraform")
_ANY = 99  # folders, more than any path has
_PLAIN = re.compile(
    r"(sam|cfn|cloudformation|serverless|aws|packaged|root|main|index|template|stack|infra"
    r"|infrastructure|deploy|deployment|app)([-_.](template|stack|sam))?|",
    re.IGNORECASE,
)


def stack_names(files: Sequence[Path]) -> list[str]:
    """A short name for each file: its stem, or its folder's name where the stem says nothing."""
    resolved = [path.resolve() for path in files]
    depth = [1] * len(files)
    plain = Counter(_name(path, 1) for path in resolved)
    beside = Counter(path.parent for path in resolved if plain[_name(path, 1)] > 1)
    whole = [beside[path.parent] > 1 and plain[_name(path, 1)] > 1 for path in resolved]
    # Where what is left out of names is all that tells two apart, it is left in.
    longest = [_name(path, _ANY, whole=each) for path, each in zip(resolved, whole, strict=True)]
    often = Counter(longest)
    left_out = [() if often[each] > 1 else _UNTELLING for each in longest]

    def named(place: int, depth: int) -> str:
        return _name(resolved[place], depth, whole=whole[place], without=left_out[place])

    names = [named(place, 1) for place in range(len(files))]
    for _ in range(12):
        often = Counter(names)
        if all(count == 1 for count in often.values()):
            break
        for place in range(len(files)):
            if often[names[place]] > 1:
                depth[place] += 1
                names[place] = named(place, depth[place])
    return names


def _name(
    path: Path, depth: int, *, whole: bool = False, without: Sequence[str] = _UNTELLING
) -> str:
    """The last so many parts of a path that tell something; ``whole`` adds what the file is called.

    Two templates of one folder, whose names tell nothing, are told apart by these.
    """
    stem = "" if path.name.endswith((".tf", ".tf.json")) else path.name
    for suffix in (".template.json", ".template.yaml", ".template.yml", *_SUFFIXES):
        if stem.endswith(suffix) and stem != suffix:
            stem = stem.removesuffix(suffix)
            break
    folders = [part for part in path.parts[1:-1] if part not in without]
    meaningful = not _PLAIN.fullmatch(stem)
    if whole and not meaningful and stem:
        folders = [*folders[:-1], "-".join([*folders[-1:], stem])]
    parts = ([*folders, stem] if meaningful else folders) or [stem]
    return "-".join(parts[-depth:]).replace(":", "-")


def common_folder(files: Sequence[Path]) -> Path | None:
    """The folder that holds all templates given, unless it is as wide as a home or a disk."""
    folders = [path.resolve().parent for path in files]
    if len(set(folders)) < 2:
        return None
    common = Path(os.path.commonpath(folders))
    wide = len(common.parts) < 3 or Path.home().is_relative_to(common)
    return None if wide else common
