"""One palette for pictures, pages and exports: what each colour stands for, told apart by all.

No drawing library is needed here. Colours are Okabe and Ito's, "Color Universal Design" (2008),
darkened where thin lines need it; none is ever the only sign of what it stands for.
"""

from collections.abc import Iterator, Mapping, Sequence

from analysis.records import dataclass


@dataclass(frozen=True)
class Tone:
    """The outline and the light fill of a family of kinds, on paper and on a dark screen."""

    line: str
    fill: str
    dark_line: str
    dark_fill: str

    @property
    def light(self) -> tuple[str, str]:
        """The outline and the fill on paper."""
        return self.line, self.fill


@dataclass(frozen=True)
class Look:
    """How something is drawn; the line tells it from others without colour too."""

    edge: str
    fill: str
    line: str = "-"
    width: float = 1.2


INK, QUIET_INK, PAPER, BLACK = "#1F2933", "#5B6770", "#FFFFFF", "#000000"
FAINT = "#B8C2CA"  # what is no more than a name
BAND = ("#F3F5F7", "#FFFFFF")
GRID = "#E1E6EA"
SEEN = "#DDE3E8"  # reached, though not directly

TONES: Mapping[str, Tone] = {
    "acts": Tone("#B35C00", "#FDEEDC", "#E8B04B", "#3E2F10"),
    "flows": Tone("#A6437D", "#F8E3EF", "#E58FC0", "#45203A"),
    "tells": Tone("#0072B2", "#DCEBF6", "#6CB6F0", "#12324A"),
    "keeps": Tone("#00735A", "#DDF1EA", "#58C9A5", "#0E382C"),
    "enters": Tone(QUIET_INK, "#EDF0F2", "#A3B0BA", "#2A333B"),
    "says": Tone("#8A6D00", "#FBF4CF", "#D9CB52", "#38340C"),
    "unknown": Tone("#C8102E", "#FFFFFF", "#FF9D66", "#43240F"),
}
"""By family: what acts, decides the flow, carries messages, keeps data, lets in, is agreed on."""

SERVICE = Tone("#D5DCE1", "#F1F4F6", "#3D4A54", "#1D252C")
"""The frame around what a service owns."""

ROLES: Mapping[str, Look] = {
    "deed": Look(TONES["tells"].line, TONES["tells"].fill),
    "note": Look("#7A8894", "#FFFFFF"),
    "refusal": Look("#D55E00", "#FBDFCC", width=2.2),
    "undo": Look(TONES["flows"].line, TONES["flows"].fill, line="--", width=1.4),
    "fault": Look("#1A1A1A", "#E3E3E3", line=":", width=1.8),
}
"""By what a deed is in a trace."""

ALARM, CALM = "#B8420A", TONES["keeps"].line  # what went wrong, and what is well

REACTIONS: Mapping[str, str] = {
    "unaffected": "#F3F5F7", "starved": "#9CC9E8", "refused": "#E69F00", "wrong": "#A51C30",
}  # fmt: skip
"""How a service reacts to a broken message; a letter stands on each."""

LINES: Mapping[str, tuple[str, Look]] = {
    "message": ("message", Look(TONES["tells"].line, "", width=1.3)),
    "call": ("call", Look(INK, "", width=1.1)),
    "data": ("reads or writes", Look(TONES["keeps"].line, "", width=1.1)),
    "redrive": ("set aside on failure", Look(ROLES["refusal"].edge, "", width=0.9)),
    "transition": ("next state", Look(TONES["flows"].line, "", width=1.6)),
    "contract": ("event type", Look(TONES["says"].line, "", width=1.0)),
    "schema": ("knows the event type", Look(TONES["says"].line, "", width=1.3)),
    "control": ("decides, or waits for", Look(TONES["flows"].line, "", width=1.5)),
    "runtime": ("calls, or takes from", Look(TONES["tells"].line, "", width=1.2)),
    "weak": ("weak: no more than a name", Look(FAINT, "", width=0.8)),
}
"""What lines mean, and their looks: each differs from its like in more than colour."""

