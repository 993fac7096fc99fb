"""Which event types are said because of which writes: a table's stream tells of them."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property, partial
from typing import Any

from analysis.code.aws import transports
from analysis.code.aws.services import named
from analysis.code.following import Followed
from analysis.code.state import Key
from analysis.code.values import Input
from analysis.extract.code.resolving import uses
from analysis.extract.events.documents import Open
from analysis.extract.events.said import admitted
from analysis.extract.extraction import subscriptions
from analysis.fields.changing import INSERT, MODIFY, REMOVE
from analysis.fields.following import Functions
from analysis.fields.rows import RowState
from analysis.fields.runs import HandlerRun
from analysis.fields.saying import messages
from analysis.records import dataclass
from analysis.walking import grouped

Writer = tuple[str, str]
"""A function, and the event type that it writes on; "" where it hears none."""


@dataclass(frozen=True)
class Announcements:
    """What each function says of what another writes; ``runs`` have each followed for anything."""

    functions: Functions
    runs: Mapping[str, Followed]

    def all(self) -> Mapping[tuple[str, str, str], tuple[str, ...]]:
        """By writer, what it hears, and announcer: the event types, where the code of both tells.

        A put makes a row and an update changes one, unless nobody else's write is said with that.
        """
        found: dict[tuple[str, str, str], dict[str, None]] = {}
        pipes = (each.id for each in self.functions.graph.nodes if each.kind == "pipe")
        for announcer in (*self.functions.starts, *pipes):
            known = announcer in self._known or announcer not in self.functions.starts
            told = self._told_by(announcer) if known else {}
            writing = {writer for writer, _ in told}
            for writer in writing & self._known:
                for heard in self.functions.ways.reaching.get(writer) or ("",):
                    events = told.get((writer, heard), {})
                    found.setdefault((writer, heard, announcer), {}).update(events)
        return {key: tuple(sorted(events)) for key, events in sorted(found.items())}

    def _told_by(self, announcer: str) -> dict[Writer, dict[str, None]]:
        found: dict[Writer, dict[str, None]] = {}
        emits = self.functions.emits.get(announcer)
        for table in self.functions.ways.tables(announcer) if emits else ():
            said = cache(partial(self._said, announcer, table))  # writers often leave a row alike
            several = [(said(*each[:2]), each) for each in self._written(table)]
            clear = {event for events, _ in several for event in events}
            for events, (kind, state, writers) in several:
                other = MODIFY if kind == INSERT else INSERT
                likely = events or kind == REMOVE
                told = events if likely else said(other, state) - clear
                for writer in writers:
                    found.setdefault(writer, {}).update(dict.fromkeys(told))
        return found

    def _written(self, table: str) -> Iterator[tuple[str, RowState, set[Writer]]]:
        """In which ways rows of a table are changed: the kind, what they hold then, and by whom."""
        rows = self.functions.rows
        for write in rows.writes.get(table, {}).values():
            writers = self.functions.wrote.get(write.contract, set())
            yield INSERT if write.fresh else MODIFY, rows.state(table, write), writers
        for (where, kind), writers in self.functions.changed.items():
            if where == table:
                yield kind, frozenset(), writers

    def _said(self, announcer: str, table: str, kind: str, state: RowState) -> set[str]:
        """What is said of one change of a row, if the wiring lets that through."""
        images = {"NewImage": Open({name: {"S": value} for name, value in state})}
        change = Open({"eventName": kind, "dynamodb": Open(images)})
        filters = self._heard.get((table, announcer), ())
        if filters and not any(admitted(each, change) for each in filters):
            return set()
        if announcer not in self.functions.starts:
            return set(self.functions.emits.get(announcer, ()))  # a pipe says what it says
        row = Input(f"table:{table}@{kind}")
        constants: dict[Key, object] = {(row.contract, (name,)): value for name, value in state}
        event = transports.changed(row, Input(f"table:{table}"), kind)
        run = HandlerRun(*self.functions.starts[announcer], "", event, constants)
        said = messages(self.functions.followed(run).evaluator)
        several = (self.functions.events(announcer, where, each) for where, each in said)
        return {event for each in several for event, _ in each}

    @cached_property
    def _heard(self) -> Mapping[Writer, list[Any]]:
        """By table and who hears of its changes, the patterns of which one has to fit."""
        heard = subscriptions(self.functions.reading.system)
        return grouped(((each.channel, each.subscriber), each.pattern) for each in heard)

    @cached_property
    def _known(self) -> frozenset[str]:
        """The functions of which all writes are known, and the tables that they are made to."""
        return frozenset(
            function
            for function, followed in self.runs.items()
            if followed.settled and "?" not in _tables(followed)
        )


def _tables(followed: Followed) -> set[str]:
    evaluator = followed.evaluator
    return {
        named(evaluator, use.names, "table")
        for call in evaluator.calls
        for use in uses(evaluator, call)
        if (use.operation.relation, use.operation.kind) == ("writes", "table")
    }
