"""Which folders of Terraform files are root modules: those that no other one calls."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis.source.files import Files
from analysis.source.paths import inside, root_of
from analysis.source.terraform import AS_ANOTHER, CALLED_BY_NONE
from analysis.source.terraform.folder import is_terraform

_SOURCE = re.compile(rb"""\bsource["']?\s*[=:]\s*["'](\.{1,2}/[^"'\n]{0,500})["']""")
_DECLARED = re.compile(
    rb"""^\s*(?:resource|module|data)\s+"[^"\n]{1,200}"[^\n{]{0,200}""", re.MULTILINE
)
_RESOURCE = re.compile(rb"""^\s*(?:resource|module)\s+"|"(?:resource|module)"\s*:""", re.MULTILINE)
_EXAMPLES = frozenset(("example", "examples", "test", "tests", "fixtures", "testdata"))
_MOST_FOLDERS = 2000
_WORD = re.compile(r"[a-z]+")
_ENVIRONMENTS = frozenset((
    "acc", "acceptance", "beta", "blue", "ci", "demo", "dev", "develop", "development", "gamma",
    "green", "int", "integration", "live", "local", "localstack", "nonprod", "perf", "prd",
    "preprod", "preview", "prod", "production", "qa", "sandbox", "sit", "stage", "staging", "stg",
    "test", "testing", "tst", "uat", "us", "eu", "ap", "sa", "ca", "me", "af",
))  # fmt: skip
_AMONG = frozenset((
    "account", "accounts", "deployments", "env", "environment", "environments", "envs", "live",
    "regions", "stages", "tenants", "workspaces",
))  # fmt: skip


def root_modules(below: Iterable[Path], files: Files) -> tuple[list[Path], list[tuple[Path, str]]]:
    """A file of each root module among these files, and which modules are left out, and why.

    Of environments side by side that declare the same, the first stands for all.
    """
    folders: dict[Path, list[Path]] = {}
    for path in below:
        if is_terraform(path) and len(folders) < _MOST_FOLDERS:
            folders.setdefault(path.parent, []).append(path)
    texts = {folder: _text(listed, files) for folder, listed in folders.items()}
    declaring = [each for each in folders if _RESOURCE.search(texts[each])]
    called = {
        path for each in declaring if not _is_example(each) for path in _called(each, texts[each])
    }
    free = [each for each in declaring if each.resolve() not in called] or declaring
    left_out: list[tuple[Path, str]] = []
    roots = _apart(free, lambda each: _is_example(each) or "modules" in each.parts[-3:], left_out)
    roots = _told_apart(roots, texts, left_out)
    return [_named(folders[each]) for each in roots], left_out


def _apart(
    folders: list[Path], lesser: Callable[[Path], bool], left_out: list[tuple[Path, str]]
) -> list[Path]:
    """Without those that are lesser, unless all are."""
    kept = [each for each in folders if not lesser(each)]
    if not kept:
        return folders
    left_out += [(each, CALLED_BY_NONE) for each in folders if lesser(each)]
    return kept


def _told_apart(
    folders: list[Path], texts: dict[Path, bytes], left_out: list[tuple[Path, str]]
) -> list[Path]:
    first: dict[tuple[Path, frozenset[bytes]], Path] = {}
    for each in filter(_is_environment, folders):
        declared = frozenset(
            found.group().split(b"{")[0].strip() for found in _DECLARED.finditer(texts[each])
        )
        other = first.setdefault((each.parent, declared), each) if declared else each
        if other != each:
            left_out.append((each, AS_ANOTHER))
    return [each for each in folders if each not in dict(left_out)]


def _is_environment(folder: Path) -> bool:
    """Whether a folder is called as one of several places to deploy to, or stands among such."""
    words = _WORD.findall(folder.name.lower())
    among = _WORD.findall(folder.parent.name.lower())
    return bool(_ENVIRONMENTS.intersection(words) or _AMONG.intersection(among))


def _is_example(folder: Path) -> bool:
    return bool(_EXAMPLES.intersection(folder.parts))


def _text(listed: list[Path], files: Files) -> bytes:
    found = []
    for path in listed:
        try:
            found.append(files.content(path))
        except OSError:
            continue
    return b"\n".join(found)


def _called(folder: Path, text: bytes) -> Iterable[Path]:
    root = root_of(folder)
    for found in _SOURCE.finditer(text):
        path = inside(folder, found.group(1).decode("utf-8", "replace"), root)
        if path and path != folder.resolve():
            yield path


def _named(listed: list[Path]) -> Path:
    """The file that stands for a folder."""
    return next((each for each in listed if each.name == "main.tf"), listed[0])
