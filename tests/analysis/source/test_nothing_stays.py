"""A system that nobody holds any more is gone, with all that was worked out of it."""

import gc
from pathlib import Path
from weakref import ref

import pytest

import analysis
from analysis.dependency import depend
from analysis.source import open_system

WORLDS = Path(__file__).resolve().parents[3] / "tools" / "fuzz_worlds"

pytestmark = pytest.mark.slow  # its code is followed


def test_what_was_read_is_gone_with_whoever_read_it(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_bytes((WORLDS / "template.yaml").read_bytes())
    (tmp_path / "handler.py").write_bytes((WORLDS / "handler.txt").read_bytes())
    system = open_system([tmp_path / "template.yaml"])
    assert depend(system).edges
    gone = ref(system)
    del system
    gc.collect()
    assert gone() is None
    assert analysis.read(tmp_path / "template.yaml").ask()
