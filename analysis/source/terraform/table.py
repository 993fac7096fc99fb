"""What `types.toml` says of each Terraform type, and which arguments keep the user's own keys."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from analysis.records import dataclass

CONTENT = frozenset((
    "arguments", "attribute_mapping", "attributes", "context", "default_arguments",
    "environment_variables", "header_parameters", "input_paths", "keepers", "labels",
    "path_parameter_values", "query_string_parameters", "request_parameters", "request_templates",
    "response_models", "response_parameters", "response_templates", "stage_variables", "tags",
    "tags_all", "triggers", "variables",
))  # fmt: skip
"""Arguments whose keys are the user's own, and stay as they are written."""

DOCUMENTS = frozenset((
    "AssumeRolePolicyDocument", "Body", "ContainerDefinitions", "ContainerProperties",
    "Definition", "DefinitionString", "EventPattern", "FilterPolicy", "Input", "InputTemplate",
    "Pattern", "Policy", "PolicyDocument", "RedrivePolicy",
))  # fmt: skip
"""Properties whose text is a document; one that is read from a file keeps the file's lines."""

_OF_EC2 = ("default", "ebs", "ec2")
UNKNOWN = "Terraform::"
"""What stands before the type of a resource that is none of CloudFormation's that are known."""


@dataclass(frozen=True, slots=True)
class TypeMapping:
    """A CloudFormation type, and the arguments that it calls otherwise."""

    type: str
    names: Mapping[str, str]


def row_of(kind: str) -> TypeMapping:
    """The row of a Terraform type; what is not known keeps its name, or its service's at least."""
    rows, services, _ = _table()
    if kind in rows:
        return rows[kind]
    words = kind.split("_")
    for count in range(len(words), 1, -1):
        service = services.get("_".join(words[:count]))
        if service:
            whole = (
                service == "EC2" and words[1] not in _OF_EC2
            )  # aws_route_table, but aws_ebs_volume
            rest = (not whole and words[count:]) or words[1:]
            name = "".join(each.capitalize() for each in rest)
            return TypeMapping(f"AWS::{service}::{name}", {})
    return TypeMapping(UNKNOWN + kind, {})


def is_setting(kind: str) -> bool:
    """Whether a type is a part of another resource in CloudFormation, and wires nothing."""
    return kind in _table()[2]


@cache
def _table() -> tuple[Mapping[str, TypeMapping], Mapping[str, str], frozenset[str]]:
    written = tomllib.loads(Path(__file__).with_name("types.toml").read_text(encoding="utf-8"))
    settings = frozenset(written.pop("settings")["types"])
    services = written.pop("services")
    rows = {
        kind: TypeMapping(f"AWS::{names.pop('type')}", names.pop("names", {}) | names)
        for kind, names in written.items()
    }
    return rows, services, settings
