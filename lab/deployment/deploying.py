"""From a checkout to a running stack, and that stack as all that run or watch it see it."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.deployment import instruments
from lab.deployment.artifacts import Artifacts
from lab.deployment.claims import claimed
from lab.deployment.removal import copy_machines, removal, remove, remove_copies
from lab.deployment.resources import STATE_MACHINE, Resource, ResourceChange, physical_ids
from lab.deployment.stack import ONLY_TO_DELETE, Stack
from lab.designs import ROOT, Design
from lab.errors import DeploymentFailed
from lab.packaging import template as sam
from lab.packaging.bundle import Bundle, bundled
from lab.packaging.template import Template
from lab.places import Place


@dataclass(frozen=True)
class Function:
    """A deployed function and the service it belongs to, by its `service` tag."""

    logical_id: str
    name: str
    service: str


@dataclass(frozen=True)
class Deployment:
    """One design, deployed as one stack.

    changes: what the deployment that returned this changed; nothing when all was as it should be.
    """

    place: Place
    design: Design
    stack: str
    resources: Mapping[str, Resource]
    functions: Mapping[str, Function]
    changes: tuple[ResourceChange, ...] = field(default=(), compare=False)

    def physical(self, logical_id: str) -> str:
        """The physical id; raises DeploymentFailed for a resource the stack does not have."""
        try:
            return self.resources[logical_id].physical_id
        except KeyError:
            raise DeploymentFailed(
                f"Stack {self.stack} has no resource {logical_id}: "
                f"deploy {self.design.name} again from this checkout."
            ) from None

    def client(self, service: str) -> Any:
        """The place's boto3 client of a service."""
        return self.place.client(service)

    def table(self, service: str) -> str:
        """The physical name of a service's table, such as ordering's."""
        return self.physical(f"{service.capitalize()}Table")

    def delete(self) -> None:
        """Delete the stack and all that came with it; deleting twice is fine."""
        remove(self.place, self.stack)


Progress = Callable[[str], None]

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
LONGEST_BODY = 51_200


def deploy(
    place: Place,
    design: Design,
    *,
    stack: str | None = None,
    drills: bool = False,
    probe: bool = True,
    bundle: Bundle | None = None,
    progress: Progress = lambda _: None,
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
    artifacts = Artifacts(place, stack)
    artifacts.ensure_bucket()
    template = _uploaded(artifacts, bundle)
    if probe:
        instruments.watch(template, bundle)
    if drills:
        instruments.allow_drills(template, bundle)
    if place.rewrites_runtime:
        instruments.run_on_engine(template, bundle, place)
    try:
        changes = standing.apply(_body(artifacts, template))
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


def answer_of(
    deployment: Deployment,
    function: str,
    event: Any,
    *,
    default: Callable[[Any], Any] | None = None,
) -> tuple[Any, bool]:
    """What a function, by its logical id, answers to an event; and whether that is an error.

    default: what JSON makes of values that it does not know.
    """
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.functions[function].name,
        Payload=json.dumps(event, default=default).encode(),
    )
    told = json.loads(answer["Payload"].read() or b"null")
    return told, bool(answer.get("FunctionError"))


@contextlib.contextmanager
def deployed(
    place: Place,
    design: Design,
    *,
    stack: str | None = None,
    fresh: bool = True,
    keep: bool = False,
    drills: bool = False,
    progress: Progress = lambda _: None,
) -> Iterator[Deployment]:
    """A design deployed for as long as the block lasts, however it ends.

    fresh: delete what an earlier run may have left under the same name first; keep: leave it
    standing, unless the block fails. Raises StackInUse where another run works on the stack.
    """
    name = stack or design.stack
    with claimed(place, name), contextlib.ExitStack() as ending:
        if fresh:
            remove(place, name)
        ending.push(removal(place, name, progress))
        yield deploy(place, design, stack=name, drills=drills, progress=progress)
        if keep:
            ending.pop_all()


def packed(place: Place, design: Design, *, probe: bool = True) -> Bundle:
    """A design as `deploy` packs it for a place."""
    modules = [instruments.PROBE] if probe else []
    if not place.rewrites_runtime:
        return bundled(design, modules=modules)
    bootstrap = (ROOT / "lab" / "runtime" / "bootstrap").read_bytes()
    return bundled(design, modules=[*modules, *instruments.RUNTIME], files={"bootstrap": bootstrap})


def _uploaded(artifacts: Artifacts, bundle: Bundle) -> Template:
    """Upload all code; the template that points at it."""
    contents = {logical_id: content for logical_id, (_, content) in bundle.definitions.items()}
    zips = artifacts.upload(bundle.archives, ".zip")
    return bundle.placed(zips, artifacts.upload(contents, ".asl.json"))


def _body(artifacts: Artifacts, template: Template) -> Mapping[str, str]:
    """The template as CloudFormation takes it: a large one from the bucket."""
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
