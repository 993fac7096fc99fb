"""The fields of a state, from its payloads, paths and expressions, in either language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.extract.machines.documents import Tree, place, select, sources
from analysis.extract.machines.paths import (
    WHOLE,
    read_json_path,
    rest_of,
    root_of,
)
from analysis.extract.machines.services import Envelope
from analysis.extract.machines.state import Fields, Language, Leaving, blocks
from analysis.source.document import Block, as_block
from analysis.source.values import Joined, shown

_WITH_RESULT = ("Task", "Map", "Parallel")
_ASIDE = {  # read on their own, or no part of this state
    *("Arguments", "Parameters", "ResultSelector", "ResultPath", "InputPath", "OutputPath"),
    *("Output", "Assign", "Catch", "Retry", "Result", "ItemSelector", "ItemBatcher"),
    *("Branches", "Iterator", "ItemProcessor", "Comment", "Next", "Default", "Type", "Resource"),
}
_INPUT: Tree = {WHOLE: WHOLE}


def fields_of(state: Block, kind: str, language: Language, envelope: Envelope) -> Fields:
    """What a state reads, passes on, uses of the answer and leaves to the next one."""
    fields = Fields()
    if language.jsonata:
        _jsonata(fields, state, kind, language, envelope)
    else:
        _json_path(fields, state, kind, language, envelope)
    fields.request = select(fields.request, envelope.request) if kind in _WITH_RESULT else {}
    return fields


def _json_path(
    fields: Fields, state: Block, kind: str, language: Language, envelope: Envelope
) -> None:
    entering = _selected(_INPUT, state, "InputPath", language)
    if "InputPath" in state:
        fields.use(sources(entering))
    fields.use(_through(entering, _settings(state, language)))
    _pass_on(fields, state, kind, language, {"": entering})
    raw = envelope.result if kind in _WITH_RESULT else entering
    if "Assign" in state:
        fields.leaving.assigned = _assign(fields, language.tree(state["Assign"]), {"": raw})
    result = _result(fields, state, kind, raw, language)
    if kind in (*_WITH_RESULT, "Pass"):
        result = _put(state, result)
    fields.leaving.output = _selected(result, state, "OutputPath", language)
    if state.get("OutputPath", WHOLE) not in (None, WHOLE):
        fields.use(sources(fields.leaving.output))
    for catcher in blocks(state, "Catch"):
        written = language.tree(catcher.get("Assign", Block()))
        assigned = _assign(fields, written, {"": {WHOLE: "@error"}})
        fields.caught.append(Leaving(_put(catcher, {WHOLE: "@error"}), assigned))
    for rule in blocks(state, "Choices"):
        written = language.tree(rule.get("Assign", Block()))
        fields.chosen.append(Leaving({}, _assign(fields, written, {"": entering})))


def _result(fields: Fields, state: Block, kind: str, raw: Tree, language: Language) -> Tree:
    if kind == "Pass":
        return {WHOLE: ()} if "Result" in state else fields.request
    if kind in _WITH_RESULT and "ResultSelector" in state:
        selected = expand(language.tree(state["ResultSelector"]), {"": raw})
        fields.use(sources(selected))
        return selected
    return raw


def _put(state: Mapping[str, Any], result: Tree) -> Tree:
    path = state.get("ResultPath", WHOLE)
    if path is None:
        return dict(_INPUT)
    found = read_json_path(shown(path))
    if len(found) != 1 or found[0] == WHOLE:
        return result
    return place(_INPUT, found[0], {WHOLE: (), **result})  # nothing of the input is in it


def _selected(tree: Tree, state: Block, name: str, language: Language) -> Tree:
    path = state.get(name, WHOLE)
    if path is None:
        return {WHOLE: ()}
    found = language.paths(shown(path))
    if len(found) != 1:
        return {WHOLE: ()}
    return select(tree, found[0]) if not root_of(found[0]) else {WHOLE: found[0]}


def _jsonata(
    fields: Fields, state: Block, kind: str, language: Language, envelope: Envelope
) -> None:
    raw = envelope.result
    given = {"": _INPUT, "@result": raw}
    fields.use(_settings(state, language))
    _pass_on(fields, state, kind, language, given)
    untouched: Tree = dict(raw) if kind in _WITH_RESULT else dict(_INPUT)
    fields.leaving = _left(fields, state, language, given, untouched)
    for catcher in blocks(state, "Catch"):
        failed: dict[str, Tree] = {"": _INPUT, "@result": {WHOLE: ()}}
        fields.caught.append(_left(fields, catcher, language, failed, {WHOLE: "@error"}))
    for rule in blocks(state, "Choices"):  # the Choice's own Output is its Default's alone
        fields.chosen.append(_left(fields, rule, language, given, dict(_INPUT)))


def _left(
    fields: Fields, block: Block, language: Language, given: Mapping[str, Tree], untouched: Tree
) -> Leaving:
    """JSONata's Output and Assign, of a state or of one way out of it."""
    assigned = _assign(fields, language.tree(block.get("Assign", Block())), given)
    if "Output" not in block:
        return Leaving(untouched, assigned)
    output = expand(language.tree(block["Output"]), given)
    fields.use(sources(output))
    return Leaving(output, assigned)


