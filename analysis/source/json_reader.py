"""JSON into blocks that know their lines, without the standard reader's recursion."""

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # public by use, not by stub
from typing import Any, NoReturn

from analysis.refusals import BadTemplate
from analysis.source.document import Block, Items, Source, whole
from analysis.source.yaml_reader import DEEPEST, LARGEST, number, twice

_BLANK = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[-+.0-9A-Za-z]{1,40}")
_WORDS = {"true": True, "false": False, "null": None}


def read_json(text: str, source: Source) -> Any:
    """The text's one value.

    Raises:
        BadTemplate: it is not JSON, or nests too deep.
    """
    return _Reader(text, source).read()


class _Reader:
    def __init__(self, text: str, source: Source) -> None:
        self.text, self.source = text, source
        self.breaks = [found.start() for found in re.finditer("\n", text)]
        self.place = 0
        self.size = 0

    def read(self) -> Any:
        value = self._value(0)
        self._skip()
        if self.place < len(self.text):
            self._refuse("something follows after the end")
        return value

    def _line(self) -> int:
        return bisect_right(self.breaks, self.place - 1) + 1

    def _skip(self) -> str:
        found = _BLANK.match(self.text, self.place)
        self.place = found.end() if found else self.place
        return self.text[self.place : self.place + 1]

    def _value(self, depth: int) -> Any:
        self.size += 1
        if depth > DEEPEST or self.size > LARGEST:
            self._refuse(f"it nests deeper than {DEEPEST} levels or holds over {LARGEST:,} values")
        first = self._skip()
        if first == "{":
            return self._mapping(depth)
        if first == "[":
            return self._items(depth)
        if first == '"':
            return self._text()
        return self._word()

    def _mapping(self, depth: int) -> Block:
        block = Block(source=self.source, line=self._line())
        self.place += 1
        if self._skip() == "}":
            self.place += 1
            return block
        while True:
            if self._skip() != '"':
                self._refuse("a key in double quotes is expected here")
            line = self._line()
            key = self._text()
            if key in block:
                self.source.remarks.append((line, twice(key, block.lines[key])))
            if self._skip() != ":":
                self._refuse("a colon is expected here")
            self.place += 1
            block[key] = self._value(depth + 1)
            block.lines[key] = line
            if self._next("}"):
                return block

    def _items(self, depth: int) -> Items:
        items = Items(source=self.source, line=self._line())
        self.place += 1
        if self._skip() == "]":
            self.place += 1
            return items
        while True:
            self._skip()
            items.lines.append(self._line())
            items.append(self._value(depth + 1))
            if self._next("]"):
                return items

    def _next(self, end: str) -> bool:
        sign = self._skip()
        if sign not in (",", end) or not sign:
            self._refuse(f"a comma or {end} is expected here")
        self.place += 1
        return sign == end

    def _text(self) -> str:
        try:
            value, self.place = scanstring(self.text, self.place + 1, False)
        except JSONDecodeError as error:
            self._refuse(error.msg[:1].lower() + error.msg[1:])
        return whole(value)

    def _word(self) -> Any:
        found = _WORD.match(self.text, self.place)
        word = found.group() if found else ""
        value = _WORDS.get(word, number(word)) if word else word
        if isinstance(value, str):
            self._refuse("a value is expected here")
        self.place += len(word)
        return value

    def _refuse(self, why: str) -> NoReturn:
        raise BadTemplate(
            f"{self.source.name}:{self._line()}: this is not JSON: {why}; mend that line."
        )
