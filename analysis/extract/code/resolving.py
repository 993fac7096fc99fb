"""What an AWS call is about: the values of the arguments that name its resource."""

from collections.abc import Iterator

from analysis.code.aws.operations import OPERATIONS, Operation
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of, keys_of
from analysis.code.state import AwsCall
from analysis.code.texts import texts_of
from analysis.code.values import Known, Map, Seq, Value
from analysis.records import dataclass

_DEFAULT_BUS = Known("default")


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that a call does, and to what; no names where that is not known."""

    call: AwsCall
    operation: Operation
    names: Value | None
    entry: Map | None = None


def uses(evaluator: Evaluator, call: AwsCall) -> Iterator[Use]:
    """What a call does; nothing where it is of no interest."""
    for operation in OPERATIONS.get((call.service, call.kind, call.operation), ()):
        given = call.arguments.keywords
        if "PhoneNumber" in given and "TopicArn" not in given:
            continue
        if operation.inside == "EventBusName":
            yield from _events(evaluator, call, operation)
        else:
            yield Use(call, operation, _names(call, operation))


def _names(call: AwsCall, operation: Operation) -> Value | None:
    if not operation.arguments or operation.arguments == ("endpoint_url",):
        return call.name
    found = [call.arguments.get(name, operation.place) for name in operation.arguments]
    value = _one_of(found)
    if operation.inside:
        value = _inside(value, operation.inside)
    return value if value is not None else call.name  # ``table.meta.client`` knows its table


def _one_of(values: list[Value | None]) -> Value | None:
    known = [each for each in values if each is not None]
    return joined(known) if known else None


def _inside(value: Value | None, path: str) -> Value | None:
    """What stands deeper in an argument: its keys, or what is under names in its items."""
    several = options(value) if value is not None else ()
    if path == "keys":
        keys = [keys_of(each) for each in several if isinstance(each, Map)]
        return _one_of([one for each in keys for one in (*each.items, each.rest)])
    first, _, rest = path.partition(".")
    names = first.split("|")
    found: list[Value | None] = []
    for each in several:
        within = [each]
        if not (isinstance(each, Map) and any(name in each.entries for name in names)):
            within = [one for held in _held(each) for one in options(held)]
        found += [one.entries.get(name) for one in within if isinstance(one, Map) for name in names]
    inner = _one_of(found)
    return _inside(inner, rest) if rest else inner


def _held(value: Value) -> list[Value]:
    """What is in a list or in a dictionary."""
    if not isinstance(value, Seq | Map):
        return []
    items = value.items if isinstance(value, Seq) else value.entries.values()
    return [*items, *([value.rest] if value.rest is not None else [])]


def _events(evaluator: Evaluator, call: AwsCall, operation: Operation) -> Iterator[Use]:
    """Each event that is put, on the bus it names or on the default one."""
    entries = entries_of(evaluator, call.arguments.get("Entries"))
    for entry in entries:
        unsure = entry.rest is not None or entry.behind is not None
        bus = entry.entries.get("EventBusName", None if unsure else _DEFAULT_BUS)
        yield Use(call, operation, bus, entry)
    if not entries:
        yield Use(call, operation, None)


def entries_of(evaluator: Evaluator, value: Value | None) -> list[Map]:
    """The dictionaries in a list that a call is given."""
    several = _held(items_of(evaluator, value)) if value is not None else []
    return [one for each in several for one in options(each) if isinstance(one, Map)]


def literals(value: Value | None) -> tuple[str, ...]:
    """The literal texts that a value may be."""
    return tuple(each for each in texts_of(value) if isinstance(each, str))
