"""What the functions' logs say was done for an order, as single steps in time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lab.service_logs import Json


@dataclass(frozen=True)
class Handling:
    """A function handled, published, or failed on an event; ``at`` in seconds since the epoch.

    ``through`` is the physical name of the queue or table it came out of, or the topic it went to.
    """

    at: float
    function: str
    service: str
    did: str
    event: str
    event_id: str | None
    error: str | None = None
    through: str | None = None

    def same(self, other: "Handling") -> bool:
        """Whether both are of one function and one event."""
        of_one = self.function == other.function and self.event == other.event
        return of_one and self.event_id == other.event_id

    def __str__(self) -> str:
        return f"{self.did} {self.event}" + (f": {self.error}" if self.error else "")


def steps_of(lines: Iterable[Json], order_id: str) -> list[Handling]:
    """Every step that the probe's lines show for an order, oldest first."""
    return sorted(_steps(lines, order_id), key=lambda step: step.at)


def unfinished(steps: Iterable[Handling]) -> list[Handling]:
    """Failures after which the same function did not handle the same event, oldest first."""
    still_open: list[Handling] = []
    for step in steps:
        if step.did != "published":
            still_open = [each for each in still_open if not each.same(step)]
        if step.did == "failed on":
            still_open.append(step)
    return still_open


def unheard(steps: Iterable[Handling]) -> list[Handling]:
    """What was published and handled by nobody so far."""
    told = list(steps)
    handled = {step.event_id for step in told if step.did == "handled"}
    return [step for step in told if step.did == "published" and step.event_id not in handled]


def untaken(
    steps: Iterable[Handling], hearers: Callable[[Handling], Iterable[str]]
) -> list[tuple[Handling, str]]:
    """What was published and not handled by one who hears it: which, and out of which queue.

    ``hearers`` names the queues, as steps name them, that a publication is surely sent to.
    """
    told = list(steps)
    handled = {(step.through, step.event_id) for step in told if step.did == "handled"}
    return [
        (step, queue)
        for step in told
        if step.did == "published"
        for queue in hearers(step)
        if (queue, step.event_id) not in handled
    ]


def _steps(lines: Iterable[Json], order_id: str) -> Iterator[Handling]:
    told = [(line, each) for line in lines for each in line["records"]]
    for line, record in told:
        if record.get("order_id") != order_id:
            continue
        function, service = str(line.get("function")), str(line.get("service"))
        trigger = record.get("trigger", {})
        event = trigger.get("event_type") or trigger.get("kind", "call")
        if trigger.get("kind") == "stream":
            event = f"{event} in the table"
        failed = record.get("outcome") != "ok"
        error = record.get("error") or {}
        yield Handling(
            line["started"] + line.get("duration_ms", 0) / 1000,
            function,
            service,
            "failed on" if failed else "handled",
            event,
            trigger.get("event_id") or trigger.get("message_id"),
            f"{error.get('type')}: {error.get('message')}" if error else None,
            trigger.get("queue") or trigger.get("table"),
        )
    for line in lines:
        for call in line.get("calls", ()):
            sent = call.get("operation") == "Publish" and "error" not in call
            if sent and call.get("order_id") == order_id:
                yield Handling(
                    line["started"] + call.get("at_ms", 0) / 1000,
                    str(line.get("function")),
                    str(line.get("service")),
                    "published",
                    call.get("event_type", "an event"),
                    call.get("event_id"),
                    through=call.get("resource"),
                )
