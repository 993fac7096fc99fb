"""What is hit and what is not, part by part, each with its reasons and paths; and as text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.dependency.model import LAYERS, Hop
from analysis.graph import Evidence
from analysis.plain_text import plain
from analysis.walking import grouped
from analysis.wording import counted

NEW = "new"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why a part must change, and the hops by which the change comes to it.

    It is not ``known`` where the part's own code does not tell.
    """

    layer: str
    reason: str
    path: tuple[Hop, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A part that must change. A new part has no id yet: ``part`` is its name, ``new`` is true.

    ``starting`` says that the request itself lands on it.
    """

    part: str
    kind: str
    service: str
    causes: tuple[Cause, ...]
    starting: bool = False
    new: bool = False

    @property
    def home(self) -> str:
        """The service that must change, or the part itself where it belongs to none."""
        return self.service or self.part

    @property
    def sure(self) -> bool:
        """Whether any of the reasons is known to hold."""
        return any(cause.known for cause in self.causes)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers on which it is hit, in the order of `LAYERS`; none where it is new."""
        mine = {cause.layer for cause in self.causes}
        return tuple(layer for layer in LAYERS if layer in mine)


@dataclass(frozen=True, slots=True)
class Spared:
    """A component that need not change, and why."""

    part: str
    kind: str
    service: str
    reason: str

    @property
    def home(self) -> str:
        """Its service, or itself where it belongs to none."""
        return self.service or self.part


VIEWS = ("components", "services", "teams")
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Degrees:
    """Who must change, who may, of whom nothing is known, and who need not."""

    must: tuple[Hit, ...]
    may: tuple[Hit, ...] = ()
    unread: tuple[Spared, ...] = ()
    spared: tuple[Spared, ...] = ()


def told(
    heading: str,
    found: Degrees,
    notes: Sequence[str],
    view: str,
    teams: Mapping[str, str],
    ways: Sequence[str] = (),
) -> str:
    """Who must change, on which layer, by which path; who may; who need not; and by which way."""
    must, may, unread, spared = _grouped(found, view, teams)
    lines = [heading, "", f"  {_headline(must, may, unread, spared, view)}"]
    lines += _groups(must, view)
    if may:
        lines += ["", "  May change", *_groups(may, view)[1:]]
    lines += _others("Not known", unread)
    lines += _others("Need not change", spared)
    lines += ["", *(f"  {each}".rstrip() for each in ways)] if ways else []
    for note in notes:
        lines += ["", f"  Note: {note}"]
    return plain("\n".join(lines)) + "\n"


def _groups(groups: Mapping[str, list[Hit]], view: str) -> list[str]:
    lines = []
    for name, members in groups.items():
        lines += ["", f"  {_title(name, members)}"]
        for hit in members:
            lines += _hit_lines(hit, alone=view == "components")
    return lines


_Groups = tuple[
    dict[str, list[Hit]], dict[str, list[Hit]], dict[str, list[Spared]], dict[str, list[Spared]]
]


def _grouped(found: Degrees, view: str, teams: Mapping[str, str]) -> _Groups:
    """All by what the view shows; nothing is in two, and of two degrees the first counts."""

    def name(each: Hit | Spared) -> str:
        if view == "components":
            return each.part
        return teams.get(each.home, each.home) if view == "teams" else each.home

    must = grouped((name(hit), hit) for hit in found.must)
    may = grouped((name(hit), hit) for hit in found.may if name(hit) not in must)
    known = {*must, *may}
    unread = grouped((name(each), each) for each in found.unread if name(each) not in known)
    known |= {*unread}
    spared = grouped((name(each), each) for each in found.spared if name(each) not in known)
    return must, may, unread, spared


def _headline(
    must: Sequence[Any] | Mapping[str, Any],
    may: Mapping[str, Any],
    unread: Mapping[str, Any],
    spared: Mapping[str, Any],
    view: str,
) -> str:
    said = [f"{counted(len(must), view.removesuffix('s'))} must change: {', '.join(must)}."]
    if not must:
        said = ["Nobody is known to have to change." if may or unread else "Nobody must change."]
    if may:
        said += [f"{len(may)} may: {', '.join(may)}."]
    if unread:
        said += [f"Of {len(unread)} it is not known."]
    if must and not (may or unread or spared):
        said += ["Nobody is left out."]
    elif must or may or unread:
        said += [f"{len(spared) or 'None'} need not."]
    return " ".join(said)


def _title(name: str, hits: Sequence[Hit]) -> str:
    """What is hit, whose it is, and on which layers."""
    service = hits[0].service if len(hits) == 1 and hits[0].service not in ("", name) else ""
    whose = f"{name} ({service})" if service else name
    if all(hit.new for hit in hits):
        return f"{whose}: {'new' if name in [hit.part for hit in hits] else 'a new part'}"
    layers = list(dict.fromkeys(layer for hit in hits for layer in hit.layers))
    on = f"{' and '.join(layers)} layer{'s' if len(layers) > 1 else ''}"
    return f"{whose}: {on}{', where the request lands' if any(h.starting for h in hits) else ''}"


def _hit_lines(hit: Hit, *, alone: bool) -> list[str]:
    who = "" if alone or hit.part == hit.home else f"{hit.part}: "
    lines = []
    for cause in hit.causes:
        lines.append(f"    {who}{cause.reason}")
        lines += [f"      {line}" for line in _path_lines(cause)]
    return lines


def _path_lines(cause: Cause) -> list[str]:
    if len(cause.path) < 2:
        return [place for hop in cause.path for place in _places(hop.evidence)]
    lines = []
    for index, hop in enumerate(cause.path):
        lead = hop.source if not index else ""
        said = "" if hop.reason == cause.reason else f"  {hop.reason}"
        lines += [lead] if lead else []
        lines.append(f"→ {hop.target}{said}")
        lines += [f"    {place}" for place in _places(hop.evidence)]
    return lines


def _places(evidence: Iterable[Evidence]) -> list[str]:
    shown = list(evidence)
    lines = [f"{each.place}  {each.fragment.strip()[:72]}".rstrip() for each in shown]
    more = len(lines) - _MOST_PLACES
    return lines[:_MOST_PLACES] + ([f"and {more} more"] if more > 0 else [])


def _others(heading: str, left: Mapping[str, list[Spared]]) -> list[str]:
    if not left:
        return []
    same = grouped(
        (reason, name)
        for name, each in left.items()
        for reason in dict.fromkeys(one.reason for one in each)
    )
    told_once = (f"    {', '.join(names)}: {reason}" for reason, names in same.items())
    return ["", f"  {heading}", *told_once]
