"""Methods of dictionaries, lists, texts and parts of messages."""

from analysis.code.combining import computed, either, joined, marks_of, options
from analysis.code.dictionaries import pour, put_under, take_out
from analysis.code.evaluator import Evaluator
from analysis.code.messages import item, items_of, keys_of, pairs_of, values_of
from analysis.code.operators import LONGEST
from analysis.code.state import Arguments
from analysis.code.texts import formatted, text_of
from analysis.code.values import NOTHING, Input, Keys, Known, Map, Opaque, Seq, Value, Written

_ADDS = {"append": 0, "add": 0, "appendleft": 0, "insert": 1}
_CHANGED = ("strip", "lstrip", "rstrip", "lower", "upper", "title", "removeprefix", "removesuffix")
_STILL_NAMES = (*_CHANGED, "format", "replace", "split", "rsplit", "partition", "rpartition")
_AS_IS = (*("encode", "decode", "copy", "read", "raw_event", "isoformat", "model_dump", "dict"),)


def method(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """What a method of something built in gives."""
    found: Value
    if name in ("get", "pop", "setdefault", "__getitem__", "popleft"):
        found = _get(evaluator, owner, name, arguments)
    elif name in ("items", "keys", "values") and isinstance(owner, Map | Input):
        found = _views(evaluator, owner, name)
    elif name in _AS_IS:
        found = _copy(evaluator, owner) if name == "copy" else owner
    elif isinstance(owner, Known) and isinstance(owner.value, str):
        found = _of_text(evaluator, owner, name, arguments)
    elif text_of(owner) is not None and name in _STILL_NAMES:
        found = owner
    elif isinstance(owner, Map | Seq):
        found = _of_collection(evaluator, owner, name, arguments)
    elif isinstance(owner, Written) and looks_for_json(name, arguments):
        found = Opaque()
    elif isinstance(owner, Written):
        found = owner if name in _CHANGED else Opaque(computed(marks_of(owner)))
    else:
        found = evaluator.made_of(owner, *arguments.all())
        found.fields = isinstance(owner, Opaque) and owner.fields
    return found


def looks_for_json(name: str, arguments: Arguments) -> bool:
    """Whether a text is only asked if it begins as a document does: none of its fields matter."""
    first = arguments.get("", 0)
    begins = isinstance(first, Known) and str(first.value)[:1] in ("{", "[")
    return begins and name in ("startswith", "startsWith", "endswith", "endsWith")


def _copy(evaluator: Evaluator, owner: Value) -> Value:
    if isinstance(owner, Map):
        made = Map(born=evaluator.context)
        pour(evaluator, made, owner)
        made.names = owner.names
        return made
    if isinstance(owner, Seq):
        return Seq(list(owner.items), owner.rest, owner.maybe, evaluator.context)
    return owner


def _get(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    key = arguments.get("key", 0)
    other = arguments.get("default", 1)
    must = name == "__getitem__" or (name == "pop" and other is None)
    if key is None:
        return joined(items_of(evaluator, owner).every() or [Opaque()])
    found = item(evaluator, owner, key, must=must)
    if name == "setdefault" and other is not None:
        put_under(evaluator, owner, key, joined((found, other)) if _there(owner, key) else other)
        return joined((found, other))
    if name == "pop":
        take_out(evaluator, owner, key)
    if must or (isinstance(owner, Map) and _there(owner, key)):
        return found
    if isinstance(owner, Map) and not owner.more:
        return found if not isinstance(key, Known) else other or NOTHING
    return joined((found, other)) if other is not None else found


def _there(owner: Value, key: Value) -> bool:
    return isinstance(owner, Map) and isinstance(key, Known) and key.value in owner.entries


def _views(evaluator: Evaluator, owner: Map | Input, name: str) -> Value:
    if name == "items":
        return pairs_of(evaluator, owner)
    if name == "values":
        return values_of(owner)
    if isinstance(owner, Input):
        return Keys(owner)
    return Keys(owner.behind) if owner.behind and not owner.entries else keys_of(owner)


def _of_text(evaluator: Evaluator, owner: Known, name: str, arguments: Arguments) -> Value:
    given = [*arguments.all()]
    if name == "join" and given:
        return _join(evaluator, owner, given[0])
    words = [each for each in map(text_of, given) if isinstance(each, str)]
    if name in _CHANGED and len(words) == len(given) <= 1:
        return Known(getattr(owner.value, name)(*words), owner.marks)
    if name == "format":
        return formatted(owner.value, arguments)
    if name in ("startswith", "endswith") and len(given) == 1 and isinstance(given[0], Known):
        wanted = given[0].value
        if isinstance(wanted, str):
            evaluator.use(owner)
            return Known(getattr(owner.value, name)(wanted))
    if name == "split" and all(isinstance(each, Known) for each in given):
        separator = given[0].value if given and isinstance(given[0], Known) else None
        if (separator is None or isinstance(separator, str)) and separator != "":
            return Seq([Known(each, owner.marks) for each in owner.value.split(separator)])
    return evaluator.made_of(owner, *given)


def _join(evaluator: Evaluator, owner: Known, given: Value) -> Value:
    items = items_of(evaluator, given)
    texts = [each.value for each in items.items if isinstance(each, Known)]
    exact = items.rest is None and not items.maybe and len(texts) == len(items.items)
    exact = exact and all(isinstance(each, str) for each in texts)
    if exact and sum(map(len, texts)) + len(owner.value) * len(texts) < LONGEST:
        return Known(owner.value.join(texts), computed(marks_of(given)))
    return Opaque(computed(marks_of(given)))


def _of_collection(
    evaluator: Evaluator, owner: Map | Seq, name: str, arguments: Arguments
) -> Value:
    given = [*arguments.all()]
    if name in _ADDS and isinstance(owner, Seq):
        value = arguments.get("", _ADDS[name]) or Opaque()
        if owner.born == evaluator.context and not arguments.rest:
            owner.items.append(value)
        else:
            evaluator.changes += 1
            owner.rest = either(owner.rest, value)
    elif name in ("extend", "update"):
        _extend(evaluator, owner, arguments)
    elif name in ("clear", "sort", "reverse", "remove", "discard"):
        evaluator.use(*given)
    elif name in ("union", "__or__") and isinstance(owner, Seq):
        made = Seq(list(owner.items), owner.rest, owner.maybe, evaluator.context)
        _extend(evaluator, made, arguments)
        return made
    elif name == "most_common":
        return pairs_of(evaluator, owner)
    else:
        return evaluator.made_of(*given, Opaque(computed(marks_of(owner))))
    return NOTHING


def _extend(evaluator: Evaluator, owner: Map | Seq, arguments: Arguments) -> None:
    evaluator.changes += owner.born != evaluator.context
    for value in arguments.positional:
        for each in options(value):
            if isinstance(owner, Map):
                pour(evaluator, owner, each)
                continue
            found = items_of(evaluator, each).every()
            if found:
                owner.rest = joined([*found, *([owner.rest] if owner.rest is not None else [])])
    if isinstance(owner, Map):
        for key, value in arguments.keywords.items():
            evaluator.put(owner, key, value, arguments.places.get(key))
        owner.behind = arguments.spread or owner.behind
