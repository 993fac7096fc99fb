"""Writes docs/findings.md from its template and what was measured, or says that it is stale.

usage: python tools/findings.py [--check | --facts]   (--facts lists every fact that prose may name)
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # so that it works from any folder, like the other tools

from analysis.experiments.foretold import first_predicted  # noqa: E402
from analysis.experiments.results import read, read_earlier  # noqa: E402
from analysis.refusals import Refused  # noqa: E402
from analysis.regular_files import loads  # noqa: E402
from tools.findings_facts import Fact, facts  # noqa: E402
from tools.findings_prose import UntrueProse, filled  # noqa: E402

CHANGES = ROOT / "changes"
TEMPLATE = ROOT / "docs" / "findings.template.md"
PAGE = ROOT / "docs" / "findings.md"
DRILLS = ROOT / "docs" / "drills"
OPENING = (
    "<!-- Written by tools/findings.py from findings.template.md, changes/*.json and "
    "docs/drills/*.json. -->\n\n"
)


def known(folder: Path = CHANGES) -> dict[str, Fact]:
    """Every fact that the results in the folder give."""
    measured = read(folder / "results.json")
    earlier = first_predicted(measured, read_earlier(folder / "baseline.json"))
    return {**facts(measured, earlier), **dict(drilled())}


def drilled(folder: Path = DRILLS) -> Iterator[tuple[str, Fact]]:
    """The figures of every drill that was kept, below the name of its file."""
    for path in sorted(folder.glob("**/*.json")):
        of = ".".join(path.relative_to(folder).with_suffix("").parts)
        for name, value in loads(path.read_text(encoding="utf-8"))["figures"].items():
            yield f"{of}.{name}", value


def page(template: Path = TEMPLATE, folder: Path = CHANGES) -> str:
    """The whole page."""
    return OPENING + filled(template.read_text(encoding="utf-8"), known(folder))


def main(arguments: list[str]) -> None:
    """Write the page, list the facts, or fail when the page on disk differs."""
    try:
        if "--facts" in arguments:
            for name, value in sorted(known().items()):
                print(f"{name} = {value!r}")
            return
        fresh = page()
    except UntrueProse as error:
        sys.exit(f"{TEMPLATE.relative_to(ROOT)}: {error}")
    except Refused as error:
        sys.exit(f"changes/{error}")
    if "--check" not in arguments:
        PAGE.write_text(fresh, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != fresh:
        sys.exit("docs/findings.md is not what was measured: run `make docs`.")


if __name__ == "__main__":
    main(sys.argv[1:])
