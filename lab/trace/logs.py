"""The probe's lines in the functions' log groups, and the services' own words on failures."""

from dataclasses import dataclass, field

from lab.deployment import Deployment
from lab.service_logs import PROBE, Json, messages, parsed

# In both the probe's lines and the services' error lines; CloudWatch knows no plain "or"
# that the embedded engine knows too.
PATTERN = '"order_id"'


@dataclass
class Lines:
    """Every line of interest in some log groups."""

    probe: list[Json] = field(default_factory=list)
    errors: dict[str, Json] = field(default_factory=dict)  # by message id, the newest


def read_lines(deployment: Deployment, since: float = 0) -> Lines:
    """Read the log group of every function once; `since` is in seconds since the epoch."""
    lines = Lines()
    for function in deployment.functions.values():
        for message in messages(deployment, function.name, PATTERN, since):
            if message.startswith(PROBE):
                told = parsed(message[len(PROBE) :])
                if isinstance(told.get("records"), list):
                    lines.probe.append(told)
            else:
                told = parsed(message)
                if told.get("level") == "error" and isinstance(told.get("message_id"), str):
                    lines.errors[told["message_id"]] = told
    return lines
