"""A template file as a stack, or a state machine's definition as a template of its own."""

import re
from pathlib import Path

from analysis.graph import Evidence
from analysis.refusals import BadTemplate
from analysis.source.document import Block, as_block
from analysis.source.embedded import parse
from analysis.source.files import Files
from analysis.source.paths import root_of, shown_path
from analysis.source.serverless import UNRUN, cloud_of, is_code, is_service
from analysis.source.stack import Note, Stack

STANDARD_INPUT = "-"
_PLACEHOLDER = re.compile(r"\$\{(\w{1,255})\}")


def stack_of(path: Path, name: str, files: Files, root: Path | None = None) -> Stack:
    """The stack of a template; its paths may lead to its own root, or to a wider one.

    Raises:
        BadTemplate: it cannot be read as a template.
    """
    shown = shown_path(path)
    if is_code(path):
        raise BadTemplate(f"{shown}: {UNRUN}.")
    document = files.mapping(path)
    if is_service(document):
        return _service(document, path, name, files, root)
    template = _template(document)
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


def resources_in(document: Block) -> Block:
    """The resources of a template, deployed or not; empty where it is none."""
    return as_block(_deployed(document).get("Resources"))


def _template(document: Block) -> Block:
    if "StartAt" in document and "States" in document:
        return _around(document)
    return _deployed(document)


def _deployed(document: Block) -> Block:
    """The template in the answer of `aws cloudformation get-template`, where it is one."""
    body = document.get("TemplateBody")
    if isinstance(body, str) and "Resources" not in document:
        body = parse(body, f"{document.source.name}, its TemplateBody", Evidence("", 0))
    return body if isinstance(body, Block) and "Resources" not in document else document


def _service(
    service: Block, path: Path, name: str, files: Files, root: Path | None = None
) -> Stack:
    """The stack of a service of the Serverless Framework."""
    from analysis.source.serverless.compiling import compiled  # late: most templates are none

    root = _widest(root, root_of(path.parent))
    made = compiled(service, path.parent, root, files)
    remarks = [(f"line {line}", said, service.source.evidence(line))
               for line, said in service.source.remarks]  # fmt: skip
    return Stack(
        name=name,
        path=path,
        shown=shown_path(path),
        template=made.template,
        root=root,
        files=files,
        given={"AWS::StackName": made.stack_name},
        notes=[Note(name, *said) for said in (*remarks, *made.said)],
    )


def _widest(one: Path | None, other: Path) -> Path:
    return one if one and other.is_relative_to(one) else other


def _what(template: Block) -> str:
    if cloud := cloud_of(template):
        return f"its provider is {cloud!r}, and only services on AWS are read"
    if "openapi" in template or "swagger" in template:
        return "it is an OpenAPI document, not a template"
    if "terraform_version" in template:
        return "it is a state as Terraform keeps it, which `terraform show -json` makes readable"
    return "it has no Resources, so it is no template"


def _around(definition: Block) -> Block:
    """A template with nothing but the state machine, for a definition given by itself.

    Each `${name}` in it is a parameter, which stands for itself unless it is given a value.
    """
    names = dict.fromkeys(_PLACEHOLDER.findall("\n".join(definition.source.lines)))
    parameters = {each: definition.like({"Default": f"${{{each}}}"}) for each in names}
    values = {each: definition.like({"Ref": each}) for each in names}
    machine = definition.like({})
    machine["Type"] = "AWS::StepFunctions::StateMachine"
    machine["Properties"] = definition.like(
        {"Definition": definition, "DefinitionSubstitutions": definition.like(values)}
        if names
        else {"Definition": definition}
    )
    resources = definition.like({"StateMachine": machine})
    return definition.like(
        {"Parameters": definition.like(parameters), "Resources": resources}
        if names
        else {"Resources": resources}
    )
