"""What a task's parameters name: a value, or something that only the execution knows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis.extract.machines.paths import is_jsonata
from analysis.extract.machines.state import State
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, at
from analysis.source.joining import join
from analysis.source.values import Joined, Reference, shown

_BEFORE, _AFTER = re.compile(r"\A\s*\{%\s*(['\"])"), re.compile(r"(['\"])\s*%\}\s*\Z")
_LONGEST = 200  # characters of an expression that a reason shows
_ITSELF = ("$$.StateMachine.Id", "$states.context.StateMachine.Id")
_UNFILLED = re.compile(r"(?:.*[:/])?(\$\{[^{}]*\})\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """A parameter that names something; ``reason`` says why it cannot be known."""

    key: str
    value: Any
    at: Evidence
    reason: str = ""


def target(state: State, block: Block, keys: Iterable[str]) -> Target | None:
    """The first of these parameters that is written; None if none is."""
    for key in keys:
        if key in block:
            return _written(state, key, block[key], at(block, key))
        if f"{key}.$" in block and not state.language.jsonata:
            return _chosen(state, key, shown(block[f"{key}.$"]), at(block, f"{key}.$"))
    written = shown(state.parameters)
    if state.language.jsonata and is_jsonata(written):
        reason = f"its arguments are computed at run time, by {written[:_LONGEST]}"
        return Target(next(iter(keys), ""), None, at(state.block, "Arguments"), reason)
    return None


def _written(state: State, key: str, value: Any, where: Evidence) -> Target:
    if state.language.jsonata and is_jsonata(shown(value)):
        constant = _constant(value)
        if constant is None:
            return _chosen(state, key, shown(value), where)
        value = constant
    unfilled = _UNFILLED.match(value) if isinstance(value, str) else None
    if unfilled:
        return Target(key, None, where, f"nothing fills in {unfilled.group(1)}")
    return Target(key, value, where)


def _chosen(state: State, key: str, text: str, where: Evidence) -> Target:
    if text.strip("{%} ") in _ITSELF:
        return Target(key, Reference(state.machine), where)
    return Target(key, None, where, f"{key} is chosen at run time, by {text[:_LONGEST]}")


def _constant(value: Any) -> Any:
    """The text that an expression is, where it is no more than a quoted text; else None."""
    parts = list(value.parts) if isinstance(value, Joined) else [value]
    first, last = _BEFORE.match(shown(parts[0])), _AFTER.search(shown(parts[-1]))
    if not first or not last or first.group(1) != last.group(1):
        return None
    quote = first.group(1)
    if len(parts) == 1:
        inner = shown(value)[first.end() : last.start()]
        return inner if inner and quote not in inner else None
    parts[0], parts[-1] = shown(parts[0])[first.end() :], shown(parts[-1])[: last.start()]
    plain = "".join(each for each in parts if isinstance(each, str))
    return None if quote in plain else join(parts)


def ends(reading: Reading, state: State, found: Target, kind: str) -> tuple[str, ...]:
    """The nodes that a parameter names, of which an unresolved one says why it is not known."""
    if found.reason:
        return (reading.unresolved(state.id, found.key, found.reason, found.at),)
    return reading.ends(found.value, kind, found.at, state.id)


def parameters(state: State) -> Block:
    """The parameters as a mapping; empty where they are computed as a whole."""
    return as_block(state.parameters)
