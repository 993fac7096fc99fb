"""Methods of lists, texts, dictionaries, promises and functions, as JavaScript calls them."""

from collections.abc import Callable, Mapping

from analysis.code import classes
from analysis.code.aws.durable import CONTEXT, asked
from analysis.code.aws.sdk import called, is_command
from analysis.code.combining import joined, options
from analysis.code.dictionaries import keep, take_out
from analysis.code.evaluator import Evaluator
from analysis.code.javascript.functions import OF_ALL, of_function
from analysis.code.javascript.listing import LISTED
from analysis.code.javascript.members import member_of
from analysis.code.javascript.schemas import is_schema, of_schema
from analysis.code.javascript.texts import TEXTS, of_text
from analysis.code.messages import item, keys_of, pairs_of, values_of
from analysis.code.state import Arguments
from analysis.code.values import (
    NOTHING,
    Bound,
    Class,
    External,
    Function,
    Handle,
    Input,
    Keys,
    Known,
    Map,
    Method,
    Object,
    Opaque,
    Seq,
    Super,
    Value,
    Written,
)

_PROMISED = frozenset({"then", "catch", "finally"})
_AS_IS = frozenset({"promise", "valueOf", "toString", "transformToString", "toJSON", "unref"})
_PLAIN = Input | Map | Seq | Known | Keys | Written | Opaque


def is_method(name: str) -> bool:
    """Whether whatever is awaited has a method of that name."""
    return name in _PROMISED


def method(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """What a method of something that nobody wrote gives."""
    found: Value
    if name == "send" and is_command(arguments.get("", 0)):
        client = owner if isinstance(owner, Handle) else Handle("", "client")
        found = called(evaluator, client, name, arguments)
    elif name in _PROMISED:
        found = _promised(evaluator, owner, name, arguments)
    elif isinstance(owner, Handle) and owner.service == CONTEXT.service:
        found = asked(evaluator, name, arguments)
    elif isinstance(owner, Handle):
        found = owner if name == "promise" else called(evaluator, owner, name, arguments)
    elif isinstance(owner, Bound) and is_schema(owner):
        found = of_schema(evaluator, owner, name, arguments)
    elif isinstance(owner, Function | Bound) or (isinstance(owner, Method) and name in OF_ALL):
        found = of_function(evaluator, owner, name, arguments)
    elif name in _AS_IS:
        found = owner
    elif isinstance(owner, Object | Class | Super):
        found = classes.method(evaluator, owner, name, arguments)
    elif isinstance(owner, External):
        found = evaluator.answer(f"{owner.dotted}.{name}", arguments)
    else:
        found = _of_built_in(evaluator, owner, name, arguments)
    return found


def _promised(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """What is done once something is there: it is what was promised all along."""
    given = arguments.positional
    if name == "then" and given:
        found = evaluator.call(given[0], Arguments([owner]))
        for each in given[1:2]:
            with evaluator.unsure():
                found = joined((found, evaluator.call(each, Arguments([Opaque()]))))
        return found
    for each in given[:1]:
        with evaluator.unsure():
            found = evaluator.call(each, Arguments([] if name == "finally" else [Opaque()]))
            owner = owner if name == "finally" else joined((owner, found))
    return owner


def _of_built_in(evaluator: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    if isinstance(owner, Map):
        rule = _OF_MAPS.get(name)
        if rule is not None:
            return rule(evaluator, owner, arguments)
        if not owner.lacks(name):
            return evaluator.call(member_of(evaluator, owner, name), arguments)
    text = name in TEXTS and not isinstance(owner, Seq | Input | Keys | Opaque | Map)
    if name in LISTED and not text:
        return LISTED[name](evaluator, owner, arguments)
    if name in TEXTS:
        return of_text(evaluator, owner, name, arguments)
    handed = (one for each in arguments.all() for one in options(each))
    if any(isinstance(each, Function | Bound) for each in handed):
        return evaluator.answer("", Arguments([owner, *arguments.all()]))
    return evaluator.made_of(owner, *arguments.all())


def _get(evaluator: Evaluator, owner: Map, arguments: Arguments) -> Value:
    found = item(evaluator, owner, arguments.get("", 0) or NOTHING, must=False)
    key = arguments.get("", 0)
    nothing = isinstance(key, Known) and isinstance(key.value, str) and owner.lacks(key.value)
    return NOTHING if nothing else found


def _set(evaluator: Evaluator, owner: Map, arguments: Arguments) -> Value:
    key, value = arguments.get("", 0) or Opaque(), arguments.get("", 1) or Opaque()
    keep(evaluator, owner, key, value)
    return owner


def _delete(evaluator: Evaluator, owner: Map, arguments: Arguments) -> Value:
    take_out(evaluator, owner, arguments.get("", 0) or Opaque())
    return Opaque()


def _has(evaluator: Evaluator, owner: Map, arguments: Arguments) -> Value:
    key = arguments.get("", 0)
    if isinstance(key, Known) and key.value in owner.entries:
        return Known(True)
    if owner.behind is not None and isinstance(key, Known):
        evaluator.ask(owner.behind, str(key.value))
        return Opaque()
    return evaluator.made_of(*arguments.all())


def _for_each(evaluator: Evaluator, owner: Map, arguments: Arguments) -> Value:
    for each in pairs_of(evaluator, owner).every():
        pair: list[Value] = each.items if isinstance(each, Seq) else [each, each]
        with evaluator.unsure():
            evaluator.call(arguments.get("", 0) or Opaque(), Arguments(pair[::-1]))
    return NOTHING


_OF_MAPS: Mapping[str, Callable[[Evaluator, Map, Arguments], Value]] = {
    "get": _get,
    "set": _set,
    "delete": _delete,
    "has": _has,
    "hasOwnProperty": _has,
    "forEach": _for_each,
    "keys": lambda _, owner, __: keys_of(owner),
    "values": lambda _, owner, __: values_of(owner),
    "entries": lambda evaluator, owner, _: pairs_of(evaluator, owner),
}
