"""How much work and text reading one system may take, whoever reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Any

from analysis.records import dataclass
from analysis.source.values import Joined, Options, Unknown

TOO_LARGE = Unknown("it is too large: it grows beyond what is read of one system")

_VALUES, _VALUES_OF_A_PART = 500_000, 100_000  # a large template has some thousands
_CHARACTERS, _CHARACTERS_OF_A_PART = 6_000_000, 2_000_000
_BYTES = 100_000_000  # of files that are kept


@dataclass(eq=False, slots=True)
class Share:
    """What is left for one resource, parameter or output; ``spent`` once it was too little."""

    values: float
    characters: float
    spent: bool = False


@dataclass(eq=False)
class Budget:
    """What is left for all parts of a system together, and for the one that is being read.

    Whoever makes values or texts that may be more than what is written asks `take` before, and
    leaves the part unresolved where it says no; the parts after it have their own.
    """

    values: int = _VALUES
    characters: int = _CHARACTERS
    bytes: int = _BYTES
    _now: Share = field(default_factory=lambda: Share(float("inf"), float("inf")))

    @contextmanager
    def part(self) -> Iterator[Share]:
        """Read one part; one that is read meanwhile, and kept for others, counts for itself."""
        before, self._now = self._now, Share(_VALUES_OF_A_PART, _CHARACTERS_OF_A_PART)
        try:
            yield self._now
        finally:
            self._now = before

    def take(self, values: int = 0, characters: int = 0) -> bool:
        """Whether there is room for so many values, and texts of so many characters."""
        part = self._now
        self.values -= values
        self.characters -= characters
        part.values -= values
        part.characters -= characters
        if min(part.values, part.characters, self.values, self.characters) < 0:
            part.spent = True
        return not part.spent

    def take_made(self, value: Any) -> bool:
        """Whether there is room for what a function made, all that is in it counted."""
        if isinstance(value, str):
            return self.take(0, len(value))
        if isinstance(value, Joined):
            texts = sum(len(each) for each in value.parts if isinstance(each, str))
            return self.take(len(value.parts), texts)
        if isinstance(value, dict | list | Options):
            inner = value.values if isinstance(value, Options) else value
            each = inner.values() if isinstance(inner, dict) else inner
            return self.take(len(inner)) and all(map(self.take_made, each))
        return not self._now.spent
