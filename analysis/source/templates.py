"""A template file as a stack, or a state machine's definition as a template of its own."""

from pathlib import Path

from analysis.refusals import BadTemplate
from analysis.source.document import Block
from analysis.source.files import Files
from analysis.source.paths import root_of, shown_path
from analysis.source.stack import Note, Stack


def stack_of(path: Path, name: str, files: Files, root: Path | None = None) -> Stack:
    """The stack of a template; its paths may lead to its own root, or to a wider one.

    Raises:
        BadTemplate: it cannot be read as a template.
    """
    shown = shown_path(path)
    template = files.mapping(path)
    if "StartAt" in template and "States" in template:
        template = _around(template)
    resources = template.get("Resources")
    if resources is None:
        raise BadTemplate(f"{shown}:1: {_what(template)}; give a template with Resources.")
    if not isinstance(resources, Block):
        line = template.lines.get("Resources", 1)
        raise BadTemplate(f"{shown}:{line}: its Resources are no mapping; mend that line.")
    source = template.source
    return Stack(
        name=name,
        path=path,
        shown=shown,
        template=template,
        root=_widest(root, root_of(path.parent)),
        files=files,
        notes=[
            Note(name, f"line {line}", said, source.evidence(line)) for line, said in source.remarks
        ],
    )


def _widest(one: Path | None, other: Path) -> Path:
    return one if one and other.is_relative_to(one) else other


def _what(template: Block) -> str:
    if "service" in template and "provider" in template:
        return "it is a Serverless Framework file, which `sls package` turns into a template"
    if "openapi" in template or "swagger" in template:
        return "it is an OpenAPI document, not a template"
    return "it has no Resources, so it is no template"


def _around(definition: Block) -> Block:
    """A template with nothing but the state machine, for a definition given by itself."""
    machine = definition.like({})
    machine["Type"] = "AWS::StepFunctions::StateMachine"
    machine["Properties"] = definition.like({"Definition": definition})
    return definition.like({"Resources": definition.like({"StateMachine": machine})})
