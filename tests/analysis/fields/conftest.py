"""A world: a template and handlers in a few lines, and the facts that are read of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from analysis.facts import Facts
from analysis.fields import read_facts

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: code/, Runtime: python3.12}}
Resources:
"""


def lines_of(facts: Facts) -> list[str]:
    """The facts as a person would write them down; of an event its type alone."""

    def short(contract: str) -> str:
        return contract if contract.startswith("re") else contract.rpartition("/")[2]

    found = []
    for contract in facts.contracts:
        fields = "?" if contract.fields is None else " ".join(f.path for f in contract.fields)
        owners = ", ".join(contract.owners) or "nobody"
        found.append(f"{short(contract.id)} of {owners}: {fields}".strip())
    for read in facts.reads:
        fields = "?" if read.fields is None else " ".join(field.path for field in read.fields)
        found.append(f"{read.component} reads {short(read.contract)}: {fields}".strip())
    for each in facts.lineage:
        origin = f"{short(each.from_contract)}.{each.from_path}"
        sign = "<-" if each.copied else "<~"
        found.append(f"{short(each.contract)}.{each.path} {sign} {origin} in {each.component}")
    return found


@pytest.fixture
def lines() -> Callable[[Facts], list[str]]:
    """How facts are written down in these tests."""
    return lines_of


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., Facts]:
    """Reads a template's resources, with files of code beside it."""

    def made(resources: str, **files: str) -> Facts:
        for name, text in files.items():
            path = tmp_path / "code" / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        template = tmp_path / "template.yaml"
        written = HEAD + indent(dedent(resources).strip("\n"), "  ") + "\n"
        template.write_text(written, encoding="utf-8")
        return read_facts([template])

    return made


@pytest.fixture
def handled(world: Callable[..., Facts]) -> Callable[[str], list[str]]:
    """What a function F, asked directly, reads and answers, without saying whose it is."""

    def made(code: str) -> list[str]:
        function = "F: {Type: AWS::Serverless::Function, Properties: {Handler: app.go}}"
        facts = world(function, app=code)
        lines = []
        for line in lines_of(facts):
            if line.startswith("F reads request:F"):
                lines.append(line.replace("F reads request:F", "reads"))
            elif line.startswith("response:F of"):
                lines.append(line.replace("response:F of F", "answers"))
            elif line.startswith("response:F."):
                text = line.replace("response:F.", "").replace("request:F.", "")
                lines.append(text.removesuffix(" in F"))
        return lines

    return made
