"""Reads and writes SAM templates as plain dictionaries."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from samtranslator.yaml_helper import intrinsics_multi_constructor

from lab.errors import PackagingFailed

Template = dict[str, Any]

FUNCTION = "AWS::Serverless::Function"
STATE_MACHINE = "AWS::Serverless::StateMachine"


@dataclass(frozen=True)
class FunctionSource:
    """A function as the template declares it, globals included."""

    logical_id: str
    handler: str
    service: str


def read(path: Path) -> Template:
    """The template, its short intrinsics (`!Ref`) in their long form; raises PackagingFailed."""
    try:
        template = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
    except OSError as error:
        raise PackagingFailed(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise PackagingFailed(f"{path} is not a YAML template: {said}.") from error
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise PackagingFailed(f"{path} has no Resources, so it is not a template.")
    return template


def write(template: Template, heading: str) -> str:
    """The template as YAML under a comment line; the order of its parts is kept."""
    body = yaml.dump(template, Dumper=_NoAliases, sort_keys=False, allow_unicode=True, width=100)
    return f"# {heading}\n{body}"


def with_globals_written_out(template: Template) -> Template:
    """The same template with what its Globals say written into each resource, as SAM does."""
    from samtranslator.plugins.globals.globals import Globals

    shared = Globals(template)
    written = {name: part for name, part in template.items() if name != "Globals"}
    written["Resources"] = {
        logical_id: _with(shared, logical_id, resource)
        for logical_id, resource in template["Resources"].items()
    }
    return written


def resources(template: Template, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Logical id and properties of every resource of a type; the properties may be edited."""
    for logical_id, resource in template["Resources"].items():
        if isinstance(resource, dict) and resource.get("Type") == kind:
            yield logical_id, resource.setdefault("Properties", {})


def functions(template: Template, path: Path) -> tuple[FunctionSource, ...]:
    """The functions whose code we pack; raises PackagingFailed for one without a handler."""
    shared = template.get("Globals", {}).get("Function", {})
    found = []
    for logical_id, own in resources(template, FUNCTION):
        if "InlineCode" in own:
            continue
        handler = own.get("Handler", shared.get("Handler"))
        if not isinstance(handler, str) or "." not in handler:
            raise PackagingFailed(
                f"Function {logical_id} in {path} has no Handler of the form module.function."
            )
        service = {**shared.get("Tags", {}), **own.get("Tags", {})}.get("service", "")
        found.append(FunctionSource(logical_id, handler, str(service)))
    return tuple(found)


def _with(shared: Any, logical_id: str, resource: dict[str, Any]) -> dict[str, Any]:
    own = copy.deepcopy(resource.get("Properties", {}))
    merged = shared.merge(resource.get("Type"), own, logical_id, resource.get("IgnoreGlobals"))
    if "InlineCode" in own:
        merged.pop("CodeUri", None)
    kept = {name: part for name, part in resource.items() if name != "IgnoreGlobals"}
    return {**kept, "Properties": merged} if merged else kept


# The loader in C, where PyYAML was built with it, reads a template ten times faster.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads the short intrinsics as SAM does."""


_Loader.add_multi_constructor("!", intrinsics_multi_constructor)


class _NoAliases(yaml.SafeDumper):
    """CloudFormation takes no YAML anchors, so repeated parts are written out."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        """Yes, whatever it is."""
        return True
