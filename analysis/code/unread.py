"""Calls of what is not read: it uses what it is given, and may call the functions among that."""

from collections.abc import Iterator

from analysis.code.combining import computed, joined, marks_of, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.state import Arguments
from analysis.code.values import Bound, External, Function, Input, Opaque, Seq, Value

LONGEST = 200  # characters of a dotted name


def unknown(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """What something unread gives, once the functions that it is handed are followed."""
    functions = [
        each
        for value in arguments.all()
        for each in options(value)
        if isinstance(each, Function | Bound)
    ]
    others = [each for each in arguments.all() if each not in functions]
    evaluator.handed += _bare(functions)
    if functions and len(functions) == len(list(arguments.all())):
        return joined(functions)  # a decorator
    for function in functions:
        passed = [joined([each, *_each_of(evaluator, each)]) for each in others[:4]]
        with evaluator.unsure():
            evaluator.call(function, Arguments(list(passed), rest=Opaque()))
    evaluator.use(*others)
    marks = computed(marks_of(*others))
    return Opaque(marks) if marks else External(f"{name}()"[-LONGEST:])


def _each_of(evaluator: Evaluator, value: Value) -> list[Value]:
    return items_of(evaluator, value).every() if isinstance(value, Seq | Input) else []


def _bare(functions: list[Function | Bound]) -> Iterator[Function]:
    """The functions that something unread may call when it likes."""
    for each in functions:
        inner = each.function if isinstance(each, Bound) else each
        yield from (one for one in options(inner) if isinstance(one, Function))


def logs(name: str) -> bool:
    """Whether this only tells people: a logger, a metric, a trace."""
    parts = name.lower().split(".")
    telling = ("logger", "log", "logging", "tracer", "metrics", "xray_recorder", "tracing")
    return any(part.removesuffix("()") in telling for part in parts) and len(parts) > 1
