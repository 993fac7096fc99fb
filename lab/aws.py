"""What every caller of AWS needs: errors that are no matter, and a function's answer."""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:  # who is deployed here itself passes errors over
    from lab.deployment import Deployment


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


def invoke(
    deployment: "Deployment",
    function: str,
    event: Any,
    *,
    default: Callable[[Any], Any] | None = None,
) -> tuple[Any, bool]:
    """What a function, by its logical id, answers to an event; and whether that is an error.

    default: what JSON makes of values that it does not know.
    """
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.functions[function].name,
        Payload=json.dumps(event, default=default).encode(),
    )
    told = json.loads(answer["Payload"].read() or b"null")
    return told, bool(answer.get("FunctionError"))
