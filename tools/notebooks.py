"""Runs the notebooks and exports them as HTML (--out), or checks that they are clean (--check)."""

import argparse
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "tools" / "nbconvert"
NOTHING = "No description"  # what nbconvert writes of an image that says nothing

# What Jupyter adds by itself, and what a reader's diff should not carry.
KEPT_METADATA = {"kernelspec", "language_info"}


def notebooks() -> list[Path]:
    """Every notebook of the project, in reading order."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def dirt(notebook: dict[str, Any]) -> list[str]:
    """What a clean notebook would not carry: outputs, counts, metadata of an editor."""
    found = []
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell.get("outputs"):
            found.append(f"cell {number} carries outputs")
        if cell.get("execution_count") is not None:
            found.append(f"cell {number} carries an execution count")
        if set(cell.get("metadata", {})) - {"tags"}:
            found.append(f"cell {number} carries metadata")
    extra = sorted(set(notebook.get("metadata", {})) - KEPT_METADATA)
    if extra:
        found.append(f"the notebook carries metadata: {', '.join(extra)}")
    return found


def clean(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook without what `dirt` finds."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        cell["metadata"] = {k: v for k, v in cell.get("metadata", {}).items() if k == "tags"}
    kept = {k: v for k, v in notebook["metadata"].items() if k in KEPT_METADATA}
    return {**notebook, "metadata": kept}


def check() -> int:
    """Name every notebook that is not clean; 1 when there is one."""
    code = 0
    for path in notebooks():
        for finding in dirt(json.loads(path.read_text(encoding="utf-8"))):
            print(f"{path.relative_to(ROOT)}: {finding} (python tools/notebooks.py --clean)")
            code = 1
    return code


def clean_all() -> int:
    """Write every notebook clean."""
    for path in notebooks():
        done = clean(json.loads(path.read_text(encoding="utf-8")))
        path.write_text(json.dumps(done, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def export(out: Path) -> int:
    """Run each notebook and write it as HTML into the folder; 1 at the first that does not run."""
    out.mkdir(parents=True, exist_ok=True)
    found = notebooks()
    if not found:
        sys.exit("There are no notebooks in notebooks/.")
    for path in found:
        command = [
            *(sys.executable, "-m", "nbconvert", "--to", "html", "--execute"),
            *("--template", "described", f"--TemplateExporter.extra_template_basedirs={TEMPLATES}"),
            *("--output-dir", str(out.resolve()), "--log-level", "WARN", str(path)),
        ]
        done = subprocess.run(command, check=False, cwd=ROOT)
        if done.returncode != 0:
            print(f"{path.relative_to(ROOT)} does not run: see above.", file=sys.stderr)
            return 1
        page = out / path.with_suffix(".html").name
        if silent := undescribed(page.read_text(encoding="utf-8")):
            print(f"{page}: {silent} pictures do not say what they show", file=sys.stderr)
            return 1
        print(page)
    return 0


class _Pictures(HTMLParser):
    """Counts the images of a page that have no text of their own."""

    silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.silent += (dict(attrs).get("alt") or NOTHING).startswith(NOTHING)


def undescribed(page: str) -> int:
    """How many images of a page say nothing to whoever cannot see them."""
    pictures = _Pictures()
    pictures.feed(page)
    return pictures.silent


def main() -> int:
    """Do what the arguments ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "notebooks")
    parser.add_argument("--check", action="store_true", help="fail when one is not clean")
    parser.add_argument("--clean", action="store_true", help="write them clean")
    asked = parser.parse_args()
    if asked.check:
        return check()
    return clean_all() if asked.clean else export(asked.out)


if __name__ == "__main__":
    sys.exit(main())
