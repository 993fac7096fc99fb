"""The runtime's loop: what it answers, whatever a handler does."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lab.runtime import output
from lab.runtime.api import RuntimeApi
from lab.runtime.loop import MOST_BYTES_RETURNED, run
from tests.lab.runtime.played_lambda import ARN, Lambda, playing_lambda


@pytest.fixture
def aws() -> Iterator[Lambda]:
    with playing_lambda() as played:
        yield played


@pytest.fixture
def handler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Writes the body of a module with a handler; gives the handler's name."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "greet")
    monkeypatch.setenv("AWS_LAMBDA_LOG_GROUP_NAME", "")
    monkeypatch.delenv("AWS_LAMBDA_LOG_GROUP_NAME")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "")  # put back as it was, whatever the runtime does
    before = list(logging.getLogger().handlers)

    def written(body: str) -> str:
        (tmp_path / "greeting.py").write_text(body, encoding="utf-8")
        return "greeting.handler"

    yield written
    sys.modules.pop("greeting", None)
    logging.getLogger().handlers[:] = before


def serve(aws: Lambda, name: str) -> int:
    with contextlib.closing(RuntimeApi(aws.address)) as api:
        return run(api, name)


def test_answers_each_event_over_one_connection(aws: Lambda, handler: Any) -> None:
    aws.send({"name": "Ana"}, {"name": "Bo"})

    code = serve(aws, handler("def handler(event, context): return 'hi ' + event['name']"))

    assert code == 0
    assert aws.answers == [
        ("invocation/request-1/response", "hi Ana"),
        ("invocation/request-2/response", "hi Bo"),
    ]
    assert aws.connections == 1


def test_an_error_carries_its_class_message_and_trace_and_the_loop_goes_on(
    aws: Lambda, handler: Any
) -> None:
    aws.send({"fail": True}, {"fail": False})
    name = handler(
        "class PaymentDeclined(Exception): pass\n"
        "def handler(event, context):\n"
        "    if event['fail']: raise PaymentDeclined('ünpaid: 3 €')\n"
        "    return 'paid'\n"
    )

    assert serve(aws, name) == 0

    (path, error), second = aws.answers
    assert path == "invocation/request-1/error"
    assert (error["errorType"], error["errorMessage"]) == ("PaymentDeclined", "ünpaid: 3 €")
    (frame,) = error["stackTrace"]
    assert "greeting.py" in frame
    assert "in handler" in frame
    assert aws.posts[0][2]["Lambda-Runtime-Function-Error-Type"] == "PaymentDeclined"
    assert second == ("invocation/request-2/response", "paid")


def test_an_error_is_one_line_of_the_log(
    aws: Lambda, handler: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.send({})

    serve(aws, handler("def handler(event, context): raise ValueError('no\\nsuch')"))

    said = capsys.readouterr().out
    assert said.startswith("[ERROR] ValueError: no\rsuch\rTraceback (most recent call last):\r")
    assert said.count("\n") == 1


def test_an_error_class_with_any_letters_still_gets_through(aws: Lambda, handler: Any) -> None:
    aws.send({})

    serve(aws, handler("class Błąd(Exception): pass\ndef handler(e, c): raise Błąd('x')"))

    assert aws.answers[0][1]["errorType"] == "Błąd"


def test_unicode_goes_in_and_out_unharmed(aws: Lambda, handler: Any) -> None:
    aws.send({"name": "Ærø 🚚"})

    serve(aws, handler("def handler(event, context): return event"))

    assert aws.answers == [("invocation/request-1/response", {"name": "Ærø 🚚"})]
    assert "Ærø 🚚".encode() in aws.posts[0][1]


def test_a_megabyte_goes_in_and_out(aws: Lambda, handler: Any) -> None:
    aws.send({"text": "x" * 1_000_000})

    serve(aws, handler("def handler(event, context): return event"))

    assert len(aws.answers[0][1]["text"]) == 1_000_000


def test_an_answer_beyond_lambdas_limit_is_an_error(aws: Lambda, handler: Any) -> None:
    aws.send({})

    serve(aws, handler(f"def handler(e, c): return 'x' * {MOST_BYTES_RETURNED}"))

    path, error = aws.answers[0]
    assert path == "invocation/request-1/error"
    assert error["errorType"] == "Function.ResponseSizeTooLarge"


def test_numbers_from_dynamodb_are_plain_json_numbers(aws: Lambda, handler: Any) -> None:
    aws.send({})

    serve(aws, handler("from decimal import Decimal\ndef handler(e, c): return Decimal('1.5')"))

    assert aws.answers[0][1] == Decimal("1.5")


def test_what_json_cannot_hold_is_a_marshal_error(aws: Lambda, handler: Any) -> None:
    aws.send({}, {})

    serve(aws, handler("def handler(e, c): return {1, 2}"))

    assert [error["errorType"] for _, error in aws.answers] == ["Runtime.MarshalError"] * 2
    assert "set is not JSON serializable" in aws.answers[0][1]["errorMessage"]


def test_the_context_is_as_awss(aws: Lambda, handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
    monkeypatch.setenv("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
    aws.send({})
    aws.headers = {
        "Lambda-Runtime-Client-Context": '{"custom": {"a": 1}}',
        "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId": "me"}',
    }
    name = handler(
        "def handler(event, c):\n"
        "    return [c.aws_request_id, c.invoked_function_arn, c.function_name,\n"
        "            c.function_version, c.memory_limit_in_mb, c.log_group_name,\n"
        "            c.log_stream_name, c.client_context.custom, c.identity.cognito_identity_id]\n"
    )

    serve(aws, name)

    assert aws.answers[0][1] == [
        "request-1", ARN, "greet", "$LATEST", "256", "/aws/lambda/greet", "stream", {"a": 1}, "me",
    ]  # fmt: skip


def test_the_time_left_counts_down_to_the_deadline(aws: Lambda, handler: Any) -> None:
    aws.send({})

    serve(aws, handler("def handler(e, c): return c.get_remaining_time_in_millis()"))

    assert 10_000 < aws.answers[0][1] <= 15_000


def test_no_time_is_left_after_the_deadline(aws: Lambda, handler: Any) -> None:
    aws.send({})
    aws.headers = {"Lambda-Runtime-Deadline-Ms": "1000"}

    serve(aws, handler("def handler(e, c): return c.get_remaining_time_in_millis()"))

    assert aws.answers[0][1] == 0


def test_the_trace_header_is_in_the_environment_of_its_invocation(
    aws: Lambda, handler: Any
) -> None:
    aws.send({})
    aws.headers = {"Lambda-Runtime-Trace-Id": "Root=1-2"}

    serve(aws, handler("import os\ndef handler(e, c): return os.environ.get('_X_AMZN_TRACE_ID')\n"))

    assert aws.answers[0][1] == "Root=1-2"


def test_logging_writes_lines_like_lambdas(
    aws: Lambda, handler: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.send({})

    serve(aws, handler("import logging\ndef handler(e, c): logging.warning('low stock')"))

    level, _, request_id, message = capsys.readouterr().out.rstrip("\n").split("\t")
    assert (level, request_id, message) == ("[WARNING]", "request-1", "low stock")


@pytest.mark.parametrize(
    ("body", "name", "error_type"),
    [
        ("", "greeting", "Runtime.MalformedHandlerName"),
        ("", "nowhere.handler", "Runtime.ImportModuleError"),
        ("import no_such_module", "greeting.handler", "Runtime.ImportModuleError"),
        ("def handler(:", "greeting.handler", "Runtime.UserCodeSyntaxError"),
        ("", "greeting.handler", "Runtime.HandlerNotFound"),
        ("raise KeyError('TABLE')", "greeting.handler", "KeyError"),
    ],
)
def test_a_function_that_cannot_start_says_why_once_and_ends(
    aws: Lambda, handler: Any, body: str, name: str, error_type: str
) -> None:
    aws.send({})
    handler(body)

    assert serve(aws, name) == 1

    ((path, error),) = aws.answers
    assert (path, error["errorType"]) == ("init/error", error_type)
    assert aws.handed_out == 0


def test_ends_when_lambda_is_gone(handler: Any) -> None:
    assert run(RuntimeApi("127.0.0.1:9"), handler("def handler(e, c): pass")) == 0


def test_it_is_waited_for_whoever_reads_what_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader comes in the pauses, and takes three bytes at a time."""
    reads, writes = os.pipe()
    os.write(writes, b"a line\n")
    heard: list[bytes] = []
    clock = SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _: heard.append(os.read(reads, 3)))
    monkeypatch.setattr(output, "time", clock)
    output.await_reader(writes)
    assert heard == [b"a l", b"ine", b"\n"]
    os.write(writes, b"never read")
    late = SimpleNamespace(monotonic=iter((0.0, 1.0, output.LONGEST)).__next__, sleep=heard.append)
    monkeypatch.setattr(output, "time", late)
    output.await_reader(writes)
    assert heard[3:] == [output.PAUSE]
    os.close(reads)
    os.close(writes)


def test_what_is_no_pipe_is_not_waited_for(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        file.write(b"a line\n")
        file.flush()
        output.await_reader(file.fileno())


def test_an_answer_is_given_once_what_was_said_is_read(
    aws: Lambda, handler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr(output, "await_reader", lambda: given.append(len(aws.posts)))
    aws.send(1, 0)
    serve(aws, handler("def handler(event, context): return 1 / event"))
    assert given == [0, 1]
    assert [path.rpartition("/")[2] for path, _ in aws.answers] == ["response", "error"]
