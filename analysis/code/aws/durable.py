"""Durable functions as JavaScript writes them: steps that are kept, functions asked in between.

The names and places of arguments are those of ``@aws/durable-execution-sdk-js``.
"""

from collections.abc import Callable, Mapping

from analysis.code.aws.services import operation
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.state import Arguments
from analysis.code.texts import text_of
from analysis.code.values import (
    Bound,
    External,
    Function,
    Handle,
    Known,
    Map,
    Opaque,
    Seq,
    Value,
)
from analysis.code.writing import read_text, written

PACKAGE = "@aws/durable-execution-sdk-js"
CONTEXT = Handle("durable", "context")
_LATER = External("durable.run")


def durable(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """``withDurableExecution(handler)``: a handler whose context keeps what is done."""
    return Bound(_LATER, tuple(arguments.positional[:1]))


def run(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Call such a handler."""
    handler, event = [*arguments.positional, Opaque(), Opaque()][:2]
    return evaluator.call(handler, Arguments([event, CONTEXT]))


def part_of(name: str) -> Value:
    """What a context has under a name, but for what it can be asked to do."""
    return External("Promise") if name == "promise" else External(name)


def asked(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """What a context gives that is asked to do something."""
    rule = _ASKED.get(name)
    return rule(evaluator, arguments) if rule else Opaque()


def _functions(arguments: Arguments) -> list[Value]:
    return [each for each in arguments.positional if _callable(each)]


def _callable(value: Value) -> bool:
    return any(isinstance(each, Function | Bound) for each in options(value))


def _step(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``step("name", fn)``, ``runInChildContext("name", fn)``: what the function gives."""
    found = [evaluator.call(each, Arguments([CONTEXT])) for each in _functions(arguments)[:1]]
    return found[0] if found else Opaque()


def _condition(evaluator: Evaluator, arguments: Arguments) -> Value:
    found = [
        evaluator.call(each, Arguments([Opaque(), CONTEXT])) for each in _functions(arguments)[:1]
    ]
    return found[0] if found else Opaque()


def _callback(evaluator: Evaluator, arguments: Arguments) -> Value:
    _condition(evaluator, arguments)
    return Opaque()


def _invoke(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``invoke("name", function, input)``; the name may be left out."""
    given = arguments.positional
    named = len(given) > 1 and all(text_of(each) is not None for each in options(given[1]))
    function, payload = [*given[1 if named else 0 :], Opaque(), Opaque()][:2]
    keywords = {"FunctionName": function, "Payload": written(payload)}
    passed = Arguments(keywords=keywords, places=arguments.places)
    answer = operation(evaluator, Handle("lambda", "client"), "invoke", passed)
    found = [one.entries["Payload"] for one in options(answer)
             if isinstance(one, Map) and "Payload" in one.entries]  # fmt: skip
    return read_text(joined(found)) if found else Opaque()


def _map(evaluator: Evaluator, arguments: Arguments) -> Value:
    given = [each for each in arguments.positional if not isinstance(each, Known)]
    function = next(iter(_functions(arguments)), None)
    if function is None or not given:
        return Opaque()
    items, made = items_of(evaluator, given[0]), Seq(born=evaluator.context)
    with evaluator.unsure():
        for each in items.every():
            passed = Arguments([CONTEXT, each, Opaque()])
            made.rest = joined([*made.every(), evaluator.call(function, passed)])
    return _batch(made)


def _parallel(evaluator: Evaluator, arguments: Arguments) -> Value:
    made = Seq(born=evaluator.context)
    for given in arguments.positional:
        for each in items_of(evaluator, given).every() if isinstance(given, Seq) else ():
            for one in options(each):
                branch = one.entries.get("func", one) if isinstance(one, Map) else one
                made.items.append(evaluator.call(branch, Arguments([CONTEXT])))
    return _batch(made)


def _batch(results: Seq) -> Map:
    """What came of several at once."""
    each = Map({"result": joined(results.every() or [Opaque()])}, rest=Opaque())
    return Map({"all": Seq(rest=each), "getResults": Bound(External("durable.same"), (results,))},
               rest=Opaque())  # fmt: skip


def same(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """What was kept."""
    return arguments.positional[0] if arguments.positional else Opaque()


_ASKED: Mapping[str, Callable[[Evaluator, Arguments], Value]] = {
    "step": _step,
    "runInChildContext": _step,
    "waitForCondition": _condition,
    "waitForCallback": _callback,
    "invoke": _invoke,
    "map": _map,
    "parallel": _parallel,
}
