"""The implicit roles of functions and state machines, with all that their Policies allow."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from analysis.source.document import Block, Items, as_items
from analysis.source.joining import join, options
from analysis.source.sam.drafts import SamDrafts, SamOwner, inner, listed, taken, written
from analysis.source.values import Options, Unknown, alternatives, as_text

_TEMPLATES = Path(__file__).with_name("policy_templates.json")
_PLACE = re.compile(r"\$\{([A-Za-z]+)\}")
_MANAGED = "arn:${AWS::Partition}:iam::aws:policy/"
_SENDS = {
    "SQS": ("sqs:SendMessage",),
    "SNS": ("sns:Publish",),
    "EventBridge": ("events:PutEvents",),
    "Lambda": ("lambda:InvokeFunction",),
    **dict.fromkeys(("S3", "S3Bucket"), ("s3:PutObject", "s3:ListBucket")),
}


@cache
def policy_templates() -> dict[str, list[tuple[list[str], list[str]]]]:
    """SAM's policy templates: by name, the actions and resources of each statement."""
    found: dict[str, list[tuple[list[str], list[str]]]] = json.loads(
        _TEMPLATES.read_text(encoding="utf-8")
    )["templates"]
    return found


def allow_sending(drafts: SamDrafts, owner: SamOwner, origin: Block, target: Any) -> None:
    """Let an owner's implicit role, which is added later, send to what the origin's Type says."""
    actions = _SENDS.get(as_text(origin.get("Type")))
    if actions:
        sends = statement(origin, Items(actions), target)
        drafts.statements.setdefault(owner.id, []).append(sends)


def statement(origin: Block, action: Any, resource: Any) -> Block:
    """A statement of a policy, at the origin's place."""
    return origin.like({"Effect": "Allow", "Action": action, "Resource": resource})


def policies(origin: Block, name: str, *statements: Block) -> Block:
    """The properties of a role with one policy of these statements."""
    policy = _named(name, origin.like({"Statement": listed(origin, *statements)}))
    return written(origin, {"Policies": listed(origin, policy)})


def perhaps_none(value: Any) -> bool:
    """Whether a value is absent, or absent under some undecided condition."""
    return value is None or (isinstance(value, Options) and None in value.values)


def role_of(drafts: SamDrafts, owner: SamOwner, managed: tuple[str, ...] = ()) -> Any:
    """The role that was written; where there is none, the ARN of ``OwnerRole``, which is added."""
    given = owner.properties.get("Role")
    if not perhaps_none(given):
        return given
    return options([*alternatives(given), _add_role(drafts, owner, managed)])


def _add_role(drafts: SamDrafts, owner: SamOwner, managed: tuple[str, ...]) -> Any:
    properties, name = owner.properties, f"{owner.id}Role"
    arns = [_MANAGED + each for each in managed]
    given = as_items(properties.get("Policies"))
    documents = [
        _named(f"{name}Implicit{number}", each.like({"Statement": listed(each, each)}))
        for number, each in enumerate(drafts.statements.get(owner.id, ()))
    ]
    for number, policy in enumerate(given):
        for each in alternatives(policy):
            documents += [_named(f"{name}Policy{number}", made) for made in _documents(each)]
            if not isinstance(each, Block):
                arns.append(_MANAGED + each if _is_name(each) else each)
    lines = [each.line for each in documents]
    placed = Items(documents, source=given.source, line=given.line, lines=lines)
    content = {
        "AssumeRolePolicyDocument": properties.get("AssumeRolePolicyDocument"),
        "ManagedPolicyArns": listed(properties, *arns, key="Policies"),
        "Policies": placed if documents else None,
        "Path": properties.get("RolePath"),
        **taken(properties, "PermissionsBoundary"),
    }
    block = written(properties, content, ManagedPolicyArns="Policies", Path="RolePath")
    line = properties.lines.get("Policies", owner.entry.line)
    drafts.add(owner, name, "AWS::IAM::Role", block, line)
    return drafts.ref(name, "Arn")


def _is_name(policy: Any) -> bool:
    return isinstance(policy, str) and not policy.startswith(("arn:", "${"))


def _named(name: str, document: Block) -> Block:
    return document.like({"PolicyName": name, "PolicyDocument": document})


def _documents(policy: Any) -> Iterator[Block]:
    """The policy documents that one item of Policies stands for."""
    if not isinstance(policy, Block):
        return
    if "Statement" in policy:
        yield policy
        return
    for name in policy:
        statements = policy_templates().get(name)
        if statements:
            place = policy.like(())
            place.line = policy.lines.get(name, policy.line)
            given = inner(policy, name)
            made = [_filled(place, given, *each) for each in statements]
            yield place.like({"Statement": listed(place, *made)})


def _filled(place: Block, given: Block, actions: list[str], resources: list[str]) -> Block:
    """A template's statement: it stands where the template is named, its resource below."""
    filled = [_resource(given, each) for each in resources]
    made = statement(place, Items(actions), listed(given, *filled))
    made.lines = {"Resource": next(iter(given.lines.values()), given.line)}
    return made


def _resource(given: Block, pattern: str) -> Any:
    """A template's resource with the parameters that were given put in."""
    parts: list[Any] = []
    for number, piece in enumerate(_PLACE.split(pattern)):
        parts.append(_parameter(given, piece) if number % 2 else piece)
    return join(parts)


def _parameter(given: Block, name: str) -> Any:
    value = given.get(name)
    if value is None or isinstance(value, dict | list):
        return Unknown(f"the policy template's parameter {name} is not given as a text", name)
    if isinstance(value, Options):
        kept = tuple(each for each in alternatives(value) if not isinstance(each, dict | list))
        return Options(kept) if kept else Unknown("no alternative is a text", name)
    return value
