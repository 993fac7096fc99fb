"""Follows the functions' handlers, and notes what they read, say, keep and answer."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from analysis.code.deeds import deeds
from analysis.code.evaluator import Evaluator
from analysis.code.following import Followed, follow
from analysis.code.state import Fuel, Trace
from analysis.extract.code.runs import unspecific
from analysis.extract.code.saying import Message
from analysis.extract.policies import environment
from analysis.extract.reading import Reading
from analysis.facts import Deed
from analysis.fields.attributes import settle_attributes
from analysis.fields.changing import changes
from analysis.fields.drafts import ContractDraft, FactDrafts, Path
from analysis.fields.flattening import ValueField, flattened
from analysis.fields.places import arriving
from analysis.fields.rows import Rows
from analysis.fields.runs import Arrivals, HandlerRun, Told
from analysis.fields.saying import (
    bodies,
    calls_of,
    keep_attributes,
    keep_fields,
    keys_given,
    messages,
    paths_read,
    shown,
    written_rows,
)
from analysis.graph import Graph
from analysis.source.entries import Entry
from analysis.source.resource import Resource

_ROUNDS = 3  # tables whose changes lead to changes of other tables


class Functions:
    """The functions whose code is at hand, followed one after the other."""

    def __init__(self, drafts: FactDrafts, graph: Graph, reading: Reading) -> None:
        self.drafts = drafts
        self.graph = graph
        self.reading = reading
        self.rows = Rows(drafts)
        self.ways = Arrivals(graph, reading.system)
        self.wrote: dict[str, set[tuple[str, str]]] = {}
        self.changed: dict[tuple[str, str], set[tuple[str, str]]] = {}
        self.told = Told()
        self.fuel = Fuel()
        self.emits: dict[str, list[str]] = {}
        for edge in graph.edges:
            if edge.relation == "emits":
                self.emits.setdefault(edge.source, []).append(edge.target)
        self.traces: dict[str, list[Trace]] = {}
        self.starts: dict[str, tuple[Resource, Entry]] = {}
        for function in reading.system.of("AWS::Lambda::Function"):
            start = reading.system.entry(function)
            if isinstance(start, Entry):
                self.starts[function.id] = (function, start)

    @cached_property
    def runs(self) -> Mapping[str, Followed]:
        """Each followed once for whatever may arrive."""
        starts = self.starts.values()
        return unspecific(self.reading, starts, self.graph.edges, self.graph.kind_of)

    def follow(self) -> None:
        """First for any message, to learn what is said; then for each that arrives."""
        unsure: set[str] = set()
        for function, start in self.starts.values():
            followed = self.runs[function.id]
            self.traces[function.id] = [followed.evaluator.trace]
            if not followed.whole:
                unsure.update(self.emits.get(function.id, ()))
            self._learn(function.id, followed.evaluator)
            if not self.ways.reaching.get(function.id) and not self.ways.tables(function.id):
                self._asked(function, start, followed)
        known = {event for owner in self.starts for event in self.emits.get(owner, ())}
        others = {e for owner, es in self.emits.items() if owner not in self.starts for e in es}
        for event in (*unsure, *others, *(set(self.told.constants) - known)):
            self.told.constants.pop(event, None)
        for function, start in self.starts.values():
            for run in self.ways.specific(function, start, self.told):
                self._note(run, self.followed(run))
        self._changes()
        for edge in self.graph.edges:
            whole = edge.source in self.starts and self.runs[edge.source].whole
            for taker in self._taking(edge.target) if edge.relation == "reads" else ():
                if not whole:
                    self.drafts.unread.add((edge.source, f"request:{taker}"))
        settle_attributes(self.drafts)

    def _asked(self, function: Resource, start: Entry, followed: Followed) -> None:
        request = f"request:{function.id}"
        lists = self.drafts.places.get(request)
        run = HandlerRun(function, start, request, arriving(request, lists or {}))
        self._note(run, self.followed(run) if lists else followed)

    def _changes(self) -> None:
        """Functions that hear of rows, once it is known what is in these."""
        hearing = [each for each in self.starts.values() if self.ways.tables(each[0].id)]
        for _ in range(_ROUNDS if hearing else 0):
            before = sum(map(len, self.rows.writes.values()))
            for function, start in hearing:
                for row, run in self.ways.changes(function, start, self.rows):
                    followed = self.followed(run)
                    self._note(run, followed)
                    self._hears(function.id, row, followed)
            if before == sum(map(len, self.rows.writes.values())):
                break

    def followed(self, run: HandlerRun) -> Followed:
        """The function followed for one message."""
        return follow(
            run.start,
            environment(run.function),
            run.event,
            run.constants,
            self.reading.designated,
            self.fuel,
            self._trace(run),
        )

    def _trace(self, run: HandlerRun) -> Trace:
        is_event = run.contract in self.graph.by_id
        heard = run.contract.rpartition("/")[2] if is_event else ""
        trace = Trace(heard, self._said(run.function.id))
        self.traces.setdefault(run.function.id, []).append(trace)
        return trace

    def _said(self, function: str) -> frozenset[str]:
        return frozenset(each.rpartition("/")[2] for each in self.emits.get(function, ()))

    def deeds(self) -> dict[str, tuple[Deed, ...]]:
        """What each function does, by the names that its code has for it."""
        found = {}
        for function, (_, start) in self.starts.items():
            runs = self.traces.get(function, [])
            key = (start.module.name, start.handler)
            handler = next((run.named[key] for run in runs if key in run.named), None)
            found[function] = tuple(deeds(runs, handler, self._said(function)))
        return found

    # what is said

    def events(
        self, function: str, channel: str, message: Message
    ) -> Iterable[tuple[str, list[ValueField]]]:
        """The event types that a message is, each with what it says."""
        several = [
            each
            for each in self.emits.get(function, ())
            if each.rpartition("/")[0] == channel or channel == "?"
        ]
        for body, inside in bodies(message):
            told = [each for each in several if _tells(inside, each)]
            told = told or [each for each in several if _tells(message.types, each)]
            for event in told or (several if len(several) == 1 else ()):
                yield event, flattened(body, message.place)

    def _learn(self, function: str, evaluator: Evaluator) -> None:
        """Keep what is constant in events, which is how readers tell them apart."""
        for channel, message in messages(evaluator):
            for event, found in self.events(function, channel, message):
                name = event.rpartition("/")[2]
                constants: dict[Path, object] = {}
                for each in found:
                    constants[each.path] = None if each.path in constants else each.constant
                if message.on_bus:
                    constants[("detail-type",)] = name
                known = self.told.constants.get(event)
                self.told.constants[event] = {
                    path: value
                    for path, value in constants.items()
                    if value is not None and (known is None or known.get(path) == value)
                }
                known_ones = {name: v[0] for name, v in message.attributes.items() if len(v) == 1}
                attributes = self.told.attributes.setdefault(event, dict(known_ones))
                for key, value in list(attributes.items()):
                    if known_ones.get(key) != value:
                        del attributes[key]
                for key, value in known_ones.items():
                    attributes.setdefault(key, value)

    # what is noted

    def _note(self, run: HandlerRun, followed: Followed) -> None:
        function, evaluator = run.function.id, followed.evaluator
        if run.contract.startswith("request:"):
            self.drafts.contract(run.contract, "request", run.function.logical_id)
        if run.contract:
            if followed.whole:
                self._reads(function, run.contract, evaluator)
            else:
                self.drafts.unread.add((function, run.contract))
        self._others(function, evaluator)
        self._says(function, followed, run.contract if run.contract in self.graph.by_id else "")
        if run.contract.startswith("request:") or function in self.ways.asked:
            self._answer(function, followed)

    def _says(self, function: str, followed: Followed, heard: str) -> None:
        """Events, rows, and what other functions are asked."""
        evaluator = followed.evaluator
        for channel, message in messages(evaluator):
            typed = False
            for event, found in self.events(function, channel, message):
                typed = True
                self.drafts.contract(event).owners[function] = None
                keep_fields(self.drafts, event, function, found)
                keep_attributes(self.drafts, event, message)
            if not typed:
                self._sends(function, followed, channel, message)
        for event in self.emits.get(function, ()) if not followed.whole else ():
            self.drafts.contract(event).unknown = True
        for row in written_rows(evaluator):
            found = flattened(row.value, row.place)
            contract = self.rows.add(row)
            self.wrote.setdefault(contract, set()).add((function, heard))
            keep_fields(self.drafts, contract, function, found)
            for taker in self._taking(row.table):
                self._fills(function, taker, found, followed)
        for removed in changes(evaluator):
            self.changed.setdefault(removed, set()).add((function, heard))
        for called, given, place in calls_of(evaluator):
            if called != "?":
                draft = self.drafts.contract(f"request:{called}", "request", called)
                draft.owners[function] = None
                keep_fields(self.drafts, f"request:{called}", function, flattened(given, place))

    def _sends(self, function: str, followed: Followed, channel: str, message: Message) -> None:
        """What is of no type is the request of whoever takes it."""
        for taker, paths in self.ways.takers(channel).items():
            contract = f"request:{taker}"
            draft = self._request(taker)
            draft.owners[function] = None
            draft.unknown = draft.unknown or not followed.whole
            found = flattened(message.body, message.place)
            for path in paths:
                moved = (replace(each, path=(*path, *each.path)) for each in found)
                keep_fields(self.drafts, contract, function, moved)
            keep_attributes(self.drafts, contract, message)

    def _request(self, taker: str) -> ContractDraft:
        return self.drafts.contract(f"request:{taker}", "request", self.graph.by_id[taker].name)

    def _taking(self, table: str) -> list[str]:
        """Who hears of a table's rows and makes no event of them: a row is what it is asked."""
        return [each for each in self.ways.hearers(table) if not self.emits.get(each)]

    def _fills(
        self, function: str, taker: str, found: list[ValueField], followed: Followed
    ) -> None:
        """Whoever writes rows asks something of who hears of them; who does both reads them."""
        draft = self._request(taker)
        draft.owners[function] = None
        draft.unknown = draft.unknown or not followed.whole
        keep_fields(self.drafts, f"request:{taker}", function, found)
        for each in found if function == taker else ():
            if each.path:
                self.drafts.add_read(taker, f"request:{taker}", each.path, shown(each.place))

    def _looks_up(self, function: str, evaluator: Evaluator) -> None:
        """What is read of the rows of a table, of which another function hears."""
        for contract in {contract for contract, _ in (*evaluator.touched, *evaluator.used)}:
            kind, _, table = contract.partition(":")
            for taker in self._taking(table) if kind == "table" else ():
                if taker != function:
                    self._reads(function, contract, evaluator, f"request:{taker}")
        for table, name, place in keys_given(evaluator):
            for taker in self._taking(table):
                self.drafts.add_read(function, f"request:{taker}", (name,), shown(place))

    def _hears(self, function: str, row: str, followed: Followed) -> None:
        """What is read of a row that changed, now or before."""
        if self.emits.get(function):
            return
        request = f"request:{function}"
        self._request(function)
        if not followed.whole:
            self.drafts.unread.add((function, request))
            return
        for contract in dict.fromkeys((row, row.partition("@")[0])):
            self._reads(function, contract, followed.evaluator, request)

    def _answer(self, function: str, followed: Followed) -> None:
        contract = f"response:{function}"
        draft = self.drafts.contract(contract, "response", function)
        draft.owners[function] = None
        draft.unknown = draft.unknown or not followed.whole
        keep_fields(self.drafts, contract, function, flattened(followed.answer))
        for path in list(draft.fields):
            if path[0] == "@error" and len(path) > 1:
                place = followed.evaluator.raised.get(path[1])
                self.drafts.add_field(contract, path, shown(place))

    def _others(self, function: str, evaluator: Evaluator) -> None:
        """What is read of the answers of functions that it calls."""
        for contract in {contract for contract, _ in (*evaluator.touched, *evaluator.used)}:
            if contract.startswith("response:") and contract != "response:?":
                self._reads(function, contract, evaluator)
        self._looks_up(function, evaluator)

    def _reads(self, function: str, contract: str, evaluator: Evaluator, of: str = "") -> None:
        read, whole = paths_read(contract, evaluator, self.drafts)
        self.drafts.reads.setdefault((function, of or contract), {})
        for path, places in read.items():
            self.drafts.add_read(function, of or contract, path, places, whole=path in whole)


def _tells(texts: Iterable[str], event: str) -> bool:
    name = event.rpartition("/")[2]
    return any(text == name or name.endswith(f"={text}") for text in texts)
