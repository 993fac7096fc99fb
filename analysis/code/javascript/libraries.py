"""What well-known libraries of JavaScript give when they are called or made."""

import re
from collections.abc import Mapping
from dataclasses import replace

from analysis.code.aws import durable
from analysis.code.aws.powertools import POWERTOOLS
from analysis.code.aws.sdk import called, client_of, paginated, service_of
from analysis.code.aws.services import requested
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.javascript.functions import PARSES
from analysis.code.javascript.members import indexed, or_else
from analysis.code.javascript.objects import KNOWN, NEW, Answer, all_of, first, same
from analysis.code.javascript.schemas import OBJECTS, schema
from analysis.code.javascript.unread import is_library, left_to
from analysis.code.state import Arguments
from analysis.code.texts import from_template
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
    Known,
    Map,
    Object,
    Opaque,
    Scope,
    Seq,
    Value,
)

_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "any", "all", "route", "register"})


def _safe(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return Map({"success": Opaque(), "data": first(arguments), "error": Opaque()})


def _parser(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """``parser({ schema, envelope })`` of Powertools, which middy is given to ``use``."""
    kept = [("envelope", each) for each in _settings(arguments, "envelope")]
    return Bound(External(PARSES), (), tuple(kept))


def _called_back(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``callback(error, answer)``, with which a handler answers too."""
    evaluator.answers += arguments.positional[1:2]
    return NOTHING


def _got(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``_.get(owner, "lines[0].sku", otherwise)`` of lodash."""
    path = arguments.get("", 1) or Opaque()
    known = path.value if isinstance(path, Known) and isinstance(path.value, str) else None
    if known is None or from_template(known):
        return evaluator.made_of(*arguments.all())
    found = first(arguments)
    for name in filter(None, _STEPS.split(known)):
        one = name.isascii() and name.isdigit()
        step = Known(int(name[:_DIGITS])) if one else Known(name)
        found = indexed(evaluator, found, step)
    return or_else(found, lambda: arguments.get("", 2) or NOTHING)


def _resolved(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``container.resolve(Service)``: one of the class, with what its constructor wants."""
    found = [each for each in options(first(arguments)) if isinstance(each, Class)]
    if not found:
        evaluator.miss("a container gives what is known only then")
    return joined(evaluator.call(each, Arguments()) for each in found) if found else Opaque()


def _of_list(name: str) -> Answer:
    """``_.map(lines, each)`` of lodash: the list's own method, where it is one."""

    def given(evaluator: Evaluator, arguments: Arguments) -> Value:
        several, others = first(arguments), arguments.positional[1:]
        listed = all(isinstance(each, Seq | Input) for each in options(several))
        if listed and others and isinstance(others[0], Function | Bound):
            return evaluator.rules.method(evaluator, several, name, Arguments(others))
        return unknown(evaluator, f"lodash.{name}", arguments)

    return given


_LODASH = ("lodash", "lodash-es", "underscore")
_LISTED = {"each": "forEach"} | {
    name: name for name in ("map", "forEach", "filter", "find", "some", "every", "flatMap")
}
_STEPS = re.compile(r"[.\[\]]+")
_DIGITS = 6  # of a place in a list
CALLBACK = "handler.callback"
"""What a handler is given to answer with."""
_OWN: Mapping[str, Answer] = {
    **KNOWN,
    CALLBACK: _called_back,
    **{
        f"{of}{sign}{name}": _of_list(method)
        for of in _LODASH
        for sign in "./"
        for name, method in _LISTED.items()
    },
    **all_of("lodash.get lodash-es.get lodash/get lodash-es/get", _got),
    **all_of("tsyringe.container.resolve typedi.Container.get", _resolved),
    **all_of(OBJECTS, schema),
    "awslambda.HttpResponseStream.from": same,
    "awslambda.streamifyResponse": same,
    "durable.run": durable.run,
    "durable.same": durable.same,
}
_AS_IT_IS = """
    captureAWS captureAWSClient captureAWSv3Client captureLambdaHandler cloneDeep decode
    injectLambdaContext makeHandlerIdempotent makeIdempotent marshall middy parse parseAsync
    unmarshall unmarshallOutput validate wrapHandler
"""
_LAST: Mapping[str, Answer] = {
    **all_of(_AS_IT_IS, same),
    "given_parser": POWERTOOLS["given_parser"],
    "parser": _parser,
    "run_parsed": POWERTOOLS["run_parsed"],
    "withDurableExecution": durable.durable,
    "safeParse": _safe,
    "safeParseAsync": _safe,
    "processPartialResponse": POWERTOOLS["process_partial_response"],
    "processPartialResponseSync": POWERTOOLS["process_partial_response"],
}
"""By the last part of a name, whatever library it is of."""
_ASKS = """
    axios cross-fetch fetch got http.get http.request https.get https.request node-fetch
    node-fetch.fetch undici.fetch undici.request
"""
_ASK = """
    delete get head patch post put request
"""
_REQUESTS = frozenset(
    [*_ASKS.split(), *(f"{each}.{verb}" for each in ("axios", "got") for verb in _ASK.split())]
)
_SILENT = ("console.", "process.stdout", "process.stderr")
_TYPES = frozenset({"isinstance", "Array.isArray", "Number.isNaN", "isNaN", "Number.isInteger"})
_OTHERS = """
    AbortController AggregateError Array Date Error Intl Map Math Object Promise Proxy RangeError
    Reflect RegExp Set Symbol SyntaxError TextDecoder TextEncoder TypeError URL URLSearchParams
    Uint8Array WeakMap WeakSet clearTimeout crypto fetch globalThis isinstance queueMicrotask
    require setImmediate setInterval setTimeout super
"""
GLOBALS = frozenset(name.partition(".")[0] for name in (*_OWN, *_SILENT, *_TYPES)) | {
    *_OTHERS.split()
}
"""Names that mean something without an import."""


def answer(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """What calling something of a library gives; what it is given is used, unless it only logs."""
    last = name.rpartition(".")[2]
    known = _OWN.get(name) or (_LAST.get(last) if "." in name else None)
    if name == "middy" or name.startswith("@middy/core"):
        known = _middy
    if name in _REQUESTS:
        known = _request
    if known is not None:
        return known(evaluator, arguments)
    found: Value | None = paginated(evaluator, name, arguments)
    if found is None and last == "from" and service_of(name.removesuffix(".from")) is not None:
        found = Handle("dynamodb", "client")
    elif found is None and (name.startswith(_SILENT) or logs(name)):
        found = External(f"{name}()"[-LONGEST:])
    elif found is None and name in _TYPES:
        found = Opaque()
    return _of_others(evaluator, name, arguments) if found is None else found


def _of_others(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """What something unread gives; around a function as a module is loaded it is a wrapper."""
    if name.rpartition(".")[2] in _ROUTES and "." in name:
        handed = [one for each in arguments.positional[1:] for one in options(each)]
        evaluator.routes += [each for each in handed if isinstance(each, Function)]
    left_to(evaluator, name, arguments)
    wrapped = first(arguments)
    if isinstance(wrapped, Function | Bound) and not evaluator.working:
        evaluator.handed += [wrapped] if isinstance(wrapped, Function) else []
        evaluator.use(*arguments.positional[1:])
        return wrapped
    library = name not in GLOBALS and is_library(name)
    return unknown(evaluator, name, arguments, library=library)


def _middy(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """The handler that middy puts its middleware around; without one, what will be given one."""
    return arguments.get("", 0) or External("middy()")


def _settings(arguments: Arguments, name: str) -> list[Value]:
    """What the settings that are handed over say under a name."""
    return [
        one.entries[name]
        for one in options(first(arguments))
        if isinstance(one, Map) and name in one.entries
    ]


def _request(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``fetch(url)``, ``axios.get(url)``, ``axios({ url })``."""
    urls = _settings(arguments, "url")
    given = Arguments([joined(urls), *arguments.positional]) if urls else arguments
    return requested(evaluator, "requests.get", given) or Opaque()


def _kept(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``new DynamoDBPersistenceLayer({ tableName })``: it reads and writes its table."""
    names = _settings(arguments, "tableName")
    given = Arguments(keywords={"table_name": joined(names)}) if names else Arguments()
    return requested(evaluator, "idempotency.DynamoDBPersistenceLayer", given) or Opaque()


def _uploaded(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``new Upload({ client, params })``: an object that is put piece by piece."""
    params = _settings(arguments, "params")
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
        rule = NEW.get(callee.dotted)
        if callee.dotted.endswith(".DynamoDBPersistenceLayer"):
            rule = _kept
        if callee.dotted == "@aws-sdk/lib-storage.Upload":
            rule = _uploaded
        return rule(evaluator, arguments) if rule else evaluator.answer(callee.dotted, arguments)
    if isinstance(callee, Function):
        return _constructed(evaluator, callee, arguments)
    return evaluator.made_of(callee, *arguments.all())


def _constructed(evaluator: Evaluator, function: Function, arguments: Arguments) -> Value:
    """What a function makes of ``this``, which has all that its prototype has."""
    this = Map(born=evaluator.context)
    for each in options(function.own.get("prototype", NEVER)):
        for name, held in each.entries.items() if isinstance(each, Map) else ():
            this.entries[name] = _with_this(held, this) if isinstance(held, Function) else held
    found = evaluator.call(_with_this(function, this), arguments)
    return found if isinstance(found, Map | Object) else this


def _with_this(function: Function, this: Map) -> Function:
    scope = Scope({"this": this}, function.scope.module, function.scope)
    return replace(function, scope=scope)
