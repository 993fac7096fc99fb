"""Faults, duplicates, holds and mutations that the probe carries out, for the orders one names."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from lab.probe.mutating import FIELD_WAYS, MESSAGE_WAYS
from lab.probe.outage import DOWN

FOREVER = -1
"""A drill with so many times is never used up."""

TABLE = "RippleDrillsTable"


class Deployed(Protocol):
    """The slice of a deployment that drills need."""

    def client(self, service: str, /) -> Any:
        """A boto3 client."""

    def physical(self, logical_id: str, /) -> str:
        """The name of a resource where it runs."""
        ...


@dataclass(frozen=True)
class Drill:
    """One disturbance of one order at one function."""

    function: str  # logical id, or "*"
    kind: str  # "fault" | "duplicate" | "hold" | "show" | "mutation" | "outage" | "death"
    operation: str = "*"  # "dynamodb:*", "sns:Publish"; a fault's only
    when: str = "before"  # or "after" the call that carries the order; a fault's only
    times: int = 1
    on: str = "*"  # the event type being handled; a mutation's event, request or response
    then: str = "goes on"  # or "comes again", when the function's time is up; a hold's only
    error: str = "its own"  # trouble of the service, "TransactionConflict" or "missing"; or how
    # whoever asked is told of an outage or a death
    path: str = ""  # dotted, of the field; "" for the message as a whole; a mutation's only
    how: str = ""  # a key of `lab.probe.mutating`; a mutation's only
    every: str = ""  # a fault's only: one of so many calls fails, drawn, and it is never used up
    rest: str = ""  # seconds a message is hidden; "" as its queue says; an outage's and a death's
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])


def fault(
    function: str,
    *,
    operation: str = "*",
    when: str = "before",
    times: int = 1,
    on: str = "*",
    missing: bool = False,
    every: int = 1,
) -> Drill:
    """AWS fails `times` times when this function calls it for the order; FOREVER until cleared.

    ``operation`` is a pattern such as ``dynamodb:*``; ``when="after"`` fails a call that was done;
    ``on`` is a pattern of the event types it handles meanwhile, such as ``StockReserved``;
    ``missing``: what is called is not there; ``every``: one of so many calls, drawn by the order.
    Raises ValueError for another ``when`` or for no times.
    """
    error = "missing" if missing else "its own"
    counted = str(_times(every)) if every != 1 else ""
    return Drill(
        function, "fault", operation, _moment(when), _times(times), on, error=error, every=counted
    )


def outage(
    function: str,
    *,
    error: str = DOWN,
    times: int = FOREVER,
    on: str = "*",
    rest: int | None = None,
) -> Drill:
    """The function does not get to its work for the order, as if it were down or throttled.

    ``error`` is what whoever asked is told. A message comes again when its queue says, or after
    ``rest`` seconds; others of its batch are worked off.
    """
    return Drill(function, "outage", times=_times(times), on=on, error=error, rest=_seconds(rest))


def death(
    function: str,
    *,
    operation: str = "*",
    when: str = "before",
    error: str = DOWN,
    times: int = 1,
    on: str = "*",
    rest: int | None = None,
) -> Drill:
    """The function's process ends at a call for the order, and nothing of it can be caught.

    ``operation``, ``when`` and ``on`` are as a fault's, ``error`` and ``rest`` as an outage's; told
    that its time was up, whoever waits is kept waiting that long. Raises ValueError as `fault`.
    """
    own = (function, "death", operation, _moment(when), _times(times), on)
    return Drill(*own, error=error, rest=_seconds(rest))


def conflict(function: str, *, times: int = 1, on: str = "*") -> Drill:
    """DynamoDB cancels this function's transaction for the order `times` times, and does nothing.

    As when another transaction is at work on its last item. ``on`` is as a fault's is.
    """
    write = "dynamodb:TransactWriteItems"
    return Drill(function, "fault", write, times=_times(times), on=on, error="TransactionConflict")


def duplicate(function: str = "*", *, times: int = FOREVER) -> Drill:
    """The function receives the order's event twice, `times` times or always."""
    return Drill(function, "duplicate", times=_times(times))


