"""What must follow from what was seen, by the wiring as it is deployed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.traces.model import Span, Transition
from lab.courier.lines import streams_of
from lab.deployment import Deployment
from lab.deployment.resources import QUEUE, by_name
from lab.trace.attempts import attempts_of, execution_ended


@dataclass(frozen=True)
class Subscription:
    """A topic's subscriber and the event types it wants; None when that cannot be told."""

    topic: str
    queue: str
    event_types: frozenset[str] | None

    def wants(self, topic: str | None, event_type: str | None) -> bool:
        """Whether what is published so is surely delivered here."""
        known = self.event_types is not None and event_type in self.event_types
        return known and topic == self.topic


@dataclass(frozen=True)
class Wiring:
    """Who is told of what."""

    subscriptions: tuple[Subscription, ...] = ()
    streamed_tables: frozenset[str] = frozenset()
    most_receives: Mapping[str, int] = field(default_factory=dict)  # by queue

    def missing(self, spans: Sequence[Span], _: Sequence[Transition] = ()) -> tuple[str, ...]:
        """A sentence for each thing that must have happened and was not seen."""
        if not spans:
            return ("nothing of this order is in the logs",)
        told = [*self._undelivered(spans), *self._unannounced(spans), *self._unrepeated(spans)]
        return tuple(dict.fromkeys(told))

    def _undelivered(self, spans: Sequence[Span]) -> Iterator[str]:
        taken = {(span.trigger.source, span.trigger.event_id) for span in spans}
        for call in (call for span in spans for call in span.said):
            for each in self.subscriptions:
                if (
                    each.wants(call.resource, call.event_type)
                    and (each.queue, call.event_id) not in taken
                ):
                    yield f"{call.event_type} has not been taken from {each.queue}"

    def _unannounced(self, spans: Sequence[Span]) -> Iterator[str]:
        for table in sorted(self.streamed_tables):
            writers = [
                span.started
                for span in spans
                if any(call.writes and call.done and call.resource == table for call in span.calls)
            ]
            heard = [s.started for s in spans if s.trigger.source == table]
            if writers and max(heard, default=0.0) < max(writers):
                yield f"the last change in {table} has not been followed by its stream"

    def _unrepeated(self, spans: Sequence[Span]) -> Iterator[str]:
        """What failed and is not yet in a dead-letter queue comes again."""
        latest: dict[tuple[str, str | None], Span] = {}
        for span in sorted(spans, key=lambda each: (each.attempt, each.started)):
            if span.trigger.kind in ("sqs", "stream"):
                latest[span.function, span.trigger.message_id] = span
        for span in latest.values():
            most = self.most_receives.get(span.trigger.source or "")
            if span.outcome == "error" and (most is None or span.attempt < most):
                yield f"{span.trigger.event_type} failed in {span.function} and is to come again"


Missing = Callable[[Sequence[Span], Sequence[Transition]], tuple[str, ...]]
"""A sentence for each thing of an order that must have happened and was not seen."""


def by_history(_deployment: Deployment, _names: Mapping[str, str]) -> Missing:
    """Nothing to ask for: an execution's history says what must be in the logs."""
    return lambda spans, transitions: tuple(_missing_of_workflow(spans, transitions))


def by_messages(deployment: Deployment, names: Mapping[str, str]) -> Missing:
    """Ask the deployment who subscribes to what, and which tables are followed."""
    tables = [stream.arn.split("/")[1] for stream in streams_of(deployment)]
    return Wiring(
        tuple(subscriptions(deployment, names)),
        frozenset(names.get(table, table) for table in tables),
        dict(_most_receives(deployment)),
    ).missing


def subscriptions(deployment: Deployment, names: Mapping[str, str]) -> Iterator[Subscription]:
    """Every queue that hears a topic of the deployment; `names` gives logical ids."""
    sns = deployment.client("sns")
    pages = sns.get_paginator("list_subscriptions_by_topic")
    for topic, arn in by_name(deployment.resources, "AWS::SNS::Topic").items():
        for page in pages.paginate(TopicArn=arn):
            for found in page["Subscriptions"]:
                if found["Protocol"] == "sqs" and found["SubscriptionArn"].startswith("arn:"):
                    queue = found["Endpoint"].rpartition(":")[2]
                    attributes = sns.get_subscription_attributes(
                        SubscriptionArn=found["SubscriptionArn"]
                    )["Attributes"]
                    yield Subscription(
                        topic,
                        names.get(queue, queue),
                        _event_types(attributes.get("FilterPolicy")),
                    )


def _event_types(policy: str | None) -> frozenset[str] | None:
    """The types of a plain filter on `event_type`; anything cleverer is not judged."""
    try:
        wanted: Any = json.loads(policy or "{}")
    except ValueError:
        return None
    types = wanted.get("event_type") if isinstance(wanted, dict) and len(wanted) == 1 else None
    if isinstance(types, list) and all(isinstance(each, str) for each in types):
        return frozenset(types)
    return None


def _most_receives(deployment: Deployment) -> Iterator[tuple[str, int]]:
    sqs, wanted = deployment.client("sqs"), "RedrivePolicy"
    for queue, url in by_name(deployment.resources, QUEUE).items():
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[wanted])
        found = answer.get("Attributes", {})
        if wanted in found:
            yield queue, int(json.loads(found[wanted])["maxReceiveCount"])


def _missing_of_workflow(spans: Sequence[Span], transitions: Sequence[Transition]) -> Iterator[str]:
    if not transitions:
        yield "there is no execution of this order"
    elif not execution_ended(transitions):
        yield "its execution has not ended"
    served = {(s.trigger.execution, s.trigger.scheduled) for s in spans}
    for attempt in attempts_of(transitions):
        # A task that timed out or never started leaves no line.
        ran = attempt.error is None or not attempt.error.type.startswith(("States.", "Lambda."))
        ended = attempt.result != "open"
        if ended and ran and attempt.function and (attempt.execution, attempt.id) not in served:
            yield f"the run of {attempt.function} for {attempt.state!r} is not in its log"
