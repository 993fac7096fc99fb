"""What targets get instead of the event: constants, parts of it, templates that it fills."""

from typing import Any

from analysis.extract.events.changing import Filled, Hole, filled, path_of, template
from analysis.extract.resources.shapes import blocks, entries, found, opened
from analysis.graph import Evidence
from analysis.source.document import Block
from analysis.source.values import Unknown

_PATHS = ("InputPathsMap", "InputPaths")  # as CloudFormation and as Terraform call them


def other_input(target: Block, owner: str) -> Filled | None:
    """What the target of a rule gets by Input, InputPath or InputTransformer."""
    for path, where in found(target, "InputPath"):
        if isinstance(path, str):
            return Filled(Hole(path_of(path), where), owner=owner)
    for value, where in found(target, "Input"):
        return Filled(template(_document(value, where), {}), owner=owner)
    for transformer in blocks(target, "InputTransformer"):
        paths = {
            name: Hole(path_of(path), where)
            for key in _PATHS
            for name, path, where in entries(transformer, key)
            if isinstance(path, str)
        }
        for value, where in found(transformer, "InputTemplate"):
            return Filled(template(_document(value, where), paths), owner=owner)
    return None


def input_of_pipe(parameters: Block, kind: str, owner: str) -> Filled:
    """What a pipe gives to its enrichment or target: by a template, or the record as it is."""
    for value, where in found(parameters, "InputTemplate"):
        return Filled(template(_document(value, where)), kind, owner)
    return Filled(Hole(()), kind, owner)


def made_of_nothing(parameters: Block) -> Any:
    """What a pipe's template makes, with nothing known of what goes into it; None without one."""
    for value, where in found(parameters, "InputTemplate"):
        made = filled(template(_document(value, where)), lambda _: None, lambda _: None)
        return made if isinstance(made, dict) else None
    return None


def _document(value: Any, where: Evidence) -> Any:
    """The document of a text, or the text itself where it is none."""
    read = opened(value, where)
    return value if isinstance(read, Unknown) else read
