"""Every kind of node and of part: what it is called, what it does, how it looks.

One record a kind. All else that depends on kinds is read from here: who acts, what carries, what
is agreed on; colours, icons and shapes of pictures, page and exports.
"""

from collections.abc import Mapping

from analysis.records import dataclass

ROLES: Mapping[str, str] = {
    "component": "acts by itself, and is deployed",
    "channel": "carries messages from one to others",
    "store": "keeps data",
    "contract": "is what two agree on",
    "module": "is code that several components are made of",
    "part": "stands inside a component, and is no part of its own",
    "group": "is folded from all that a service or a team owns",
    "unknown": "could not be found out",
}
TRAITS: Mapping[str, str] = {
    "acts": "takes what arrives, and does something about it",
    "runs code": "is our own code, packed and deployed",
    "asks": "calls another and reads its answer",
    "answers": "is called, and decides what it takes and gives",
    "holds": "takes messages from whoever sends to it",
    "passes on": "hands on what it hears, as it heard it",
    "rows": "is read and written by key",
    "adopted": "stands with its only neighbours where nobody owns it",
    "observed": "leaves a trace when it runs",
    "of a call": "is what a caller gives, or gets back",
}
"""What a kind may be besides, by which rules ask for it."""

_BOX, _ROUND, _STADIUM = ("[", "]"), ("(", ")"), ("([", "])")
_DRUM, _SIX, _SLANTED = ("[(", ")]"), ("{{", "}}"), ("[/", "/]")


@dataclass(frozen=True)
class Kind:
    """One kind: its id, which is its name too; its role; how it looks.

    ``family`` is one of `palette.TONES`; ``icon`` one of `draw.icons.ICONS`, "" for a question
    mark; ``outline`` one of the page's; ``dot`` and ``mermaid`` are those tools' shapes.
    """

    id: str
    role: str
    family: str
    icon: str
    outline: str
    dot: str = "box"
    mermaid: tuple[str, str] = _BOX
    traits: tuple[str, ...] = ()


_ALL = (
    Kind("function", "component", "acts", "lambda", "rounded", "box", _ROUND,
         ("acts", "runs code", "asks", "answers", "observed")),
    Kind("container", "component", "acts", "cube", "barred", "component", ("[[", "]]"),
         ("acts", "runs code", "asks")),
    Kind("activity", "component", "acts", "person waved to", "cut below", "box", _ROUND, ("acts",)),
    Kind("state machine", "component", "flows", "flow chart", "cut", "doubleoctagon", _SIX,
         ("acts", "asks", "answers", "observed")),
    Kind("state", "part", "flows", "step", "barred left", "box", _ROUND,
         ("acts", "asks", "observed")),
    Kind("topic", "channel", "tells", "fan", "pill", "hexagon", _SIX,
         ("holds", "passes on", "observed")),
    Kind("queue", "channel", "tells", "row", "tube", "cds", _SLANTED,
         ("holds", "passes on", "observed")),
    Kind("bus", "channel", "tells", "rail", "hexagon", "hexagon", _SIX, ("holds", "passes on")),
    Kind("rule", "channel", "tells", "funnel", "arrow", "trapezium", ("[/", "\\]"),
         ("passes on", "adopted")),
    Kind("pipe", "component", "tells", "pipe", "notched arrow", "cds", _SLANTED, ("acts",)),
    Kind("schedule", "channel", "enters", "clock", "scooped", "circle", ("((", "))"),
         ("adopted",)),
    Kind("table", "store", "keeps", "grid", "drum", "cylinder", _DRUM, ("rows", "observed")),
    Kind("stream", "channel", "tells", "waves", "slanted", "cds", _SLANTED,
         ("holds", "passes on")),
    Kind("bucket", "store", "keeps", "pail", "pail", "cylinder", _DRUM, ("rows",)),
    Kind("api", "component", "enters", "brackets", "notched", "house", _STADIUM),
    Kind("user pool", "component", "enters", "person", "arch", "house", _STADIUM),
    Kind("event", "contract", "says", "envelope", "note", "note", (">", "]"),
         ("adopted", "observed")),
    Kind("service", "group", "tells", "four squares", "rounded below a line", "box", _ROUND),
    Kind("team", "group", "keeps", "people", "rounded above a line", "box", _ROUND),
    Kind("resource", "store", "enters", "square", "plain"),
    Kind("unresolved", "unknown", "unknown", "", "diamond"),
    Kind("request", "contract", "says", "envelope", "note", "note", (">", "]"), ("of a call",)),
    Kind("response", "contract", "says", "envelope", "note", "note", (">", "]"), ("of a call",)),
    Kind("module", "module", "acts", "cube", "plain", "component"),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.id: kind for kind in _ALL}
"""Every kind by its id, in the order of a legend."""
UNRESOLVED = "unresolved"


def kind(name: str) -> Kind:
    """The kind of that id; what nobody has foreseen is a resource."""
    return KINDS.get(name) or KINDS["resource"]


def of_role(role: str) -> tuple[str, ...]:
    """The ids of the kinds in a role, one of `ROLES`."""
    if role not in ROLES:
        raise ValueError(f"{role!r} is no role of a kind")
    return tuple(each.id for each in _ALL if each.role == role)


def with_trait(trait: str) -> tuple[str, ...]:
    """The ids of the kinds that have a trait, one of `TRAITS`."""
    if trait not in TRAITS:
        raise ValueError(f"{trait!r} is no trait of a kind")
    return tuple(each.id for each in _ALL if trait in each.traits)
