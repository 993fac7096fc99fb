"""Functions of Python and of well-known libraries, each with what it gives."""

from collections.abc import Callable

from analysis.code.attributes import attribute
from analysis.code.aws.services import SESSIONS, opened
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import item, items_of
from analysis.code.operators import known_truth
from analysis.code.python.assigning import set_attribute
from analysis.code.python.paths import PATHS
from analysis.code.python.unread import UNREAD, unknown_name
from analysis.code.state import Arguments
from analysis.code.texts import texts_of
from analysis.code.values import (
    NOTHING,
    Bound,
    External,
    Known,
    Map,
    Object,
    Opaque,
    Seq,
    Value,
)
from analysis.code.writing import as_map, read_text, written
from analysis.source.values import Unset, alternatives

Answer = Callable[[Evaluator, Arguments], Value]


def _first(arguments: Arguments, name: str = "") -> Value:
    return arguments.get(name, 0) or Opaque()


def _replace(evaluator: Evaluator, arguments: Arguments) -> Value:
    found = []
    for each in options(_first(arguments, "obj")):
        if isinstance(each, Object):
            attributes = {**each.attributes, **arguments.keywords}
            found.append(Object(each.cls, attributes, dict(each.places), evaluator.context))
    return joined(found) if found else evaluator.made_of(*arguments.all())


def _enumerate(evaluator: Evaluator, arguments: Arguments) -> Value:
    items = items_of(evaluator, _first(arguments, "iterable"))
    pairs: list[Value] = [Seq([Known(n), each]) for n, each in enumerate(items.items)]
    rest = Seq([Opaque(), items.rest]) if items.rest is not None else None
    return Seq(pairs, rest, items.maybe)


def _zip(evaluator: Evaluator, arguments: Arguments) -> Value:
    several = [items_of(evaluator, each) for each in arguments.positional]
    exact = all(each.rest is None and not each.maybe for each in several)
    if exact:
        return Seq([Seq(list(row)) for row in zip(*(each.items for each in several), strict=False)])
    return Seq(rest=Seq([joined(each.every() or [Opaque()]) for each in several]))


def _next(evaluator: Evaluator, arguments: Arguments) -> Value:
    items = items_of(evaluator, _first(arguments))
    others = [each for each in (items.rest, arguments.get("", 1)) if each is not None]
    return joined([*items.items, *others] or [Opaque()])


def _map(evaluator: Evaluator, arguments: Arguments) -> Value:
    function, rest = arguments.positional[0], arguments.positional[1:]
    rows = [items_of(evaluator, each) for each in rest]
    with evaluator.unsure():
        passed = [joined(row.every()) for row in rows]
        return Seq(rest=evaluator.call(function, Arguments(passed)))


def _filter(evaluator: Evaluator, arguments: Arguments) -> Value:
    items = items_of(evaluator, arguments.get("", 1) or Opaque())
    with evaluator.unsure():
        found = [evaluator.call(arguments.positional[0], Arguments([e])) for e in items.every()]
    evaluator.use(*found)
    dropped = [known_truth(evaluator, each) is False for each in found]
    rest = None if items.rest is not None and dropped.pop() else items.rest
    kept = [each for each, out in zip(items.items, dropped, strict=True) if not out]
    return Seq(kept, rest, maybe=True)


def _type(_evaluator: Evaluator, arguments: Arguments) -> Value:
    value = _first(arguments)
    found = [each.cls for each in options(value) if isinstance(each, Object)]
    return joined(found) if found else Opaque()


def _getattr(evaluator: Evaluator, arguments: Arguments) -> Value:
    owner, other = _first(arguments), arguments.get("", 2)
    names = [each for each in texts_of(arguments.get("", 1)) if isinstance(each, str)]
    found = [attribute(evaluator, each, name) for each in options(owner) for name in names]
    if not found:
        unknown_name(evaluator, owner)
        return evaluator.made_of(*arguments.all())
    return joined([*found, *([other] if other is not None else [])])


