"""The code that all functions of a skeleton share: saying, hearing, remembering."""

from collections.abc import Mapping

from analysis.redesign.skeleton.values import nested

MARK = "SKELETON, derived by Ripple Lab"
_TELLING = '''"""@MARK: how events are said and heard, and how a service remembers."""

import json
import os

import boto3


def say(topic, kind, data):
    """Publish an event of a kind on the topic that a variable names."""
    boto3.client("sns").publish(
        TopicArn=os.environ[topic],
        Message=json.dumps({**@SAID, "type": kind, **data}),
        MessageAttributes={"event_type": {"DataType": "String", "StringValue": kind}},
    )


def told_to(refusal):
    """Whether this refusal is tried out: its name stands in the variable REFUSE."""
    return refusal.__name__ in os.environ.get("REFUSE", "").split(",")


def remember(key, fields):
    """Keep fields of one case; all that is kept of it. To keep the same twice is harmless."""
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    names = list(fields)
    kept = table.update_item(
        Key={"pk": str(key)},
        UpdateExpression="SET " + ", ".join(f"#{i} = :{i}" for i in range(len(names))),
        ExpressionAttributeNames={f"#{i}": name for i, name in enumerate(names)},
        ExpressionAttributeValues={f":{i}": json.dumps(fields[n]) for i, n in enumerate(names)},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    return {name: json.loads(value) for name, value in kept.items() if name != "pk"}


def worked_off(batch, reactions):
    """React to each message of a batch; what fails comes again, and at last is a dead letter."""
    failed = []
    for record in batch["Records"]:
        event = json.loads(record["body"])
        try:
            print("heard", event["type"], @HEARD)
            reactions[event["type"]](event)
        except Exception as error:
            print("failed:", repr(error))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
'''


def telling(envelope: Mapping[str, bool]) -> str:
    """The file; every event has the fields of the envelope, some of which are read."""
    said = nested({path: "TODO" for path in envelope if path != "type"})
    read = [f"event{at(path)}" for path, is_read in envelope.items() if is_read and path != "type"]
    text = _TELLING.replace("@MARK", MARK).replace(
        ", @HEARD", "".join(f", {each}" for each in read)
    )
    return text.replace("**@SAID, ", f"**{said!r}, " if said else "")


def at(path: str) -> str:
    """Where in a document a path leads, as code."""
    return "".join(f"[{step!r}]" for step in path.split("."))
