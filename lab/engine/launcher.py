"""What runs inside the two server processes: each emulator behind a guard, on a leash.

Nothing of the emulators is changed but what they sign with and hand to functions, the group of a
schedule, and what is done over and over: Moto signs every call with constants, MiniStack makes a
role's secret from names that anybody can guess, takes every schedule to be in the default group,
checks a signature that the guard has checked, and looks up who asks up to three times a request;
Moto parses a state machine anew for every execution, and makes a client for every task.
"""

import http.server
import json
import logging
import os
import signal
import socketserver
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from lab.engine.guard import Guard, runtime_api
from lab.engine.key import Key
from lab.engine.ports import LOOPBACK


def _key() -> Key:
    key = Key.given(os.environ)
    if key is None:
        raise SystemExit("No key was given.")
    return key


def _prepare() -> None:
    """Ends with the watchdog, and does not wait for delayed acknowledgements."""
    threading.Thread(target=_end_with_the_watchdog, daemon=True).start()
    # The standard library's own switch: else an invocation waits for a delayed acknowledgement.
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True


def _end_with_the_watchdog() -> None:
    # Standard input is a pipe that only the watchdog can write to: its end means that the watchdog
    # was killed, and then the server ends too, with the function processes in its group.
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


def ministack(port: int) -> None:
    """Everything but Step Functions, until the end of the process."""
    _prepare()
    key = _key()
    # What checks templates would spend a second on a grammar of addresses that none of them has.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    _make_roles_secret(key)
    _make_ports_of_functions_private(key)
    _name_schedules_by_their_group()
    from ministack import app as served

    admitted = _check_once()
    served.app = Guard(key, port).asgi(served.app, admitted)
    sys.argv = ["ministack"]
    served.main()


def _check_once() -> Callable[[str], None]:
    """What is to be told whose request the guard has let in, so that nothing is found out twice.

    What a role may do is still asked of its policies, as they are, at every request.
    """
    from ministack import app as served
    from ministack.core import iam_evaluator as evaluator

    found: ContextVar[dict[tuple[str, str], Any]] = ContextVar("found")
    verified = evaluator._verified_key  # noqa: SLF001  nothing public says that a key is verified
    resolved, parsed = evaluator.resolve_principal, evaluator.parse_policy_document
    of_text = lru_cache(256)(parsed)

    def resolved_once(key_id: str, account: str, credential: Any = None) -> Any:
        known = found.get({})
        if (key_id, account) not in known:
            known[key_id, account] = resolved(key_id, account, credential)
        return known[key_id, account]

    def admitted(key_id: str) -> None:
        verified.set(key_id)
        found.set({})

    served.pin_signed_request = lambda *_: None
    evaluator.resolve_principal = resolved_once
    evaluator.parse_policy_document = lambda document: (
        of_text(document) if isinstance(document, str) else parsed(document)
    )
    return admitted


def _make_roles_secret(key: Key) -> None:
    """Roles of functions get credentials that nobody can make who does not hold the key."""
    from ministack.core import lambda_runtime

    def credentials(config: dict[str, Any]) -> dict[str, str]:
        from ministack.services import sts

        account = config["FunctionArn"].split(":")[4]
        role, name = config.get("Role", "").rsplit("/", 1)[-1], config["FunctionName"][:64]
        given = key.role(config["FunctionArn"], config.get("Role", ""))
        session = {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role}/{name}",
            "UserId": f"{role}:{name}",
            "SecretAccessKey": given["AWS_SECRET_ACCESS_KEY"],
            "SessionToken": given["AWS_SESSION_TOKEN"],
        }
        sts.register_session(given["AWS_ACCESS_KEY_ID"], session)
        return given

    lambda_runtime.execution_credentials = credentials


def _make_ports_of_functions_private(key: Key) -> None:
    """Each process of a function is told a token, without which its port serves nobody."""
    from ministack.services import lambda_svc

    # MiniStack makes each port of this class when it is needed.
    handler = runtime_api(http.server.BaseHTTPRequestHandler, key)
    http.server.BaseHTTPRequestHandler = handler  # type: ignore[misc]
    told = lambda_svc._provided_worker_env  # noqa: SLF001  nothing public says what it is told

    def with_token(config: dict[str, Any], folder: str, port: int) -> dict[str, str]:
        environment: dict[str, str] = told(config, folder, port)
        environment["AWS_LAMBDA_RUNTIME_API"] += f"/{key.runtime_token(port)}"
        return environment

    lambda_svc._provided_worker_env = with_token  # noqa: SLF001


def _name_schedules_by_their_group() -> None:
    """A permission for the schedules of a group is asked of that group, as on AWS."""
    from ministack.core import iam_actions

    extracted = iam_actions.extract_resource_arn

    def named(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        arn: str = extracted(service, method, path, headers, body, *rest)
        if service == "scheduler" and ":schedule/default/" in arn and body:
            group = json.loads(body).get("GroupName") or "default"
            return arn.replace(":schedule/default/", f":schedule/{group}/", 1)
        return arn

    iam_actions.extract_resource_arn = named


class _KeptClients:
    """A session that makes a client of a service once; each call has a connection of its own.

    A connection that is kept could be closed by the other side just when a task is sent.
    """

    def __init__(self, session: Any) -> None:
        self._session, self._lock = session, threading.Lock()
        self._made: dict[str, Any] = {}

    def client(self, **settings: Any) -> Any:
        """The client of these settings."""
        told = {name: each for name, each in settings.items() if name != "config"}
        options = vars(settings["config"]) if "config" in settings else {}
        with self._lock:
            known = repr(sorted({**told, **options}.items(), key=lambda item: item[0]))
            if known not in self._made:
                made = self._session.client(**settings)
                made.meta.events.register("before-send", _close_after_it)
                self._made[known] = made
            return self._made[known]


def _close_after_it(request: Any, **_: Any) -> None:
    request.headers["Connection"] = "close"


def _parse_once() -> None:
    """A definition becomes a tree once, and of the tree each execution gets components of its own.

    An answer of theirs may be changed on the way, so nothing but the tree is shared.
    """
    from moto.stepfunctions.parser.asl.parse import asl_parser

    asl: Any = asl_parser
    parsed = asl.AmazonStateLanguageParser.parse
    tree_of = lru_cache(64)(lambda definition: parsed(definition)[1])

    def parse(definition: str) -> tuple[Any, Any]:
        tree = tree_of(definition)
        return asl.Preprocessor().visit(tree), tree

    asl.AmazonStateLanguageParser.parse = staticmethod(parse)


def moto(port: int) -> None:
    """Step Functions, until the end of the process."""
    _prepare()
    key = _key()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    import boto3
    import moto.server

    server: Any = moto.server

    class Session(boto3.Session):  # type: ignore[misc]
        """Signs with the engine's key, whatever a caller would sign with."""

        def client(self, *arguments: Any, **settings: Any) -> Any:
            mine = {"aws_access_key_id": key.id, "aws_secret_access_key": key.secret}
            return super().client(*arguments, **settings | mine)

    boto3.DEFAULT_SESSION = _KeptClients(Session())
    _parse_once()
    guard = Guard(key, port)
    application = server.DomainDispatcherApplication
    server.DomainDispatcherApplication = lambda create: guard.wsgi(application(create))
    server.main(["-H", LOOPBACK, "-p", str(port)])
