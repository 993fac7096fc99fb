"""Velocity, as APIs' mapping templates have it: the text that is left once its directives are gone.

Of a condition all branches are kept where they write fields, the first where they give a value; of
a loop what it repeats, once.
"""

import re
from collections.abc import Iterator

_DIRECTIVE = re.compile(
    r"##[^\n]*|#\*[^*]{0,500}\*#|#\{?(set|if|elseif|else|end|foreach|macro|return|break|stop|define)\b\}?",
    re.DOTALL,
)
_SET = re.compile(r"\$!?\{?(\w{1,80})((?:\.\w{1,80})?)\}?\s*=\s*(.+)", re.DOTALL)
_PUT = re.compile(r"\$!?\{?(\w{1,80})\}?\.put\(\s*[\"'](\w{1,80})[\"']\s*,(.*)\)", re.DOTALL)
_WHOLE = re.compile(
    r"\"?\$util\.(?:escapeJavaScript|urlEncode|toJson)\((?:\s*\$util\.toJson\()?\s*\$(\w{1,80})\s*\)"
    r"(?:\s*\))?(?:\.replaceAll\([^()\n]{0,40}\))?\"?"
)
_NAMED = (
    r"[A-Za-z_]\w{0,80}\b(?:[.\w]|\[[^\]\n]{0,80}\])*"
    r"(?:\((?:[^()\n]|\([^()\n]{0,400}\)){0,400}\)(?:\.\w{1,80})*)*"
)
_COMPUTED = re.compile(rf"\$!?(?:\{{{_NAMED}\}}|{_NAMED})")
_MOST = 100_000  # characters of a template


def without_directives(text: str) -> str:
    """The text, with as many lines; what it computes stands as 0, what it sets where it is used."""
    if "$" not in text or len(text) > _MOST:
        return text
    given: dict[str, str] = {}
    fields: dict[str, dict[str, str]] = {}
    left = "".join(_left(text, given, fields))
    for name, several in fields.items():
        if given.get(name, "{}").strip() == "{}":
            written = ", ".join(f'"{key}": {one}' for key, one in several.items())
            given[name] = f"{{{written}}}"
    return _COMPUTED.sub("0", _WHOLE.sub(lambda found: given.get(found[1], found[0]), left))


def _left(text: str, given: dict[str, str], fields: dict[str, dict[str, str]]) -> Iterator[str]:
    values: list[bool] = []  # of each block around: whether it stands for a value
    other = 0  # blocks around in whose first branch the value was given
    last = ""
    for piece, kind, inside in _told_apart(text):
        yield "\n" * piece.count("\n") if other else piece
        last = piece.rstrip()[-1:] or last
        if kind == "set":
            _keep(inside, given, fields)
        elif kind in ("if", "foreach", "macro", "define"):
            values.append(last == ":" or bool(other))
            other += bool(other)
        elif kind in ("else", "elseif") and values and values[-1]:
            other = other or 1
        elif kind == "end" and values:
            other -= bool(values.pop() and other)


def _told_apart(text: str) -> Iterator[tuple[str, str, str]]:
    """What stands before each directive, which that is, and what is in its parentheses."""
    start = 0
    while found := _DIRECTIVE.search(text, start):
        before, end = text[start : found.start()], found.end()
        inside = ""
        if found[1] not in (None, "else", "end", "return", "break", "stop"):
            end = _closing(text, end)
            inside = text[found.end() : end].strip()[1:-1]
        start = end
        yield before + "\n" * text.count("\n", found.start(), end), found[1] or "", inside
    yield text[start:], "", ""


def _closing(text: str, start: int) -> int:
    """Where the parenthesis ends that opens here."""
    depth, quote = 0, ""
    for place in range(start, len(text)):
        letter = text[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if not depth:
                return place + 1
        elif not depth and not letter.isspace():
            return start  # there is none
    return len(text)


def _keep(inside: str, given: dict[str, str], fields: dict[str, dict[str, str]]) -> None:
    found = _SET.match(inside.strip())
    if found is None:
        return
    put = _PUT.match(found[3])
    if put is not None:
        fields.setdefault(put[1], {})[put[2]] = put[3].strip()
    elif found[2]:
        fields.setdefault(found[1], {})[found[2][1:]] = found[3].strip()
    else:
        given.setdefault(found[1], found[3].strip())
