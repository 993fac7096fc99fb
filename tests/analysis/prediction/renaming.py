"""A design under other names: every word of its own, wherever it stands, by another."""

import ast
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
_KEPT = {
    "handler", "publish", "get_item", "put_item", "update_item", "meta", "sns", "sqs",
    "id", "type", "time", "data", "name", "key", "main", "is_field_allowed",
}  # fmt: skip
"""Words that AWS, Python or the wiring have for something too."""

_OURS = {"undo", "reads", "does"}
"""Words that the texts about a design use for themselves."""


@dataclass(frozen=True)
class Renamed:
    """A copy of a design, its template, and the new word for each old one."""

    template: Path
    words: Mapping[str, str]

    def __call__(self, text: str) -> str:
        """A text about the design, as it is about the copy."""
        words = {old: new for old, new in self.words.items() if old not in _OURS}
        spoken = {old.replace("_", " "): new.replace("_", " ") for old, new in words.items()}
        return _replaced(text, {**spoken, **words})


def renamed(side: str, folder: Path, seed: int) -> Renamed:
    """A design with every event, field, state, error, function and resource named anew."""
    words = dict(_meaningless(side, random.Random(seed)))
    (folder / ".git").mkdir()  # so that the design's code is looked for up to here
    for source in sorted(_files(side)):
        target = folder / _replaced(str(source.relative_to(ROOT)), words)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_replaced(source.read_text("utf-8"), words), "utf-8")
    return Renamed(folder / side / "template.yaml", words)


def _files(side: str) -> Iterator[Path]:
    for package in (side, "orderflow"):
        for kind in ("*.py", "*.yaml", "*.json"):
            yield from (ROOT / package).rglob(kind)


def _meaningless(side: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    groups = {
        "F": _resources(side),
        "E": {*_classes(side, "publishes.py"), *_errors(side)},
        "S": _states(side),
        "f": _functions(side) | _fields(side),
    }
    for letter, names in groups.items():
        mine = sorted(names - _KEPT)
        numbers = chance.sample(range(10, 1000), len(mine))
        yield from ((name, f"{letter}{number}") for name, number in zip(mine, numbers, strict=True))


def _trees(side: str) -> Iterator[tuple[Path, ast.AST]]:
    for path in _files(side):
        if path.suffix == ".py":
            yield path, ast.parse(path.read_text("utf-8"))


def _resources(side: str) -> set[str]:
    text = (ROOT / side / "template.yaml").read_text("utf-8")
    return set(yaml.load(text, _Loose)["Resources"])


def _states(side: str) -> set[str]:
    path = ROOT / side / "workflow.asl.json"
    return set(json.loads(path.read_text("utf-8"))["States"]) if path.exists() else set()


def _classes(side: str, file: str) -> Iterator[str]:
    for path, tree in _trees(side):
        if path.name == file:
            yield from (each.name for each in ast.walk(tree) if isinstance(each, ast.ClassDef))


def _errors(side: str) -> Iterator[str]:
    for _, tree in _trees(side):
        for each in ast.walk(tree):
            if isinstance(each, ast.ClassDef) and "Exception" in map(ast.unparse, each.bases):
                yield each.name


def _functions(side: str) -> set[str]:
    return {
        each.name
        for _, tree in _trees(side)
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("__")
    }


def _fields(side: str) -> set[str]:
    """What dataclasses hold: of events, of what is read of them, of the order."""
    return {
        field.target.id
        for _, tree in _trees(side)
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
        for field in each.body
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and not field.target.id.startswith("__")
    }


def _replaced(text: str, words: Mapping[str, str]) -> str:
    known = sorted(words or ["\0"], key=len, reverse=True)
    found = re.compile(rf"(?<![\w])(?:{'|'.join(map(re.escape, known))})(?![\w])")
    return found.sub(lambda match: words[match[0]], text)


class _Loose(yaml.SafeLoader):
    """CloudFormation's short forms are of no interest here."""


_Loose.add_multi_constructor("!", lambda *_: None)
