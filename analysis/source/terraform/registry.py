"""Modules of the public registry: what of the best known ones wires a system, from `registry/`.

A stand-in has the inputs, the resources and the outputs of terraform-aws-modules by the names of
all their versions; all that it makes stands at the line of the call.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from analysis.source.document import NOWHERE
from analysis.source.terraform.folder import Folder
from analysis.source.terraform.parser import parse_body
from analysis.source.terraform.syntax import Body, Literal, Object, Part

_KNOWN = re.compile(
    r"(?:registry\.(?:terraform\.io|opentofu\.org)/)?terraform-aws-modules/([a-z0-9-]{1,50})/aws"
    r"(?://modules/([a-z0-9-]{1,50}))?"
    r"|(?:git::)?(?:https://|ssh://git@)?(?:git@)?github\.com[/:]terraform-aws-modules/"
    r"terraform-aws-([a-z0-9-]{1,50}?)(?:\.git)?(?://modules/([a-z0-9-]{1,50}))?(?:\?.{0,200})?"
)
_EACH = re.compile(r"^# each ([a-z_]+)\n(.*?)^# end\n", re.MULTILINE | re.DOTALL)
_PLAIN = re.compile(r"(?:[\w .:/@{}+*-]|\$(?!\{)){1,200}")
_MOST_KEYS = 200
_NOWHERE = Path("/dev/null/terraform-aws-modules")


def stand_in(source: str, call: Part) -> Folder | None:
    """The module of that source as far as it is known, made for one call."""
    found = _KNOWN.fullmatch(source)
    if not found:
        return None
    text = _text(".".join(filter(None, found.groups())))
    if not text:
        return None
    written = _EACH.sub(lambda each: _repeated(each.group(1), each.group(2), call), text)
    return Folder(_NOWHERE, [_placed(_parsed(written), call)])


@cache
def _text(name: str) -> str:
    path = Path(__file__).with_name("registry") / f"{name}.tf"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _repeated(argument: str, text: str, call: Part) -> str:
    """The text once for each key that the call writes in the argument."""
    return "".join(text.replace("KEY", key) for key in _keys(argument, call))


def _keys(argument: str, call: Part) -> Iterator[str]:
    given = call.body.argument(argument)
    for key, _, _ in given.pairs[:_MOST_KEYS] if isinstance(given, Object) else ():
        if isinstance(key, Literal) and _PLAIN.fullmatch(str(key.value)):
            yield str(key.value)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Body:
    return parse_body(text, NOWHERE)


def _placed(body: Body, call: Part) -> Body:
    """All of it, standing where the call does."""
    return Body(
        {name: (each, call.line) for name, (each, _) in body.arguments.items()},
        [Part(each.kind, each.labels, _placed(each.body, call)) for each in body.blocks],
        call.source,
        call.line,
    )
