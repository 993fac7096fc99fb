"""Names of things on AWS: the name within an ARN or an address, and when two are the same."""

import re
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

_HOLE = re.compile(r"\$\{[^{}]*\}|…")
_LAMBDA_PATH = re.compile(r"/functions/(.*?)/invocations")
_SERVICES: Mapping[str, str] = {
    "lambda": "function",
    "sqs": "queue",
    "sns": "topic",
    "dynamodb": "table",
    "kinesis": "stream",
    "firehose": "stream",
    "kafka": "stream",
    "s3": "bucket",
    "execute-api": "api",
    "appsync": "api",
    "cognito-idp": "user pool",
    "pipes": "pipe",
    "scheduler": "schedule",
    "ecs": "container",
    "batch": "container",
    "glue": "container",
    "codebuild": "container",
}
NAME_PROPERTIES = (
    "FunctionName",
    "QueueName",
    "TopicName",
    "TableName",
    "BucketName",
    "StateMachineName",
    "UserPoolName",
    "DeliveryStreamName",
    "JobDefinitionName",
    "Family",
    "Name",
)


def parsed(text: str, kind: str) -> tuple[str, str]:
    """The kind and the name that an ARN, an address or a plain name designates.

    A hole keeps its name with dots for colons: ${AWS..AccountId}.
    """
    text = plain(text)
    path = _LAMBDA_PATH.search(text)
    if path:
        return parsed(path.group(1), "function")
    if text.startswith("arn:") or (_HOLE.match(text[:20]) and ":" in text):
        return _from_arn(text, kind)
    if text.startswith(("https://", "http://")):
        return _from_address(text, kind)
    return kind, text.split("/", maxsplit=1)[0] if kind in ("bucket", "table") else text


def plain(text: str) -> str:
    """The text with no colon in its holes, so that an ARN falls into its parts."""
    return _HOLE.sub(lambda hole: hole.group().replace(":", "."), text)


def _from_arn(text: str, kind: str) -> tuple[str, str]:
    parts = text.split(":", 5)
    if len(parts) < 6:
        return kind, text
    service, resource = parts[2], parts[5]
    head, _, rest = resource.replace("/", ":", 1).partition(":")
    if service in ("sqs", "sns", "s3"):
        return _SERVICES[service], re.split("[:/]", resource)[0]
    if service == "events":
        return _from_events(head, rest)
    if service == "states":
        return ("activity" if head == "activity" else "state machine"), rest.split(":")[0]
    if service == "execute-api":
        rest = head
    if service == "elasticloadbalancing":  # listener/app/NAME/…
        return "api", "/".join(re.split("[:/]", rest)[1:2]) or rest
    return _SERVICES.get(service, kind), re.split("[:/]", rest)[0] if rest else head


def _from_events(head: str, rest: str) -> tuple[str, str]:
    if head == "event-bus":
        return "bus", rest
    return ("rule" if head == "rule" else "api"), rest.split("/")[-1 if head == "rule" else 0]


def _from_address(text: str, kind: str) -> tuple[str, str]:
    host, _, path = text.split("://", 1)[1].partition("/")
    if "sqs" in host.split(".")[0] or kind == "queue":
        return "queue", path.rstrip("/").split("/")[-1]
    if "execute-api" in host:
        return "api", host.split(".")[0]
    return "api", host or text


class Fitting:
    """Finds the one known name that may be the name asked for; it looks at so many, and no more.

    Templates have some dozens of names. Where thousands meet thousands only equal ones are found.
    """

    def __init__(self, most: int = 300_000) -> None:
        self.left = most

    def only(self, name: str, known: Mapping[str, T]) -> T | None:
        """What is known under the only name that fits, None where none or several do."""
        if name in known:
            return known[name]
        if len(known) > self.left:
            return None
        self.left -= len(known)
        fitting = [value for each, value in known.items() if same_name(each, name)]
        return fitting[0] if len(fitting) == 1 else None


def same_name(first: str, second: str) -> bool:
    """Whether two names may be the same once what only deployment knows is filled in.

    What is not known must not be all there is: `${A}-orders` fits `dev-orders` and `${B}-orders`.
    """
    if first == second:
        return bool(_HOLE.sub("", first))
    one, other = _HOLE.split(first), _HOLE.split(second)
    if len(one) > 1 and len(other) > 1:
        return one == other and any(part.strip("-_/.:") for part in one)
    if len(one) > 1:
        return _fits(one, second)
    return len(other) > 1 and _fits(other, first)


def _fits(pieces: list[str], text: str) -> bool:
    return any(piece.strip("-_/.:") for piece in pieces) and in_order(pieces, text)


def in_order(pieces: list[str], text: str) -> bool:
    """Whether the text is the pieces in their order, with anything between them.

    Each piece is found once, from left to right, so that no pattern backtracks.
    """
    first, *rest = pieces
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return place <= end
