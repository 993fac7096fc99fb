"""What the services' functions wrote: the probe's lines and their own error lines."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lab.deployment import Deployment

PROBE = "RIPPLE "
# In both the probe's lines and the services' error lines; CloudWatch knows no plain "or"
# that the embedded engine knows too.
ABOUT_ORDERS = '"order_id"'
PAGE = 10_000  # events at most in one answer
Json = dict[str, Any]


@dataclass
class Lines:
    """Every line of interest in the log groups of a deployment's functions."""

    probe: list[Json] = field(default_factory=list)
    errors: dict[str, Json] = field(default_factory=dict)  # by message id, the newest


def read_lines(deployment: Deployment, since: float = 0) -> Lines:
    """Read the log group of every function once; `since` is in seconds since the epoch."""
    lines = Lines()
    for function in deployment.functions.values():
        for message in messages(deployment, function.name, ABOUT_ORDERS, since):
            if message.startswith(PROBE):
                told = parsed(message[len(PROBE) :])
                if isinstance(told.get("records"), list):
                    lines.probe.append(told)
            else:
                told = parsed(message)
                if told.get("level") == "error" and isinstance(told.get("message_id"), str):
                    lines.errors[told["message_id"]] = told
    return lines


def probe_lines(
    deployment: Deployment, function: str, term: str | None = None, since: float = 0
) -> list[Json]:
    """The probe's lines of a function, oldest first; about an order's id if one is given.

    ``since`` is in seconds since the epoch. Without a probe there are none.
    """
    lines = _lines(deployment, function, term or PROBE.strip(), since)
    return [told for line in lines if PROBE in line and (told := parsed(line.partition(PROBE)[2]))]


def error_lines(
    deployment: Deployment, function: str, term: str | None = None, since: float = 0
) -> list[Json]:
    """The error lines a function logged itself, as ``probe_lines`` chooses them."""
    found = []
    for line in _lines(deployment, function, term or "error", since):
        told = parsed(line) if PROBE not in line else {}
        if told.get("level") == "error" and (term is None or term in told.values()):
            found.append(told)
    return found


def everywhere(
    read: Callable[..., list[Json]],
    deployment: Deployment,
    term: str | None = None,
    since: float = 0,
) -> list[Json]:
    """What ``probe_lines`` or ``error_lines`` reads of every function."""
    return [line for each in deployment.functions for line in read(deployment, each, term, since)]


def records_about(lines: Iterable[Json], order_id: str) -> Iterator[tuple[Json, Json]]:
    """Each of the probe's lines with each of its records about an order."""
    for line in lines:
        for record in line.get("records", ()):
            if record.get("order_id") == order_id:
                yield line, record


def _lines(deployment: Deployment, function: str, term: str, since: float = 0) -> Iterator[str]:
    quoted = term.replace("\\", "\\\\").replace('"', '\\"')
    return messages(deployment, deployment.functions[function].name, f'"{quoted}"', since)


def messages(
    deployment: Deployment, function_name: str, pattern: str, since: float
) -> Iterator[str]:
    """What a function, by its physical name, wrote that fits CloudWatch's filter pattern."""
    client = deployment.client("logs")
    asked: Json = {
        "logGroupName": f"/aws/lambda/{function_name}",
        "filterPattern": pattern,
        "startTime": int(since * 1000),
        "limit": PAGE,
    }
    seen: set[tuple[Any, ...]] = set()
    while True:
        try:
            page = client.filter_log_events(**asked)
        except client.exceptions.ResourceNotFoundException:
            return  # a function that never ran has no log group yet
        new = [event for event in page["events"] if _identity(event) not in seen]
        for event in new:
            yield event["message"].strip()
        if "nextToken" in page:
            asked["nextToken"] = page["nextToken"]
        elif len(page["events"]) >= PAGE and new:
            # The embedded engine stops at the limit without a token: go on from there.
            seen = {_identity(event) for event in page["events"]}
            asked["startTime"] = page["events"][-1]["timestamp"]
        else:
            return


def _identity(event: Json) -> tuple[Any, ...]:
    name = (event.get("logStreamName"), event["timestamp"], event["message"])
    return (event["eventId"],) if event.get("eventId") else name


def parsed(text: str) -> Json:
    """The JSON object in a line; {} if it holds none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
