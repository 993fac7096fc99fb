"""The README shows what the demo really prints, and names what is really there."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from readme_demo import words  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_changed_word_would_be_noticed() -> None:
    assert words("12 ms  a service spoke") == words("7 ms a  service spoke\n\n")
    assert words("12 ms  a service spoke") != words("12 ms  a service broke")


@pytest.mark.parametrize(
    "named", sorted({*re.findall(r"\]\(([^)#]+)\)", README), *re.findall(r"`([a-z]+/)`", README)})
)
def test_what_the_readme_names_is_there(named: str) -> None:
    assert named.startswith("https:") or (ROOT / named).exists()


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
