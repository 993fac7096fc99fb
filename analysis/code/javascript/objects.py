"""What JavaScript's own objects give when they are called or made: Object, Array, Promise, Map."""

from collections.abc import Callable, Mapping

from analysis.code.combining import joined, marks_of, options
from analysis.code.dictionaries import pair_up, pour, put_under, spread
from analysis.code.evaluator import Evaluator
from analysis.code.javascript.listing import LISTED
from analysis.code.messages import items_of, keys_of, values_of
from analysis.code.state import Arguments
from analysis.code.texts import text_of
from analysis.code.values import (
    NEVER,
    NOTHING,
    Bound,
    External,
    Function,
    Input,
    Keys,
    Known,
    Map,
    Object,
    Opaque,
    Seq,
    Value,
)
from analysis.code.writing import as_map, read_text, written

Answer = Callable[[Evaluator, Arguments], Value]


def first(arguments: Arguments) -> Value:
    """The first argument."""
    return arguments.get("", 0) or NOTHING


def same(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """What was given."""
    return first(arguments)


def _assign(evaluator: Evaluator, arguments: Arguments) -> Value:
    target, others = first(arguments), arguments.positional[1:]
    for each in others:
        for one in options(each):
            for owner in options(target):
                _poured(evaluator, owner, one)
    return target


def _poured(evaluator: Evaluator, owner: Value, value: Value) -> None:
    source = as_map(value, evaluator.context) if isinstance(value, Object) else value
    if isinstance(owner, Map):
        pour(evaluator, owner, source)
    elif isinstance(owner, Object) and isinstance(source, Map):
        owner.attributes.update({str(key): each for key, each in source.entries.items()})
    else:
        evaluator.use(value)


def _from_entries(evaluator: Evaluator, arguments: Arguments) -> Value:
    made = Map(born=evaluator.context)
    pair_up(evaluator, made, items_of(evaluator, first(arguments)))
    return made


def _keys(evaluator: Evaluator, arguments: Arguments) -> Value:
    return joined(_keys_of(evaluator, each) for each in options(first(arguments)))


def _keys_of(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value, Object):
        return Seq([Known(each) for each in value.attributes])
    if isinstance(value, Map):
        return Keys(value.behind) if value.behind and not value.entries else keys_of(value)
    return Keys(value) if isinstance(value, Input) else Seq(rest=evaluator.made_of(value))


def _values(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = first(arguments)
    if isinstance(value, Object):
        return Seq(list(value.attributes.values()))
    return values_of(value) if isinstance(value, Map | Input) else items_of(evaluator, value)


def _entries(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = first(arguments)
    if isinstance(value, Object):
        value = as_map(value, evaluator.context)
    return LISTED["entries"](evaluator, value, arguments)


def _define(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``Object.defineProperty(target, name, { get, value })``."""
    target, key = first(arguments), arguments.get("", 1) or Opaque()
    for each in options(arguments.get("", 2) or Opaque()):
        if not isinstance(each, Map):
            continue
        value = each.entries.get("value")
        getter = each.entries.get("get")
        for one in options(getter) if getter is not None else ():
            if isinstance(one, Function):
                one.kinds |= {"property"}
                value = one
        if value is not None:
            for owner in options(target):
                put_under(evaluator, owner, key, value)
    return target


def _has_own(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Whether something has a member of its own of that name."""
    owner, key = first(arguments), arguments.get("", 1)
    if isinstance(owner, Map) and isinstance(key, Known):
        if key.value in owner.entries and key.value not in owner.maybe:
            return Known(True)
        if owner.lacks(key.value):
            return Known(False)
    return evaluator.made_of(*arguments.all())


def _list_from(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = first(arguments)
    made = Seq(born=evaluator.context)
    if not isinstance(value, Map):
        spread(evaluator, made, value)
    function = arguments.get("", 1)
    if function is not None:
        if isinstance(value, Map):
            made.rest = Opaque()
        return LISTED["map"](evaluator, made, Arguments([function]))
    return value if isinstance(value, Input) else made


def _settled(evaluator: Evaluator, arguments: Arguments) -> Value:
    several = items_of(evaluator, first(arguments))

    def told(value: Value) -> Value:
        return Map({"status": Opaque(), "value": value, "reason": Opaque()})

    rest = told(several.rest) if several.rest is not None else None
    return Seq([told(each) for each in several.items], rest, several.maybe)


def _any(evaluator: Evaluator, arguments: Arguments) -> Value:
    return joined(items_of(evaluator, first(arguments)).every() or [Opaque()])


def _promise(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``new Promise((resolve, reject) => …)``: what it is resolved with."""
    kept = Map(born=evaluator.context)
    resolve = Bound(External("Promise.resolve()"), (kept,))
    evaluator.call(first(arguments), Arguments([resolve, External("Promise.reject")]))
    return kept.entries.get("value", Opaque())


def _resolved(_evaluator: Evaluator, arguments: Arguments) -> Value:
    kept, value = first(arguments), arguments.get("", 1) or NOTHING
    if isinstance(kept, Map):
        before = kept.entries.get("value")
        kept.entries["value"] = value if before is None else joined((before, value))
    return NOTHING


def _converted(evaluator: Evaluator, arguments: Arguments) -> Value:
    """A text or number made of another: the same field in another type."""
    if not arguments.positional:
        return Known("")
    value = first(arguments)
    evaluator.use(value)
    plain = isinstance(value, Known) and isinstance(value.value, str | int | float)
    if plain or text_of(value) is not None or isinstance(value, Bound | Function):
        return value
    return Opaque(marks_of(value))


def all_of(names: str, answer: Answer) -> dict[str, Answer]:
    """The same answer for each of several names."""
    return dict.fromkeys(names.split(), answer)


def _map(evaluator: Evaluator, arguments: Arguments) -> Value:
    return (
        _from_entries(evaluator, arguments) if arguments.positional else Map(born=evaluator.context)
    )


def _set(evaluator: Evaluator, arguments: Arguments) -> Value:
    made_of = Seq(born=evaluator.context)
    for each in arguments.positional[:1]:
        if not isinstance(each, Known):
            spread(evaluator, made_of, each)
    return made_of


KNOWN: Mapping[str, Answer] = {
    "JSON.parse": lambda _, given: read_text(first(given)),
    **all_of("JSON.stringify util.inspect", lambda _, given: written(first(given))),
    "Object.assign": _assign,
    "Object.keys": _keys,
    "Object.getOwnPropertyNames": _keys,
    "Object.values": _values,
    "Object.entries": _entries,
    **all_of("Object.hasOwn Object.prototype.hasOwnProperty.call", _has_own),
    "Object.fromEntries": _from_entries,
    "Object.defineProperty": _define,
    "Object.create": lambda evaluator, _: Map(born=evaluator.context),
    **all_of("Buffer Buffer.from Object.freeze Object.getPrototypeOf Object.seal Promise.all "
           "Promise.resolve atob btoa decodeURI decodeURIComponent encodeURI encodeURIComponent "
           "promisify structuredClone util.promisify zlib.gunzipSync zlib.gzipSync", same),
    **all_of("TextDecoder().decode TextEncoder().encode", same),
    **all_of("Array.from", _list_from),
    "Array.of": lambda _, given: Seq(list(given.positional)),
    "Promise.allSettled": _settled,
    "Promise.race": _any,
    "Promise.any": _any,
    "Promise.reject": lambda _, __: NEVER,
    "Promise.resolve()": _resolved,
    **all_of("String Number Boolean BigInt parseInt parseFloat Number.parseInt Number.parseFloat",
           _converted),
}  # fmt: skip
"""By name: what a call gives."""
NEW: Mapping[str, Answer] = {
    "Promise": _promise,
    "Map": _map,
    "WeakMap": _map,
    "Set": _set,
    "Array": lambda evaluator, _: Seq(rest=Opaque(), born=evaluator.context),
    "Object": lambda evaluator, _: Map(born=evaluator.context),
    "Date": lambda evaluator, given: evaluator.made_of(*given.all()),
}
"""What ``new`` makes of them."""
