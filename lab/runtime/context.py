"""The second argument of a handler, with the attributes AWS gives it."""

import json
import os
import time
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any


class Context:
    """What a handler may ask about its invocation."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers.get("Lambda-Runtime-Invoked-Function-Arn")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.client_context = _client_context(headers.get("Lambda-Runtime-Client-Context"))
        self.identity = _identity(headers.get("Lambda-Runtime-Cognito-Identity"))
        self._deadline_ms = int(headers.get("Lambda-Runtime-Deadline-Ms") or 0)

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is timed out, never below zero."""
        return max(0, self._deadline_ms - int(time.time() * 1000))


def _client_context(header: str | None) -> Any:
    if not header:
        return None
    sent = json.loads(header)
    return SimpleNamespace(
        custom=sent.get("custom"), env=sent.get("env"), client=sent.get("client")
    )


def _identity(header: str | None) -> Any:
    sent = json.loads(header) if header else {}
    return SimpleNamespace(
        cognito_identity_id=sent.get("cognitoIdentityId"),
        cognito_identity_pool_id=sent.get("cognitoIdentityPoolId"),
    )
