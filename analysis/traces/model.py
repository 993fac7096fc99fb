"""A trace: what happened to one order, as spans of functions and transitions of a workflow.

Everything a reader needs is in it by logical id, so that graphs, pictures and counts can be
made from the exported JSON alone, without the deployment it came from.
"""

from dataclasses import field

from analysis.records import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """An error by its name (an AWS error code or an exception's class) and its text."""

    type: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class TracedCall:
    """One call to AWS that a function made for the order.

    ``resource`` is a logical id where the deployment knows it, else the physical name; a
    transaction over several tables names them with commas. The event fields say what a
    published message was. ``drill`` is "before" or "after" where the lab made the call fail.
    """

    at_ms: float
    duration_ms: float
    service: str
    operation: str
    resource: str | None = None
    event_type: str | None = None
    event_id: str | None = None
    caused_by: str | None = None
    reason: str | None = None
    error: Failure | None = None
    drill: str | None = None

    @property
    def resources(self) -> tuple[str, ...]:
        """Each of what it is about by itself."""
        return tuple(filter(None, (self.resource or "").split(",")))

    @property
    def done(self) -> bool:
        """Whether AWS carried it out, even if a drill then hid that from the function."""
        return self.error is None or self.drill == "after"

    @property
    def publishes(self) -> bool:
        """Whether it handed a message to a topic, queue or bus."""
        return self.event_type is not None and self.service in ("sns", "sqs", "events")

    @property
    def writes(self) -> bool:
        """Whether it is a table call that may change the table."""
        readers = ("Get", "BatchGet", "TransactGet", "Query", "Scan", "Describe")
        return self.service == "dynamodb" and not self.operation.startswith(readers)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What set a function off: ``kind`` is sqs, stream, invoke (a client) or task (a workflow).

    ``source`` is the logical id of the queue, table or state machine. ``scheduled`` is the id of
    the history event that scheduled a task, unique within ``execution``.
    """

    kind: str
    source: str | None = None
    event_type: str | None = None
    event_id: str | None = None
    caused_by: str | None = None
    message_id: str | None = None
    receive_count: int | None = None
    state: str | None = None
    scheduled: int | None = None
    execution: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One run of a function on behalf of the order.

    ``started`` is in seconds since the epoch, by the function's clock, and is the moment of the
    order's own first call where the run served several orders (``shared`` with so many others).
    ``cause`` is the id of the span this one follows from, None where a client began it.
    ``role`` is deed, refusal, undo or fault.
    """

    id: str
    service: str
    function: str
    request_id: str
    started: float
    duration_ms: float
    attempt: int
    outcome: str
    trigger: Trigger
    calls: tuple[TracedCall, ...] = ()
    error: Failure | None = None
    cold: bool = False
    duplicate: bool = False
    shared: int = 0
    cause: str | None = None
    role: str = "deed"

    @property
    def said(self) -> tuple[TracedCall, ...]:
        """The messages it published."""
        return tuple(call for call in self.calls if call.publishes and call.done)


@dataclass(frozen=True, slots=True)
class Transition:
    """One event of an execution's history.

    ``previous`` is the id of the event it follows; ``state`` the state it belongs to, found
    along ``previous``; ``function`` the logical id a task calls; ``at`` seconds since the epoch.
    """

    id: int
    type: str
    at: float
    execution: str
    machine: str
    previous: int | None = None
    state: str | None = None
    function: str | None = None
    error: Failure | None = None

    @property
    def enters(self) -> bool:
        """Whether it enters a state, which is what AWS counts as a state transition."""
        return self.type.endswith("StateEntered")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of one order, in causal order.

    ``missing`` has a sentence for each thing that must have happened but is not in the logs yet;
    ``file`` is where the trace was read, if it was.
    """

    order_id: str
    design: str
    spans: tuple[Span, ...] = ()
    transitions: tuple[Transition, ...] = ()
    missing: tuple[str, ...] = ()
    file: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """How evidence speaks of it."""
        return self.file or f"trace of {self.order_id}"


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
