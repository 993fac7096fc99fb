"""Fits a template for the lab: the probe, the drills, and a runtime the embedded engine can run.

Each takes a packed design's template and edits it; deployed without the lab, none of it is there.
"""

import os
import sys
from collections.abc import Iterator
from typing import Any

from lab.drills import TABLE as DRILLS_TABLE
from lab.packaging import template as sam
from lab.packaging.bundle import Bundle
from lab.places import Place

PROBE = "lab.probe"
RUNTIME = ("lab.runtime.start", "lab.runtime.forkserver", "lab.runtime.main")
DRILLS_POLICY = "RippleDrillsPolicy"


def watch(template: sam.Template, bundle: Bundle) -> None:
    """Point every function at the probe, which calls the real handler."""
    for function, properties in _functions(template, bundle):
        properties["Handler"] = f"{PROBE}.handler"
        environment(properties).update(
            RIPPLE_HANDLER=function.handler,
            RIPPLE_SERVICE=function.service,
            RIPPLE_FUNCTION=function.logical_id,
        )


def allow_drills(template: sam.Template, bundle: Bundle) -> None:
    """Add the table that the plans of drills are kept in, and let every function use it."""
    template["Resources"][DRILLS_TABLE] = {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        },
    }
    roles = []
    for function, properties in _functions(template, bundle):
        environment(properties)["RIPPLE_DRILLS_TABLE"] = {"Ref": DRILLS_TABLE}
        roles.append(_role_name(function.logical_id, properties))
    allowed = {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        "Resource": {"Fn::GetAtt": [DRILLS_TABLE, "Arn"]},
    }
    template["Resources"][DRILLS_POLICY] = {
        "Type": "AWS::IAM::Policy",
        "Properties": {
            "PolicyName": "RippleDrills",
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [allowed]},
            "Roles": [role for role in roles if role],
        },
    }


def run_on_engine(template: sam.Template, bundle: Bundle, place: Place) -> None:
    """Let MiniStack run each function under our runtime, and find its services at the place."""
    for _, properties in _functions(template, bundle):
        properties["Runtime"] = "provided.al2023"
        settings = environment(properties)
        # $RIPPLE_PYTHON: for an engine that sees another file system than this process.
        settings["RIPPLE_PYTHON"] = os.environ.get("RIPPLE_PYTHON", sys.executable)
        settings["AWS_ENDPOINT_URL"] = place.endpoint_url
        if place.sfn_endpoint_url:
            settings["AWS_ENDPOINT_URL_SFN"] = place.sfn_endpoint_url


def environment(properties: dict[str, Any]) -> dict[str, Any]:
    """A function's own environment variables, there to be added to; SAM adds the global ones."""
    variables: dict[str, Any] = properties.setdefault("Environment", {}).setdefault("Variables", {})
    return variables


def _functions(
    template: sam.Template, bundle: Bundle
) -> Iterator[tuple[sam.FunctionSource, dict[str, Any]]]:
    for function in bundle.functions:
        yield function, template["Resources"][function.logical_id]["Properties"]


def _role_name(logical_id: str, properties: dict[str, Any]) -> dict[str, str] | None:
    """A reference to the function's role: its own, the one SAM makes, or None for one elsewhere."""
    role = properties.get("Role")
    if role is None:
        return {"Ref": f"{logical_id}Role"}
    attribute = role.get("Fn::GetAtt") if isinstance(role, dict) else None
    return {"Ref": attribute[0]} if attribute else None
