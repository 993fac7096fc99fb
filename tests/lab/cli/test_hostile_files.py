"""Whatever file is handed over, it is read or refused in one sentence: no traceback, no waiting.

RIPPLE_MUTANTS=5000 tries more mutants a reader than the few of each run.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from analysis.experiments.results import kept
from analysis.observe import observe
from analysis.observe.traces import read_traces as read_observed
from analysis.refusals import Refused
from analysis.timeline_layout import picture_of
from lab.cli.systems import read_teams
from lab.designs import ROOT
from lab.designs.finding import read_design
from lab.experiments.earlier import differences
from lab.experiments.experiment import BadExperiment, experiments
from lab.experiments.patches import PatchDoesNotApply, read_patch
from lab.experiments.scratch import scratch
from lab.trace import mermaid, read_traces, to_wire
from lab.workload.generator import generate
from lab.workload.orders import read_orders, to_line
from lab.workload.world import fit_world, read_world, strangers

MUTANTS = int(os.environ.get("RIPPLE_MUTANTS", "40"))
TRACES = sorted((ROOT / "tests" / "analysis" / "traces").glob("*.json"))
RESULTS = ROOT / "changes" / "results.json"
CHANGE = ROOT / "changes" / "insert-fraud-check"
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**60, 10**400, 1.5, 1e300, "", "x", "\x1b[2J\u202e\ud800",
    "a" * 5000, "ExecutionStarted", "TaskStateEntered", "LambdaFunctionFailed", "sqs", "stream",
    "task", "error", "fault", [], ["x"], {}, {"type": "x"}, {"a": [1]}, [[]],
)  # fmt: skip
PIECES = ("[" * 3000, "{", "}", '"', "\\", "\0", "\ufeff", "\ud7ff", "9" * 5000, "nan", "\r",
          "= 5", "[endings]", "endings = 5\n", "excused = 5\n", "&a", "*a", "!!python/none",
          "1e999", "diff --git a/. b/.", f"@@ -{'9' * 5000} +1 @@", "a." * 3000)  # fmt: skip


def trace_read(path: Path) -> None:
    for each in read_traces(path):
        wire = to_wire(each)
        assert json.dumps(wire)
        assert mermaid(each)
        assert each.timeline(80) is not None
        picture_of(wire)


def observed(path: Path) -> None:
    observe(read_observed(path))


def orders_read(path: Path) -> None:
    orders = read_orders(path)
    assert strangers(orders, fit_world(orders)) == []


def change_read(path: Path) -> None:
    experiments(path.parent.parent)


def results_read(path: Path) -> None:
    today = {"change": "x", "side": "choreography", "files": 2}
    assert differences(kept(path), [today]) is not None


ORDERS = "\n".join(map(to_line, generate(3)[0]))
READERS: dict[str, tuple[str, Callable[[Path], object], tuple[str, ...]]] = {
    "orders": ("o.jsonl", orders_read, (ORDERS, ORDERS.partition("\n")[0])),
    "world": ("w.json", read_world, (json.dumps(generate(3)[1].to_wire()),)),
    "trace": ("t.json", trace_read, tuple(each.read_text() for each in TRACES)),
    "observed": ("t.json", observed, tuple(each.read_text() for each in TRACES)),
    "change": ("change.toml", change_read, ((CHANGE / "change.toml").read_text(),)),
    "patch": ("business.patch", read_patch, ((CHANGE / "choreography.patch").read_text()[:9000],)),
    "design": ("design.toml", lambda path: read_design(path.parent),
               ((ROOT / "choreography" / "design.toml").read_text(),)),
    "teams": ("teams.json", read_teams, ('{"a": ["b", "c"], "d": ["e"]}', "a: [b, c]\nd: [e]\n")),
    "results": ("r.json", results_read, (RESULTS.read_text(),)),
}  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(each, (*at, key))


def with_other_values(text: str, random: Random) -> str:
    """JSON in which some fields have another type, are gone, or stand twice."""
    told = json.loads(text)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        *way, last = random.choice([each for each in places(told) if each] or [("",)])
        if last == "":
            return json.dumps(random.choice(ODD))
        part = told
        for key in way:
            part = part[key]
        if random.random() < 0.2:
            del part[last]
        elif isinstance(part, list) and random.random() < 0.3:
            part.append(json.loads(json.dumps(part[last])))
        else:
            part[last] = json.loads(json.dumps(random.choice(ODD)))
    return json.dumps(told)


def with_other_signs(text: str, random: Random) -> str:
    """The text with pieces cut out, doubled, or put in."""
    for _ in range(random.choice((1, 1, 2, 5))):
        at, to = sorted(random.choices(range(len(text) + 1), k=2))
        to = min(to, at + random.choice((0, 1, 8, 200)))
        text = text[:at] + random.choice((*PIECES, text[at:to] * 2, "")) + text[to:]
    return text


def mutant(text: str, random: Random) -> str:
    if text[:1] in "[{" and random.random() < 0.7:
        first, newline, rest = text.partition("\n")
        try:
            return with_other_values(first, random) + newline + rest
        except ValueError:
            return with_other_values(text, random)
    return with_other_signs(text, random)


@pytest.mark.parametrize("name", READERS)
def test_a_mutant_is_read_or_refused(name: str, tmp_path: Path) -> None:
    file, read, seeds = READERS[name]
    folder = tmp_path / "changes" / "some"
    folder.mkdir(parents=True)
    for patch in ("choreography.patch", "orchestration.patch"):
        (folder / patch).write_text("")
    path = folder / file
    random = Random(name)
    sentences: list[str] = []
    for _ in range(MUTANTS):
        path.write_text(mutant(random.choice(seeds), random), "utf-8", "surrogatepass")
        try:
            read(path)
        except Refused as refusal:
            sentences.append(str(refusal))
    assert all(each.rstrip().endswith((".", "}")) for each in sentences)
    assert 0 < len(sentences) < MUTANTS, "some must hurt, and some must be read"


@pytest.mark.parametrize("name", READERS)
def test_no_regular_file_no_answer(name: str, tmp_path: Path) -> None:
    file, read, _ = READERS[name]
    folder = tmp_path / "changes" / "some"
    folder.mkdir(parents=True)
    os.mkfifo(folder / file)
    assert refusal_within(5, lambda: read(folder / file))
    (folder / file).unlink()
    (folder / file).symlink_to("/dev/zero")
    assert refusal_within(5, lambda: read(folder / file))


def refusal_within(seconds: float, read: Callable[[], object]) -> str:
    """What is refused, in another thread: a reader that waits or has no end fails the test."""
    said: list[str] = []

    def run() -> None:
        try:
            read()
        except Refused as refusal:
            said.append(str(refusal))

    reading = threading.Thread(target=run, daemon=True)
    reading.start()
    reading.join(seconds)
    assert not reading.is_alive()
    return said[0] if said else ""


def test_a_patch_without_a_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.patch"
    path.write_text("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n")
    with pytest.raises(PatchDoesNotApply, match="make it with git"):
        read_patch(path)


def test_a_link_among_the_stories_is_not_followed(tmp_path: Path) -> None:
    from dataclasses import replace

    from lab.experiments import experiment_named

    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "loop").symlink_to(tmp_path)
    change = replace(experiment_named(CHANGE.name), folder=tmp_path)
    with pytest.raises(BadExperiment, match="copy it there"), scratch(change):
        raise AssertionError("it was copied")
