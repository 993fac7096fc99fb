"""What is known in each state of a machine: literals of Pass states, and assigned variables."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from analysis.extract.events.documents import (
    ABSENT,
    UNKNOWN,
    Absence,
    Open,
    put,
    with_nulls,
)
from analysis.extract.machines.evaluating import Environment, evaluated, expression
from analysis.extract.machines.state import Language, blocks, language_of
from analysis.records import dataclass
from analysis.source.document import Block, as_block
from analysis.source.values import Options, as_text, shown

_WORK = ("Task", "Map", "Parallel")
_MOST_VISITS = 8  # of one state; then nothing is taken to be known in it
_MOST_STEPS = 20_000  # of one machine
_MOST_ALTERNATIVES = 8
_DEEPEST = 12  # levels of a document that are compared
_NOTHING: Environment = {"": Open()}


@dataclass(slots=True)
class Constants:
    """By a state's name, what is known in it, whatever way led there."""

    known: dict[str, Environment] = field(default_factory=dict)
    left: int = _MOST_STEPS
    visits: Counter[str] = field(default_factory=Counter)

    def follow(self, scope: Block, language: Language, given: Environment) -> None:
        """Go through states side by side, and through what is inside them."""
        states = as_block(scope.get("States"))
        waiting = [(as_text(scope.get("StartAt")), given)]
        while waiting and self.left > 0:
            self.left -= 1
            name, environment = waiting.pop()
            block = as_block(states.get(name))
            if not block:
                continue
            before = self.known.get(name)
            now = environment if before is None else _either_environment(before, environment)
            if before is not None and _key(now, _DEEPEST) == _key(before, _DEEPEST):
                continue
            self.visits[name] += 1
            now = _NOTHING if self.visits[name] > _MOST_VISITS else now
            if before is _NOTHING:
                continue
            self.known[name] = now
            own = language_of(block, language)
            self._inside(block, own, now)
            waiting.extend(_next(block, own, now))

    def _inside(self, block: Block, language: Language, known: Environment) -> None:
        kind = as_text(block.get("Type"))
        if kind == "Parallel":
            entering = {**known, "": _passed_on(block, language, known)}
            for branch in blocks(block, "Branches"):
                self.follow(branch, language_of(branch, language), entering)
        elif kind == "Map":
            template = block.get("ItemSelector", block.get("Parameters"))
            item = _made(template, language, known) if template is not None else None
            for key in ("ItemProcessor", "Iterator"):
                inner = as_block(block.get(key))
                self.follow(inner, language_of(inner, language), {**known, "": item})


def constants_of(definition: Block, language: Language) -> Mapping[str, Environment]:
    """By a state's name, what is known in it; its caller's input is not."""
    found = Constants()
    found.follow(definition, language, _NOTHING)
    return found.known


def _made(template: Any, language: Language, known: Environment) -> Any:
    return evaluated(template, known, jsonata=language.jsonata)


def _selected(block: Block, key: str, known: Environment, whole: Any) -> Any:
    """What InputPath or OutputPath leaves of a document."""
    path = block.get(key, "$")
    return {} if path is None else expression(shown(path), {**known, "": whole})


def _passed_on(block: Block, language: Language, known: Environment) -> Any:
    name = "Arguments" if language.jsonata else "Parameters"
    entering = known[""] if language.jsonata else _selected(block, "InputPath", known, known[""])
    if name not in block:
        return entering
    return _made(block[name], language, {**known, "": entering})


def _next(
    block: Block, language: Language, known: Environment
) -> Iterator[tuple[str, Environment]]:
    after = _left(block, language, known)
    for key in ("Next", "Default"):
        if key in block:
            yield as_text(block[key]), after
    for choice in blocks(block, "Choices"):
        yield as_text(choice.get("Next")), _assigned(choice, language, after, after[""])
    for catcher in blocks(block, "Catch"):
        failed = _assigned(catcher, language, known, None)
        if language.jsonata:
            output = _made(catcher["Output"], language, known) if "Output" in catcher else None
        else:
            output = _put(catcher, known[""], None)
        yield as_text(catcher.get("Next")), {**failed, "": output}


def _assigned(block: Block, language: Language, known: Environment, result: Any) -> Environment:
    written = as_block(block.get("Assign"))
    before = known if language.jsonata else {**known, "": result}
    made = _made(written, language, before)
    return {**known, **{f"${name}": value for name, value in made.items()}}


def _left(block: Block, language: Language, known: Environment) -> Environment:
    """What the next state knows."""
    kind = as_text(block.get("Type"))
    if language.jsonata:
        untouched = None if kind in _WORK else known[""]
        output = _made(block["Output"], language, known) if "Output" in block else untouched
        return {**_assigned(block, language, known, None), "": output}
    entering = _selected(block, "InputPath", known, known[""])
    result = None if kind in _WORK else entering
    if kind == "Pass":
        written = block.get("Result")
        result = with_nulls(written) if "Result" in block else _passed_on(block, language, known)
    assigned = _assigned(block, language, known, result)
    if kind in _WORK and "ResultSelector" in block:
        result = _made(block["ResultSelector"], language, {**known, "": None})
    output = _put(block, known[""], result) if kind in (*_WORK, "Pass") else result
    return {**assigned, "": _selected(block, "OutputPath", known, output)}


def _put(block: Block, before: Any, result: Any) -> Any:
    path = block.get("ResultPath", "$")
    if path is None:
        return before
    steps = tuple(filter(None, shown(path).removeprefix("$").split(".")))
    return put(before, steps, result)


def _either_environment(one: Environment, other: Environment) -> Environment:
    names = {*one, *other}
    return {
        name: either(one[name], other[name], _DEEPEST) if name in one and name in other else None
        for name in names
    }


def either(one: Any, other: Any, deep: int) -> Any:
    """What a document is that may be either."""
    if _key(one, deep) == _key(other, deep):
        return one
    if not deep or one is None or other is None:
        return None
    if isinstance(one, dict) and isinstance(other, dict):
        names = dict.fromkeys((*one, *other))
        found = {name: either(_in(one, name), _in(other, name), deep - 1) for name in names}
        kept = {name: each for name, each in found.items() if each is not UNKNOWN}
        unsure = len(kept) < len(found) or isinstance(one, Open) or isinstance(other, Open)
        return Open(kept) if unsure else kept
    if one is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    several: dict[object, Any] = {}
    for each in (one, other):
        for value in each.values if isinstance(each, Options) else (each,):
            several[_key(value, deep)] = value
    return Options(tuple(several.values())) if len(several) <= _MOST_ALTERNATIVES else None


def _in(document: Mapping[str, Any], name: str) -> Any:
    return document.get(name, UNKNOWN if isinstance(document, Open) else ABSENT)


def _key(document: Any, deep: int) -> object:
    """What tells documents apart: Open ones too, and numbers from truths."""
    if not deep:
        return None
    if isinstance(document, Mapping):
        items = tuple((name, _key(each, deep - 1)) for name, each in sorted(document.items()))
        return (isinstance(document, Open), items)
    if isinstance(document, list | tuple):
        return tuple(_key(each, deep - 1) for each in document)
    if isinstance(document, Options):
        return ("one of", frozenset(_key(each, deep - 1) for each in document.values))
    if isinstance(document, Absence):
        return repr(document)
    return (type(document).__name__, repr(document))
