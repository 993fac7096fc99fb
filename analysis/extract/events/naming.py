"""Which part of a message says of what type it is, and which types a filter names.

On a bus it is the detail-type. A topic or queue has no such field: teams choose an attribute or a
key of the body, so that it has to be found in the filters and in what publishers are known to say.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.extract.events.operators import OPERATORS
from analysis.extract.events.patterns import DEEPEST, is_or
from analysis.records import dataclass
from analysis.source.values import Joined, Options, Reference, alternatives, as_text, shown
from analysis.walking import grouped

# How teams call the field that says what happened, the likeliest first (hyphens and case aside).
TYPE_FIELDS = (
    "detailtype",
    "eventtype",
    "messagetype",
    "eventname",
    "type",
    "event",
    "kind",
    "action",
    "operation",
    "name",
    "topic",
    "subject",
)
# In a body that no filter looks into, the others mostly say something else.
SURE_TYPE_FIELDS = TYPE_FIELDS[: TYPE_FIELDS.index("name")]
_OF_STREAMS = frozenset({"eventname", "eventsource", "s", "n"})  # kinds of change, not of event


@dataclass(frozen=True, slots=True)
class NamedTypes:
    """The types that a filter names, and where it finds them.

    ``field`` is empty where the filter asks nothing that could be a type; ``path`` leads to it.
    ``only`` says that nothing but these types passes.
    """

    field: str = ""
    path: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    only: bool = False
    scope: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """The steps to it: a name with dots is a path, but for a message attribute's."""
        if self.scope == "MessageAttributes":
            return self.path
        return tuple(step for name in self.path for step in name.split("."))


def in_body(named: NamedTypes) -> tuple[str, ...]:
    """The steps from a message's body to the type; none of a filter that looks elsewhere."""
    if named.scope == "MessageBody":
        return named.place
    first, *rest = named.place or ("",)
    return tuple(rest) if named.scope == "Record" and first in ("body", "data", "value") else ("",)


def named_by(pattern: Any, scope: str) -> NamedTypes:
    """The types that a pattern, or any one of several, names."""
    found = grouped(each for each in _leaves(pattern) if _may_be_a_type(each[0], scope))
    path = _chosen(found)
    if not path:
        return NamedTypes()
    types = texts(found[path])
    return NamedTypes(_field(path), path, types, _only_texts(pattern, path), scope)


def _may_be_a_type(path: tuple[str, ...], scope: str) -> bool:
    if scope == "EventBridge":
        return path == ("detail-type",)
    return not (scope == "Record" and normal(path[-1]) in _OF_STREAMS)


def _only_texts(pattern: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(pattern, Mapping):
            return False
        pattern = pattern.get(name)
    return isinstance(pattern, list | tuple) and all(isinstance(each, str) for each in pattern)


def sources_of(pattern: Any) -> tuple[str, ...]:
    """The event sources that an EventBridge pattern names."""
    return texts(wanted for path, wanted in _leaves(pattern) if path == ("source",))


def example(pattern: Any, deepest: int = DEEPEST) -> dict[str, Any] | None:
    """An event that passes the pattern, as far as it wants exact values; the rest is None."""
    if not isinstance(pattern, Mapping) or deepest == 0:
        return None
    return {
        name: example(wanted, deepest - 1) if isinstance(wanted, Mapping) else _exact(wanted)
        for name, wanted in pattern.items()
        if not is_or(name, wanted)
    }


def _exact(wanted: Any) -> Any:
    values = wanted if isinstance(wanted, list | tuple) else [wanted]
    if not values or any(isinstance(each, Mapping | list | tuple) for each in values):
        return None
    return values[0] if len(values) == 1 else Options(tuple(values))


def type_attribute(attributes: Iterable[str]) -> str:
    """The message attribute that says the type, or ""."""
    ranked = [(TYPE_FIELDS.index(normal(each)), each) for each in attributes if conventional(each)]
    return min(ranked)[1] if ranked else ""


def conventional(field: str) -> bool:
    """Whether a field is one of those that usually say the type."""
    return normal(field) in TYPE_FIELDS


def normal(field: str) -> str:
    """A field's name without case, hyphens and underscores."""
    return field.lower().replace("_", "").replace("-", "")


def label(field: str, value: str) -> str:
    """An event type's name; where the field is none that says a type, the field is part of it."""
    return value if not field or conventional(field) else f"{field}={value}"


def _chosen(found: Mapping[tuple[str, ...], list[Any]]) -> tuple[str, ...]:
    usual = type_attribute(map(_field, found))
    if usual:
        return min((path for path in found if _field(path) == usual), key=len)
    literal = [path for path, wanted in found.items() if texts(wanted)]
    return literal[0] if len(literal) == 1 else ()


def _field(path: tuple[str, ...]) -> str:
    """The field's own name: SQS has a message attribute's value one level further down."""
    inner = path[-1] in ("stringValue", "StringValue", "Value") and len(path) > 1
    return path[-2] if inner else path[-1]


def _leaves(pattern: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every array of wanted values with the path of its field."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), pattern)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, Mapping):
            for name, wanted in each.items():
                further = path if is_or(name, wanted) else (*path, name)
                waiting.append((further, wanted))
        elif isinstance(each, list | tuple) and _several_patterns(path, each):
            waiting.extend((path, one) for one in each)
        elif path and len(path) < DEEPEST:
            yield path, each


def _several_patterns(path: tuple[str, ...], each: Any) -> bool:
    """Whether these are whole patterns of which one is enough: filters at the top, or $or."""
    return not path or (len(each) > 1 and all(_is_pattern(one) for one in each))


def _is_pattern(each: Any) -> bool:
    return (
        isinstance(each, Mapping)
        and not OPERATORS & each.keys()
        and any(isinstance(wanted, Mapping | list | tuple) for wanted in each.values())
    )


def texts(wanted: Iterable[Any]) -> tuple[str, ...]:
    """The values that are wanted exactly, in order, each once."""
    found: dict[str, None] = {}
    for array in wanted:
        for each in array if isinstance(array, list | tuple) else [array]:
            for one in alternatives(each):
                if text := shown(one) if isinstance(one, Reference | Joined) else as_text(one):
                    found[text] = None
    return tuple(found)
