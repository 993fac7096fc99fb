"""Reading files that nobody vouches for: bounded in size, text only, never outside their root."""

import os
from pathlib import Path
from typing import Any

from analysis.refusals import BadTemplate
from analysis.source.document import Block, Items, Source
from analysis.source.json_reader import read_json
from analysis.source.yaml_reader import read_yaml

_LONGEST_PATH, _LONGEST_NAME = 4000, 255  # characters and bytes that a disk takes
MOST_BYTES = 8_000_000  # CloudFormation itself takes no template above 1 MB


def read_text(path: Path, name: str) -> str:
    """The file's text.

    Raises:
        BadTemplate: there is no such file, it is too large, or it is not text.
    """
    try:
        if path.is_dir():
            raise BadTemplate(f"{name}: it is a folder; name the template in it.")
        if not path.is_file():
            raise BadTemplate(f"{name}: there is no such file; check the path.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadTemplate(
                f"{name}: it has {size / 1e6:.0f} MB, and CloudFormation takes no template above "
                f"1 MB; give a template of at most {MOST_BYTES / 1e6:.0f} MB."
            )
        content = path.read_bytes()
    except OSError as error:
        raise BadTemplate(
            f"{name}: it cannot be read ({error.strerror or error}); check the path and its rights."
        ) from None
    except ValueError:  # a path with a null in it
        raise BadTemplate(f"{name!r}: no file can have such a name; check the path.") from None
    return _decoded(content, name)


def _decoded(content: bytes, name: str) -> str:
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadTemplate(
            f"{name}:{line}: it is not text in UTF-8; give a template in YAML or JSON."
        ) from None
    if "\0" in text[:4096]:
        raise BadTemplate(f"{name}: it is a binary file; give a template in YAML or JSON.")
    return text.replace("\r\n", "\n")


def read_document(path: Path, name: str) -> Any:
    """The file's YAML or JSON as blocks that know their lines."""
    text = read_text(path, name)
    return parse_document(text, Source(name, tuple(text.split("\n"))))


def parse_document(text: str, source: Source) -> Any:
    """YAML or JSON text as blocks that know their lines in the source."""
    if source.name.endswith(".json"):
        return read_json(text, source)
    if text.lstrip()[:1] in ("{", "["):
        try:
            return read_json(text, source)
        except BadTemplate:
            return read_yaml(text, source)
    return read_yaml(text, source)


def read_mapping(path: Path, name: str) -> Block:
    """The file's YAML or JSON, which must be a mapping.

    Raises:
        BadTemplate: it cannot be read, is empty, or is something else.
    """
    document = read_document(path, name)
    if document is None:
        raise BadTemplate(f"{name}: it is empty; give a template with Resources.")
    if not isinstance(document, Block):
        kind = "a list" if isinstance(document, Items) else "plain text"
        raise BadTemplate(f"{name}:1: it is {kind}, not a template; give one with Resources.")
    return document


def root_of(folder: Path) -> Path:
    """The outermost folder that a template's paths may lead to.

    It is the repository; for a template that was installed, the folder that its distribution was
    installed into; for one in a project without history, the project's; else its own folder.
    """
    resolved = folder.resolve()
    above = (resolved, *resolved.parents)
    for candidate in above:
        if (candidate / ".git").exists() or _installed(resolved, candidate):
            return candidate
    return next((each for each in above if (each / "pyproject.toml").is_file()), resolved)


def _installed(folder: Path, into: Path) -> bool:
    """Whether a distribution that was installed into that folder brought this one along."""
    brought = f"\n{folder.relative_to(into).as_posix()}/"
    try:
        return any(
            brought in f"\n{record.read_text('utf-8', 'replace')}"
            for record in into.glob("*.dist-info/RECORD")
        )
    except OSError:
        return False


def inside(folder: Path, relative: str, root: Path) -> Path | None:
    """The path that ``relative`` names from the folder, or None where it leads out of the root."""
    if "\0" in relative or not relative or len(relative) > _LONGEST_PATH:
        return None
    if any(len(part.encode()) > _LONGEST_NAME for part in relative.split("/")):
        return None
    try:
        path = (folder / relative).resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name too long
        return None
    return path if path.is_relative_to(root) else None


def shown_path(path: Path) -> str:
    """The path as evidence shows it: from the working folder where that is shorter."""
    relative = os.path.relpath(path)
    return relative if not relative.startswith("..") else str(path)
