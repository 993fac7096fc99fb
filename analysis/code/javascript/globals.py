"""What JavaScript's own objects and well-known libraries give when they are called or made."""

from collections.abc import Callable, Mapping

from analysis.code.aws import durable
from analysis.code.aws.powertools import POWERTOOLS
from analysis.code.aws.sdk import called, client_of, paginated, service_of
from analysis.code.aws.services import requested
from analysis.code.combining import joined, marks_of, options
from analysis.code.dictionaries import keep, pour, put_under, spread
from analysis.code.evaluator import Evaluator
from analysis.code.javascript.listing import LISTED
from analysis.code.javascript.unread import left_to
from analysis.code.messages import items_of, keys_of, values_of
from analysis.code.state import Arguments
from analysis.code.texts import text_of
from analysis.code.unread import LONGEST, logs, unknown
from analysis.code.values import (
    NEVER,
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
    Object,
    Opaque,
    Scope,
    Seq,
    Value,
)
from analysis.code.writing import as_map, read_text, written

Answer = Callable[[Evaluator, Arguments], Value]
_PAIR = 2
_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "any", "all", "route", "register"})


def _first(arguments: Arguments) -> Value:
    return arguments.get("", 0) or NOTHING


def _same(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return _first(arguments)


def _assign(evaluator: Evaluator, arguments: Arguments) -> Value:
    target, others = _first(arguments), arguments.positional[1:]
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
    several = items_of(evaluator, _first(arguments))
    for pair in [*several.items, *options(several.rest or NEVER)]:
        if not isinstance(pair, Seq) or len(pair.items) != _PAIR:
            evaluator.spill(made, None, pair)
        elif isinstance(pair.items[0], Keys) and not made.entries:
            made.each = (pair.items[0].part, pair.items[1])
        else:
            keep(evaluator, made, pair.items[0], pair.items[1])
    return made


def _keys(evaluator: Evaluator, arguments: Arguments) -> Value:
    return joined(_keys_of(evaluator, each) for each in options(_first(arguments)))


def _keys_of(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value, Object):
        return Seq([Known(each) for each in value.attributes])
    if isinstance(value, Map):
        return Keys(value.behind) if value.behind and not value.entries else keys_of(value)
    return Keys(value) if isinstance(value, Input) else Seq(rest=evaluator.made_of(value))


def _values(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = _first(arguments)
    if isinstance(value, Object):
        return Seq(list(value.attributes.values()))
    return values_of(value) if isinstance(value, Map | Input) else items_of(evaluator, value)


def _entries(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = _first(arguments)
    if isinstance(value, Object):
        value = as_map(value, evaluator.context)
    return LISTED["entries"](evaluator, value, arguments)


def _define(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``Object.defineProperty(target, name, { get, value })``."""
    target, key = _first(arguments), arguments.get("", 1) or Opaque()
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


def _list_from(evaluator: Evaluator, arguments: Arguments) -> Value:
    value = _first(arguments)
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
    several = items_of(evaluator, _first(arguments))

    def told(value: Value) -> Value:
        return Map({"status": Opaque(), "value": value, "reason": Opaque()})

    rest = told(several.rest) if several.rest is not None else None
    return Seq([told(each) for each in several.items], rest, several.maybe)


def _any(evaluator: Evaluator, arguments: Arguments) -> Value:
    return joined(items_of(evaluator, _first(arguments)).every() or [Opaque()])


def _promise(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``new Promise((resolve, reject) => …)``: what it is resolved with."""
    kept = Map(born=evaluator.context)
    resolve = Bound(External("Promise.resolve()"), (kept,))
    evaluator.call(_first(arguments), Arguments([resolve, External("Promise.reject")]))
    return kept.entries.get("value", Opaque())


def _resolved(_evaluator: Evaluator, arguments: Arguments) -> Value:
    kept, value = _first(arguments), arguments.get("", 1) or NOTHING
    if isinstance(kept, Map):
        before = kept.entries.get("value")
        kept.entries["value"] = value if before is None else joined((before, value))
    return NOTHING


def _converted(evaluator: Evaluator, arguments: Arguments) -> Value:
    """A text or number made of another: the same field in another type."""
    if not arguments.positional:
        return Known("")
    value = _first(arguments)
    evaluator.use(value)
    plain = isinstance(value, Known) and isinstance(value.value, str | int | float)
    if plain or text_of(value) is not None or isinstance(value, Bound | Function):
        return value
    return Opaque(marks_of(value))


def _safe(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return Map({"success": Opaque(), "data": _first(arguments), "error": Opaque()})


def _all(names: str, answer: Answer) -> dict[str, Answer]:
    return dict.fromkeys(names.split(), answer)


_KNOWN: Mapping[str, Answer] = {
    "JSON.parse": lambda _, given: read_text(_first(given)),
    "JSON.stringify": lambda _, given: written(_first(given)),
    "Object.assign": _assign,
    "Object.keys": _keys,
    "Object.getOwnPropertyNames": _keys,
    "Object.values": _values,
    "Object.entries": _entries,
    "Object.fromEntries": _from_entries,
    "Object.defineProperty": _define,
    "Object.create": lambda evaluator, _: Map(born=evaluator.context),
    **_all("awslambda.streamifyResponse awslambda.HttpResponseStream.from Object.freeze Object.seal structuredClone Promise.resolve Promise.all Buffer.from "
           "Buffer Object.getPrototypeOf util.promisify promisify decodeURIComponent encodeURIComponent "
           "decodeURI encodeURI atob btoa zlib.gunzipSync zlib.gzipSync", _same),
    **_all("Array.from", _list_from),
    "Array.of": lambda _, given: Seq(list(given.positional)),
    "Promise.allSettled": _settled,
    "durable.run": durable.run,
    "durable.same": durable.same,
    "Promise.race": _any,
    "Promise.any": _any,
    "Promise.reject": lambda _, __: NEVER,
    "Promise.resolve()": _resolved,
    **_all("String Number Boolean BigInt parseInt parseFloat Number.parseInt Number.parseFloat",
           _converted),
}  # fmt: skip
_LAST: Mapping[str, Answer] = {
    **_all("marshall unmarshall unmarshallOutput captureAWS captureAWSClient captureAWSv3Client "
           "middy makeHandlerIdempotent makeIdempotent wrapHandler parse "
           "parseAsync cloneDeep injectLambdaContext captureLambdaHandler validate decode", _same),
    "withDurableExecution": durable.durable,
    "safeParse": _safe,
    "safeParseAsync": _safe,
    "processPartialResponse": POWERTOOLS["process_partial_response"],
    "processPartialResponseSync": POWERTOOLS["process_partial_response"],
}  # fmt: skip
"""By the last part of a name, whatever library it is of."""
_VERBS = ("get", "post", "put", "patch", "delete", "head", "request")
_REQUESTS = frozenset(
    {
        *(
            "fetch",
            "node-fetch",
            "node-fetch.fetch",
            "undici.fetch",
            "undici.request",
            "cross-fetch",
        ),
        *(
            f"{library}.{verb}"
            for library in ("axios", "got", "superagent", "ky")
            for verb in _VERBS
        ),
        *("axios", "got", "https.request", "http.request", "https.get", "http.get"),
    }
)
_SILENT = ("console.", "process.stdout", "process.stderr")
_TYPES = frozenset({"isinstance", "Array.isArray", "Number.isNaN", "isNaN", "Number.isInteger"})
_MADE = frozenset({"Promise", "Map", "Set", "WeakMap", "Date", "Array", "Object", "TextDecoder"})
GLOBALS = frozenset(
    {
        *(name.partition(".")[0] for name in (*_KNOWN, *_SILENT, *_TYPES)),
        *(
            "super",
            "require",
            "fetch",
            "URL",
            "URLSearchParams",
            "Math",
            "Symbol",
            "Error",
            "RegExp",
            "isinstance",
        ),
        *("TypeError", "RangeError", "SyntaxError", "AggregateError", "TextEncoder", "setTimeout"),
        *("setImmediate", "setInterval", "clearTimeout", "queueMicrotask", "globalThis", "crypto"),
        *("AbortController", "Intl", "Proxy", "Reflect", "Uint8Array", "WeakSet"),
        *_MADE,
    }
)
"""Names that mean something without an import."""


def answer(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """What calling something of a library gives; what it is given is used, unless it only logs."""
    last = name.rpartition(".")[2]
    known = _KNOWN.get(name) or (_LAST.get(last) if "." in name else None)
    if name == "middy" or name.startswith("@middy/core"):
        known = _middy
    if name in _REQUESTS:
        known = _request
    if known is not None:
        return known(evaluator, arguments)
    pages = paginated(evaluator, name, arguments)
    if pages is not None:
        return pages
    if service_of(name.removesuffix(".from")) is not None and last == "from":
        return Handle("dynamodb", "client")
    if name.startswith(_SILENT) or logs(name):
        return External(f"{name}()"[-LONGEST:])
    if name in _TYPES:
        return Opaque()
    if last in _ROUTES and "." in name:
        handed = [one for each in arguments.positional[1:] for one in options(each)]
        evaluator.routes += [each for each in handed if isinstance(each, Function)]
    left_to(evaluator, name, arguments)
    return unknown(evaluator, name, arguments)


def _middy(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """The handler that middy puts its middleware around; without one, what will be given one."""
    return arguments.get("", 0) or External("middy()")


def _request(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``fetch(url)``, ``axios.get(url)``, ``axios({ url })``."""
    settings = arguments.get("", 0)
    urls = [
        one.entries["url"]
        for one in (options(settings) if settings is not None else ())
        if isinstance(one, Map) and "url" in one.entries
    ]
    given = Arguments([joined(urls), *arguments.positional]) if urls else arguments
    return requested(evaluator, "requests.get", given) or Opaque()


def _kept(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``new DynamoDBPersistenceLayer({ tableName })``: it reads and writes its table."""
    settings = arguments.get("", 0)
    names = [
        one.entries["tableName"]
        for one in (options(settings) if settings is not None else ())
        if isinstance(one, Map) and "tableName" in one.entries
    ]
    given = Arguments(keywords={"table_name": joined(names)}) if names else Arguments()
    return requested(evaluator, "idempotency.DynamoDBPersistenceLayer", given) or Opaque()


def _uploaded(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``new Upload({ client, params })``: an object that is put piece by piece."""
    settings = arguments.get("", 0)
    params = [
        one.entries["params"]
        for one in (options(settings) if settings is not None else ())
        if isinstance(one, Map) and "params" in one.entries
    ]
    given = Arguments([joined(params)]) if params else Arguments()
    called(evaluator, Handle("s3", "client"), "putObject", given)
    return External("@aws-sdk/lib-storage.Upload()")


def made(evaluator: Evaluator, callee: Value, arguments: Arguments) -> Value:
    """What ``new`` gives."""
    if isinstance(callee, Class):
        return evaluator.call(callee, arguments)
    if isinstance(callee, External):
        client = client_of(callee.dotted, arguments)
        if client is not None:
            return client
        rule = _NEW.get(callee.dotted)
        if callee.dotted.endswith(".DynamoDBPersistenceLayer"):
            rule = _kept
        if callee.dotted == "@aws-sdk/lib-storage.Upload":
            rule = _uploaded
        return rule(evaluator, arguments) if rule else evaluator.answer(callee.dotted, arguments)
    if isinstance(callee, Function):
        return _constructed(evaluator, callee, arguments)
    return evaluator.made_of(callee, *arguments.all())


def _constructed(evaluator: Evaluator, function: Function, arguments: Arguments) -> Value:
    """What a function makes of ``this``."""
    this = Map(born=evaluator.context)
    scope = Scope({"this": this}, function.scope.module, function.scope)
    inner = Function(
        function.node, function.name, function.line, function.parameters, function.body, scope
    )
    found = evaluator.call(inner, arguments)
    return found if isinstance(found, Map | Object) else this


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


_NEW: Mapping[str, Answer] = {
    "Promise": _promise,
    "Map": _map,
    "WeakMap": _map,
    "Set": _set,
    "Array": lambda evaluator, _: Seq(rest=Opaque(), born=evaluator.context),
    "Object": lambda evaluator, _: Map(born=evaluator.context),
    "Date": lambda evaluator, given: evaluator.made_of(*given.all()),
}
