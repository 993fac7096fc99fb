"""The README shows what the demo really prints, and names what is really there."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from readme_demo import words  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_a_changed_word_would_be_noticed() -> None:
    assert words("12 ms  a service spoke") == words("7 ms a  service spoke\n\n")
    assert words("12 ms  a service spoke") != words("12 ms  a service broke")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    lost = [each for each in links if not each.startswith("http")]
    assert [each for each in lost if not (page.parent / each).exists()] == []


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`([a-z]+/)`", README))))
def test_a_folder_that_the_readme_names_is_there(named: str) -> None:
    assert (ROOT / named).is_dir()


@pytest.mark.parametrize("anchor", sorted(set(re.findall(r"\]\(#([a-z-]+)\)", README))))
def test_a_part_that_the_readme_leads_to_is_there(anchor: str) -> None:
    headings = re.findall(r"^## (.+)$", README, re.MULTILINE)
    assert anchor in [each.lower().replace(" ", "-") for each in headings]


def test_every_file_in_the_commands_of_the_readme_is_there() -> None:
    commands = re.findall(r"^\.venv/bin/ripple (.+)$", README, re.MULTILINE)
    read = [
        word
        for command in commands
        for word in re.sub(r"--out \S+|--change '[^']*'", "", command).split()
        if "/" in word and not word.startswith("path/to/")
    ]
    assert read
    assert [each for each in read if not (ROOT / each).exists()] == []


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)))
)
def test_every_make_target_in_the_readme_exists(target: str) -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", recipes, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("snippet", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_what_python_the_readme_shows_runs_and_gives_what_it_says(
    snippet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for design in ("choreography", "orchestration"):
        (tmp_path / design).symlink_to(ROOT / design)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    said = 0
    for line in snippet.splitlines():
        code, _, comment = line.partition("  # ")
        if comment.startswith("("):
            assert repr(eval(code, names)) == comment
            said += 1
        else:
            exec(code, names)
    assert said == 1
    assert (tmp_path / "services.png").exists()
