"""What the services' functions wrote: the probe's lines and their own error lines."""

import json
from collections.abc import Iterator
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
    """What functions wrote about orders, each function's oldest first.

    An error line has the logical id of its function added.
    """

    probe: list[Json] = field(default_factory=list)
    errors: list[Json] = field(default_factory=list)


def read_lines(
    deployment: Deployment, since: float = 0, *, term: str | None = None, function: str = ""
) -> Lines:
    """The probe's lines and the error lines of every function, or of one by its logical id.

    since: in seconds since the epoch; term: only lines that have it, such as an order's id.
    """
    lines = Lines()
    quoted = (term or "").replace("\\", "\\\\").replace('"', '\\"')
    pattern = f'"{quoted}"' if term else ABOUT_ORDERS
    for each in (function,) if function else deployment.functions:
        for message in messages(deployment, deployment.functions[each].name, pattern, since):
            _, mark, behind = message.partition(PROBE)
            told = parsed(behind if mark else message)
            if mark and isinstance(told.get("records"), list):
                lines.probe.append(told)
            elif not mark and told.get("level") == "error" and term in (None, *told.values()):
                lines.errors.append({"function": each, **told})
    return lines


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
