"""Puts the demo's real output into docs/demo.md between its marks; run by `make docs`."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "demo.md"
OPENS = "<!-- demo: written by `make docs`, held by tests/docs -->\n"
CLOSES = "<!-- /demo -->"


def told(out: Path) -> str:
    """What `ripple demo` prints on a terminal of 100 columns, its folder named as by `make`."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ripple"), "demo", "--out", str(out)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
    )
    return done.stdout.replace(str(out), "build/demo")


def shown(page: str) -> str:
    """The output that the page shows; raises ValueError when its marks are gone."""
    _, opened, rest = page.partition(OPENS)
    block, closed, _ = rest.partition(CLOSES)
    if not opened or not closed:
        raise ValueError("docs/demo.md has lost the marks around the demo's output.")
    return block.removeprefix("```text\n").removesuffix("```\n")


def words(output: str) -> list[str]:
    """Each line without its figures and spacing, sorted: what must not change unseen.

    Times differ from run to run, and so do the places of lines that happen at the same time.
    """
    plain = (re.sub(r"\d+|-+", "#", line) for line in output.splitlines())
    return sorted(" ".join(line.split()) for line in plain if line.strip())


def main() -> None:
    """Write the page with today's output."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(OPENS)
    shown(page)
    after = rest.partition(CLOSES)[2]
    with tempfile.TemporaryDirectory() as folder:
        now = told(Path(folder) / "demo")
    PAGE.write_text(f"{before}{OPENS}```text\n{now}```\n{CLOSES}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