def hold(function: str, *, on: str = "*", then: str = "goes on") -> Drill:
    """The function waits with the order's event until the order's drills are cleared.

    It waits before the service's handler is called; a batch waits for all its held orders. ``on``
    is a pattern of event types, as a fault's is. When the function's own time is nearly up, it
    goes on, or (``then="comes again"``) answers as Lambda does where it is throttled: nothing was
    done, and a workflow's Retry calls it again. Raises ValueError for another ``then``.
    """
    if then not in ("goes on", "comes again"):
        raise ValueError(f"A held order goes on or comes again, not {then!r}.")
    return Drill(function, "hold", times=FOREVER, on=on, then=then)


def show(function: str = "*") -> Drill:
    """The function's log has in full what it is given and answers for the order, and tells."""
    return Drill(function, "show", times=FOREVER)


def mutation(function: str, *, on: str, how: str, path: str = "", times: int = FOREVER) -> Drill:
    """What is on its way for the order is broken, field by field or as a whole.

    ``on`` is the type of an event, which ``function`` says or takes, or REQUEST or RESPONSE, which
    it is asked with or answers; ``path`` names a field, its parts by dots, in every entry of a
    list. Raises ValueError for a ``how`` that there is not.
    """
    known = FIELD_WAYS if path else MESSAGE_WAYS
    if how not in known:
        raise ValueError(f"What is on its way is {', '.join(known)}, and not {how!r}.")
    return Drill(function, "mutation", times=_times(times), on=on, path=path, how=how)


def met(deployment: Deployed, order_ids: Iterable[str]) -> dict[str, set[str]]:
    """By order, the ids of those of its mutations that were carried out."""
    found = {each: _found(deployment, each).get("met", {}).get("SS", ()) for each in order_ids}
    return {order_id: set(ids) for order_id, ids in found.items()}


def plan(deployment: Deployed, drills: Mapping[str, Sequence[Drill]]) -> None:
    """Plan drills by order id, in place of those planned before; place the orders afterwards."""
    client, table = deployment.client("dynamodb"), deployment.physical(TABLE)
    for order_id, planned in drills.items():
        stored = {"L": [{"M": _stored(drill)} for drill in planned]}
        client.put_item(TableName=table, Item={**_key(order_id), "drills": stored})


def clear(deployment: Deployed, order_ids: Iterable[str]) -> None:
    """Take the orders' drills away: the cause of their faults is gone."""
    client, table = deployment.client("dynamodb"), deployment.physical(TABLE)
    for order_id in order_ids:
        client.delete_item(TableName=table, Key=_key(order_id))


def left(deployment: Deployed, order_id: str) -> dict[str, int]:
    """How many times each drill of an order, by its id, is still to happen."""
    stored = [each["M"] for each in _found(deployment, order_id).get("drills", {"L": []})["L"]]
    return {each["id"]["S"]: int(each["times"]["N"]) for each in stored}


def held(deployment: Deployed, order_ids: Iterable[str]) -> set[str]:
    """Those of the orders that a function said it holds, and has not let go since.

    A function that was ended while it waited could not say so; clearing the drills says it.
    """
    return {each for each in order_ids if _found(deployment, each).get("held", {}).get("SS")}


def _found(deployment: Deployed, order_id: str) -> dict[str, Any]:
    """What stands in the table of an order, as last written."""
    found: dict[str, Any] = deployment.client("dynamodb").get_item(
        TableName=deployment.physical(TABLE), Key=_key(order_id), ConsistentRead=True
    )
    return found.get("Item") or {}


def _times(times: int) -> int:
    if times == 0 or times < FOREVER:
        raise ValueError(f"A drill happens once or more, or {FOREVER} for ever, not {times} times.")
    return times


def _moment(when: str) -> str:
    if when not in ("before", "after"):
        raise ValueError(f"A fault comes before or after a call, not {when!r}.")
    return when


def _seconds(rest: int | None) -> str:
    return "" if rest is None else str(rest)


def _key(order_id: str) -> dict[str, Any]:
    return {"pk": {"S": f"order#{order_id}"}}


def _stored(drill: Drill) -> dict[str, Any]:
    words = asdict(drill)
    times = {"N": str(words.pop("times"))}
    return {**{name: {"S": word} for name, word in words.items()}, "times": times}
