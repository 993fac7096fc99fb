"""Errors of AWS that are no matter."""

import contextlib
from collections.abc import Iterator

from botocore.exceptions import ClientError


@contextlib.contextmanager
def passing_over(*codes: str) -> Iterator[None]:
    """Ends the block where AWS answers with an error of these codes: what was asked is so already.

    A code may have a prefix, as in ``AWS.SimpleQueueService.NonExistentQueue``.
    """
    try:
        yield
    except ClientError as error:
        if not error.response["Error"]["Code"].endswith(codes):
            raise
