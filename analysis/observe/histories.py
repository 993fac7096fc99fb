"""What executions' histories show: the states entered, and how each led to the next."""

from collections.abc import Sequence

from analysis.graph import Evidence
from analysis.observe.sketch import Sketch
from analysis.observe.traces import Moment, Trace
from analysis.walking import grouped

# What begins inside a state: what follows is entered within it.
_OPENS = ("MapIterationStarted", "MapStateStarted", "MapRunStarted", "ParallelStateStarted")
_FAILS = ("Failed", "TimedOut", "Aborted")


def see_histories(trace: Trace, sketch: Sketch) -> None:
    """Add what the trace's executions show."""
    by_execution = grouped(((each.machine, each.execution), each) for each in trace.history)
    started = {
        machine
        for span in trace.spans
        for call in span.calls
        if call.operation.startswith("Start")
        for machine in call.resources
    }
    for (machine, _), history in by_execution.items():
        _History(trace, machine, history, sketch).see(by_client=machine not in started)


class _History:
    def __init__(
        self, trace: Trace, machine: str, history: Sequence[Moment], sketch: Sketch
    ) -> None:
        self.trace, self.machine, self.history, self.sketch = trace, machine, history, sketch
        self.by_id = {moment.id: moment for moment in history}
        self.within: dict[str, str] = {}  # by state, the node it is part of

    def see(self, *, by_client: bool) -> None:
        self.sketch.node(self.machine, "state machine")
        for moment in self.history:
            if moment.type == "ExecutionStarted" and by_client:
                client = self.sketch.client()
                self.sketch.edge(client, self.machine, "invokes", self._at(moment))
            elif moment.type.endswith("StateEntered") and moment.state:
                self._entered(moment)
            elif moment.function and moment.state:
                self.sketch.node(moment.function, "function")
                state = self._state(moment.state)
                self.sketch.edge(state, moment.function, "invokes", self._at(moment))

    def _entered(self, moment: Moment) -> None:
        before = self.by_id.get(moment.previous)
        parent = self.machine
        if before and before.type in _OPENS and before.state != moment.state:
            parent = self._state(before.state)
        elif before and before.type.endswith("StateExited"):
            parent = self.within.get(before.state, self.machine)
        self.within.setdefault(moment.state, parent)
        state = self._state(moment.state)
        at = self._at(moment)
        self.sketch.edge(self.within[moment.state], state, "contains", at)
        if before and before.type.endswith("StateExited") and before.state:
            label = self._label(before)
            self.sketch.edge(self._state(before.state), state, "transitions", at, label=label)

    def _label(self, exited: Moment) -> str:
        """How a state was left; that a Choice fell to its default is not in its history."""
        last = self.by_id.get(exited.previous)
        if last and last.type.endswith(_FAILS):
            return "Catch"
        return "Choice" if exited.type == "ChoiceStateExited" else "Next"

    def _state(self, name: str) -> str:
        return self.sketch.node(f"{self.machine}/{name}", "state", name=name)

    def _at(self, moment: Moment) -> Evidence:
        what = f"{moment.type} {moment.state}".rstrip()
        return Evidence(self.trace.name, 0, what, f"{moment.execution}#{moment.id}")
