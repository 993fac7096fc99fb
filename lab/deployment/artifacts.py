"""The bucket that CloudFormation takes code from: one an account and region, a folder a stack."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import MappingProxyType
from typing import Any

from botocore.exceptions import ClientError

from lab.aws import passing_over
from lab.deployment.resources import TAG
from lab.deployment.stack import wait_for
from lab.errors import DeploymentFailed
from lab.packaging.bundle import digest
from lab.places import Place, PlaceKind

AT_ONCE = 8
PATIENCE = 2.0  # seconds
OURS = {"Key": TAG, "Value": "artifacts"}
NOT_OURS_TO_DELETE = ("NoSuchBucket", "BucketNotEmpty", "AccessDenied")
"""Gone, still in use by another stack, or another account's: no matter when a stack is removed."""


def bucket_name(place: Place) -> str:
    """The lab's own bucket at a place."""
    return f"ripple-artifacts-{place.account}-{place.region}"


def owner(place: Place) -> dict[str, str]:
    """What a call to S3 says of whose bucket it means, so that a stranger's is refused.

    On an account alone: what account an emulator takes its callers for is its own affair.
    """
    return {"ExpectedBucketOwner": place.account} if place.kind is PlaceKind.AWS else {}


class Artifacts:
    """A stack's folder in the bucket; the bucket is made when first needed."""

    def __init__(self, place: Place, stack: str) -> None:
        self._s3 = place.client("s3")
        self._region = place.region
        self._owner = owner(place)
        self.bucket = bucket_name(place)
        self.stack = stack

    def upload(self, contents: Mapping[str, bytes], suffix: str) -> dict[str, dict[str, str]]:
        """Name → {Bucket, Key}; the key holds the content's hash, so equal content is one key."""
        keys = {name: f"{self.stack}/{digest(body)}{suffix}" for name, body in contents.items()}
        bodies = {keys[name]: body for name, body in contents.items()}
        put = partial(self._s3.put_object, Bucket=self.bucket, **self._owner)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda key: put(Key=key, Body=bodies[key]), bodies))
        return {name: {"Bucket": self.bucket, "Key": key} for name, key in keys.items()}

    def ensure_bucket(self) -> None:
        """Make the bucket, tagged as the lab's, unless it is there.

        Raises DeploymentFailed for a bucket of that name that the lab did not make.
        """
        try:
            self._s3.head_bucket(Bucket=self.bucket, **self._owner)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 403:
                raise self._foreign("belongs to another account, or may not be used") from None
            if status != 404:
                raise
        else:
            if not self._becomes_ours():
                raise self._foreign(f"has no tag {TAG} of the lab's")
            return
        where = {"LocationConstraint": self._region}
        elsewhere = {} if self._region == "us-east-1" else {"CreateBucketConfiguration": where}
        self._s3.create_bucket(Bucket=self.bucket, **elsewhere)
        self._s3.put_bucket_tagging(Bucket=self.bucket, Tagging={"TagSet": [OURS]}, **self._owner)

    def _becomes_ours(self) -> bool:
        """Whether the bucket has our tag, or gets it soon: another run may just have made it."""
        try:
            return wait_for(lambda: self._is_ours() or None, "Tagging the bucket", PATIENCE)
        except DeploymentFailed:
            return False

    def url(self, key: str) -> str:
        """Where CloudFormation finds an object."""
        return f"{self._s3.meta.endpoint_url}/{self.bucket}/{key}"

    def remove(self) -> None:
        """Delete the stack's folder, and the bucket when it is the lab's and nothing is left."""
        with passing_over(*NOT_OURS_TO_DELETE):
            if self._is_ours():
                empty(self._s3, self.bucket, f"{self.stack}/", owner=self._owner)
                self._s3.delete_bucket(Bucket=self.bucket, **self._owner)

    def _is_ours(self) -> bool:
        tags: list[dict[str, str]] = []
        with passing_over("NoSuchTagSet"):
            tags = self._s3.get_bucket_tagging(Bucket=self.bucket, **self._owner)["TagSet"]
        return OURS in tags

    def _foreign(self, why: str) -> DeploymentFailed:
        return DeploymentFailed(
            f"The bucket {self.bucket} {why}, so no code is put there: delete or rename it, "
            "or work in another region."
        )


def empty(
    s3: Any, bucket: str, prefix: str = "", *, owner: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Delete every object under a prefix, with all its versions."""
    pages = s3.get_paginator("list_object_versions")
    for page in pages.paginate(Bucket=bucket, Prefix=prefix, **owner):
        found = page.get("Versions", []) + page.get("DeleteMarkers", [])
        doomed = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found]
        if doomed:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed, "Quiet": True}, **owner)
