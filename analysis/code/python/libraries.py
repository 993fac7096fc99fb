"""What functions of Python itself and of well-known libraries give."""

from collections.abc import Callable
from pathlib import PurePath

from analysis.code.aws.powertools import POWERTOOLS
from analysis.code.aws.services import requested
from analysis.code.combining import marks_of, options
from analysis.code.dictionaries import pair_up, pour, spread
from analysis.code.evaluator import Evaluator
from analysis.code.python.answers import KNOWN
from analysis.code.python.unread import is_library, left_to
from analysis.code.state import Arguments
from analysis.code.texts import text_of
from analysis.code.unread import LONGEST, logs, unknown
from analysis.code.values import (
    External,
    Input,
    Known,
    Map,
    Object,
    Opaque,
    Seq,
    Value,
)
from analysis.code.writing import as_map

Answer = Callable[[Evaluator, Arguments], Value]

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


def answer(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    """What calling something of a library gives; what it is given is used, unless it only logs."""
    noted = requested(evaluator, name, arguments)
    if noted is not None:
        return noted
    known = KNOWN.get(name) or POWERTOOLS.get(name.rpartition(".")[2] if "." in name else "")
    if known is not None:
        return known(evaluator, arguments)
    first = arguments.positional[0] if arguments.positional else None
    found: Value = Opaque()
    if name in _SAME:
        found = first if first is not None else found
    elif name in _CONVERTED:
        found = _converted(evaluator, first)
    elif name in _LISTS:
        found = _list(evaluator, arguments)
    elif name in _DICTS:
        found = _dict(evaluator, name, arguments)
    elif name.startswith(_SILENT) or logs(name):
        found = External(f"{name}()"[-LONGEST:])
    elif name not in _TYPES:
        left_to(evaluator, name, arguments)
        found = unknown(evaluator, name, arguments, library=is_library(name))
    return found


def _converted(evaluator: Evaluator, value: Value | None) -> Value:
    """A text or number made of another: the same field in another type."""
    if value is None:
        return Known("")
    evaluator.use(value)
    plain = isinstance(value, Known) and isinstance(value.value, str | int | float | PurePath)
    return value if plain or text_of(value) is not None else Opaque(marks_of(value))


def _list(evaluator: Evaluator, arguments: Arguments) -> Value:
    given = arguments.positional
    if len(given) == 1 and isinstance(given[0], Input):
        return given[0]
    made = Seq(born=evaluator.context)
    for value in given:
        spread(evaluator, made, value)
    return made


def _dict(evaluator: Evaluator, name: str, arguments: Arguments) -> Value:
    made = Map(born=evaluator.context)
    given = arguments.positional[1:] if name.endswith("defaultdict") else arguments.positional
    for value in given:
        for each in options(value):
            if isinstance(each, Seq):
                pair_up(evaluator, made, each)
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


_COMPLAINTS = """
    ArithmeticError AssertionError AttributeError BaseException ConnectionError EnvironmentError
    FileNotFoundError IOError IndexError KeyError LookupError NotImplementedError OSError
    OverflowError PermissionError RuntimeError SystemError TimeoutError TypeError UnicodeError
    ValueError ZeroDivisionError
"""
BUILTINS = frozenset(
    name
    for name in (*_COMPLAINTS.split(), *_SAME, *_CONVERTED, *_LISTS, *_DICTS, *_TYPES, *KNOWN,
                 "print", "super", "sum", "min", "max", "len", "any", "all", "range", "object",
                 "Exception", "property")
    if "." not in name
)  # fmt: skip
"""Names that mean something without an import."""
