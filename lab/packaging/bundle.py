"""A design, packed in memory: its template, a zip for every function, its state machines."""

import copy
import functools
import hashlib
import importlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.designs import ROOT, Design
from lab.environment import for_child
from lab.errors import PackagingFailed
from lab.packaging import template as sam
from lab.packaging.closure import Closure, closure

# The earliest date a zip can hold; the day of packing must not change the hash.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
ON_UNIX = 3
REGULAR_FILE = 0o100000


def archive(files: Mapping[str, bytes], executable: frozenset[str] = frozenset()) -> bytes:
    """A zip of these files: sorted, undated, stored as they are, so equal input is equal bytes.

    Nothing is compressed, because the output of compressors differs between their versions.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = ON_UNIX
            entry.external_attr = (REGULAR_FILE | (0o755 if name in executable else 0o644)) << 16
            zipped.writestr(entry, files[name])
    return buffer.getvalue()


@dataclass(frozen=True)
class Bundle:
    """Everything a deployment needs; `template` still points at the source tree."""

    design: Design
    template: sam.Template
    functions: tuple[sam.FunctionSource, ...]
    archives: Mapping[str, bytes]
    definitions: Mapping[str, tuple[str, bytes]]

    def placed(self, zips: Mapping[str, Any], definitions: Mapping[str, Any]) -> sam.Template:
        """The template with each function's and machine's code at the URI given by logical id."""
        placed = copy.deepcopy(self.template)
        placed.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
        for logical_id, uri in zips.items():
            placed["Resources"][logical_id]["Properties"]["CodeUri"] = uri
        for logical_id, uri in definitions.items():
            placed["Resources"][logical_id]["Properties"]["DefinitionUri"] = uri
        return placed


def bundled(
    design: Design,
    *,
    modules: Iterable[str] = (),
    files: Mapping[str, bytes] | None = None,
) -> Bundle:
    """Pack a design of the checkout that it is of; raises PackagingFailed.

    modules: modules of the lab's own checkout to put into every zip, with what they import;
    files: executable files to put at the root of every zip.
    """
    root = design.root.resolve()
    path = root / design.name / design.template.name
    template = sam.read(path)
    functions = sam.functions(template, path)
    extra = closure(ROOT, modules).files
    archives = {}
    for function in functions:
        wanted = {**_own_files(function, root, path), **extra}
        contents = {name: file.read_bytes() for name, file in wanted.items()}
        archives[function.logical_id] = archive(
            contents | dict(files or {}), frozenset(files or {})
        )
    return Bundle(design, template, functions, archives, _definitions(template, path, root))


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _own_files(function: sam.FunctionSource, root: Path, path: Path) -> dict[str, Path]:
    module, _, name = function.handler.rpartition(".")
    failed = f"Function {function.logical_id} of {path} cannot be packed"
    try:
        needed: Closure = closure(root, [module])
    except PackagingFailed as error:
        raise PackagingFailed(f"{failed}: {error}.") from error
    if name not in needed.defined[module]:
        raise PackagingFailed(f"{failed}: module {module} defines no {name}.")
    return needed.files


def _definitions(template: sam.Template, path: Path, root: Path) -> dict[str, tuple[str, bytes]]:
    found = {}
    for logical_id, machine in sam.resources(template, sam.STATE_MACHINE):
        uri = machine.get("DefinitionUri")
        if not isinstance(uri, str):
            continue
        definition = path.parent / uri
        if not definition.is_file():
            raise PackagingFailed(
                f"State machine {logical_id} of {path} has no definition at {definition}."
            )
        refuse_stale(definition, root)
        found[logical_id] = (definition.name, definition.read_bytes())
    return found


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
