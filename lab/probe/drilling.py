"""Drills on order, from a plan kept by order id in the drills table."""

import os
from fnmatch import fnmatchcase
from typing import Any
from zlib import crc32

from lab.probe.triggers import Json

FOREVER = -1

# What each service answers when it is itself in trouble (HTTP 500); else the common code.
_TROUBLE = {"dynamodb": "InternalServerError", "sns": "InternalError", "sqs": "InternalError"}


class Plans:
    """The drills planned for this function; counters are shared by all its processes."""

    def __init__(self, table: str, function: str) -> None:
        self.table = table
        self.function = function
        self.client: Any = None

    def of(self, order_ids: list[str]) -> dict[str, list[Json]]:
        """Order id → its drills for this function, each with its place in the stored list."""
        planned = {}
        for order_id in order_ids:
            found = self._client().get_item(
                TableName=self.table, Key=_key(order_id), ConsistentRead=True
            )
            drills = _drills_in(found.get("Item") or {})
            mine = [drill for drill in drills if drill.get("function") in ("*", self.function)]
            if mine:
                planned[order_id] = mine
        return planned

    def take(self, order_id: str, drill: Json) -> bool:
        """Use the drill up by one; False when another process has used its last.

        One of so many calls is never used up; which, is drawn from the order and how many came
        before: counted off, it would be the same call of every attempt.
        """
        if every := int(drill.get("every") or 0):
            return crc32(f"{order_id}/{self._count(order_id, drill)}".encode()) % every == 0
        if drill["times"] == FOREVER:
            return True
        client = self._client()
        place = f"drills[{drill['place']}]"
        try:
            client.update_item(
                TableName=self.table,
                Key=_key(order_id),
                UpdateExpression=f"SET {place}.#times = {place}.#times - :one",
                ConditionExpression=f"{place}.#id = :id AND {place}.#times > :none",
                ExpressionAttributeNames={"#times": "times", "#id": "id"},
                ExpressionAttributeValues={
                    ":one": {"N": "1"}, ":none": {"N": "0"}, ":id": {"S": drill["id"]},
                },
            )  # fmt: skip
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _count(self, order_id: str, drill: Json) -> int:
        """How many calls the drill has seen, this one too."""
        name = f"seen-{drill['id']}"
        found = self._client().update_item(
            TableName=self.table,
            Key=_key(order_id),
            UpdateExpression="ADD #seen :one",
            ExpressionAttributeNames={"#seen": name},
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
        )
        return int(found["Attributes"][name]["N"])

    def mark(self, order_id: str) -> bool:
        """Let it be seen that this function holds the order; False when its drills are gone."""
        return self._said(order_id, "ADD held", self.function)

    def unmark(self, order_id: str) -> None:
        """Let it be seen that this function goes on with the order."""
        self._said(order_id, "DELETE held", self.function)

    def met(self, order_id: str, drill: Json) -> None:
        """Let it be seen that a drill was carried out that is never used up."""
        self._said(order_id, "ADD met", drill["id"])

    def _said(self, order_id: str, action: str, what: str) -> bool:
        client = self._client()
        try:
            client.update_item(
                TableName=self.table,
                Key=_key(order_id),
                UpdateExpression=f"{action} :what",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":what": {"SS": [what]}},
            )
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _client(self) -> Any:
        if self.client is None:
            import boto3

            self.client = boto3.client("dynamodb")
        return self.client


def plans_from_environment() -> Plans | None:
    """The plans, or None where the function was deployed without drills."""
    table = os.environ.get("RIPPLE_DRILLS_TABLE")
    return Plans(table, os.environ.get("RIPPLE_FUNCTION", "")) if table else None


def faults(
    drills: list[Json], service: str, operation: str, when: str, handled: list[str]
) -> list[Json]:
    """Those faults and deaths that hit this call at this moment, while this is handled."""
    called = f"{service}:{operation}"
    return [
        drill
        for drill in drills
        if drill.get("kind") in ("fault", "death")
        and drill.get("when") == when
        and fnmatchcase(called, drill.get("operation", "*"))
        and heard(drill, handled)
    ]


def holds(drills: list[Json], handled: list[str]) -> list[Json]:
    """Those drills that hold an order while these event types are handled."""
    return [each for each in drills if each.get("kind") == "hold" and heard(each, handled)]


def mutations(drills: list[Json], on: str) -> list[Json]:
    """Those drills that break what is on its way under this name."""
    return [each for each in drills if each.get("kind") == "mutation" and each.get("on") == on]


def heard(drill: Json, handled: list[str]) -> bool:
    """Whether a drill is meant while one of these event types is handled."""
    pattern = drill.get("on", "*")
    return pattern == "*" or any(fnmatchcase(each, pattern) for each in handled)


def trouble(client: Any, service: str, operation: str, params: Json, drill: Json) -> Exception:
    """The exception botocore raises when the service itself fails, or meets another transaction."""
    code, status, said = _TROUBLE.get(service, "ServiceUnavailable"), 500, "Internal server error"
    reasons: Json = {}
    if drill.get("error") == "missing":
        code, status = ("NotFound" if service == "sns" else "ResourceNotFoundException"), 400
        said = "Requested resource not found"
    if drill.get("error") == "TransactionConflict":
        code, status = "TransactionCanceledException", 400
        codes = ["None"] * (len(params["TransactItems"]) - 1) + ["TransactionConflict"]
        said = f"Transaction cancelled, for specific reasons [{', '.join(codes)}]"
        reasons = {"CancellationReasons": [{"Code": each} for each in codes]}
    parsed = {
        "Error": {"Code": code, "Message": f"{said} (drill {drill['id']})"},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 0},
        **reasons,
    }
    error: Exception = client.exceptions.from_code(code)(parsed, operation)
    return error


def _key(order_id: str) -> Json:
    return {"pk": {"S": f"order#{order_id}"}}


def _drills_in(item: Json) -> list[Json]:
    drills = []
    for place, stored in enumerate((item.get("drills") or {}).get("L") or ()):
        fields = stored.get("M") or {}
        drill = {name: value.get("S") for name, value in fields.items() if "S" in value}
        drills.append({**drill, "times": int(fields["times"]["N"]), "place": place})
    return drills
