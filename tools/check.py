"""Everything `make check` holds: runs all of it, two at a time, and says clearly what failed.

usage: python tools/check.py [NAME ...]   (none: all)
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and the command that exits 0 when it does."""

    name: str
    holds: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What a check found."""

    check: Check
    passed: bool
    seconds: float
    output: str


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """A command installed in the same environment as this script."""
    return (str(BIN / name), *arguments)


def python(*arguments: str) -> tuple[str, ...]:
    """The same Python, with these arguments."""
    return (sys.executable, *arguments)


SAM = (
    "choreography/template.yaml",
    "orchestration/template.yaml",
    "samples/bike-rentals.yaml",
    "samples/sales-figures.yaml",
)
ASL = "orchestration/workflow.asl.json"

# The slow ones first, so that two at a time end together.
CHECKS = (
    Check("templates", "cfn-lint finds nothing in any template", tool("cfn-lint", *SAM)),
    Check("types", "mypy --strict on the five packages", tool("mypy")),
    Check("imports", "the import rules of the design", tool("lint-imports", "--no-logo")),
    Check("style", "ruff finds nothing", tool("ruff", "check", "--quiet", ".")),
    Check("layout", "ruff would format nothing", tool("ruff", "format", "--check", "--quiet", ".")),
    Check("states", "statelint finds nothing in the state machine", tool("statelint", ASL)),
    Check(
        "workflow",
        "the committed state machine is what workflow.py renders",
        python("-m", "orchestration.workflow", "--check"),
    ),
    Check(
        "commands",
        "docs/commands.md is what the commands say",
        python("tools/commands_page.py", "--check"),
    ),
    Check(
        "predictions",
        "changes/results.json has what the model predicts",
        python("tools/predictions.py", "--check"),
    ),
    Check(
        "findings",
        "docs/findings.md says what changes/results.json has",
        python("tools/findings.py", "--check"),
    ),
    Check(
        "pictures",
        "docs/pictures are what is drawn today",
        python("tools/pictures.py", "--check"),
    ),
    Check(
        "pictures",
        "docs/pictures are what is drawn today",
        python("tools/pictures.py", "--check"),
    ),
    Check("notebooks", "notebooks are committed clean", python("tools/notebooks.py", "--check")),
    Check(
        "tracked",
        "no tracked file names this machine or a package index",
        python("tools/tracked.py"),
    ),
    Check(
        "lock", "requirements.lock is as new as pyproject.toml", python("tools/lock.py", "--check")
    ),
)


def perform(check: Check) -> Result:
    """Run one check and keep what it printed."""
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    said = (done.stdout + done.stderr).strip()
    return Result(check, done.returncode == 0, time.monotonic() - began, said)


def chosen(names: list[str]) -> Iterator[Check]:
    """The checks of these names, or all; an unknown name ends the run."""
    known = {check.name: check for check in CHECKS}
    for name in names or known:
        if name not in known:
            sys.exit(f"There is no check {name!r}: choose from {', '.join(known)}.")
        yield known[name]


def main(asked: list[str]) -> int:
    """Run the checks, print the failures in full and one line each; 1 when any failed."""
    checks = list(chosen(asked))
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(perform, checks))
    failed = [result for result in results if not result.passed]
    for result in failed:
        print(f"──── {result.check.name}: {' '.join(result.check.command)}")
        print(result.output or "(it printed nothing)")
        print()
    for result in results:
        mark = "ok    " if result.passed else "FAILED"
        print(f"{mark} {result.check.name:<10} {result.seconds:5.1f} s  {result.check.holds}")
    if failed:
        names = [result.check.name for result in failed]
        print(f"\n{len(failed)} of {len(results)} checks failed: {', '.join(names)}")
    else:
        print(f"\nall {len(results)} checks hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
