"""Fn::ForEach unrolled, before anything else is evaluated."""

import re
from collections.abc import Callable
from typing import Any

from analysis.refusals import BadTemplate
from analysis.source.document import Block, Items, as_block
from analysis.source.yaml_reader import LARGEST

_PREFIX = "Fn::ForEach::"
_CHARACTERS_A_VALUE = 100  # of a text that a loop puts in
_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9]")
Collection = Callable[[Any], list[str] | None]


def unroll(value: Any, collection: Collection, failed: Callable[[Block, str, str], None]) -> Any:
    """The value with every Fn::ForEach in it replaced by what it makes.

    ``collection`` gives the texts that a loop runs over, or None where they are not known;
    ``failed`` is told of a loop that could not be unrolled: its block, its key and why.

    Raises:
        BadTemplate: the loops make more than any template may hold.
    """
    return _Unroller(collection, failed).take(value)


class _Unroller:
    def __init__(self, collection: Collection, failed: Callable[[Block, str, str], None]) -> None:
        self.collection, self.failed = collection, failed
        self.made = 0

    def take(self, value: Any) -> Any:
        if not _has_loop(value):
            return value
        if isinstance(value, Block):
            return self._block(value)
        if isinstance(value, Items):
            items = Items(source=value.source, line=value.line, lines=value.lines)
            items.extend(self.take(each) for each in value)
            return items
        return value

    def _block(self, block: Block) -> Block:
        made = block.like(())
        for key, value in block.items():
            if key.startswith(_PREFIX):
                self._loop(block, key, value, made)
            else:
                made[key] = self.take(value)
        return made

    def _loop(self, block: Block, key: str, loop: Any, made: Block) -> None:
        if not isinstance(loop, list) or len(loop) != 3 or not isinstance(loop[0], str):
            self.failed(block, key, "a loop is a list of a name, the values and what to make")
            return
        values = self.collection(loop[1])
        if values is None:
            self.failed(block, key, "the values it runs over are not known")
            return
        for value in values:
            filled = self._filled(as_block(loop[2]), loop[0], value)
            for name, each in self.take(filled).items():
                made[name] = each
                made.lines[name] = filled.lines.get(name, block.lines.get(key, block.line))

    def _filled(self, value: Any, name: str, given: str) -> Any:
        self.made += 1 + len(given) // _CHARACTERS_A_VALUE
        if self.made > LARGEST:
            raise BadTemplate(
                "the template's Fn::ForEach make more than fits; shorten their lists."
            )
        if isinstance(value, Block):
            if len(value) == 1 and value.get("Ref") == name:
                return given
            made = Block(source=value.source, line=value.line)
            for key, each in value.items():
                renamed = _put(key, name, given)
                made[renamed] = self._filled(each, name, given)
                made.lines[renamed] = value.lines.get(key, value.line)
            return made
        if isinstance(value, Items):
            filled = [self._filled(each, name, given) for each in value]
            return Items(filled, source=value.source, line=value.line, lines=value.lines)
        return _put(value, name, given) if isinstance(value, str) else value


def _put(text: str, name: str, given: str) -> str:
    letters = _NOT_A_LETTER.sub("", given)
    return text.replace("${" + name + "}", given).replace("&{" + name + "}", letters)


def _has_loop(value: Any) -> bool:
    """Whether a loop stands anywhere in the value; most have none and are left as they are."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if any(key.startswith(_PREFIX) for key in each):
                return True
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return False
