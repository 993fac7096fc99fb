"""From a checkout to a running stack."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from lab.deployment import instruments
from lab.deployment.artifacts import Artifacts
from lab.deployment.claims import claimed
from lab.deployment.machines import copy_machines, remove_copies
from lab.deployment.model import Deployment, Function
from lab.deployment.removal import remove
from lab.deployment.resources import STATE_MACHINE, Resource, physical_ids
from lab.deployment.stack import ONLY_TO_DELETE, Stack
from lab.designs import ROOT, Design
from lab.errors import DeploymentFailed
from lab.packaging import template as sam
from lab.packaging.bundle import Bundle, bundled
from lab.packaging.template import Template
from lab.places import Place

Progress = Callable[[str], None]

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
LONGEST_BODY = 51_200


def silent(_: str) -> None:
    """Progress that nobody wants to see."""


def deploy(
    place: Place,
    design: Design,
    *,
    stack: str | None = None,
    drills: bool = False,
    probe: bool = True,
    bundle: Bundle | None = None,
    progress: Progress = silent,
) -> Deployment:
    """Create or update a design's stack at a place, and wait until it stands.

    stack: `ripple-<design>` unless given; drills: with the table for planned faults;
    probe: with every function watched; bundle: what `packed` made, with the same probe, instead
    of packing here.
    Raises PackagingFailed, or DeploymentFailed with CloudFormation's reason. A stack that could
    not be created is deleted again.
    """
    stack = stack or design.stack
    if bundle is None:
        progress(f"packing {design.name}")
        bundle = packed(place, design, probe=probe)
    standing = Stack(place.client("cloudformation"), stack)
    if standing.status() in ONLY_TO_DELETE:
        remove(place, stack)
    before = standing.resources()
    progress(f"deploying {stack}")
    template = _instrumented(place, bundle, probe=probe, drills=drills)
    artifacts = Artifacts(place, stack)
    artifacts.ensure_bucket()
    try:
        changes = standing.apply(_uploaded(artifacts, bundle, template))
    except DeploymentFailed:
        if not before:
            remove(place, stack)
        raise
    resources = standing.resources()
    copy_machines(place, stack, resources)
    stale = set(physical_ids(before, STATE_MACHINE)) - set(physical_ids(resources, STATE_MACHINE))
    remove_copies(place, stale)
    functions = _named(bundle.functions, resources)
    return Deployment(place, design, stack, resources, functions, changes)


def attach(place: Place, design: Design, stack: str) -> Deployment:
    """The deployment that a standing stack is; the design's template says whose each function is.

    Raises DeploymentFailed where no such stack stands, PackagingFailed for a template that cannot
    be read.
    """
    resources = Stack(place.client("cloudformation"), stack).resources()
    if not resources:
        raise DeploymentFailed(f"There is no stack {stack}: deploy {design.name} first.")
    sources = sam.functions(sam.read(design.template), design.template)
    return Deployment(place, design, stack, resources, _named(sources, resources))


@contextlib.contextmanager
def deployed(
    place: Place,
    design: Design,
    *,
    stack: str | None = None,
    fresh: bool = True,
    drills: bool = False,
    probe: bool = True,
    progress: Progress = silent,
) -> Iterator[Deployment]:
    """A design deployed for as long as the block lasts, however it ends.

    fresh: delete what an earlier run may have left under the same name first. Raises StackInUse
    where another run works on the stack.
    """
    name = stack or design.stack
    with claimed(place, name):
        if fresh:
            remove(place, name)
        try:
            yield deploy(place, design, stack=name, drills=drills, probe=probe, progress=progress)
        finally:
            progress(f"deleting {name}")
            remove(place, name)


def packed(place: Place, design: Design, *, probe: bool = True) -> Bundle:
    """A design as `deploy` packs it for a place."""
    modules = [instruments.PROBE] if probe else []
    if not place.rewrites_runtime:
        return bundled(design, modules=modules)
    bootstrap = (ROOT / "lab" / "runtime" / "bootstrap").read_bytes()
    return bundled(design, modules=[*modules, *instruments.RUNTIME], files={"bootstrap": bootstrap})


def _instrumented(place: Place, bundle: Bundle, *, probe: bool, drills: bool) -> Template:
    template = bundle.placed({}, {})
    if probe:
        instruments.watch(template, bundle)
    if drills:
        instruments.allow_drills(template, bundle)
    if place.rewrites_runtime:
        instruments.run_on_engine(template, bundle, place)
    return template


def _uploaded(artifacts: Artifacts, bundle: Bundle, template: Template) -> Mapping[str, str]:
    """Upload all code; the template that points at it, as CloudFormation takes it."""
    zips = artifacts.upload(bundle.archives, ".zip")
    contents = {logical_id: content for logical_id, (_, content) in bundle.definitions.items()}
    for logical_id, place in zips.items():
        template["Resources"][logical_id]["Properties"]["CodeUri"] = place
    for logical_id, place in artifacts.upload(contents, ".asl.json").items():
        template["Resources"][logical_id]["Properties"]["DefinitionUri"] = place
    body = json.dumps(template, separators=(",", ":"), default=str)
    if len(body.encode()) <= LONGEST_BODY:
        return {"TemplateBody": body}
    key = artifacts.upload({"template": body.encode()}, ".template.json")["template"]
    return {"TemplateURL": artifacts.url(key["Key"])}


def _named(
    sources: Iterable[sam.FunctionSource], resources: Mapping[str, Resource]
) -> dict[str, Function]:
    return {
        function.logical_id: Function(
            function.logical_id, resources[function.logical_id].physical_id, function.service
        )
        for function in sources
        if function.logical_id in resources
    }
