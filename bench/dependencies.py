"""What reading both designs costs in processor time, beside an earlier commit, in turns."""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median

from bench.processes import Progress
from bench.rows import Row, Target

ROOT = Path(__file__).resolve().parent.parent
BEFORE = "cc58190"  # the first that could read both, before everything was read once
ROUNDS, WARM = 9, 4
# Each reads the designs beside it, as they are in its commit.
SCRIPT = """
import json, resource, sys
def used():
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime
sys.path[:0] = [sys.argv[1]]
began = used()
from pathlib import Path
from analysis.dependency import depend
seconds = []
for _ in range(int(sys.argv[2])):
    for name in ("choreography", "orchestration"):
        found = depend([Path(sys.argv[1]) / name / "template.yaml"], title=name)
        assert any(each.layer == "deployment" for each in found.edges), "its code was not read"
    seconds.append(used() - began)
    began = used()
print(json.dumps(seconds))
"""


def dependency_rows(progress: Progress) -> Sequence[Row]:
    """`depend` of both designs: imported and read in a fresh process, and read again in it."""
    git = shutil.which("git") or "git"
    packed = subprocess.run((git, "archive", BEFORE), cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        void = f"there is no commit {BEFORE} here to measure beside"
        return [Row("depend-both", None, void=void), Row("depend-both-again", None, void=void)]
    with tempfile.TemporaryDirectory(prefix="ripple-bench-") as folder:
        with tarfile.open(fileobj=BytesIO(packed.stdout)) as files:
            files.extractall(folder, filter="data")
        (Path(folder) / ".git").mkdir()  # by which it knows how far the code of a system goes
        return _rows({"ours": ROOT, BEFORE: Path(folder)}, progress)


def _rows(contestants: Mapping[str, Path], progress: Progress) -> Sequence[Row]:
    first: dict[str, list[float]] = {name: [] for name in contestants}
    again: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(ROUNDS + 1):
        progress(f"both designs read: round {number} of {ROUNDS}")
        order = list(contestants)[:: -1 if number % 2 else 1]
        for name in order:
            command = (sys.executable, "-c", SCRIPT, str(contestants[name]), str(WARM))
            done = subprocess.run(command, capture_output=True, check=True)
            seconds = json.loads(done.stdout)
            if number:  # the first compiles
                first[name].append(seconds[0])
                again[name] += seconds[1:]
    return [_row("depend-both", first), _row("depend-both-again", again)]


def _row(name: str, seconds: Mapping[str, Sequence[float]]) -> Row:
    return Row(
        name,
        median(seconds["ours"]),
        peers={BEFORE: median(seconds[BEFORE])},
        targets=[Target("ratio", 0.6)],
        runs=len(seconds["ours"]),
        facts={"of": "processor time", "least_ratio": round(_least(seconds), 4)},
    )


def _least(seconds: Mapping[str, Sequence[float]]) -> float:
    """The ratio of the quickest of each, which others on the machine disturb least."""
    return min(seconds["ours"]) / min(seconds[BEFORE])
