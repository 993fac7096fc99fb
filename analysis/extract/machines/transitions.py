"""From state to state: Next, Choice, Default and Catch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.extract.machines.contract import Fields
from analysis.extract.machines.state import TYPES, State
from analysis.extract.machines.templates import Budget
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.values import shown

_NAME = 80  # characters that the name of a state may have
_LONGEST = 300  # characters of a condition that are kept
_CATCHING = ("Task", "Map", "Parallel")
_LAST = ("Succeed", "Fail")


@dataclass(frozen=True, slots=True)
class Transition:
    """One way on: its label, the name of the state it leads to, where it is written."""

    label: str
    to: str
    at: Evidence


def transitions(state: State) -> Iterator[Transition]:
    """The ways on that a state of its type has, in the order in which they are written."""
    block, known = state.block, state.type in TYPES
    if state.type not in (*_LAST, "Choice") and "Next" in block:
        yield _to("Next", block, "Next")
    if state.type == "Choice" or not known:
        for rule in as_items(block.get("Choices")):
            if "Next" in as_block(rule):
                yield _to("Choice", as_block(rule), "Next")
        if "Default" in block:
            yield _to("Default", block, "Default")
    if state.type in _CATCHING or not known:
        for catcher in as_items(block.get("Catch")):
            if "Next" in as_block(catcher):
                yield _to("Catch", as_block(catcher), "Next")


def _to(label: str, block: Block, key: str) -> Transition:
    return Transition(label, shown(block[key]), at(block, key))


def draw_transitions(reading: Reading, state: State, names: Mapping[str, str]) -> None:
    """Edges to the states beside it; ``names`` has their ids by name."""
    drawn = 0
    for way in transitions(state):
        drawn += 1
        target = names.get(way.to) or _missing(reading, state, way)
        reading.edge(state.id, target, "transitions", way.at, label=way.label)
    ends = state.type in _LAST or state.block.get("End") is True
    if not drawn and not ends:
        reason = "it names no state to go on to, and does not say that it is the end"
        reading.unresolved(state.id, "Next", reason, state.at)


def _missing(reading: Reading, state: State, way: Transition) -> str:
    name = way.to[:_NAME]
    reason = f"there is no state {name!r} beside it"
    return reading.unresolved(state.id, f"{way.label} {name}", reason, way.at)


def details(state: State, fields: Fields) -> dict[str, Any]:
    """Node attributes: what decides each choice, and what each catcher catches and keeps."""
    found: dict[str, Any] = {}
    if state.type == "Choice":
        found["choices"] = [
            {"next": shown(rule.get("Next")), "condition": _condition(rule, state.language.budget)}
            | left.attributes()
            for rule, left in zip(_blocks(state, "Choices"), fields.chosen, strict=False)
        ]
    if state.type in _CATCHING:
        found["caught"] = [
            {
                "errors": [shown(each) for each in as_items(catcher.get("ErrorEquals"))],
                "next": shown(catcher.get("Next")),
            }
            | left.attributes()
            for catcher, left in zip(_blocks(state, "Catch"), fields.caught, strict=False)
        ]
    return {key: value for key, value in found.items() if value}


def _blocks(state: State, key: str) -> list[Block]:
    return [as_block(each) for each in as_items(state.block.get(key))]


def _condition(rule: Block, budget: Budget) -> str:
    if "Condition" in rule:
        text = shown(rule["Condition"]).strip()
        return text.removeprefix("{%").removesuffix("%}").strip()[:_LONGEST]
    return _tested(rule, budget)[:_LONGEST]


def _tested(rule: Block, budget: Budget) -> str:
    if not budget.spend():
        return "…"
    for key, sign in (("And", " and "), ("Or", " or ")):
        if key in rule:
            parts = (_tested(as_block(each), budget) for each in as_items(rule[key]))
            return f"({sign.join(parts)})"
    if "Not" in rule:
        return f"not {_tested(as_block(rule['Not']), budget)}"
    tests = (key for key in rule if key not in ("Variable", "Next", "Comment", "Assign", "Output"))
    test = next(tests, "")
    return f"{shown(rule.get('Variable'))} {test} {shown(rule.get(test))}"
