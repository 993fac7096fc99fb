"""What the packages import is what the project file asks for, and no more."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["importlinter"]["root_packages"]

# Import name, where it is not the distribution's.
DISTRIBUTION = {
    "botocore": "boto3",
    "samtranslator": "aws-sam-translator",
    "stepfunctions": "stepfunctions-without-sagemaker",
    "tree_sitter": "tree-sitter",
    "tree_sitter_javascript": "tree-sitter-javascript",
    "tree_sitter_typescript": "tree-sitter-typescript",
    "yaml": "pyyaml",
}
# Asked for without being imported by the packages, and why.
NOT_IMPORTED = {
    "flask": "moto's server runs on it",
    "flask-cors": "moto's server runs on it",
    "setuptools": "stepfunctions imports its pkg_resources",
}
# Imported without being asked for, and why.
WHERE_IT_IS = {"pandas": "a frame is made where it is, and refused in a sentence where it is not"}


def declared(*, optional: bool = False) -> set[str]:
    extras = PROJECT["project"]["optional-dependencies"].values() if optional else ()
    lines = [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
    return {re.split(r"[\[<>=]", line)[0] for line in lines}


FIRST_NAME = re.compile(r"^[ \t]*(?:import|from)[ \t]+(\w+)", re.MULTILINE)
OURS = sys.stdlib_module_names | set(PACKAGES)


@cache
def imported(package: str) -> frozenset[str]:
    return frozenset(_imported(package))


def _imported(package: str) -> Iterator[str]:
    for path in (ROOT / package).rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        if OURS.issuperset(FIRST_NAME.findall(code)):  # most need no parsing
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield node.module.partition(".")[0]


def third_party(package: str) -> set[str]:
    names = imported(package) - OURS
    return {DISTRIBUTION.get(name, name) for name in names}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_import_is_declared(package: str) -> None:
    assert third_party(package) <= declared(optional=True) | set(WHERE_IT_IS)


def test_every_dependency_is_used() -> None:
    used = set().union(*(third_party(package) for package in PACKAGES))
    assert declared(optional=True) - used == set(NOT_IMPORTED)


def test_the_lock_pins_and_hashes_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", lock)[1:]
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert not re.search(r"^\s*-", lock.replace("    --hash", ""), flags=re.MULTILINE)
