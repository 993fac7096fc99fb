"""Calls of what is not read: it uses what it is given, and may call the functions among that."""

from collections.abc import Iterable, Iterator

from analysis.code.combining import computed, inside, joined, marks_of, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.state import Arguments
from analysis.code.texts import from_template, texts_of
from analysis.code.values import (
    Bound,
    External,
    Function,
    Handle,
    Input,
    Method,
    Opaque,
    Seq,
    Value,
)
from analysis.source.values import Unknown

LONGEST = 200  # characters of a dotted name
_DEEPEST = 4  # of what is handed
_MOST = 1_000  # values of one depth
_CALLED = (Function, Bound)  # a union would be made anew for each value


_ERRORS = ("Error", "Exception")


def unknown(
    evaluator: Evaluator, name: str, arguments: Arguments, *, library: bool = False
) -> Value:
    """What something unread gives, once the functions that it is handed are followed.

    What a ``library`` gives may have fields, whatever it was given.
    """
    if name.endswith(_ERRORS):
        return _complaint(evaluator, name, arguments)
    if evaluator.working:
        evaluator.unread.add(name)
    functions = [
        each for value in arguments.all() for each in options(value) if isinstance(each, _CALLED)
    ]
    others = [each for each in arguments.all() if each not in functions]
    held = [each for each in _deeply(others) if isinstance(each, _CALLED)]
    evaluator.handed += _bare([*functions, *held])
    if functions and len(functions) == len(list(arguments.all())):
        return joined(functions)  # a decorator
    for function in functions:
        passed = [joined([each, *_each_of(evaluator, each)]) for each in others[:4]]
        with evaluator.unsure():
            evaluator.call(function, Arguments(list(passed), rest=Opaque()))
    evaluator.use(*others)
    marks = computed(marks_of(*others))
    return Opaque(marks, fields=library) if marks else External(f"{name}()"[-LONGEST:])


def _complaint(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """An error: it may tell of a message as a whole, and nobody looks into that."""
    marks = frozenset(each for each in marks_of(*arguments.all()) if each.path)
    evaluator.use(Opaque(marks))
    return Opaque(computed(marks)) if marks else External(f"{name}()"[-LONGEST:])


def handed(
    evaluator: Evaluator, called: str, arguments: Arguments, *, known: bool, of_aws: bool
) -> None:
    """Note a call of something unread where it is handed what it can act with.

    It is ``known`` where it has nothing to do with a system's resources, or else is ``of_aws``.
    """
    given = list(_deeply(arguments.all()))
    if any(_acts(each) for each in given):
        evaluator.miss(f"{called} is handed a client, and is not read")
    elif not known or of_aws:
        texts = (text for each in given for text in texts_of(each))
        if any(from_template(text) and not isinstance(text, Unknown) for text in texts):
            evaluator.miss(f"{called} is handed what names a resource, and is not read")
        elif not known and marks_of(*arguments.all()):
            evaluator.miss(f"{called} is handed what came in, and is not read")


def _acts(value: Value) -> bool:
    inner = value.receiver if isinstance(value, Method) else value
    return isinstance(inner, Handle) and inner.service != "durable"


def _deeply(values: Iterable[Value | None]) -> Iterator[Value]:
    """The values and what they hold, each once: what holds itself many times has no end."""
    level = list(values)
    seen: set[int] = set()
    for _ in range(_DEEPEST + 1 if level else 0):
        several = [one for each in level if each is not None for one in options(each)]
        new = [each for each in several if id(each) not in seen][:_MOST]
        seen.update(map(id, new))
        yield from new
        level = [held for each in new for held in inside(each)]
        if not level:
            return


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
