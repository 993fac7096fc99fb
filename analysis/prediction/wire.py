"""An impact as JSON."""

from collections.abc import Mapping
from typing import Any

from analysis.dependency.model import Hop
from analysis.prediction.hits import Hit
from analysis.prediction.impact import Impact

FORMAT = "ripple-impact/1"


def to_wire(impact: Impact, teams: Mapping[str, str] | None = None) -> dict[str, Any]:
    """It as plain JSON values, all views in one."""
    return {
        "format": FORMAT,
        "title": impact.title,
        "operator": impact.change.operator,
        "change": str(impact.change),
        "starting": list(impact.starting),
        "candidates": list(impact.candidates),
        "components": list(impact.components),
        "services": list(impact.services),
        "teams": list(impact.teams(teams or {})),
        "must_change": [_hit_wire(each) for each in impact.hits],
        "need_not": [
            {"part": e.part, "kind": e.kind, "service": e.service, "reason": e.reason}
            for e in impact.spared
        ],
        "notes": list(impact.notes),
    }


def _hit_wire(hit: Hit) -> dict[str, Any]:
    return {
        "part": hit.part,
        "kind": hit.kind,
        "service": hit.home,
        "starting": hit.starting,
        "new": hit.new,
        "layers": list(hit.layers),
        "causes": [
            {"layer": e.layer, "reason": e.reason, "path": [_hop_wire(hop) for hop in e.path]}
            for e in hit.causes
        ],
    }


def _hop_wire(hop: Hop) -> dict[str, Any]:
    return {
        "from": hop.source,
        "to": hop.target,
        "layer": hop.layer,
        "reason": hop.reason,
        "evidence": [
            {"file": e.file, "line": e.line, "fragment": e.fragment} for e in hop.evidence
        ],
    }
