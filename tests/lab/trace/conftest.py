"""Recorded deployments: what the lab read of two orders on each side, played back."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.designs import Design
from tests.designs import CHOREOGRAPHY, ORCHESTRATION

EVENTS = Path(__file__).parent.parent / "events"


class NotFound(Exception):
    """Stands for every client's ResourceNotFoundException."""


class Pages:
    def __init__(self, page: Any) -> None:
        self.page = page

    def paginate(self, **_: Any) -> list[Any]:
        return [self.page]


class Client:
    """Answers as the recorded services did; a test may take answers away."""

    exceptions = type("Exceptions", (), {"ResourceNotFoundException": NotFound})

    def __init__(self, recorded: Any) -> None:
        self.recorded = recorded
        self.page_size = 10_000
        self.asked = 0

    def filter_log_events(self, **asked: Any) -> Any:
        self.asked += 1
        group = self.recorded["logs"].get(asked["logGroupName"])
        if group is None:
            raise NotFound
        events = [event for event in group if event["timestamp"] >= asked["startTime"]]
        start = int(asked.get("nextToken", 0))
        page = {"events": events[start : start + self.page_size]}
        if start + self.page_size < len(events):
            page["nextToken"] = str(start + self.page_size)
        return page

    def get_paginator(self, operation: str) -> Pages:
        if operation == "list_event_source_mappings":
            return Pages({"EventSourceMappings": self.recorded["mappings"]})
        return Subscriptions(self.recorded["subscriptions"])

    def get_subscription_attributes(self, **asked: Any) -> Any:
        arn, known = asked["SubscriptionArn"], self.recorded["subscriptions"]
        [policy] = [each["FilterPolicy"] for each in known if each["SubscriptionArn"] == arn]
        return {"Attributes": {"FilterPolicy": policy}}

    def get_queue_attributes(self, **asked: Any) -> Any:
        policy = self.recorded["redrive_policies"].get(asked["QueueUrl"])
        return {"Attributes": {"RedrivePolicy": json.dumps(policy)} if policy else {}}

    def get_execution_history(self, **asked: Any) -> Any:
        events = self.recorded["histories"].get(asked["executionArn"])
        if events is None:
            raise ClientError({"Error": {"Code": "ExecutionDoesNotExist"}}, "GetExecutionHistory")
        start = int(asked.get("nextToken", 0))
        told = [e | {"timestamp": datetime.fromisoformat(e["timestamp"])} for e in events]
        page = {"events": told[start : start + 7]}
        return page | ({"nextToken": str(start + 7)} if start + 7 < len(told) else {})


class Subscriptions(Pages):
    def paginate(self, **asked: Any) -> list[Any]:
        mine = [each for each in self.page if each["TopicArn"] == asked["TopicArn"]]
        return [{"Subscriptions": mine}]


@dataclass
class Thing:
    logical_id: str
    type: str = ""
    physical_id: str = ""
    name: str = ""
    service: str = ""


class Recorded:
    """A deployment that is no more, as far as the trace needs one."""

    def __init__(self, side: Design) -> None:
        self.design = side
        self.recorded = json.loads((EVENTS / f"{side.name}.json").read_text(encoding="utf-8"))
        self.the_client = Client(self.recorded)
        self.resources = {k: Thing(k, **v) for k, v in self.recorded["resources"].items()}
        self.functions = {k: Thing(k, **v) for k, v in self.recorded["functions"].items()}

    def client(self, service: str) -> Client:
        return self.the_client

    def physical(self, logical_id: str) -> str:
        return self.resources[logical_id].physical_id

    def log(self, function: str) -> list[Any]:
        events: list[Any] = self.recorded["logs"][f"/aws/lambda/{self.functions[function].name}"]
        return events


@pytest.fixture
def recorded_choreography() -> Recorded:
    return Recorded(CHOREOGRAPHY)


@pytest.fixture
def recorded_orchestration() -> Recorded:
    return Recorded(ORCHESTRATION)
