"""Whatever file is handed over, it is refused at once where it is none; the fuzzer has the rest."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.refusals import Refused
from lab.designs import ROOT
from lab.experiments.experiment import BadExperiment
from lab.experiments.patches import PatchDoesNotApply, read_patch
from lab.experiments.scratch import scratch

sys.path.insert(0, str(ROOT / "tools"))

import fuzz_lab

CHANGE = ROOT / "changes" / "insert-fraud-check"
FILES = fuzz_lab.files()


@pytest.mark.parametrize("name", FILES)
def test_no_regular_file_no_answer(name: str, tmp_path: Path) -> None:
    file, read, _ = FILES[name]
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