SIGNS: Mapping[str, str] = {"added": "+", "removed": "\N{MINUS SIGN}", "changed": "~"}
MARKS: Mapping[str, tuple[str, Look]] = {
    "added": (f"{SIGNS['added']} added", Look(TONES["keeps"].line, "#C9EBDF", width=2.4)),
    "removed": (f"{SIGNS['removed']} removed", Look(*TONES["unknown"].light, line="--", width=1.8)),
    "changed": (
        f"{SIGNS['changed']} changed",
        Look(TONES["acts"].line, "#FDE7CF", line="-.", width=2.0),
    ),
    "same": ("as before", Look("#A9B4BD", "#FAFBFC", width=0.9)),
}
"""How two versions differ, by sign and line too: not everybody tells green from red."""


@dataclass(frozen=True)
class Signature:
    """What tells a design from others: its colour, and the shape of its marks."""

    colour: str
    mark: str

    @property
    def tint(self) -> str:
        """The colour made light."""
        light = (f"{round(255 - (255 - each) * LIGHT):02X}" for each in _parts(self.colour))
        return TINTS.get(self.colour) or f"#{''.join(light)}"

    @property
    def ink(self) -> str:
        """What can be read on the colour."""
        return ink_on(self.colour)


def contrast(one: str, other: str) -> float:
    """How well one colour is read on the other, from 1 to 21, as WCAG 2.2 measures it."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: str) -> str:
    """What can be read on the colour, of ink and paper first."""
    return next(each for each in (INK, PAPER, BLACK) if contrast(each, ground) >= READABLE)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))


READABLE = 4.5  # the least contrast of words with their ground
LIGHT = 0.2  # how much of a colour is left in its tint
TINTS: Mapping[str, str] = {"#0072B2": "#CFE4F3", "#E69F00": "#FBE6BC"}
"""Tints that were chosen by hand."""


SIGNATURES = (
    Signature("#0072B2", "o"),
    Signature("#E69F00", "s"),
    Signature("#009E73", "D"),
    Signature("#CC79A7", "^"),
    Signature("#56B4E9", "v"),
    Signature("#D55E00", "P"),
)
"""For designs that were given none, in order."""

Signatures = Mapping[str, Signature]

DESIGNS: Signatures = {
    "choreography": SIGNATURES[0],
    "orchestration": SIGNATURES[1],
}
"""The two designs of the study of the changes, in its order."""


def signatures(names: Sequence[str], told: Signatures = DESIGNS) -> Signatures:
    """Each design's signature: the one that is told, else one that no other has, in order."""
    own = {name: told[name] for name in names if name in told}
    taken = {each.colour for each in own.values()}
    free = [each for each in SIGNATURES if each.colour not in taken] or list(SIGNATURES)
    others = dict.fromkeys(name for name in names if name not in own)
    return own | {name: free[at % len(free)] for at, name in enumerate(others)}


def css() -> Iterator[str]:
    """The tones as a page's custom properties and classes, on paper and in the dark."""
    light = {name: (tone.line, tone.fill) for name, tone in TONES.items()}
    dark = {name: (tone.dark_line, tone.dark_fill) for name, tone in TONES.items()}
    yield f":root {{ {_properties(light, SERVICE.line, SERVICE.fill)} }}"
    yield "@media screen and (prefers-color-scheme: dark) {"
    yield f"  :root {{ {_properties(dark, SERVICE.dark_line, SERVICE.dark_fill)} }}"
    yield "}"
    for name in TONES:
        yield f".f-{name} {{ --c: var(--{name}); --f: var(--{name}-fill); }}"


def _properties(tones: Mapping[str, tuple[str, str]], rule: str, ground: str) -> str:
    said = [f"--{name}: {line}; --{name}-fill: {fill};" for name, (line, fill) in tones.items()]
    return " ".join([*said, f"--service: {ground}; --service-rule: {rule};"])
