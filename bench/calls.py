"""How many AWS calls of each kind the functions of a deployment made, as the probe saw them."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from lab.deployment import Deployment
from lab.service_logs import probe_lines

Kind = tuple[str, str, str]
"""Function by logical id, service, operation."""

LOGS_WITHIN = 15.0
"""Seconds; logs arrive after the orders are settled, and so do the last announcements."""


def calls_by_kind(lines: Mapping[str, Iterable[Mapping[str, Any]]]) -> Counter[Kind]:
    """Count the calls in the probe's lines of each function."""
    return Counter(
        (function, call["service"], call["operation"])
        for function, told in lines.items()
        for line in told
        for call in line["calls"]
    )


def different_calls(ours: Counter[Kind], bare: Counter[Kind]) -> list[str]:
    """A phrase for each kind of call that one made more often than the other."""
    return [
        f"{function} {service}:{operation} {ours[kind]} times, bare {bare[kind]}"
        for kind in sorted({*ours, *bare})
        if ours[kind] != bare[kind]
        for function, service, operation in (kind,)
    ]


def compare_calls(ours: Deployment, bare: Deployment) -> tuple[int, list[str]]:
    """How many calls ours made, and where the two differ once all logs are there."""
    until = time.monotonic() + LOGS_WITHIN
    while True:
        counted = _counted(ours)
        found = different_calls(counted, _counted(bare))
        if (counted and not found) or time.monotonic() > until:
            return counted.total(), found
        time.sleep(0.5)


def _counted(deployment: Deployment) -> Counter[Kind]:
    return calls_by_kind({name: probe_lines(deployment, name) for name in deployment.functions})
