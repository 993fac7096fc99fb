"""Modules of the public registry: what of the best known ones wires a system, from `registry/`.

A stand-in has the inputs, the resources and the outputs of terraform-aws-modules by the names of
all their versions; what it makes stands at the line of the call, or of the key it is made for.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from analysis.source.document import NOWHERE, Source
from analysis.source.terraform.folder import Folder
from analysis.source.terraform.parser import parse_body
from analysis.source.terraform.syntax import Body, HclBlock, LiteralValue, ObjectExpr

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


def stand_in(source: str, call: HclBlock) -> Folder | None:
    """The module of that source as far as it is known, made for one call."""
    found = _KNOWN.fullmatch(source)
    if not found:
        return None
    text = _text(".".join(filter(None, found.groups())))
    if not text:
        return None
    body = _placed(_parsed(_EACH.sub("", text)), call.source, call.line)
    for argument, repeated in _EACH.findall(text):
        for key, line in _keys(argument, call):
            each = _placed(_parsed(repeated.replace("KEY", key)), call.source, line)
            body.blocks += each.blocks
    return Folder(_NOWHERE, [body])


@cache
def _text(name: str) -> str:
    path = Path(__file__).with_name("registry") / f"{name}.tf"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _keys(argument: str, call: HclBlock) -> Iterator[tuple[str, int]]:
    """Each key that the call writes in the argument, with its line."""
    given = call.body.argument(argument)
    for key, _, line in given.pairs[:_MOST_KEYS] if isinstance(given, ObjectExpr) else ():
        if isinstance(key, LiteralValue) and _PLAIN.fullmatch(str(key.value)):
            yield str(key.value), line


@lru_cache(maxsize=64)
def _parsed(text: str) -> Body:
    return parse_body(text, NOWHERE)


def _placed(body: Body, source: Source, line: int) -> Body:
    """All of it, standing at one line."""
    return Body(
        {name: (each, line) for name, (each, _) in body.arguments.items()},
        [
            HclBlock(each.kind, each.labels, _placed(each.body, source, line))
            for each in body.blocks
        ],
        source,
        line,
    )