def _pass_on(
    fields: Fields, state: Block, kind: str, language: Language, given: Mapping[str, Tree]
) -> None:
    """What a task, a branch or an item is given: as written, else the input or the item."""
    if kind == "Map":
        written = _item(state, language)
        untouched: Tree = {WHOLE: "$$.Map.Item.Value"}
        fields.items = _items(state, language, given[""])
    else:
        name = "Arguments" if language.jsonata else "Parameters"
        written = language.tree(state[name]) if name in state else None
        untouched = dict(given[""])
    fields.request = untouched if written is None else expand(written, given)
    if written is not None or kind == "Task":
        fields.use(sources(fields.request))


def _items(state: Block, language: Language, entering: Tree) -> tuple[str, ...]:
    """Where a Map's items are; nowhere in the input if a reader fetches them."""
    if "ItemReader" in state:
        return ()
    if language.jsonata:
        written = state.get("Items")
        return tuple(dict.fromkeys(sources(language.tree(written)))) if written else (WHOLE,)
    return tuple(dict.fromkeys(sources(_selected(entering, state, "ItemsPath", language))))


def _item(state: Block, language: Language) -> Tree | None:
    written = state.get("ItemSelector", state.get("Parameters"))
    item = None if written is None else language.tree(written)
    if "ItemBatcher" not in state:
        return item
    shared = language.tree(as_block(state["ItemBatcher"]).get("BatchInput", Block()))
    items = place({}, "Items", item or {WHOLE: "$$.Map.Item.Value"})
    return place(items, "BatchInput", shared)


def _assign(fields: Fields, written: Tree, given: Mapping[str, Tree]) -> Tree:
    assigned = {f"${key}": each for key, each in expand(written, given).items() if key != WHOLE}
    fields.use(sources(assigned))
    return assigned


def expand(written: Tree, given: Mapping[str, Tree]) -> Tree:
    """A document whose sources lie in others, as one whose sources lie where theirs do."""
    found: Tree = {}
    for key, source in written.items():
        if isinstance(source, tuple):
            found[key] = tuple(
                dict.fromkeys(one for path in source for one in sources(_origin(path, given)))
            )
        else:
            found |= place({}, key, _origin(source, given) or {WHOLE: ()})
    return found


def _origin(path: str, given: Mapping[str, Tree]) -> Tree:
    root = root_of(path)
    return select(given[root], rest_of(path)) if root in given else {WHOLE: path}


def _through(entering: Tree, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield from sources(_origin(path, {"": entering}))


def _settings(state: Block, language: Language) -> Iterator[str]:
    """The paths in everything but the payloads: conditions, items, waits, timeouts."""
    waiting: list[tuple[str, Any]] = [
        (str(key), value) for key, value in reversed(state.items()) if key not in _ASIDE
    ]
    while waiting and language.budget.spend():
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((str(name), each) for name, each in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((key, each) for each in reversed(value))
        elif isinstance(value, str | Joined):
            yield from _of_setting(key, shown(value), language)


def _of_setting(key: str, text: str, language: Language) -> tuple[str, ...]:
    read = language.jsonata or key.endswith(("Path", ".$")) or key == "Variable"
    return language.paths(text) if read else ()
