"""Paths into a state's data, written one way whatever the query language.

``a.b`` is a field of the input and ``$`` all of it; ``$x.y`` a field of the variable x;
``$$.Execution.Id`` one of the context object; ``@answer.total`` one of what the task answered;
``@envelope.StatusCode`` one of what Step Functions wraps around that; ``@error.Cause`` one of a
caught error. An item's field stands for each item's: indices and filters are left out, but where
`places` are kept, for a Parallel's results: ``both.[0].x``, and ``both.[].x`` of any of them.
"""

import re
from collections.abc import Iterable

from analysis.extract.machines.jsonata import jsonata_paths

WHOLE = "$"
_DEEPEST = 40  # steps of a path; what is below counts as read with it
_NAME = re.compile(r"[^\s.\[\](),'\"$@?*{}]+")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_INDEX = re.compile(r"\s*(\d{1,3})\s*\Z")
_PLACE = re.compile(r"\[\d{0,3}\]")
ANY = "[]"  # the step to an item of which it is not known which
_QUOTED = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\")\s*\Z")
_AS_TEXT = re.compile(
    r"\s*States\.(?:StringToJson|JsonToString)\((.*)\)\s*\Z|\s*\$parse\((.*)\)\s*\Z", re.DOTALL
)
_STATES = {"input": WHOLE, "result": "@result", "context": "$$", "errorOutput": "@error"}


def join(path: str, rest: str) -> str:
    """The field ``rest`` of what is at ``path``."""
    if rest == WHOLE:
        return path
    return rest if path == WHOLE else f"{path}.{rest}"


def root_of(path: str) -> str:
    """Which document a path is in: "" for the input, "$$", "$x", "@answer" and so on."""
    return path.split(".", 1)[0] if path[:1] in "$@" and path != WHOLE else ""


def rest_of(path: str) -> str:
    """The path within its document."""
    if not root_of(path):
        return path
    _, _, rest = path.partition(".")
    return rest or WHOLE


def is_place(step: str) -> bool:
    """Whether a step of a path leads to an item of a list."""
    return _PLACE.fullmatch(step) is not None


def without_places(path: str) -> str:
    """A path in which an item's field stands for each item's."""
    if "[" not in path:
        return path
    return ".".join(step for step in path.split(".") if not is_place(step)) or WHOLE


def read_json_path(text: str, *, places: bool = False) -> tuple[str, ...]:
    """The paths in a JSONPath or in a ``States.…()`` intrinsic function, in order."""
    found: list[str] = []
    _scan(text, found, 2)
    return _known(found, places)


def _known(paths: Iterable[str], places: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths if places else map(without_places, paths)))


def unwrapped(text: str) -> str:
    """What an expression reads as text or writes as text: it has the same fields."""
    found = _AS_TEXT.match(text)
    return (found[1] or found[2] or "") if found else text


def is_json_path(text: str) -> bool:
    """Whether a text is one path and nothing computed from it."""
    return text.strip().startswith("$")


def read_jsonata(text: str, *, places: bool = False) -> tuple[tuple[str, ...], bool]:
    """The paths in a ``{% … %}`` expression, and whether it is a single one, merely copied."""
    expression = text.strip().removeprefix("{%").removesuffix("%}")
    paths, copied = jsonata_paths(unwrapped(expression))
    known = _known(filter(None, map(_of_states, paths)), places)
    return known, copied and len(known) == 1


def is_jsonata(text: str) -> bool:
    """Whether a text is a JSONata expression."""
    stripped = text.strip()
    return stripped.startswith("{%") and stripped.endswith("%}")


def _of_states(path: str) -> str:
    name, _, rest = path.partition(".")
    if name != "$states":
        return path
    part, _, rest = rest.partition(".")
    root = _STATES.get(part, "")
    return join(root, rest or WHOLE) if root else ""


def _scan(text: str, found: list[str], depth: int) -> None:
    place = 0
    while place < len(text):
        if text[place] == "'":
            place = _after_quoted(text, place)
        elif text[place] == "$":
            place = _read(text, place, found, depth)
        else:
            place += 1


def _after_quoted(text: str, place: int) -> int:
    place += 1
    while place < len(text) and text[place] != "'":
        place += 2 if text[place] == "\\" else 1
    return place + 1


def _read(text: str, place: int, found: list[str], depth: int) -> int:
    place += 1
    if text.startswith("{", place):  # a ${substitution} that nobody made
        return place
    root = WHOLE
    if text.startswith("$", place):
        root, place = "$$", place + 1
    elif variable := _VARIABLE.match(text, place):
        root, place = f"${variable[0]}", variable.end()
    steps: list[str] = []
    place = _read_steps(text, place, steps, found, depth)
    found.append(join(root, ".".join(steps[:_DEEPEST]) or WHOLE))
    return place


def _read_steps(text: str, place: int, steps: list[str], found: list[str], depth: int) -> int:
    while place < len(text):
        if text.startswith(".*", place):
            place += 2
        elif text[place] == "." and (name := _NAME.match(text, place + 1)):
            steps.append(name[0])
            place = name.end()
        elif text[place] == "[":
            end = _closing(text, place)
            inside = text[place + 1 : end]
            if key := _QUOTED.match(inside):
                steps.append(key[1] or key[2] or "")
            elif index := _INDEX.match(inside):
                steps.append(f"[{index[1]}]")
            else:
                steps.append(ANY)
                if depth > 1:  # a filter may name paths of its own; one inside another may not
                    _scan(inside, found, depth - 1)
            place = end + 1
        else:
            break
    if text.startswith("..", place):  # everything below, wherever it is: all of what is here
        while place < len(text) and text[place] not in ",)":
            place += 1
    return place


def _closing(text: str, place: int) -> int:
    depth = 0
    while place < len(text):
        if text[place] == "'":
            place = _after_quoted(text, place)
            continue
        depth += {"[": 1, "]": -1}.get(text[place], 0)
        if not depth:
            return place
        place += 1
    return len(text)
