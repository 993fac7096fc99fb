"""Paths that code puts together from where it stands, and the folders that it adds for imports."""

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from analysis.code.combining import options
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments
from analysis.code.texts import texts_of
from analysis.code.values import NOTHING, Bound, External, Known, Opaque, Seq, Value

Answer = Callable[[Evaluator, Arguments], Value]

_TASK = "/var/task"  # where Lambda puts a function's code
_MOST_ABOVE = 8
_LONGEST = 1_000  # characters of a path


def own_file(path: Path | None) -> Value:
    """What ``__file__`` is."""
    return Known(path) if path is not None else Opaque()


def of_path(value: Value, name: str) -> Value | None:
    """An attribute of a path; None where it is none."""
    path = _path(value)
    if path is None:
        return None
    if name == "parent":
        return Known(path.parent)
    if name == "parents":
        return Seq([Known(each) for each in list(path.parents)[:_MOST_ABOVE]])
    if name in ("name", "stem"):
        return Known(getattr(path, name))
    return Bound(External(f"pathlib.Path.{name}"), (value,))


def below(value: Value, other: Value) -> Value | None:
    """What ``path / other`` is; None where the first is no path."""
    path = _path(value)
    if path is None:
        return None
    several = [each for each in texts_of(other) if isinstance(each, str)]
    return _short(path.joinpath(*several)) if len(several) == 1 else Opaque()


def appended(parts: Sequence[Value]) -> Value | None:
    """The path that a path and texts make as one text; None where the first is no path."""
    path = _path(parts[0]) if parts else None
    if path is None:
        return None
    texts = [each.value for each in parts[1:] if isinstance(each, Known)]
    known = [each for each in texts if isinstance(each, str)]
    whole = len(known) == len(parts) - 1
    return _short(Path("".join((str(path), *known)))) if whole else Opaque()


def _short(path: Path) -> Value:
    return Known(path) if len(str(path)) < _LONGEST else Opaque()


def _path(value: Value) -> Path | None:
    return value.value if isinstance(value, Known) and isinstance(value.value, Path) else None


def _same(_evaluator: Evaluator, arguments: Arguments) -> Value:
    return arguments.get("", 0) or Opaque()


def _dirname(_evaluator: Evaluator, arguments: Arguments) -> Value:
    path = _path(arguments.get("p", 0) or Opaque())
    return Known(path.parent) if path is not None else Opaque()


def _put_together(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``os.path.join(a, b)``, ``Path(a, b)``."""
    given = [*arguments.positional]
    first = given[0] if given else Opaque()
    if _path(first) is None:
        return first if len(given) == 1 else evaluator.made_of(*given)
    for each in given[1:]:
        first = below(first, each) or Opaque()
    return first


def _here(evaluator: Evaluator, _arguments: Arguments) -> Value:
    folders = evaluator.files.folders
    return Known(folders[0]) if folders else Opaque()


def _added(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``sys.path.insert(0, folder)``, ``sys.path.append(folder)``, ``site.addsitedir(folder)``."""
    value = arguments.positional[-1] if arguments.positional else Opaque()
    for each in options(value):
        path = _path(each) or _on_lambda(evaluator, each)
        if path is not None:
            evaluator.files.add(path, first=len(arguments.positional) > 1)
    return NOTHING


def _on_lambda(evaluator: Evaluator, value: Value) -> Path | None:
    """Where a folder that is named as on Lambda is here: below the function's code."""
    folders = evaluator.files.folders
    text = value.value if isinstance(value, Known) else None
    if not folders or not isinstance(text, str) or not text:
        return None
    relative = PurePath(text.removeprefix(_TASK).lstrip("/") if text.startswith(_TASK) else text)
    return None if relative.is_absolute() else folders[0] / relative


def _all(names: str, answer: Answer) -> dict[str, Answer]:
    return dict.fromkeys(names.split(), answer)


PATHS: dict[str, Answer] = {
    **_all("sys.path.insert sys.path.append site.addsitedir", _added),
    **_all(
        "os.path.abspath os.path.realpath os.path.normpath os.fspath pathlib.Path.resolve "
        "pathlib.Path.absolute pathlib.Path.as_posix pathlib.Path.__str__",
        _same,
    ),
    **_all("os.path.join pathlib.Path pathlib.PurePath pathlib.Path.joinpath", _put_together),
    "os.path.dirname": _dirname,
    **_all("os.getcwd pathlib.Path.cwd", _here),
}
