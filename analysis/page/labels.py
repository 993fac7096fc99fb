"""What a box says, and how much room that takes."""

import re
import unicodedata

from analysis.graph import Node
from analysis.plain_text import visible

LINE = 22  # signs on a line of a box
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z\s/_.:-]+|[\s/_.:-]+")


def label(node: Node) -> str:
    """The short name of a node: its id without what the drawing shows otherwise."""
    if node.kind in ("state", "event", "activity") or node.outside or node.unresolved:
        return node.name or node.id.partition("/")[2] or node.id
    return node.id.rpartition(":")[2] or node.name or node.id


def label_of(event: str) -> str:
    """The short name of an event type by its id."""
    return event.rpartition("/")[2]


def lines(node: Node) -> tuple[str, ...]:
    """The label on one line or two, cut where words end; what does not fit gives way to dots."""
    text = visible(label(node))
    if len(text) <= LINE:
        return (text,)
    first = ""
    for part in PART.findall(text[: LINE + 1]):
        if len(first + part) > LINE:
            break
        first += part
    first = first if len(first) > LINE // 3 else text[:LINE]
    rest = text[len(first) :].strip()
    return (first.strip(), rest if len(rest) <= LINE else rest[: LINE - 1] + "…")


def size(node: Node) -> tuple[float, float]:
    """Width and height of a node's box."""
    texts = lines(node)
    widest = max(*(8.1 * _breadth(each) for each in texts), 5.6 * len(node.kind) + 20, 40)
    return (round(widest / 8) * 8 + 32.0, 46.0 if len(texts) == 1 else 60.0)


def _breadth(text: str) -> float:
    return sum(2.0 if unicodedata.east_asian_width(each) in "WF" else 1.0 for each in text)
