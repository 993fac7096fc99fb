"""From paths to template files: which there are, what each is called, what folder holds all."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analysis.refusals import BadTemplate, Refused
from analysis.source.document import Block
from analysis.source.files import Files
from analysis.source.paths import inside, root_of, shown_path

_SUFFIXES = (".yaml", ".yml", ".json", ".template")
_PLAIN = re.compile(
    r"(sam|cfn|cloudformation|serverless|aws|packaged|root|main|index|template|stack|infra"
    r"|infrastructure|deploy|deployment|app)([-_.](template|stack|sam))?|",
    re.IGNORECASE,
)


def templates(paths: Iterable[Path], files: Files) -> list[Path]:
    """The templates that the paths are, or that are in a folder among them, each once.

    A link in a folder that leads out of its root is not followed; ``files`` keeps it.

    Raises:
        BadTemplate: there is no such path, or no template in a folder.
    """
    return list(dict.fromkeys(_templates(paths, files)))


def _templates(paths: Iterable[Path], files: Files) -> Iterator[Path]:
    for path in paths:
        try:
            path.resolve()
            folder = path.is_dir()
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise BadTemplate(f"{_short(path)}: no such file ({reason}); check the path.") from None
        if folder:
            yield from _in_folder(path, files)
        else:
            yield path


def _short(path: Path) -> str:
    text = repr(str(path))[1:-1]
    return text if len(text) < 200 else f"…{text[-100:]}"


def _in_folder(folder: Path, files: Files) -> list[Path]:
    """The templates in a folder: a CDK assembly's, else every file that is a template."""
    try:
        listed = sorted(each for each in folder.iterdir() if each.suffix in _SUFFIXES)
    except OSError as error:
        raise BadTemplate(f"{folder}: it cannot be read ({error.strerror}); check it.") from None
    root = root_of(folder)
    leading_out = [each for each in listed if inside(folder, each.name, root) is None]
    files.left_out += [(each, root) for each in leading_out]
    listed = [each for each in listed if each not in leading_out]
    assembly = [each for each in listed if each.name.endswith(".template.json")]
    if assembly:
        outer = [each for each in assembly if not each.name.endswith(".nested.template.json")]
        return outer or assembly
    found = [each for each in listed if _holds_resources(each, files)]
    if not found:
        raise BadTemplate(f"{shown_path(folder)}: no template is in this folder; name a file.")
    return found


def _holds_resources(path: Path, files: Files) -> bool:
    try:
        return isinstance(files.mapping(path).get("Resources"), Block)
    except Refused:
        return False


def stack_names(files: Sequence[Path]) -> list[str]:
    """A short name for each file: its stem, or its folder's name where the stem says nothing."""
    resolved = [path.resolve() for path in files]
    depth = [1] * len(files)
    names = [_name(path, 1) for path in resolved]
    for _ in range(12):
        often = Counter(names)
        if all(count == 1 for count in often.values()):
            break
        for place, path in enumerate(resolved):
            if often[names[place]] > 1:
                depth[place] += 1
                names[place] = _name(path, depth[place])
    return names


def _name(path: Path, depth: int) -> str:
    stem = path.name
    for suffix in (".template.json", ".template.yaml", ".template.yml", *_SUFFIXES):
        if stem.endswith(suffix) and stem != suffix:
            stem = stem.removesuffix(suffix)
            break
    folders = [part for part in path.parts[1:-1] if part not in ("src", "infra", "cloudformation")]
    meaningful = not _PLAIN.fullmatch(stem)
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
