"""Where root modules keep their states: one that reads another's outputs names it by its state."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from analysis.source.document import Block, as_block
from analysis.source.paths import shown_path
from analysis.source.terraform.encoded import plain_text
from analysis.source.values import Reference, Unknown, shown

SHARED = "\0shared"
"""What a reference is to that stands for an output of another root module."""

_FILE = "terraform.tfstate"
_WORKSPACES = "terraform.tfstate.d"
_PLACES = ("bucket", "container_name", "organization", "address", "resource_group_name")
_KEYS = ("key", "path", "prefix", "name", "schema_name", "secret_suffix")
_OF_A_WORKSPACE = re.compile(r"^env:/[^/]{1,200}/")
_HOLE = re.compile(r"\$\{[^{}]*\}|…")


def output_elsewhere(given: Block, output: str, start: Path) -> Any:
    """An output of the root module whose state a data source reads, from the folder of its own.

    ``output`` may go on with what is under it: `topics.orders`.
    """
    config = as_block(_first(given.get("config")))
    state = state_of(shown(plain_text(given.get("backend"))), config, start)
    if not state:
        return Unknown("where the other root module keeps its state is not known")
    return Reference(SHARED, shared_name(state, output))


def shared_name(state: str, output: str) -> str:
    """The name under which an output of a kept state is known to others."""
    return f"terraform state {state}: {output}"


def shared_names(state: str, output: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The names under which an output is known, and what is under it if it is a mapping."""
    yield shared_name(state, output), value
    if isinstance(value, Block):
        for key, inner in value.items():
            yield from shared_names(state, f"{output}.{key}", inner)


def outer_names(shared: str) -> Iterator[str]:
    """The name, and those of what it is under, the nearest first."""
    state, colon, output = shared.rpartition(": ")
    steps = output.split(".")
    for count in range(len(steps), 0, -1):
        yield f"{state}{colon}{'.'.join(steps[:count])}"


def state_of(backend: str, config: Block, start: Path) -> str:
    """What tells one state from another: its file, or its bucket (or the like) and its key.

    What only deployment knows of it is a hole, "" if that is nearly all; whatever the workspace,
    it is one state.
    """
    if backend == "local":
        written = _text(config, ("path",))
        path = Path(os.path.normpath(start / (written or _FILE)))
        folder = next((each.parent for each in path.parents if each.name == _WORKSPACES), None)
        told = not _HOLE.search(written) or _tells(written)
        return shown_path(folder / _FILE if folder else path) if told else ""
    workspace = as_block(_first(config.get("workspaces")))
    key = _text(workspace, ("name", "prefix")) or _text(config, _KEYS)
    state = f"{_text(config, _PLACES) or '…'} {_OF_A_WORKSPACE.sub('', key)}"
    return state if key and _tells(state) else ""


def _tells(state: str) -> bool:
    """Whether more of it is known than what nearly all states are called."""
    return bool(_HOLE.sub("", state).replace(_FILE, "").strip("-_/.: "))


def _text(config: Block, names: Iterable[str]) -> str:
    return next((text for each in names if (text := shown(plain_text(config.get(each))))), "")


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value
