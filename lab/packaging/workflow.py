"""Keeps a rendered state machine from being shipped after its source has moved on."""

import functools
import importlib
import subprocess
import sys
from pathlib import Path

from lab.errors import PackagingFailed
from lab.sides import ROOT

RENDER = "import sys, orchestration.workflow as w; sys.stdout.write(w.render())"


def refuse_stale(definition: Path, root: Path) -> None:
    """Raise PackagingFailed unless the file is what `orchestration.workflow` renders today."""
    if not (root / "orchestration" / "workflow.py").exists():
        return
    if definition.read_text(encoding="utf-8").strip() != _rendered(root).strip():
        raise PackagingFailed(
            f"{definition} is stale: render it again from orchestration/workflow.py (`make docs`)."
        )


@functools.cache
def _ours() -> str:
    return str(importlib.import_module("orchestration.workflow").render())


def _rendered(root: Path) -> str:
    if root == ROOT:
        return _ours()
    # Another checkout's workflow must not be mixed up with the one this process has imported.
    command = [
        sys.executable,
        "-P",
        "-c",
        f"import sys; sys.path.insert(0, {str(root)!r}); {RENDER}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise PackagingFailed(f"{root}/orchestration/workflow.py does not render: {lines[-1]}.")
    return done.stdout
