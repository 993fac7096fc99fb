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
    """One reason why a part must change, and the hops by which the change comes to it."""

    layer: str
    reason: str
    path: tuple[Hop, ...] = ()


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


def told(
    heading: str,
    hits: Sequence[Hit],
    spared: Sequence[Spared],
    notes: Sequence[str],
    view: str,
    teams: Mapping[str, str],
) -> str:
    """Who must change, on which layer, by which path, and who need not."""
    groups, left = _grouped(hits, spared, view, teams)
    lines = [heading, "", f"  {_headline(groups, left, view)}"]
    for name, members in groups.items():
        lines += ["", f"  {_title(name, members)}"]
        for hit in members:
            lines += _hit_lines(hit, alone=view == "components")
    lines += _spared_lines(left)
    for note in notes:
        lines += ["", f"  Note: {note}"]
    return plain("\n".join(lines)) + "\n"


def _grouped(
    hits: Sequence[Hit], spared: Sequence[Spared], view: str, teams: Mapping[str, str]
) -> tuple[dict[str, list[Hit]], dict[str, list[Spared]]]:
    """What is hit and what is not, by what the view shows; nothing is in both."""

    def name(each: Hit | Spared) -> str:
        if view == "components":
            return each.part
        return teams.get(each.home, each.home) if view == "teams" else each.home

    groups = grouped((name(hit), hit) for hit in hits)
    return groups, grouped((name(each), each) for each in spared if name(each) not in groups)


def _headline(groups: Sequence[Any] | Mapping[str, Any], left: Mapping[str, Any], view: str) -> str:
    if not groups:
        return "Nobody must change."
    must = f"{counted(len(groups), view.removesuffix('s'))} must change: {', '.join(groups)}."
    return f"{must} {len(left) or 'None'} need not." if left else f"{must} Nobody is left out."


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
    lines = [f"{each.file}:{each.line}  {each.fragment.strip()[:72]}".rstrip() for each in shown]
    more = len(lines) - _MOST_PLACES
    return lines[:_MOST_PLACES] + ([f"and {more} more"] if more > 0 else [])


def _spared_lines(left: Mapping[str, list[Spared]]) -> list[str]:
    if not left:
        return []
    same = grouped(
        (reason, name)
        for name, each in left.items()
        for reason in dict.fromkeys(one.reason for one in each)
    )
    told_once = (f"    {', '.join(names)}: {reason}" for reason, names in same.items())
    return ["", "  Need not change", *told_once]
