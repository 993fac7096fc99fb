"""The blocks of the `stepfunctions` SDK, with the fields of the language that came after it."""

from typing import Any

from orchestration.sdk import Retry as SdkRetry
from orchestration.sdk import Task


class Retry(SdkRetry):  # type: ignore[misc]  # the SDK has no types
    """A retrier that also takes ``max_delay_seconds`` and ``jitter_strategy``."""

    def is_field_allowed(self, field_name: str) -> bool:
        """Whether the language knows the field."""
        newer = ("max_delay_seconds", "jitter_strategy")
        return field_name in newer or bool(super().is_field_allowed(field_name))


class LambdaTask(Task):  # type: ignore[misc]  # the SDK has no types
    """A task that also takes ``result_selector``."""

    def is_field_allowed(self, field_name: str) -> bool:
        """Whether the language knows the field."""
        return field_name == "result_selector" or bool(super().is_field_allowed(field_name))


def task(  # noqa: PLR0913  the fields of a task, all by name
    name: str,
    *,
    function: str,
    payload: dict[str, Any],
    refuses: tuple[str, ...] = (),
    result_selector: dict[str, str] | None = None,
    result_path: str | None = None,
    timeout_seconds: int = 20,
    comment: str | None = None,
) -> LambdaTask:
    """A task that asks one function for one deed.

    ``function`` is the logical id in the template, ``payload`` its request, and ``refuses``
    the error names that are answers and so never retried. Without ``result_path`` the answer
    is dropped. Seconds are whole.
    """
    step = LambdaTask(
        name,
        comment=comment,
        resource=INVOKE,
        parameters={"FunctionName": f"${{{function}Arn}}", "Payload": payload},
        result_selector=result_selector,
        result_path=result_path,
        timeout_seconds=timeout_seconds,
    )
    if refuses:
        step.add_retry(Retry(error_equals=list(refuses), max_attempts=0))
    step.add_retry(_patient(list(LAMBDA_IS_BUSY), attempts=6))
    step.add_retry(_patient(["States.ALL"], attempts=3))
    return step


INVOKE = "arn:aws:states:::lambda:invoke"
"""Written out: the SDK's LambdaStep asks the machine's region for the partition, so that what is
rendered would depend on where."""

LAMBDA_IS_BUSY = (
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)
"""Faults of Lambda itself, which AWS advises to retry in every task."""


def _patient(errors: list[str], *, attempts: int) -> Retry:
    return Retry(
        error_equals=errors,
        interval_seconds=1,
        max_attempts=attempts,
        backoff_rate=2.0,
        max_delay_seconds=10,
        jitter_strategy="FULL",
    )
