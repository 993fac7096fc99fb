"""What the functions of the conformance tests do; packed into their zip."""

import json
import os
import time

stumbled_over = set()


def task(event, context):
    """Does as the event says: raises the error it names, takes time, or answers with it."""
    print("TASK", json.dumps(event))
    time.sleep(event.get("takes", 0))
    if "error" in event:
        raise type(event["error"], (Exception,), {})(event.get("message", "on purpose"))
    return {**event, "process": os.getpid()}


def picky(event, context):
    """Reports the records whose body starts with `poison` as failed; takes the others."""
    print("PICKY", json.dumps([record["body"] for record in event["Records"]]))
    poisoned = [
        {"itemIdentifier": record["messageId"]}
        for record in event["Records"]
        if record["body"].startswith("poison")
    ]
    return {"batchItemFailures": poisoned}


def slow(event, context):
    """Takes a while for each batch, and tells which process had it."""
    time.sleep(0.2)
    print("SLOW", os.getpid())


def stream(event, context):
    """Tells of each record of a table's stream; as its row's name says, stumbles or reports it."""
    failed = []
    for record in event["Records"]:
        row = record["dynamodb"]["Keys"]["pk"]["S"]
        print("STREAM", json.dumps([record["eventName"], row]))
        if row.startswith("stumble") and row not in stumbled_over:
            stumbled_over.add(row)
            raise RuntimeError(row)
        if row.startswith("report"):
            failed.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": failed}
