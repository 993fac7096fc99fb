"""Load the handler, then: take an event, call, answer; an exception ends the call, not the loop."""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from lab.runtime import output
from lab.runtime.api import EnvironmentClosed, RuntimeApi
from lab.runtime.output import Fault, RequestId


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


Handler = Callable[[Any, Context], Any]

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_BYTES_RETURNED = 6 * 1024 * 1024 + 100


def run(api: RuntimeApi, handler_name: str) -> int:
    """Serve until Lambda ends this environment; the process's exit code."""
    request_id = RequestId()
    output.prepare(request_id)
    try:
        handler = load(handler_name)
    except Exception as error:  # noqa: BLE001 - whatever a module raises when it is imported
        description = output.described(error, "")
        output.log(description)
        api.fail_init(description)
        return 1
    try:
        while True:
            headers, body = api.next()
            request_id.current = headers["Lambda-Runtime-Aws-Request-Id"]
            _invoke(api, handler, headers, body)
    except EnvironmentClosed:
        return 0


def load(name: str) -> Handler:
    """The callable at `package.module.function`; raises Fault under AWS's name for the cause."""
    module_name, dot, function = name.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler {name!r}: no dot in it")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module {module_name!r}: {error}"
        raise Fault("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        message = f"Syntax error in module {module_name!r}: {error}"
        raise Fault("Runtime.UserCodeSyntaxError", message) from error
    try:
        return getattr(module, function)  # type: ignore[no-any-return]
    except AttributeError:
        message = f"Handler {function!r} missing on module {module_name!r}"
        raise Fault("Runtime.HandlerNotFound", message) from None


def _invoke(api: RuntimeApi, handler: Handler, headers: Mapping[str, str], body: bytes) -> None:
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    _pass_on_trace(headers.get("Lambda-Runtime-Trace-Id"))
    try:
        event = _event(body)
        answer = _answer(handler(event, Context(headers)))
    except Exception as error:  # noqa: BLE001 - a handler's failure is reported, whatever it is
        description = output.described(error, request_id)
        output.log(description)
        output.await_reader()
        api.fail(request_id, description)
    else:
        sys.stdout.flush()
        output.await_reader()
        api.respond(request_id, answer)


def _event(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error


def _answer(result: Any) -> bytes:
    try:
        answer = json.dumps(result, ensure_ascii=False, default=_plain).encode()
    except (TypeError, ValueError) as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error
    if len(answer) > MOST_BYTES_RETURNED:
        message = f"Response payload size ({len(answer)} bytes) exceeded maximum allowed"
        raise Fault("Function.ResponseSizeTooLarge", f"{message} ({MOST_BYTES_RETURNED} bytes).")
    return answer


def _plain(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _pass_on_trace(trace: str | None) -> None:
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
