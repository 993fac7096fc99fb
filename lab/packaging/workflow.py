"""Keeps a rendered state machine from being shipped after its source has moved on."""

import functools
import importlib
import subprocess
import sys
from pathlib import Path

from lab.designs import ROOT
from lab.environment import for_child
from lab.errors import PackagingFailed


def refuse_stale(definition: Path, root: Path) -> None:
    """Raise PackagingFailed unless the file is what the `workflow.py` beside it renders today."""
    source = definition.parent / "workflow.py"
    if not source.exists():
        return
    if definition.read_text(encoding="utf-8").strip() != _rendered(source, root).strip():
        told = source.relative_to(root)
        raise PackagingFailed(f"{definition} is stale: render it again from {told} (`make docs`).")


@functools.cache
def _ours(module: str) -> str:
    return str(importlib.import_module(module).render())


def _rendered(source: Path, root: Path) -> str:
    module = ".".join(source.relative_to(root).with_suffix("").parts)
    if root == ROOT:
        return _ours(module)
    # Another checkout's workflow must not be mixed up with the one this process has imported.
    render = f"import {module} as w; sys.stdout.write(w.render())"
    command = [
        sys.executable,
        "-P",
        "-c",
        f"import sys; sys.path.insert(0, {str(root)!r}); {render}",
    ]
    done = subprocess.run(
        command, env=for_child(), capture_output=True, text=True, cwd=root, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise PackagingFailed(f"{source} does not render: {lines[-1]}.")
    return done.stdout
