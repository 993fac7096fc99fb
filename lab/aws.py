"""Requests to AWS: counted, and those errors of it passed over that are no matter."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

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


class Clients(Protocol):
    """The slice of a place that counting needs."""

    def client(self, service: str, /) -> Any:
        """The one boto3 client of a service."""


@contextlib.contextmanager
def requests_counted(place: Clients, services: Sequence[str]) -> Iterator[Counter[str]]:
    """How many requests the block sends to each of these services; each page of answers is one."""
    counts: Counter[str] = Counter()
    clients = {service: place.client(service) for service in services}

    def count(*, model: Any, **_: Any) -> None:
        counts[str(model.service_model.service_name)] += 1

    for client in clients.values():
        client.meta.events.register("before-call", count)
    try:
        yield counts
    finally:
        for client in clients.values():
            client.meta.events.unregister("before-call", count)
