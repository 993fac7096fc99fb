"""docs/extending.md is followed to the letter in a copy, and what it adds is there."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(python|diff) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.seldom  # each reads systems in a process of its own


@dataclass(frozen=True)
class Block:
    """What the page says of one file: all of it, or which of its lines are others."""

    way: str
    path: str
    text: str

    @property
    def for_tests(self) -> bool:
        return self.path.startswith("tests/")

    def write(self, into: Path) -> None:
        file = into / self.path
        if self.way == "python":
            assert not file.exists(), f"{self.path} is there already"
            file.write_text(self.text, encoding="utf-8")
            return
        lines = self.text.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        found = file.read_text(encoding="utf-8")
        assert found.count(before) == 1, f"{before!r} is not once in {self.path}"
        file.write_text(found.replace(before, after), encoding="utf-8")


def blocks(title: str) -> list[Block]:
    """The blocks of the section that begins so."""
    sections = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    (section,) = (each for each in sections if each.startswith(f"{title}\n"))
    return [Block(*found) for found in BLOCK.findall(section)]


Ran = Callable[..., str]
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.fixture
def followed(tmp_path: Path) -> Callable[[str], Ran]:
    """Follows a section in a copy of the analysis; gives how Python runs there."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            (sys.executable, *arguments),
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def follow(title: str) -> Ran:
        for folder in ("analysis", "tests/analysis/prediction", "tests/analysis/resources"):
            shutil.copytree(
                ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
            )
        for name in ("__init__.py", "designs.py"):
            shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
        for block in blocks(title):
            block.write(tmp_path)
        return run

    return follow


RIPPLE = ("-c", "from lab.cli.main import main; main()")
COMPARED = """
import json, sys
from pathlib import Path
from analysis.comparison.comparison import compare
from analysis.comparison.text import to_text
from analysis.comparison.wire import to_wire
from analysis.dependency import depend
found = compare([depend([Path(each)], title=Path(each).name) for each in sys.argv[1:]])
print(to_text(found), json.dumps(to_wire(found)), sep="\\0")
"""
TWO = [str(ROOT / "samples" / name) for name in ("bike-rentals.yaml", "sales-figures.yaml")]


@pytest.mark.parametrize(
    ("thing", "files", "test"),
    re.findall(r"^\| an? (.+?) \| (\d) \| (.+?) \|$", PAGE, re.MULTILINE),
)
def test_it_takes_as_many_files_as_the_table_says(thing: str, files: str, test: str) -> None:
    (title,) = re.findall(rf"^## (An? {thing})$", PAGE, re.MULTILINE)
    tests = {each.path for each in blocks(title) if each.for_tests}
    others = {each.path for each in blocks(title) if not each.for_tests}
    assert (len(others), len(tests)) == (int(files), int(test) if test.isdigit() else 0)


def test_an_operator_is_there_once_the_page_is_followed(followed: Callable[[str], Ran]) -> None:
    run = followed("An operator")
    listed = run(*RIPPLE, "ripple", "orchestration")
    (usage, example) = re.findall(r"^  (move-step .*)\n    (.*)$", listed, re.MULTILINE)[0]
    assert usage.split(maxsplit=3) == ["move-step", "A", "SERVICE", "another service does a step"]
    told = json.loads(run(*RIPPLE, "ripple", "orchestration", "--change", example, "--json"))
    assert told["change"] == example
    assert told["candidates"] == ["OrderWorkflow"]
    weights = "from analysis.comparison.changes import by_kind; print(by_kind(['move-step']))"
    assert run("-c", weights).strip() == "{'order': ['move-step']}"
    by_hand = "tests/analysis/prediction/test_prediction_by_hand.py"
    chosen = (by_hand, "-k", "move-step or every_operator")
    passed = run(*PYTEST, *chosen)
    assert re.search(r"[1-9]\d* passed", passed)


def test_a_measure_is_there_once_the_page_is_followed(followed: Callable[[str], Ran]) -> None:
    run = followed("A measure")
    text, _, wire = run("-c", COMPARED, *TWO).partition("\0")
    row = r"^  reciprocity +0 +– +the share of dependencies that go both ways$"
    assert re.search(row, text, re.MULTILINE)
    levels = json.loads(wire)["levels"]
    every = [
        layer["measures"]["reciprocity"] for level in levels.values() for layer in level.values()
    ]
    assert len(every) > 10
    assert all(each.keys() == {"bike-rentals.yaml", "sales-figures.yaml"} for each in every)
    run("-m", "doctest", "analysis/measures/reciprocity.py")


def test_a_type_is_there_once_the_page_is_followed(followed: Callable[[str], Ran]) -> None:
    run = followed("An AWS type of a known kind")
    assert "1 passed" in run(*PYTEST, "tests/analysis/resources/test_flows.py")
    run(*PYTEST, "tests/analysis/resources/test_data_and_the_rest.py", "-k", "no_shape_whatever")


VAULT = """
Resources:
  Token:
    Type: AWS::SecretsManager::Secret
"""


def test_a_kind_is_there_once_the_page_is_followed(
    followed: Callable[[str], Ran], tmp_path: Path
) -> None:
    run = followed("A kind of node")
    (tmp_path / "vault.yaml").write_text(VAULT, encoding="utf-8")
    nodes = json.loads(run(*RIPPLE, "graph", str(tmp_path / "vault.yaml"), "--json"))["nodes"]
    assert [(each["id"], each["kind"]) for each in nodes] == [("Token", "secret")]
    drum = run(*RIPPLE, "graph", str(tmp_path / "vault.yaml"), "--format", "mermaid")
    assert '[("Token")]' in drum
    drawn = tmp_path / "vault.svg"
    run(*RIPPLE, "graph", str(tmp_path / "vault.yaml"), "--out", str(drawn))
    assert drawn.stat().st_size > 1000
    shutil.copy(ROOT / "tests/analysis/test_kinds.py", tmp_path / "tests/analysis")
    passed = run(*PYTEST, "tests/analysis/test_kinds.py")
    assert re.search(r"[1-9]\d* passed", passed)


def test_a_format_is_there_once_the_page_is_followed(
    followed: Callable[[str], Ran], tmp_path: Path
) -> None:
    run = followed("An export format")
    written = run(*RIPPLE, "graph", TWO[0], "--format", "csv").splitlines()
    assert written[0] == "source,relation,target,certainty"
    assert len(written) > 10
    run(*RIPPLE, "graph", TWO[0], "--out", str(tmp_path / "edges.csv"))
    assert (tmp_path / "edges.csv").read_text(encoding="utf-8").splitlines() == written
    assert "|csv" in run(*RIPPLE, "graph", "--help")
