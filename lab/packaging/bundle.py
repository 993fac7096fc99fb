"""A design, packed in memory: its template, a zip for every function, its state machines."""

import copy
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.designs import ROOT, Design
from lab.errors import PackagingFailed
from lab.packaging import template as sam
from lab.packaging.archive import archive
from lab.packaging.closure import Closure, closure
from lab.packaging.workflow import refuse_stale


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
    try:
        needed: Closure = closure(root, [module])
    except PackagingFailed as error:
        raise PackagingFailed(
            f"Function {function.logical_id} of {path} cannot be packed: {error}."
        ) from error
    if name not in needed.defined[module]:
        raise PackagingFailed(
            f"Function {function.logical_id} of {path} cannot be packed: "
            f"module {module} defines no {name}."
        )
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
