"""A service as the CloudFormation template that it is deployed as."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.budget import TOO_LARGE
from analysis.source.document import Block, Items, as_block, as_items, at
from analysis.source.files import Files
from analysis.source.sam.drafts import inner
from analysis.source.serverless import naming
from analysis.source.serverless.drafts import ServerlessOwner, ServiceDraft, at_key, evidence
from analysis.source.serverless.functions import add_function, add_layers
from analysis.source.serverless.machines import add_machines
from analysis.source.serverless.proxies import add_proxies
from analysis.source.serverless.sections import SECTIONS, extended, laid_over, merged, with_exports
from analysis.source.serverless.sources import SOURCES, service_name
from analysis.source.serverless.variables import Variables
from analysis.source.values import Unknown, as_text

_BUCKET = "ServerlessDeploymentBucket"  # for packages; it matters to who names it
_READ = frozenset(
    ("service", "provider", "functions", "resources", "layers", "stepFunctions", "custom", "params",
     "plugins", "package", "frameworkVersion", "configValidationMode", "useDotenv", "stages", "org",
     "app", "tenant", "console", "disabledDeprecations", "deprecationNotificationMode", "outputs",
     "variablesResolutionMode", "projectDir", "unresolvedVariablesNotificationMode", "build",
     "licenseKey", "dashboard", "enableLocalInstallationFallback", "isValidService")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compiled:
    """The template of a service, the name of its stack, and what could not be found out."""

    template: Block
    stack_name: str
    said: list[tuple[str, str, Evidence]]


def compiled(service: Block, folder: Path, root: Path, files: Files) -> Compiled:
    """The template that a service becomes; its paths start in the folder and stay in the root."""
    variables = Variables(service, folder, root, files, SOURCES)
    draft = _begun(variables)
    own = draft.own
    if any(_BUCKET in line for line in service.source.lines):
        draft.add(_BUCKET, "AWS::S3::Bucket", service.like(()), service)
    layers = _section(variables, "layers")
    add_layers(draft, layers if isinstance(layers, Block) else Block())
    for owner in draft.owners.values():
        with variables.budget.part() as part:
            add_function(draft, owner)
        if part.spent:
            variables.say(owner.name, TOO_LARGE.reason, evidence(owner.place))
    machines = _section(variables, "stepFunctions")
    if isinstance(machines, Block):
        add_machines(draft, machines)
    add_proxies(draft, variables.lookup(service, ["custom", "apiGatewayServiceProxies"]))
    template = draft.resources.like({key: own[key] for key in SECTIONS if key in own})
    draft.resources = laid_over(draft.resources, as_block(own.get("Resources")))
    extended(draft, as_block(own.get("extensions")))
    template["Resources"] = draft.resources
    outputs = laid_over(draft.outputs, as_block(own.get("Outputs")))
    template["Outputs"] = with_exports(draft, outputs)
    for key in service:
        if key not in _READ:
            variables.say(key, "a plugin reads it, which is not run", at(service, key))
    stack = as_text(draft.provider.get("stackName")) or f"{draft.name}-{draft.stage}"
    return Compiled(template, stack, variables.said)


def _begun(variables: Variables) -> ServiceDraft:
    service = variables.service
    provider = _section(variables, "provider")
    own = merged(_section(variables, "resources"))
    place = Block(source=service.source, line=service.lines.get("functions", service.line))
    return ServiceDraft(
        variables=variables,
        name=service_name(variables),
        provider=provider if isinstance(provider, Block) else service.like(()),
        owners={owner.name: owner for owner in _owners(variables)},
        resources=place.like(()),
        outputs=place.like(()),
        own=own,
    )


def _section(variables: Variables, name: str) -> Any:
    """A section of the service, each part of it read for itself; what is unknown is said."""
    service = variables.service
    if name not in service:
        return None
    with variables.budget.part() as part:
        value = variables.value(service, name)
    for what, found, where in _parts(name, value, service):
        if isinstance(found, Unknown):
            variables.say(what, found.reason, where)
    if part.spent:
        variables.say(name, TOO_LARGE.reason, at(service, name))
    return value


def _parts(name: str, value: Any, service: Block) -> Iterator[tuple[str, Any, Evidence]]:
    where = at(service, name)
    yield name, value, where
    if isinstance(value, Items):
        for number, each in enumerate(value):
            yield name, each, at(value, number)
    inside = inner(value, "Resources") if isinstance(value, Block) else Block()
    for key, each in inside.items():
        yield key, each, at(inside, key)


def _owners(variables: Variables) -> Iterator[ServerlessOwner]:
    """The functions of the service: written as one mapping, or as a list of some."""
    section = _section(variables, "functions")
    for block in as_items(section):
        if not isinstance(block, Block):
            continue
        for name, body in block.items():
            place = at_key(block, name)
            if isinstance(body, Block):
                yield ServerlessOwner(name, naming.function(name), body, place)
            elif isinstance(body, Unknown):
                variables.say(name, body.reason, evidence(place))
