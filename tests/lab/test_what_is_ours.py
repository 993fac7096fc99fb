"""In an account, the lab touches what it made and tagged itself, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from lab.deployment import artifacts, remove
from lab.deployment.artifacts import Artifacts
from lab.deployment.stack import Stack
from lab.errors import DeploymentFailed
from lab.places import PlaceKind

STACK, ACCOUNT = "ripple-choreography", "123456789012"
OWN = [{"Key": "ripple-lab", "Value": STACK}]
BUCKET = f"ripple-artifacts-{ACCOUNT}-eu-west-1"


class CloudFormation:
    """One stack, with these tags, and change sets with those."""

    def __init__(self, status: str, tags: list[dict[str, str]], *change_sets: Any) -> None:
        self.status, self.tags, self.change_sets = status, tags, change_sets
        self.deleted: list[str] = []

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        if self.deleted:
            raise refused("ValidationError", 400, "Stack does not exist")
        found = {"StackStatus": self.status, "Tags": self.tags, "StackId": StackName}
        return {"Stacks": [found]}

    def describe_change_set(self, ChangeSetName: str) -> dict[str, Any]:
        return {"Tags": self.change_sets[int(ChangeSetName)]}

    def get_paginator(self, operation: str) -> Any:
        listed = [{"ChangeSetId": str(number)} for number in range(len(self.change_sets))]
        page = {"list_change_sets": {"Summaries": listed}}.get(
            operation, {"StackResourceSummaries": []}
        )
        whole = SimpleNamespace(build_full_result=lambda: page)
        return SimpleNamespace(paginate=lambda **_: whole)

    def delete_stack(self, StackName: str) -> None:
        self.deleted.append(StackName)


class S3:
    """One bucket of an account, with tags and objects; refuses who expects another owner."""

    def __init__(self, account: str, tags: list[dict[str, str]] | None) -> None:
        self.account, self.tags = account, tags
        self.objects = {f"{STACK}/code.zip"}
        self.gone = False
        self.expected: list[str | None] = []

    def _met(self, owner: str | None) -> None:
        self.expected.append(owner)
        if owner is not None and owner != self.account:
            raise refused("AccessDenied", 403, "Access Denied")

    def head_bucket(self, Bucket: str, ExpectedBucketOwner: str | None = None) -> None:
        self._met(ExpectedBucketOwner)

    def get_bucket_tagging(self, Bucket: str, ExpectedBucketOwner: str | None = None) -> Any:
        self._met(ExpectedBucketOwner)
        if self.tags is None:
            raise refused("NoSuchTagSet", 404, "The TagSet does not exist")
        return {"TagSet": self.tags}

    def get_paginator(self, _operation: str) -> Any:
        return SimpleNamespace(paginate=self._versions)

    def _versions(
        self, Bucket: str, Prefix: str, ExpectedBucketOwner: str | None = None
    ) -> Iterator[Any]:
        self._met(ExpectedBucketOwner)
        yield {"Versions": [{"Key": key, "VersionId": "1"} for key in self.objects]}

    def delete_objects(
        self, Bucket: str, Delete: Any, ExpectedBucketOwner: str | None = None
    ) -> None:
        self._met(ExpectedBucketOwner)
        self.objects -= {each["Key"] for each in Delete["Objects"]}

    def delete_bucket(self, Bucket: str, ExpectedBucketOwner: str | None = None) -> None:
        self._met(ExpectedBucketOwner)
        self.gone = True


def refused(code: str, status: int, words: str) -> ClientError:
    told = {
        "Error": {"Code": code, "Message": words},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(told, "Any")  # type: ignore[arg-type]


def account(cloudformation: Any = None, s3: Any = None) -> Any:
    """An AWS account as the lab sees it."""
    clients = {"cloudformation": cloudformation, "s3": s3}
    return SimpleNamespace(
        kind=PlaceKind.AWS, account=ACCOUNT, region="eu-west-1", rewrites_runtime=False,
        endpoint_url=None, sfn_endpoint_url=None, client=clients.__getitem__,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "tags"),
    [
        ("CREATE_COMPLETE", []),
        ("CREATE_COMPLETE", [{"Key": "ripple-lab", "Value": "somebody else's project"}]),
        ("CREATE_COMPLETE", [{"Key": "owner", "Value": STACK}]),
        ("REVIEW_IN_PROGRESS", []),
    ],
)
def test_a_stack_without_our_own_tag_is_left_alone(status: str, tags: list[dict[str, str]]) -> None:
    theirs = CloudFormation(status, tags)
    s3 = S3(ACCOUNT, [{"Key": "ripple-lab", "Value": "artifacts"}])
    with pytest.raises(DeploymentFailed, match="did not make"):
        remove(account(theirs, s3), STACK)
    with pytest.raises(DeploymentFailed, match="did not make"):
        Stack(theirs, STACK).apply({"TemplateBody": "{}"})
    assert theirs.deleted == []
    assert s3.objects


def test_a_stack_that_waits_for_a_strangers_change_set_too_is_left_alone() -> None:
    theirs = CloudFormation("REVIEW_IN_PROGRESS", [], OWN, [])
    with pytest.raises(DeploymentFailed, match="did not make"):
        Stack(theirs, STACK).refuse_if_foreign()


def test_what_we_made_and_never_got_to_create_is_deleted() -> None:
    ours = CloudFormation("REVIEW_IN_PROGRESS", [], OWN)
    s3 = S3(ACCOUNT, [{"Key": "ripple-lab", "Value": "artifacts"}])
    remove(account(ours, s3), STACK)
    assert ours.deleted == [STACK]
    assert (s3.objects, s3.gone) == (set(), True)


@pytest.mark.parametrize(
    "tags",
    [None, [], [{"Key": "ripple-lab", "Value": "mine"}], [{"Key": "a", "Value": "artifacts"}]],
)
def test_a_bucket_without_our_own_tag_keeps_all_it_has(
    tags: list[dict[str, str]] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "PATIENCE", 0.0)
    s3 = S3(ACCOUNT, tags)
    theirs = Artifacts(account(s3=s3), STACK)
    theirs.remove()
    assert (len(s3.objects), s3.gone) == (1, False)
    with pytest.raises(DeploymentFailed, match=f"bucket {BUCKET} has no tag ripple-lab"):
        theirs.ensure_bucket()


def test_a_bucket_that_another_run_just_made_is_ours_once_it_is_tagged() -> None:
    s3 = S3(ACCOUNT, [])
    found, theirs = s3.get_bucket_tagging, [{"Key": "ripple-lab", "Value": "artifacts"}]

    def tagged_after(**named: Any) -> Any:
        answer = found(**named)
        s3.tags = theirs
        return answer

    s3.get_bucket_tagging = tagged_after  # type: ignore[method-assign]
    Artifacts(account(s3=s3), STACK).ensure_bucket()


def test_a_bucket_of_another_account_is_neither_filled_nor_emptied() -> None:
    s3 = S3("999999999999", [{"Key": "ripple-lab", "Value": "artifacts"}])
    theirs = Artifacts(account(s3=s3), STACK)
    theirs.remove()
    assert (len(s3.objects), s3.gone) == (1, False)
    with pytest.raises(DeploymentFailed, match="belongs to another account"):
        theirs.ensure_bucket()


def test_every_call_for_a_bucket_says_whose_it_must_be() -> None:
    s3 = S3(ACCOUNT, [{"Key": "ripple-lab", "Value": "artifacts"}])
    Artifacts(account(s3=s3), STACK).ensure_bucket()
    Artifacts(account(s3=s3), STACK).remove()
    assert set(s3.expected) == {ACCOUNT}
    assert len(s3.expected) > 4


def test_aws_takes_the_owner_where_we_name_it() -> None:
    import boto3

    client = boto3.client(
        "s3", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    owner = {"ExpectedBucketOwner": ACCOUNT}
    with Stubber(client) as answers:
        answers.add_response("put_object", {}, {"Bucket": BUCKET, "Key": "k", "Body": b"", **owner})
        client.put_object(Bucket=BUCKET, Key="k", Body=b"", **owner)
        asked = {"Bucket": BUCKET, "Delete": {"Objects": [{"Key": "k", "VersionId": "1"}]}, **owner}
        answers.add_response("delete_objects", {}, asked)
        client.delete_objects(**asked)
        answers.assert_no_pending_responses()
