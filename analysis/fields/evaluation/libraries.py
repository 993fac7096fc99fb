"""What functions of Python itself and of well-known libraries give."""

from collections.abc import Callable

from analysis.extract.values import Unknown, alternatives
from analysis.fields.evaluation.dictionaries import keep, pour
from analysis.fields.evaluation.evaluator import Arguments, Evaluator
from analysis.fields.evaluation.messages import field, item, items_of
from analysis.fields.evaluation.powertools import POWERTOOLS
from analysis.fields.evaluation.values import (
    NOTHING,
    Bound,
    Choice,
    Class,
    Function,
    Handle,
    Known,
    Library,
    Map,
    Object,
    Opaque,
    Part,
    Seq,
    Value,
    Written,
    computed,
    joined,
    marks_of,
    options,
)
from analysis.fields.evaluation.writing import as_map, read_text, written

Answer = Callable[[Evaluator, Arguments], Value]

_LONGEST = 200  # characters of a dotted name
_SAME = frozenset(
    {
        *("iter", "cast", "typing.cast", "copy.deepcopy", "copy.copy", "typing.NewType()"),
        *("types.MappingProxyType", "asyncio.run", "functools.wraps()", "contextlib.closing"),
        *("base64.b64decode", "base64.b64encode", "base64.urlsafe_b64decode", "gzip.decompress"),
        *("gzip.compress", "zlib.decompress", "io.BytesIO", "bytes", "memoryview"),
        *("urllib.parse.unquote_plus", "urllib.parse.unquote", "html.escape"),
    }
)
_CONVERTED = frozenset(
    {
        *("int", "float", "str", "bool", "decimal.Decimal", "uuid.UUID", "repr", "abs", "round"),
        *("datetime.datetime.fromisoformat", "datetime.date.fromisoformat"),
    }
)
_LISTS = frozenset(
    {
        *("list", "tuple", "set", "frozenset", "sorted", "reversed", "collections.deque"),
        *("itertools.chain", "itertools.chain.from_iterable"),
    }
)
_DICTS = ("dict", "collections.OrderedDict", "collections.Counter", "collections.defaultdict")
_SILENT = ("print", "logging.", "warnings.", "pprint.", "traceback.", "sys.stderr", "sys.stdout")
_TYPES = frozenset({"isinstance", "issubclass", "callable", "hasattr", "id", "hash", "len()"})
_DECORATORS = ("functools.cache", "functools.lru_cache", "functools.cached_property", "dataclass")


