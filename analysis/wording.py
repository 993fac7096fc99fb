"""Words around numbers and names, as sentences and tables have them."""

from collections.abc import Collection, Sequence


def counted(number: int, word: str) -> str:
    """How many there are: 1 edge, 2 edges, 2 dependencies."""
    several = f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeou" else f"{word}s"
    return f"{number} {word if number == 1 else several}"


def listed(names: Sequence[str]) -> str:
    """The names as a sentence says them."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def some(names: Sequence[str], most: int = 6) -> str:
    """The first of many names, and how many there are beside."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def offered(name: object, known: Collection[str]) -> str:
    """What may have been meant by a name that is not known: the nearest, or else all."""
    from difflib import get_close_matches  # late: seldom needed, and slow to import

    near = get_close_matches(name, list(known), n=1) if isinstance(name, str) else []
    return f"did you mean {near[0]!r}?" if near else f"choose of {', '.join(known)}."


def clipped(text: str, length: int) -> str:
    """The text, its end left out where it is longer."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
