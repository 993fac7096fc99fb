"""What one order took, in things that are counted and paid for."""

from dataclasses import dataclass

from lab.trace.model import Recorded


@dataclass(frozen=True, slots=True)
class Counts:
    """Facts about one order's way, the same wherever it runs.

    invocations: times a function was given something of the order: a message, a change, a task.
        In a batch each counts as if it had come alone, for what batches save is the traffic's.
    messages_published: messages that topics, queues or buses took, published again included.
    messages_delivered: messages that functions were handed from queues, each delivery counted.
    state_transitions: states entered, by all executions of the order.
    table_calls: calls to DynamoDB that were carried out, refused conditions included; a
        transaction over several items is one call.
    """

    invocations: int
    messages_published: int
    messages_delivered: int
    state_transitions: int
    table_calls: int


def counts(trace: Recorded) -> Counts:
    """Count a trace."""
    calls = [call for span in trace.spans for call in span.calls]
    return Counts(
        invocations=len(trace.spans),
        messages_published=sum(call.publishes and call.done for call in calls),
        messages_delivered=sum(span.trigger.kind == "sqs" for span in trace.spans),
        state_transitions=sum(each.enters for each in trace.transitions),
        table_calls=sum(call.service == "dynamodb" and call.drill != "before" for call in calls),
    )
