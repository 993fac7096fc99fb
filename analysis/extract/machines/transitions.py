"""From state to state: Next, Choice, Default and Catch."""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.extract.machines.documents import FieldBudget
from analysis.extract.machines.state import TYPES, Fields, State, blocks
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.values import shown

_NAME = 80  # characters that the name of a state may have
_LONGEST = 300  # characters of a condition that are kept
_CATCHING = ("Task", "Map", "Parallel")
_LAST = ("Succeed", "Fail")


def draw_transitions(reading: Reading, state: State, names: Mapping[str, str]) -> None:
    """Edges to the states beside it; ``names`` has their ids by name."""
    ways = list(_ways(state))
    for label, block, key in ways:
        name, place = shown(block[key]), at(block, key)
        target = names.get(name) or _missing(reading, state, (label, name[:_NAME]), place)
        reading.edge(state.id, target, "transitions", place, label=label)
    ends = state.type in _LAST or state.block.get("End") is True
    if not ways and not ends:
        reason = "it names no state to go on to, and does not say that it is the end"
        reading.unresolved(state.id, "Next", reason, state.at)


def _ways(state: State) -> Iterator[tuple[str, Block, str]]:
    """The ways on that a state of its type has: the label, and the block and key that name it."""
    block, known = state.block, state.type in TYPES
    if state.type not in (*_LAST, "Choice") and "Next" in block:
        yield "Next", block, "Next"
    if state.type == "Choice" or not known:
        yield from (("Choice", each, "Next") for each in blocks(block, "Choices") if "Next" in each)
        if "Default" in block:
            yield "Default", block, "Default"
    if state.type in _CATCHING or not known:
        yield from (("Catch", each, "Next") for each in blocks(block, "Catch") if "Next" in each)


def _missing(reading: Reading, state: State, way: tuple[str, str], place: Evidence) -> str:
    label, name = way
    reason = f"there is no state {name!r} beside it"
    return reading.unresolved(state.id, f"{label} {name}", reason, place)


def details(state: State, fields: Fields) -> dict[str, Any]:
    """Node attributes: what decides each choice, and what each catcher catches and keeps."""
    found: dict[str, Any] = {}
    if state.type == "Choice":
        found["choices"] = [
            {"next": shown(rule.get("Next")), "condition": _condition(rule, state.language.budget)}
            | left.attributes()
            for rule, left in zip(blocks(state.block, "Choices"), fields.chosen, strict=False)
        ]
    if state.type in _CATCHING:
        found["caught"] = [
            {
                "errors": [shown(each) for each in as_items(catcher.get("ErrorEquals"))],
                "next": shown(catcher.get("Next")),
            }
            | left.attributes()
            for catcher, left in zip(blocks(state.block, "Catch"), fields.caught, strict=False)
        ]
    return {key: value for key, value in found.items() if value}


def _condition(rule: Block, budget: FieldBudget) -> str:
    if "Condition" in rule:
        text = shown(rule["Condition"]).strip()
        return text.removeprefix("{%").removesuffix("%}").strip()[:_LONGEST]
    return _tested(rule, budget)[:_LONGEST]


def _tested(rule: Block, budget: FieldBudget) -> str:
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