def answer(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """What calling something of a library gives; what it is given is used, unless it only logs."""
    known = _KNOWN.get(name) or POWERTOOLS.get(name.rpartition(".")[2] if "." in name else "")
    if known is not None:
        return known(evaluator, arguments)
    first = arguments.positional[0] if arguments.positional else None
    if name in _SAME:
        return first if first is not None else Opaque()
    if name in _CONVERTED:
        return _converted(evaluator, first)
    if name in _LISTS:
        return _list(evaluator, arguments)
    if name in _DICTS:
        return _dict(evaluator, name, arguments)
    if name.startswith(_SILENT) or _logs(name):
        return Library(f"{name}()"[-_LONGEST:])
    if name in _TYPES:
        return Opaque()
    return _unknown(evaluator, name, arguments)


def _logs(name: str) -> bool:
    """Whether this only tells people: a logger, a metric, a trace."""
    parts = name.lower().split(".")
    telling = ("logger", "log", "logging", "tracer", "metrics", "xray_recorder", "tracing")
    return any(part.removesuffix("()") in telling for part in parts) and len(parts) > 1


def _unknown(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """Something unread: it uses what it is given, and may call the functions among that."""
    functions = [
        each
        for value in arguments.all()
        for each in options(value)
        if isinstance(each, Function | Bound)
    ]
    others = [each for each in arguments.all() if each not in functions]
    if functions and len(functions) == len(list(arguments.all())):
        return joined(functions)  # a decorator
    for function in functions:
        passed = [joined([each, *_items(evaluator, each)]) for each in others[:4]]
        with evaluator.unsure():
            evaluator.call(function, Arguments(list(passed), rest=Opaque()))
    evaluator.use(*others)
    marks = computed(marks_of(*others))
    return Opaque(marks) if marks else Library(f"{name}()"[-_LONGEST:])


def _items(evaluator: Evaluator, value: Value) -> list[Value]:
    if not isinstance(value, Seq | Part):
        return []
    seq = items_of(evaluator, value)
    return [*seq.items, *([seq.rest] if seq.rest is not None else [])]


def _converted(evaluator: Evaluator, value: Value | None) -> Value:
    """A text or number made of another: the same field in another type."""
    if value is None:
        return Known("")
    if isinstance(value, Known) and isinstance(value.value, str | int | float):
        evaluator.use(value)
        return value
    evaluator.use(value)
    return Opaque(marks_of(value))


def _list(evaluator: Evaluator, arguments: Arguments) -> Value:
    made = Seq(born=evaluator.context)
    rest: list[Value] = []
    for value in arguments.positional:
        if isinstance(value, Part) and len(arguments.positional) == 1:
            return value
        items = items_of(evaluator, value)
        made.items += items.items
        made.maybe = made.maybe or items.maybe
        rest += [items.rest] if items.rest is not None else []
    made.rest = joined(rest) if rest else None
    return made


def _dict(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    made = Map(born=evaluator.context)
    given = arguments.positional[1:] if name.endswith("defaultdict") else arguments.positional
    for value in given:
        for each in options(value):
            if isinstance(each, Seq):
                _of_pairs(evaluator, made, each)
            elif isinstance(each, Object):
                pour(evaluator, made, as_map(each, evaluator.context))
            else:
                pour(evaluator, made, each)
    for key, value in arguments.keywords.items():
        evaluator.put(made, key, value, arguments.places.get(key))
    made.behind = arguments.spread or made.behind
    if name.endswith("defaultdict") and arguments.positional:
        evaluator.spill(made, None, evaluator.call(arguments.positional[0], Arguments()))
    return made


def _of_pairs(evaluator: Evaluator, made: Map, pairs: Seq) -> None:
    for pair in [*pairs.items, *options(pairs.rest or Choice(()))]:
        if isinstance(pair, Seq) and len(pair.items) == 2:  # noqa: PLR2004  a pair
            keep(evaluator, made, pair.items[0], pair.items[1])
        else:
            evaluator.spill(made, None, pair)


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


def variable(evaluator: Evaluator, name: Value | None, default: Value | None = None) -> Value:
    """What an environment variable holds by the template, or else the default."""
    key = name.value if isinstance(name, Known) else None
    if isinstance(key, str) and key in evaluator.environment:
        values = alternatives(evaluator.environment[key])
        return joined([Known(each) for each in values] or [Opaque()])
    return default if default is not None else Known(Unknown("it is not set", str(key)))


def _client(kind: str) -> Answer:
    def opened(_evaluator: Evaluator, arguments: Arguments) -> Value:
        name = arguments.get("service_name", 0)
        known = name.value if isinstance(name, Known) else None
        return Handle(known, kind) if isinstance(known, str) else Opaque()

    return opened


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
    return Seq(rest=Seq([joined(_items(evaluator, each) or [Opaque()]) for each in several]))


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


def _type(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = arguments.get("", 0) or Opaque()
    found = [each.cls for each in options(value) if isinstance(each, Object)]
    return joined(found) if found else Opaque()


def _getattr(evaluator: Evaluator, arguments: Arguments) -> Value:
    from analysis.fields.evaluation.attributes import attribute

    owner, name = arguments.get("", 0) or Opaque(), arguments.get("", 1)
    if isinstance(name, Known) and isinstance(name.value, str):
        return joined(attribute(evaluator, each, name.value) for each in options(owner))
    return evaluator.made_of(*arguments.all())


def _partial(_evaluator: Evaluator, arguments: Arguments) -> Value:
    first, *rest = arguments.positional or [Opaque()]
    return Bound(first, tuple(rest), tuple(arguments.keywords.items()))


def _itemgetter(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return Bound(Library("operator.itemgetter()"), tuple(arguments.positional))


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
    return Library("boto3")


def _newtype(_evaluator: Evaluator, _arguments: Arguments) -> Value:
    return Library("typing.NewType()")


def _namedtuple(_evaluator: Evaluator, _arguments: Arguments) -> Value:
    return Library("collections.namedtuple()")


def _super_new(evaluator: Evaluator, arguments: Arguments) -> Value:
    return Opaque(computed(marks_of(*arguments.all())))


_KNOWN: dict[str, Answer] = {
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
    "boto3.client": _client("client"),
    "boto3.resource": _client("resource"),
    "boto3.Session": _sessions,
    "boto3.session.Session": _sessions,
    "enumerate": _enumerate,
    "zip": _zip,
    "next": _next,
    "map": _map,
    "filter": _filter,
    "type": _type,
    "getattr": _getattr,
    "functools.partial": _partial,
    "operator.itemgetter": _itemgetter,
    "operator.itemgetter()": _got,
    "boto3.dynamodb.types.TypeDeserializer().deserialize": _deserialized,
    "boto3.dynamodb.types.TypeSerializer().serialize": _serialized,
    "typing.NewType": _newtype,
    "collections.namedtuple": _namedtuple,
}

BUILTINS = frozenset(
    name
    for name in (*_SAME, *_CONVERTED, *_LISTS, *_DICTS, *_TYPES, *_KNOWN, "print", "super", "sum",
                 "min", "max", "len", "any", "all", "range", "object", "Exception", "property")
    if "." not in name
)  # fmt: skip
"""Names that mean something without an import."""
__all__ = ["BUILTINS", "NOTHING", "Class", "Written", "answer", "field", "variable"]
