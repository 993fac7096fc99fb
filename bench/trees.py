"""Trees to deploy from: our templates, unchanged, and what the benchmark puts behind them."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lab.designs import ROOT, Design, designs
from lab.packaging import template as sam

BARE = Path(__file__).with_name("bare")
WIRING = ("template.yaml", "workflow.asl.json")

# The engine waits 50 ms for the log of an invocation that prints nothing. Ours prints the
# probe's line, so without this the others would seem slow for something that no AWS call costs.
SPEAKING = """

_silent = handler


def handler(event, context):
    print("invoked", flush=True)
    return _silent(event, context)
"""


@contextlib.contextmanager
def bare_tree() -> Iterator[Path]:
    """The bare scripts behind our templates; a temporary folder."""
    with _folder() as tree:
        shutil.copy(BARE / "tables.py", tree)
        for side in designs():
            _copy(BARE / side.name, tree / side.name)
            for wiring in WIRING:
                if (ROOT / side.name / wiring).exists():
                    shutil.copy(ROOT / side.name / wiring, tree / side.name)
            _let_speak(tree, side)
        yield tree


@contextlib.contextmanager
def unwatched_tree() -> Iterator[Path]:
    """Our own services, printing a line where the probe would; a temporary folder."""
    with _folder() as tree:
        for package in ("orderflow", *(side.name for side in designs())):
            _copy(ROOT / package, tree / package)
        for side in designs():
            _let_speak(tree, side)
        yield tree


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ripple-bench-") as name:
        yield Path(name)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def _let_speak(tree: Path, side: Design) -> None:
    path = tree / side.name / "template.yaml"
    for function in sam.functions(sam.read(path), path):
        module = function.handler.removesuffix(".handler").replace(".", "/")
        with (tree / module).with_suffix(".py").open("a", encoding="utf-8") as script:
            script.write(SPEAKING)
