"""Each function, with its own credentials: what it may do on the engine; all else is refused.

Every function tries every operation on every table, topic and queue of its stack; what is let
through is exactly the table below, which is written by hand from what each function is for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import boto3
import botocore.config
import botocore.exceptions

from lab.deployment import Deployment
from lab.drills import TABLE as DRILLS

KEY = {"pk": {"S": "nobody's"}}
# Let through, it changes nothing: the condition fails.
NEVER = {"ConditionExpression": "attribute_exists(nothing)"}
REFUSED = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}
# Nobody sends so late a message: it is refused for that, and only once it may be sent at all.
ACCEPTED = {
    "ConditionalCheckFailedException",
    "TransactionCanceledException",
    "InvalidParameterValue",
}

Attempt = Callable[["Hand", str], object]


class Hand:
    """What a function has in hand: AWS's clients with its role's credentials."""

    def __init__(self, deployment: Deployment, function: str) -> None:
        self.deployment = deployment
        place = deployment.place
        lambdas = place.client("lambda")
        name = deployment.physical(function)
        # Its role's credentials are good once a process of it was started.
        lambdas.invoke(FunctionName=name, Payload=b'{"Records": []}')
        about = lambdas.get_function(FunctionName=name)["Configuration"]
        given = place.key.role(about["FunctionArn"], about["Role"])
        self.session = boto3.Session(
            aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=given["AWS_SESSION_TOKEN"],
            region_name=place.region,
        )
        self.clients: dict[str, Any] = {}

    def __getitem__(self, service: str) -> Any:
        if service not in self.clients:
            self.clients[service] = self.session.client(
                service,
                endpoint_url=self.deployment.place.endpoint_url,
                config=botocore.config.Config(s3={"addressing_style": "path"}),
            )
        return self.clients[service]


def update(hand: Hand, table: str) -> object:
    return hand["dynamodb"].update_item(TableName=table, Key=KEY, **NEVER,
                                        UpdateExpression="REMOVE nothing")  # fmt: skip


def transact(hand: Hand, table: str) -> object:
    put = {"TableName": table, "Item": KEY, **NEVER}
    return hand["dynamodb"].transact_write_items(TransactItems=[{"Put": put}])


ON: Mapping[str, Mapping[str, Attempt]] = {
    "AWS::DynamoDB::Table": {
        "get": lambda hand, table: hand["dynamodb"].get_item(TableName=table, Key=KEY),
        "put": lambda hand, table: hand["dynamodb"].put_item(TableName=table, Item=KEY, **NEVER),
        "update": update,
        "put together": transact,
        "delete": lambda hand, table: hand["dynamodb"].delete_item(TableName=table, Key=KEY),
        "scan": lambda hand, table: hand["dynamodb"].scan(TableName=table, Limit=1),
        "drop": lambda hand, table: hand["dynamodb"].delete_table(TableName=table),
    },
    "AWS::SNS::Topic": {  # no subscription lets this through: it has no event type
        "publish": lambda hand, topic: hand["sns"].publish(TopicArn=topic, Message="{}"),
        "remove": lambda hand, topic: hand["sns"].delete_topic(TopicArn=topic),
    },
    "AWS::SQS::Queue": {
        "send": lambda hand, url: hand["sqs"].send_message(
            QueueUrl=url, MessageBody="{}", DelaySeconds=901
        ),
        "receive": lambda hand, url: hand["sqs"].receive_message(QueueUrl=url),
        "purge": lambda hand, url: hand["sqs"].purge_queue(QueueUrl=url),
    },
    "AWS::Lambda::Function": {
        "invoke": lambda hand, name: hand["lambda"].invoke(FunctionName=name, Payload=b"{}"),
    },
    "anywhere": {
        "list users": lambda hand, _: hand["iam"].list_users(),
        "make a user": lambda hand, _: hand["iam"].create_user(UserName="theirs"),
        "list stacks": lambda hand, _: hand["cloudformation"].describe_stacks(),
        "list buckets": lambda hand, _: hand["s3"].list_buckets(),
    },
}

NEEDED = {
    "choreography": {
        "PlaceOrderFunction": "put OrderingTable, put together OrderingTable",
        "AnnounceOrderFunction": "publish OrderingTopic, send OutboxDeadLetterQueue",
        "OrderingFunction": "KEEP OrderingTable, receive OrderingQueue",
        "InventoryFunction": "KEEP InventoryTable, receive InventoryQueue, publish InventoryTopic",
        "PaymentsFunction": "KEEP PaymentsTable, receive PaymentsQueue, publish PaymentsTopic",
        "ShippingFunction": "KEEP ShippingTable, receive ShippingQueue, publish ShippingTopic",
    },
    "orchestration": {
        "OpenOrderFunction": "put OrderingTable, put together OrderingTable",
        "ConfirmOrderFunction": "get OrderingTable, update OrderingTable",
        "CancelOrderFunction": "KEEP OrderingTable",
        "ReserveStockFunction": "KEEP InventoryTable",
        "ReleaseStockFunction": "KEEP InventoryTable",
        "TakePaymentFunction": "KEEP PaymentsTable",
        "RefundPaymentFunction": "KEEP PaymentsTable",
        "BookShipmentFunction": "KEEP ShippingTable",
    },
}
KEEP = ("get", "put", "update", "put together")


def needed(words: str) -> set[str]:
    """A row of the table, and what the lab adds to every function: the table of drills."""
    found = {f"get {DRILLS}", f"update {DRILLS}"}
    for each in words.split(", "):
        operation, _, resource = each.rpartition(" ")
        found |= {f"{one} {resource}" for one in (KEEP if operation == "KEEP" else [operation])}
    return found


def allowed(hand: Hand) -> set[str]:
    """All that is let through of all that can be tried on the resources of the stack."""
    tried = {
        f"{operation} {resource.logical_id}": (attempt, resource.physical_id)
        for resource in hand.deployment.resources.values()
        for operation, attempt in ON.get(resource.type, {}).items()
    }
    tried |= {name: (attempt, "") for name, attempt in ON["anywhere"].items()}
    return {
        name for name, (attempt, target) in tried.items() if went_through(hand, attempt, target)
    }


def went_through(hand: Hand, attempt: Attempt, target: str) -> bool:
    try:
        attempt(hand, target)
    except botocore.exceptions.ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in REFUSED | ACCEPTED:
            raise
        return code in ACCEPTED
    return True


def test_a_function_may_do_what_it_is_for_and_nothing_else(deployment: Deployment) -> None:
    table = NEEDED[deployment.design.name]
    assert table.keys() == deployment.functions.keys(), "every function has a row"
    told = {function: allowed(Hand(deployment, function)) for function in table}
    assert told == {function: needed(words) for function, words in table.items()}
