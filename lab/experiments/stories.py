"""Runs stories of a scratch copy against stacks that stand, in a process of their own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.deployment import Deployment
from lab.designs.finding import ELSEWHERE
from lab.errors import LabError
from lab.experiments.children import Children

OLD = "tests/stories"
ENDED, STOPPED = (0, 1, 5), 2
"""pytest's codes: stories were told, or there was none; they ended before the last."""

WAITING = tuple(
    tuple(f"{OLD}/test_{name}.py" for name in names)
    for names in (("adverse_order", "undone"), ("busy", "poison"))
)
"""They mostly wait, so each of these is told beside the others, on a stack of its own."""


class StoriesBroken(LabError):
    """The stories could not be run at all; the text has pytest's last words."""


LEFT_OUT = "left out"


@dataclass(frozen=True)
class Story:
    """How one story ended: passed, failed, skipped, or left out.

    why: the first line of a failure, or why it was left out; asserted: whether it failed by an
    assertion of its own, and not by an error on the way to it.
    """

    name: str
    outcome: str
    why: str = ""
    asserted: bool = False

    @property
    def passed(self) -> bool:
        """Whether it holds."""
        return self.outcome == "passed"

    @property
    def left_out(self) -> bool:
        """Whether it was not told."""
        return self.outcome == LEFT_OUT


@dataclass(frozen=True)
class Telling:
    """How stories are told: where from, to whom, and with how much patience.

    patience: seconds a story waits for what comes in its own time, None for its own; first: the
    number of the first story, whose names begin with it; at_first: stop at the first that fails by
    its assertion.
    """

    tree: Path
    paths: tuple[str, ...]
    patience: float | None = None
    first: int = 1
    at_first: bool = False
    seconds: float = 240


def others(tree: Path) -> tuple[str, ...]:
    """The files of old stories in a copy that do not wait."""
    found = (each.relative_to(tree).as_posix() for each in sorted((tree / OLD).glob("test_*.py")))
    return tuple(each for each in found if not any(each in paths for paths in WAITING))


def tell(
    children: Children, deployments: Sequence[Deployment], telling: Telling
) -> tuple[Story, ...]:
    """Run the stories that meet just these designs; raises StoriesBroken if none could be run."""
    with tempfile.NamedTemporaryFile(
        "r", prefix="ripple-stories-", dir=telling.tree.parent, encoding="utf-8"
    ) as report:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        command += ["--continue-on-collection-errors"] if telling.at_first else []
        settings = _settings(deployments, telling, report.name)
        try:
            code, said = _run(children, [*command, *telling.paths], settings, telling)
        except subprocess.TimeoutExpired:
            raise StoriesBroken(
                f"The stories in {', '.join(telling.paths)} took more than {telling.seconds:g} s."
            ) from None
        lines = map(json.loads, report.read().splitlines())
        told = tuple(Story(each.pop("story"), **each) for each in lines)
    if code not in (*ENDED, *[STOPPED] * telling.at_first) or (code in (1, STOPPED) and not told):
        words = [line for line in said.strip().splitlines() if line][-1:] or ["it said nothing"]
        raise StoriesBroken(f"The stories in {telling.tree} cannot be run: {words[0]}")
    return told


def _run(
    children: Children, command: Sequence[str], settings: Mapping[str, str], telling: Telling
) -> tuple[int, str]:
    """Run a command to its end; returns its code and what it said. TimeoutExpired if late."""
    streams = {"stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    child = children.start(command, settings, cwd=telling.tree, **streams)
    try:
        said, _ = child.communicate(timeout=telling.seconds)
    except BaseException:
        child.kill()
        child.wait()
        raise
    finally:
        children.running.discard(child)
    return child.returncode, said


def _settings(deployments: Sequence[Deployment], telling: Telling, report: str) -> dict[str, str]:
    place = deployments[0].place
    stacks = {each.design.name: each.stack for each in deployments}
    standing = {
        "endpoint_url": place.endpoint_url,
        "sfn_endpoint_url": place.sfn_endpoint_url,
        "key": place.key.to_wire(),
        "stacks": stacks,
    }
    return {
        # The copy's own packages and designs, not those that are installed or elsewhere.
        "PYTHONPATH": str(telling.tree),
        "TMPDIR": str(telling.tree.parent),  # what a killed one leaves goes with the copy
        ELSEWHERE: "",
        "RIPPLE_STORIES_AT": json.dumps(standing),
        "RIPPLE_STORIES_REPORT": report,
        "RIPPLE_STORIES_FIRST": str(telling.first),
        **({"RIPPLE_STORIES_UNTIL_ONE_FAILS": "1"} if telling.at_first else {}),
        **({"RIPPLE_STORIES_PATIENCE": str(telling.patience)} if telling.patience else {}),
    }
