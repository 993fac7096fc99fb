"""The role that the functions of a service share, and roles of single functions."""

from typing import Any

from analysis.source.document import Block, Items, as_items
from analysis.source.sam.drafts import inner, listed, written
from analysis.source.serverless.drafts import (
    ServerlessOwner,
    ServiceDraft,
    at_key,
    attribute,
    evidence,
    flat,
    is_intrinsic,
    placed,
)
from analysis.source.values import Unknown, as_text

_SHARED = "IamRoleLambdaExecution"
_PLUGIN = "serverless-iam-roles-per-function"


def role_of(draft: ServiceDraft, owner: ServerlessOwner) -> Any:
    """The ARN of a function's role: its own, one that is named, or the one that all share.

    What the Framework itself lets the role do (logs, polling, destinations) is left out: what
    needs it is read where it is written.
    """
    body = owner.body
    statements = _own_statements(body)
    if statements is not None:
        return _own(draft, owner, statements)
    if body.get("role") is not None:
        return _named(body, "role", body["role"])
    shared = inner(draft.provider, "iam").get("role", draft.provider.get("role"))
    if shared is not None and (not isinstance(shared, Block) or is_intrinsic(shared)):
        return _named(draft.provider, "role", shared)
    return _add(draft, _SHARED, *_granted(draft), draft.provider)


def _named(block: Block, key: str, role: Any) -> Any:
    """A role that is named by its ARN, or by its logical id."""
    text = as_text(role)
    if text and ":" not in text:
        return attribute(at_key(block, key), text, "Arn")
    return role


def _own_statements(body: Block) -> Any:
    role = inner(inner(body, "iam"), "role")
    return body.get("iamRoleStatements", role.get("statements"))


def _own(draft: ServiceDraft, owner: ServerlessOwner, statements: Any) -> Any:
    """As the plugin for roles per function, and version 4, make it."""
    body = owner.body
    default = inner(inner(draft.variables.service, "custom"), _PLUGIN).get("defaultInherit")
    inherits = body.get(
        "iamRoleStatementsInherit", inner(inner(body, "iam"), "role").get("inheritStatements")
    )
    shared, managed = _granted(draft) if (default if inherits is None else inherits) else ([], [])
    own = [*as_items(statements), *shared]
    return _add(draft, f"{owner.prefix}{_SHARED}", own, managed, body)


def _granted(draft: ServiceDraft) -> tuple[list[Any], list[Any]]:
    """The statements and the managed policies that all functions share."""
    provider = draft.provider
    role = inner(inner(provider, "iam"), "role")
    statements = role.get("statements", provider.get("iamRoleStatements"))
    managed = role.get("managedPolicies", provider.get("iamManagedPolicies"))
    if isinstance(statements, Unknown):
        where = evidence(at_key(provider, "iam"))
        draft.variables.say("iam statements", statements.reason, where)
    return flat(statements), flat(managed)


def _add(
    draft: ServiceDraft, logical_id: str, statements: list[Any], managed: list[Any], origin: Block
) -> Block:
    key = next((key for key in ("iam", "iamRoleStatements") if key in origin), "")
    place = at_key(origin, key)
    document = placed(place, {"Statement": Items([s for s in statements if isinstance(s, Block)])})
    policy = placed(place, {"PolicyName": f"{logical_id}Policy", "PolicyDocument": document})
    content = {
        "Policies": listed(place, policy) if statements else None,
        "ManagedPolicyArns": listed(place, *managed) if managed else None,
    }
    draft.add(logical_id, "AWS::IAM::Role", written(place, content), place)
    return attribute(place, logical_id, "Arn")
