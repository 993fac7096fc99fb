"""A source tree with our templates, unchanged, and the bare handlers behind them."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lab.sides import ROOT, Side

BARE = Path(__file__).with_name("bare")
WIRING = ("template.yaml", "workflow.asl.json")


@contextlib.contextmanager
def bare_tree() -> Iterator[Path]:
    """A folder to deploy either side from, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="ripple-bench-") as name:
        tree = Path(name)
        for side in Side:
            shutil.copytree(
                BARE / side.value,
                tree / side.value,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
            for wiring in WIRING:
                if (ROOT / side.value / wiring).exists():
                    shutil.copy(ROOT / side.value / wiring, tree / side.value)
        yield tree
