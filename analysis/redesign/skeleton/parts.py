"""What a skeleton is written of: the parts of a derived design that take part in its process."""

import builtins
import keyword
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.graph import Graph, Node
from analysis.graph.waiting import Fed
from analysis.plain_text import visible
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name, snake
from analysis.prediction.process import Process
from analysis.redesign.naming import compact
from analysis.redesign.redesigning import Other, Redesigning
from analysis.redesign.skeleton.values import Values
from analysis.refusals import Refused
from analysis.walking import grouped

_TAKEN = {*keyword.kwlist, *dir(builtins), "deeds", "event", "handler", "key", "known", "made",
          "needs", "refusal", "request", "remember", "say", "told_to", "worked_off"}  # fmt: skip


class NoSkeleton(Refused):
    """A derived design cannot be written out; the text names what cannot, and what can be done."""


@dataclass(frozen=True)
class Parts:
    """A derived design, and what each of its parts is called in files of any kind."""

    others: Redesigning
    other: Other

    @property
    def system(self) -> Dependencies:
        """The design as a system."""
        return self.other.system

    @property
    def graph(self) -> Graph:
        """How its parts hang together."""
        return self.system.flow

    @property
    def key(self) -> str:
        """By which value one case is known."""
        return self.others.business.key

    @cached_property
    def values(self) -> Values:
        """Its fields, without those that every event has."""
        return Values(self.system.facts, frozenset({*self.others.business.envelope, "type"}))

    @cached_property
    def process(self) -> Process:
        """What it does."""
        return World(self.system).process

    @cached_property
    def said(self) -> Mapping[str, list[str]]:
        """The events that each function or state says, of those that a skeleton has.

        Of a state, those that somebody hears: a machine needs no other to go on.
        """
        emits = [each for each in self.graph.contracts if each.relation == "emits"]
        heard = {event for _, event in self._hearers}
        known = [
            (each.source, each.target)
            for each in emits
            if each.target in heard or self.graph.kind_of(each.source) != "state"
        ]
        events = {each.target for each in emits}
        for step in self.process.steps.values():  # whoever has another say it, in an outbox
            ends = (step.id, *(each.id for each in step.refusals))
            known += [(doer, end) for doer in step.doers for end in ends
                      if end in events and not step.decider]  # fmt: skip
        return {who: sorted({*told}) for who, told in grouped(known).items()}

    @cached_property
    def heard(self) -> Mapping[str, list[str]]:
        """The events that each function or machine acts on, of those that somebody here says."""
        emitted = {each.target for each in self.graph.contracts if each.relation == "emits"}
        known = grouped(each for each in self._hearers if each[1] in emitted)
        return {who: sorted(events) for who, events in known.items()}

    @cached_property
    def _hearers(self) -> list[tuple[str, str]]:
        fed = Fed(self.graph)
        reaches = (each for each in self.graph.contracts if each.relation == "reaches")
        return sorted({(who, each.source) for each in reaches for who in fed.by(each.target)})

    def sources(
        self, who: str, contract: str, path: str, known: Collection[str], *, computed: bool = False
    ) -> list[tuple[str, str]]:
        """What a function makes a field of, by itself or by whom today says it: an outbox."""
        emits = (each for each in self.graph.contracts if each.relation == "emits")
        others = {each.source for each in emits if each.target == contract} - self.ids.keys()
        found = (
            self.values.sources(contract, path, each, known, computed=computed)
            for each in (who, *sorted(others))
        )
        return [*dict.fromkeys(source for several in found for source in several)]

    @cached_property
    def refusing(self) -> set[str]:
        """The names of the events that say that something was refused."""
        ids = self.other.derived.ids.items()
        return {event_name(id_) for (_, refusal), id_ in ids if refusal}

    @cached_property
    def machines(self) -> tuple[Node, ...]:
        """Those that ask for a step."""
        asking = {each.decider for each in self.process.steps.values()}
        return tuple(node for node in self.graph.nodes if node.id in asking)

    @cached_property
    def functions(self) -> tuple[Node, ...]:
        """Those that do a step."""
        does = {doer for each in self.process.steps.values() for doer in each.doers}
        machines = {each.id for each in self.machines}
        return tuple(node for node in self.graph.nodes if node.id in does - machines)

    @cached_property
    def asked(self) -> Mapping[str, list[str]]:
        """The states that ask for each function."""
        states = {each.id for each in self.graph.nodes if each.kind == "state"}
        asking = (e for e in self.graph.flow if e.relation == "invokes" and e.source in states)
        return grouped((each.target, each.source) for each in asking)

    @cached_property
    def topics(self) -> Mapping[str, str]:
        """The channel of each event that is said or heard here."""
        events = {
            event for each in (self.said, self.heard) for some in each.values() for event in some
        }
        named = {each: self.graph.by_id[each].attributes.get("channel") for each in sorted(events)}
        return {each: str(channel or each.rpartition("/")[0]) for each, channel in named.items()}

    def tables(self, function: str) -> list[str]:
        """The tables that a function uses, the one that it writes to first."""
        uses = (e for e in self.graph.flow if e.source == function)
        used = [e for e in uses if e.relation in ("reads", "writes")
                and self.graph.kind_of(e.target) == "table"]  # fmt: skip
        return list(
            dict.fromkeys(e.target for e in sorted(used, key=lambda e: e.relation, reverse=True))
        )

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The logical id of each part that is written."""
        tables = [table for each in self.functions for table in self.tables(each.id)]
        nodes = [each.id for each in (*self.functions, *self.machines)]
        return dict(told_apart((*nodes, *tables, *self.topics.values()), compact))

    def event(self, event: str) -> str:
        """The id that an event has once the skeleton is read."""
        return f"{self.ids[self.topics[event]]}/{event_name(event)}"

    def step(self, step: str) -> str:
        """The id that a step has once the skeleton is read: an event's, or a state's."""
        if step in self.topics:
            return self.event(step)
        machine = self.process.steps[step].decider
        return (
            f"{self.ids[machine]}/{step.partition('/')[2]}" if machine else self.ids.get(step, step)
        )

    def module(self, function: str) -> str:
        """The file of a function's code, without its suffix; no name of Python's own is one."""
        return f"{identifier(self.ids[function].removesuffix('Function'))}_function"

    def service(self, node: str) -> str:
        """Whose it is, as a tag may say it; of a channel that nobody owns, whose its sayer is."""
        known = self.graph.by_id[node].service
        return re.sub(r"[^\w .:/=+\-@]", "-", known)[:256]


def told_apart(names: Iterable[str], how: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Each name written in a narrower way, numbered where two would be the same."""
    used = set[str]()
    for name in dict.fromkeys(names):
        short = how(name)[:200] or "Part"
        made, again = short, 2
        while made.casefold() in used:
            made, again = f"{short}{again}", again + 1
        used.add(made.casefold())
        yield name, made


def identifier(name: str, of_class: str = "") -> str:
    """A name as Python has it: `Take payment` as `take_payment`; a class's as it is, if it can."""
    if of_class:
        plain = name.isidentifier() and name.isascii() and not keyword.iskeyword(name)
        return name if plain and name not in _TAKEN else f"{compact(identifier(name))}{of_class}"
    said = re.sub(r"[^a-z0-9]+", "_", snake(name).casefold()).strip("_")
    return said if said[:1].isalpha() and said not in _TAKEN else f"do_{said or 'it'}"


def quiet(text: str) -> str:
    """A name of any origin, as prose and docstrings of a skeleton have it."""
    return visible(text).replace("\\", "/").replace('"', "'")
