"""Load the handler, then: take an event, call, answer; an exception ends the call, not the loop."""

import importlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from decimal import Decimal
from email.message import Message
from typing import Any

from lab.runtime.api import EnvironmentClosed, RuntimeApi
from lab.runtime.context import Context

Handler = Callable[[Any, Context], Any]

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_BYTES_RETURNED = 6 * 1024 * 1024 + 100


class Fault(Exception):
    """A failure of the function's set-up, under the name AWS has for it."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


def run(api: RuntimeApi, handler_name: str) -> int:
    """Serve until Lambda ends this environment; the process's exit code."""
    _prepare_output()
    requests = _RequestId()
    _log_like_lambda(requests)
    try:
        handler = load(handler_name)
    except Exception as error:
        _report(error, "", api.fail_init)
        return 1
    try:
        while True:
            headers, body = api.next()
            requests.current = headers["Lambda-Runtime-Aws-Request-Id"]
            _invoke(api, handler, headers, body)
    except EnvironmentClosed:
        return 0


def load(name: str) -> Handler:
    """The callable at `package.module.function`; raises Fault under AWS's name for what is wrong."""
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


def _invoke(api: RuntimeApi, handler: Handler, headers: Message, body: bytes) -> None:
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    _pass_on_trace(headers.get("Lambda-Runtime-Trace-Id"))
    try:
        event = _event(body)
        answer = _answer(handler(event, Context(headers)))
    except Exception as error:
        _report(error, request_id, lambda described: api.fail(request_id, described))
    else:
        sys.stdout.flush()
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


def _report(error: Exception, request_id: str, post: Callable[[dict[str, Any]], None]) -> None:
    fault = isinstance(error, Fault)
    frames = [] if fault else traceback.extract_tb(error.__traceback__)[1:]
    described = {
        "errorMessage": str(error),
        "errorType": error.error_type if isinstance(error, Fault) else type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames),
    }
    head = f"[ERROR] {described['errorType']}: {described['errorMessage']}"
    # Carriage returns keep it one log event, as AWS's own runtime does.
    text = "\n".join([head, "Traceback (most recent call last):", *described["stackTrace"]])
    print(text.rstrip().replace("\n", "\r"), flush=True)
    post(described)


def _pass_on_trace(trace: str | None) -> None:
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)


def _prepare_output() -> None:
    name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    os.environ.setdefault("AWS_LAMBDA_LOG_GROUP_NAME", f"/aws/lambda/{name}")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace", line_buffering=True)


class _RequestId(logging.Filter):
    """Lends every log record the id of the invocation it was written in."""

    current = ""

    def filter(self, record: logging.LogRecord) -> bool:
        record.aws_request_id = self.current
        return True


def _log_like_lambda(requests: _RequestId) -> None:
    pattern = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    formatter = logging.Formatter(pattern, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    handler.addFilter(requests)
    logging.getLogger().addHandler(handler)
