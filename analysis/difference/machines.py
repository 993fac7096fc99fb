"""Definitions of state machines as values: their states and the ways between them."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from analysis.difference.functions import WORDS
from analysis.difference.resources import CHANGED, differing, values_of
from analysis.difference.same_states import renamed
from analysis.records import dataclass
from analysis.source.document import as_block, as_items
from analysis.source.system import System
from analysis.source.values import as_text

START = "(start)"
COMMENT = "Comment"
_INNER = ("Branches", "ItemProcessor", "Iterator")
_RULES = ("Catch", "Choices", "Retry")
_ONWARD = ("Next", "Default")
_SCOPE = ("States", "StartAt")


@dataclass(frozen=True, slots=True, order=True)
class StateTransition:
    """A transition from state to state; ``label`` is Next, Default, Catch or Choice."""

    source: str
    target: str
    label: str

    def __str__(self) -> str:
        return f"{self.source} → {self.target}" + ("" if self.label == "Next" else f" {self.label}")


@dataclass(frozen=True, slots=True)
class Definition:
    """What a machine's definition says: as a whole, each state without its ways, every way.

    ``comments`` are those in it, which the machine passes over; the others are without them.
    """

    whole: Any = None
    states: Mapping[str, Any] = field(default_factory=dict)
    ways: frozenset[StateTransition] = frozenset()
    comments: tuple[str, ...] = ()

    def called(self, names: Mapping[str, str]) -> "Definition":
        """It with its states under these names."""
        if not names:
            return self
        states = {names.get(name, name): each for name, each in self.states.items()}
        ways = (
            StateTransition(names.get(x.source, x.source), names.get(x.target, x.target), x.label)
            for x in self.ways
        )
        return Definition(self.whole, states, frozenset(ways), self.comments)


@dataclass(frozen=True, slots=True)
class MachineChange:
    """A state machine whose definition is another; ``states`` by how, ``ways`` likewise.

    ``states_keys`` are what differs in each changed state, by dotted paths; ``states_renamed`` has
    what a state was called before. States are named as they are after the edit.
    ``how`` is added or removed where the machine itself is, else changed, or comments, where
    nothing else in it differs.
    """

    id: str
    unit: str
    how: str
    states_added: tuple[str, ...] = ()
    states_removed: tuple[str, ...] = ()
    states_changed: tuple[str, ...] = ()
    ways_added: tuple[StateTransition, ...] = ()
    ways_removed: tuple[StateTransition, ...] = ()
    states_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    states_renamed: Mapping[str, str] = field(default_factory=dict)


def definitions_of(system: System) -> dict[str, Definition]:
    """The definition of every state machine, by its id."""
    found = {}
    for machine in system.of("AWS::StepFunctions::StateMachine"):
        written = [each for each, _ in system.definitions(machine)]
        found[machine.id] = definition(*written)
    return found


def definition(*documents: Any) -> Definition:
    """The definition that these documents are; several where a condition is undecided."""
    states: dict[str, Any] = {}
    ways: set[StateTransition] = set()
    for document in documents:
        _read(document, START, states, ways)
    comments: list[str] = []
    silent = [_silent(each, comments) for each in documents]
    whole = [values_of(each, in_order=True) for each in silent]
    return Definition(
        whole[0] if len(whole) == 1 else whole, states, frozenset(ways), tuple(comments)
    )


def _silent(block: Any, comments: list[str]) -> Any:
    """A scope, a state or a rule without its comments; what it passes on is left as it is."""
    if not isinstance(block, dict):
        return block
    found = {key: each for key, each in block.items() if key != COMMENT}
    comments += [as_text(block[COMMENT])] if COMMENT in block else []
    if isinstance(states := found.get("States"), dict):
        found["States"] = {name: _silent(each, comments) for name, each in states.items()}
    for key in (*_INNER, *_RULES):
        if key in found:
            several = [_silent(each, comments) for each in as_items(found[key])]
            single = not isinstance(found[key], list | tuple)
            found[key] = next(iter(several), None) if single else several
    return found


def _read(scope: Any, start: str, states: dict[str, Any], ways: set[StateTransition]) -> None:
    """Take in a scope's states and ways; those of scopes within it start at their state."""
    waiting: list[tuple[Any, str]] = [(scope, start)]
    while waiting:
        block, parent = waiting.pop()
        block = as_block(block)
        if first := as_text(block.get("StartAt")):
            ways.add(StateTransition(parent, first, "Next"))
        for name, written in as_block(block.get("States")).items():
            state = as_block(written)
            states[name] = values_of(_own(state), in_order=True)
            ways.update(_ways(name, state))
            for key in _INNER:
                waiting += [(each, name) for each in as_items(state.get(key))]


def _own(state: Mapping[str, Any]) -> dict[str, Any]:
    """What a state says of itself: neither where it leads, nor what is inside it."""
    state = _silent(state, [])
    found = {key: each for key, each in state.items() if key not in (*_ONWARD, "End")}
    for key in ("Catch", "Choices"):
        if key in found:
            found[key] = [_without(each, _ONWARD) for each in as_items(found[key])]
    for key in _INNER:
        if key in found:
            found[key] = [_without(each, _SCOPE) for each in as_items(found[key])]
    return found


def _without(block: Any, keys: tuple[str, ...]) -> Any:
    if not isinstance(block, dict):
        return block
    return {key: each for key, each in block.items() if key not in keys}


def _ways(name: str, state: Mapping[str, Any]) -> Iterator[StateTransition]:
    for key in _ONWARD:
        if target := as_text(state.get(key)):
            yield StateTransition(name, target, key)
    for key, label in (("Catch", "Catch"), ("Choices", "Choice")):
        for each in as_items(state.get(key)):
            if target := as_text(as_block(each).get("Next")):
                yield StateTransition(name, target, label)


def machine_change(
    id_: str, unit: str, how: str, before: Definition, after: Definition
) -> MachineChange | None:
    """How a definition differs from the one before, None where it does not."""
    if before.whole == after.whole:
        reworded = before.comments != after.comments and how == CHANGED
        return MachineChange(id_, unit, WORDS) if reworded else None
    names = renamed(before, after)
    old = before.called(names)
    both = old.states.keys() & after.states.keys()
    differ = sorted(name for name in both if old.states[name] != after.states[name])
    return MachineChange(
        id_,
        unit,
        how,
        tuple(sorted(after.states.keys() - both)),
        tuple(sorted(old.states.keys() - both)),
        tuple(differ),
        tuple(sorted(after.ways - old.ways)),
        tuple(sorted(old.ways - after.ways)),
        {each: tuple(differing(old.states[each], after.states[each])) for each in differ},
        {new: was for was, new in sorted(names.items())},
    )