def _setattr(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = arguments.get("", 2) or Opaque()
    names = [each for each in texts_of(arguments.get("", 1)) if isinstance(each, str)]
    for owner in options(_first(arguments)):
        for name in names:
            if len(names) == 1:
                set_attribute(evaluator, owner, name, value)
            else:
                with evaluator.unsure():
                    set_attribute(evaluator, owner, name, value)
        if not names:
            unknown_name(evaluator, owner)
    if not names:
        evaluator.use(*arguments.all())
    return NOTHING


def _partial(_evaluator: Evaluator, arguments: Arguments) -> Value:
    first, *rest = arguments.positional or [Opaque()]
    return Bound(first, tuple(rest), tuple(arguments.keywords.items()))


def _got(evaluator: Evaluator, arguments: Arguments) -> Value:
    *keys, owner = arguments.positional or [Opaque()]
    found = [item(evaluator, owner, key) for key in keys]
    return found[0] if len(found) == 1 else Seq(found)


def _deserialized(_evaluator: Evaluator, arguments: Arguments) -> Value:
    value = _first(arguments, "value")
    if isinstance(value, Map) and list(value.entries) == ["M"]:
        return value.entries["M"]
    return value


def variable(evaluator: Evaluator, name: Value | None, default: Value | None = None) -> Value:
    """What an environment variable holds by the template, or else the default."""
    found: list[Value] = []
    for key in texts_of(name):
        if isinstance(key, str) and key in evaluator.environment:
            found += [Known(each) for each in alternatives(evaluator.environment[key])]
        elif isinstance(key, str) and default is None:
            found.append(Known(Unset(f"the template sets no environment variable {key}", key)))
    return joined(found) if found else default or Opaque()


def _all(names: str, answer: Answer) -> dict[str, Answer]:
    """The same answer for each of several names."""
    return dict.fromkeys(names.split(), answer)


KNOWN: dict[str, Answer] = {
    **PATHS,
    **UNREAD,
    **_all(
        "json.loads json.load simplejson.loads orjson.loads ujson.loads",
        lambda _, given: read_text(_first(given, "s")),
    ),
    **_all(
        "json.dumps simplejson.dumps orjson.dumps ujson.dumps",
        lambda _, given: written(_first(given, "obj")),
    ),
    **_all(
        "dataclasses.asdict vars",
        lambda evaluator, given: as_map(_first(given, "obj"), evaluator.context),
    ),
    **_all(
        "os.getenv os.environ.get os.environ.__getitem__ os.environ.pop os.environ.setdefault",
        lambda evaluator, given: variable(evaluator, given.get("key", 0), given.get("default", 1)),
    ),
    **_all("boto3.client boto3.create_client", opened("client")),
    **_all("boto3.resource", opened("resource")),
    **_all(SESSIONS, lambda _, __: External("boto3")),
    "dataclasses.replace": _replace,
    "enumerate": _enumerate,
    "zip": _zip,
    "next": _next,
    "map": _map,
    **_all("concurrent.futures.ThreadPoolExecutor().map", _map),
    "filter": _filter,
    "type": _type,
    "getattr": _getattr,
    "setattr": _setattr,
    "functools.partial": _partial,
    "functools.wraps": lambda _, __: External("functools.wraps()"),
    "asyncio.gather": lambda _, given: Seq(list(given.positional)),
    "operator.itemgetter": lambda _, given: Bound(
        External("operator.itemgetter()"), tuple(given.positional)
    ),
    "operator.itemgetter()": _got,
    "boto3.dynamodb.types.TypeDeserializer().deserialize": _deserialized,
    "boto3.dynamodb.types.TypeSerializer().serialize": lambda _, given: _first(given, "value"),
    "typing.NewType": lambda _, __: External("typing.NewType()"),
    "collections.namedtuple": lambda _, __: External("collections.namedtuple()"),
}
