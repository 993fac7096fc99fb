"""The bucket that CloudFormation takes code from: one an account and region, a folder a stack."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from lab.deployment.tags import TAG
from lab.packaging.bundle import digest
from lab.places import Place

AT_ONCE = 8


def bucket_name(place: Place) -> str:
    """The lab's own bucket at a place."""
    return f"ripple-artifacts-{place.account}-{place.region}"


class Artifacts:
    """A stack's folder in the bucket; the bucket is made when first needed."""

    def __init__(self, place: Place, stack: str) -> None:
        self._s3 = place.client("s3")
        self._region = place.region
        self.bucket = bucket_name(place)
        self.stack = stack

    def upload(self, contents: Mapping[str, bytes], suffix: str) -> dict[str, dict[str, str]]:
        """Name → {Bucket, Key}; the key holds the content's hash, so equal content is one key."""
        keys = {name: f"{self.stack}/{digest(body)}{suffix}" for name, body in contents.items()}
        bodies = {keys[name]: body for name, body in contents.items()}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._put, bodies, bodies.values()))
        return {name: {"Bucket": self.bucket, "Key": key} for name, key in keys.items()}

    def ensure_bucket(self) -> None:
        """Make the bucket, tagged as the lab's, unless it is there."""
        try:
            self._s3.head_bucket(Bucket=self.bucket)
            return
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
        where = {"LocationConstraint": self._region}
        elsewhere = {} if self._region == "us-east-1" else {"CreateBucketConfiguration": where}
        self._s3.create_bucket(Bucket=self.bucket, **elsewhere)
        self._s3.put_bucket_tagging(
            Bucket=self.bucket, Tagging={"TagSet": [{"Key": TAG, "Value": "artifacts"}]}
        )

    def url(self, key: str) -> str:
        """Where CloudFormation finds an object."""
        return f"{self._s3.meta.endpoint_url}/{self.bucket}/{key}"

    def remove(self) -> None:
        """Delete the stack's folder, and the bucket when it is the lab's and nothing is left."""
        try:
            empty(self._s3, self.bucket, f"{self.stack}/")
            if self._is_ours():
                self._s3.delete_bucket(Bucket=self.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("NoSuchBucket", "BucketNotEmpty"):
                raise

    def _put(self, key: str, body: bytes) -> None:
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def _is_ours(self) -> bool:
        try:
            tags = self._s3.get_bucket_tagging(Bucket=self.bucket)["TagSet"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchTagSet":
                return False
            raise
        return any(tag["Key"] == TAG for tag in tags)


def empty(s3: Any, bucket: str, prefix: str = "") -> None:
    """Delete every object under a prefix, with all its versions."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        found = page.get("Versions", []) + page.get("DeleteMarkers", [])
        doomed = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found]
        if doomed:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed, "Quiet": True})
