"""What the services' functions wrote: the probe's lines and their own error lines."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from lab.deployment import Deployment

PROBE = "RIPPLE "
Json = dict[str, Any]


def probe_lines(
    deployment: Deployment, function: str, term: str | None = None, since: float = 0
) -> list[Json]:
    """The probe's lines of a function, oldest first; about an order's id if one is given.

    ``since`` is in seconds since the epoch. Without a probe there are none.
    """
    lines = _lines(deployment, function, term or PROBE.strip(), since)
    return [told for line in lines if PROBE in line and (told := _json(line.partition(PROBE)[2]))]


def error_lines(
    deployment: Deployment, function: str, term: str | None = None, since: float = 0
) -> list[Json]:
    """The error lines a function logged itself, as ``probe_lines`` chooses them."""
    found = []
    for line in _lines(deployment, function, term or "error", since):
        told = _json(line) if PROBE not in line else {}
        if told.get("level") == "error" and (term is None or term in told.values()):
            found.append(told)
    return found


def records_about(lines: Iterable[Json], order_id: str) -> Iterator[tuple[Json, Json]]:
    """Each of the probe's lines with each of its records about an order."""
    for line in lines:
        for record in line.get("records", ()):
            if record.get("order_id") == order_id:
                yield line, record


def _lines(deployment: Deployment, function: str, term: str, since: float = 0) -> Iterator[str]:
    client = deployment.client("logs")
    group = f"/aws/lambda/{deployment.functions[function].name}"
    quoted = term.replace("\\", "\\\\").replace('"', '\\"')
    pages = client.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern=f'"{quoted}"', startTime=int(since * 1000)
    )
    try:
        for page in pages:
            for event in page["events"]:
                yield event["message"].strip()
    except client.exceptions.ResourceNotFoundException:
        # A function that never ran has no log group yet.
        return


def _json(text: str) -> Json:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
