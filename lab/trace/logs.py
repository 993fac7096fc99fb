"""The probe's lines in the functions' log groups, and the services' own words on failures."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lab.deployment import Deployment

PREFIX = "RIPPLE "
# In both the probe's lines and the services' error lines; CloudWatch knows no plain "or"
# that the embedded engine knows too.
PATTERN = '"order_id"'
PAGE = 10_000  # events at most in one answer

Json = dict[str, Any]


@dataclass
class Lines:
    """Every line of interest in some log groups."""

    probe: list[Json] = field(default_factory=list)
    errors: dict[str, Json] = field(default_factory=dict)  # by message id, the newest


def read_lines(deployment: Deployment, since: float = 0) -> Lines:
    """Read the log group of every function once; `since` is in seconds since the epoch."""
    lines = Lines()
    for function in deployment.functions.values():
        for message in _messages(deployment, f"/aws/lambda/{function.name}", since):
            if message.startswith(PREFIX):
                told = _json(message[len(PREFIX) :])
                if isinstance(told.get("records"), list):
                    lines.probe.append(told)
            else:
                told = _json(message)
                if told.get("level") == "error" and isinstance(told.get("message_id"), str):
                    lines.errors[told["message_id"]] = told
    return lines


def _messages(deployment: Deployment, group: str, since: float) -> Iterator[str]:
    client = deployment.client("logs")
    asked: Json = {
        "logGroupName": group,
        "filterPattern": PATTERN,
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


def _json(text: str) -> Json:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
