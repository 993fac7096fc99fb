"""Plain JSON values taken apart with care: each is of its kind, or it is said which is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class Malformed(Exception):
    """A value is not what it has to be; the text says which and why."""


@dataclass(frozen=True)
class ResultEntry:
    """One JSON object, and where it stands."""

    values: Mapping[str, Any]
    where: str

    @classmethod
    def listed(cls, wire: object) -> Iterator["ResultEntry"]:
        """The objects of a list, each named by its change and design as far as it says them."""
        if not isinstance(wire, list):
            raise Malformed("it is no list of changes and designs")
        for place, each in enumerate(wire, start=1):
            if not isinstance(each, dict):
                raise Malformed(f"entry {place} is no object")
            said = [str(each[key]) for key in ("change", "side") if isinstance(each.get(key), str)]
            yield cls(each, " on ".join(said) or f"entry {place}")

    def bad(self, why: str) -> Malformed:
        """The refusal of this entry."""
        return Malformed(f"{self.where}: {why}")

    def has(self, key: str) -> bool:
        """Whether there is such a value, and not null."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        """A text."""
        value = self._value(key)
        if not isinstance(value, str):
            raise self.bad(f"{key} is no text")
        return value

    def name(self, key: str) -> str:
        """A text that says something."""
        value = self.text(key)
        if not value.strip():
            raise self.bad(f"{key} is empty")
        return value

    def truth(self, key: str) -> bool:
        """True or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.bad(f"{key} is neither true nor false")
        return value

    def whole(self, key: str) -> int:
        """A count: a whole number from 0."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.bad(f"{key} is no count")
        return value

    def names(self, key: str) -> list[str]:
        """A list of texts."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.bad(f"{key} is no list of names")
        return value

    def part(self, key: str) -> "ResultEntry":
        """The object within."""
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.bad(f"{key} is no object")
        return ResultEntry(value, f"{self.where}, {key}")

    def parts(self, key: str) -> dict[str, "ResultEntry"]:
        """The objects within the object within, by name."""
        within = self.part(key)
        return {name: within.part(name) for name in within.values}

    def _value(self, key: str) -> Any:
        if key not in self.values:
            raise self.bad(f"{key} is missing")
        return self.values[key]
