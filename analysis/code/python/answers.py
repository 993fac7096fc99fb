"""Functions of Python and of well-known libraries, each with what it gives."""

from collections.abc import Callable

from analysis.code.aws.services import SESSIONS, opened
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import item, items_of
from analysis.code.state import Arguments
from analysis.code.texts import texts_of
from analysis.code.values import (
    Bound,
    External,
    Known,
    Map,
    Object,
    Opaque,
    Part,
    Seq,
    Value,
)
from analysis.code.writing import as_map, read_text, written
from analysis.source.values import Unknown, alternatives

Answer = Callable[[Evaluator, Arguments], Value]


def each_of(evaluator: Evaluator, value: Value) -> list[Value]:
    """What is in a list, one after the other."""
    if not isinstance(value, Seq | Part):
        return []
    seq = items_of(evaluator, value)
    return [*seq.items, *([seq.rest] if seq.rest is not None else [])]


def _loads(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return read_text(arguments.get("s", 0) or Opaque())


def _dumps(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return written(arguments.get("obj", 0) or Opaque())


def _asdict(evaluator: Evaluator, arguments: Arguments) -> Value:
    return as_map(arguments.get("obj", 0) or Opaque(), evaluator.context)


def _replace(evaluator: Evaluator, arguments: Arguments) -> Value:
    found = []
    for each in options(arguments.get("obj", 0) or Opaque()):
        if isinstance(each, Object):
            attributes = {**each.attributes, **arguments.keywords}
            found.append(Object(each.cls, attributes, dict(each.places), evaluator.context))
    return joined(found) if found else evaluator.made_of(*arguments.all())


def _getenv(evaluator: Evaluator, arguments: Arguments) -> Value:
    return variable(evaluator, arguments.get("key", 0), arguments.get("default", 1))


def _enumerate(evaluator: Evaluator, arguments: Arguments) -> Value:
    items = items_of(evaluator, arguments.get("iterable", 0) or Opaque())
    pairs: list[Value] = [Seq([Known(n), each]) for n, each in enumerate(items.items)]
    rest = Seq([Opaque(), items.rest]) if items.rest is not None else None
    return Seq(pairs, rest, items.maybe)


def _zip(evaluator: Evaluator, arguments: Arguments) -> Value:
    several = [items_of(evaluator, each) for each in arguments.positional]
    exact = all(each.rest is None and not each.maybe for each in several)
    if exact:
        return Seq([Seq(list(row)) for row in zip(*(each.items for each in several), strict=False)])
    return Seq(rest=Seq([joined(each_of(evaluator, each) or [Opaque()]) for each in several]))


def _next(evaluator: Evaluator, arguments: Arguments) -> Value:
    items = items_of(evaluator, arguments.get("", 0) or Opaque())
    others = [each for each in (items.rest, arguments.get("", 1)) if each is not None]
    return joined([*items.items, *others] or [Opaque()])


def _map(evaluator: Evaluator, arguments: Arguments) -> Value:
    function, rest = arguments.positional[0], arguments.positional[1:]
    rows = [items_of(evaluator, each) for each in rest]
    passed = [joined([*row.items, *([row.rest] if row.rest is not None else [])]) for row in rows]
    with evaluator.unsure():
        return Seq(rest=evaluator.call(function, Arguments(passed)))


def _filter(evaluator: Evaluator, arguments: Arguments) -> Value:
    items = items_of(evaluator, arguments.get("", 1) or Opaque())
    several = [*items.items, *([items.rest] if items.rest is not None else [])]
    with evaluator.unsure():
        for each in several:
            evaluator.use(evaluator.call(arguments.positional[0], Arguments([each])))
    return Seq(items.items, items.rest, maybe=True)


def _type(_evaluator: Evaluator, arguments: Arguments) -> Value:
    value = arguments.get("", 0) or Opaque()
    found = [each.cls for each in options(value) if isinstance(each, Object)]
    return joined(found) if found else Opaque()


def _getattr(evaluator: Evaluator, arguments: Arguments) -> Value:
    from analysis.code.attributes import attribute

    owner, other = arguments.get("", 0) or Opaque(), arguments.get("", 2)
    names = [each for each in texts_of(arguments.get("", 1)) if isinstance(each, str)]
    found = [attribute(evaluator, each, name) for each in options(owner) for name in names]
    if not found:
        return evaluator.made_of(*arguments.all())
    return joined([*found, *([other] if other is not None else [])])


def _partial(_evaluator: Evaluator, arguments: Arguments) -> Value:
    first, *rest = arguments.positional or [Opaque()]
    return Bound(first, tuple(rest), tuple(arguments.keywords.items()))


def _gather(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return Seq(list(arguments.positional))


def _itemgetter(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return Bound(External("operator.itemgetter()"), tuple(arguments.positional))


def _got(evaluator: Evaluator, arguments: Arguments) -> Value:
    *keys, owner = arguments.positional or [Opaque()]
    found = [item(evaluator, owner, key) for key in keys]
    return found[0] if len(found) == 1 else Seq(found)


def _deserialized(_evaluator: Evaluator, arguments: Arguments) -> Value:
    value = arguments.get("value", 0) or Opaque()
    if isinstance(value, Map) and list(value.entries) == ["M"]:
        return value.entries["M"]
    return value


def _serialized(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return arguments.get("value", 0) or Opaque()


def _sessions(_evaluator: Evaluator, _arguments: Arguments) -> Value:
    return External("boto3")


def _newtype(_evaluator: Evaluator, _arguments: Arguments) -> Value:
    return External("typing.NewType()")


def _namedtuple(_evaluator: Evaluator, _arguments: Arguments) -> Value:
    return External("collections.namedtuple()")


def variable(evaluator: Evaluator, name: Value | None, default: Value | None = None) -> Value:
    """What an environment variable holds by the template, or else the default."""
    found: list[Value] = []
    for key in texts_of(name):
        if isinstance(key, str) and key in evaluator.environment:
            found += [Known(each) for each in alternatives(evaluator.environment[key])]
        elif isinstance(key, str) and default is None:
            found.append(Known(Unknown(f"the template sets no environment variable {key}", key)))
    return joined(found) if found else default or Opaque()


KNOWN: dict[str, Answer] = {
    "json.loads": _loads,
    "json.load": _loads,
    "simplejson.loads": _loads,
    "orjson.loads": _loads,
    "ujson.loads": _loads,
    "json.dumps": _dumps,
    "simplejson.dumps": _dumps,
    "orjson.dumps": _dumps,
    "ujson.dumps": _dumps,
    "dataclasses.asdict": _asdict,
    "dataclasses.replace": _replace,
    "vars": _asdict,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "os.environ.__getitem__": _getenv,
    "os.environ.pop": _getenv,
    "os.environ.setdefault": _getenv,
    "boto3.client": opened("client"),
    "boto3.create_client": opened("client"),
    "boto3.resource": opened("resource"),
    **dict.fromkeys(SESSIONS, _sessions),
    "enumerate": _enumerate,
    "zip": _zip,
    "next": _next,
    "map": _map,
    "filter": _filter,
    "type": _type,
    "getattr": _getattr,
    "functools.partial": _partial,
    "asyncio.gather": _gather,
    "operator.itemgetter": _itemgetter,
    "operator.itemgetter()": _got,
    "boto3.dynamodb.types.TypeDeserializer().deserialize": _deserialized,
    "boto3.dynamodb.types.TypeSerializer().serialize": _serialized,
    "typing.NewType": _newtype,
    "collections.namedtuple": _namedtuple,
}
