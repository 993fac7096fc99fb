"""A comparison as JSON: every number of the tables, and the list behind each."""

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.comparison.changes import OperatorRow, Places
from analysis.comparison.comparison import Comparison
from analysis.comparison.distribution import Distribution
from analysis.comparison.layers import LayerRow, touched_cost
from analysis.comparison.likelihood import CHANCE, DEPTH, Likelihood
from analysis.comparison.measured import MEASURES
from analysis.comparison.mix import Mix
from analysis.comparison.sentences import sentences
from analysis.comparison.structure import Structure
from analysis.comparison.verdict import verdict
from analysis.plain_values import to_plain

FORMAT = "ripple-comparison/1"


def to_wire(found: Comparison) -> dict[str, Any]:
    """The comparison as plain values."""
    return {
        "format": FORMAT,
        "designs": list(found.names),
        "levels": {each.name: {row.layer: _row(row) for row in each.rows} for each in found.levels},
        "operators": [_operator(row) for row in found.operators],
        "expected_ripple": {mix.counted: _mix(mix) for mix in found.mixes},
        "counted_in": found.counted,
        "without_services": list(found.unnamed),
        "says": list(sentences(found)),
    }


def _row(row: LayerRow) -> dict[str, Any]:
    return {
        "empty": list(row.empty),
        "measures": {
            measure.key: {
                **_by(row.names, row.values(measure)),
                **({"verdict": to_plain(row.verdict(measure))} if measure.compared else {}),
            }
            for measure in MEASURES
        },
        "verdict_on_touched_elements": to_plain(row.touched_verdict()),
        "designs": _by(row.names, map(_structure, row.structures)),
    }


def _by(names: Iterable[str], values: Iterable[Any]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _structure(of: Structure) -> dict[str, Any]:
    return {
        "elements": of.nodes,
        "dependencies": of.edges,
        "touched_elements": of.touched,
        "propagation_cost": of.propagation_cost,
        "propagation_cost_of_touched_elements": touched_cost(of),
        "others_hit": _distribution(of.hit),
        "hit_by_others": _distribution(of.hit_by),
        "afferent_coupling": _distribution(of.afferent),
        "efferent_coupling": _distribution(of.efferent),
        "instability": _distribution(of.instability),
        "criticality": _distribution(of.criticality),
        "structural_coupling": _distribution(of.pairs),
        "mutual_pairs": of.mutual_pairs,
        "architecture": of.architecture,
        "largest_cyclic_group": list(of.core),
        "roles": dict(of.roles),
        "roles_by_median": of.by_median,
        "likelihood": _likelihood(of.likelihood),
    }


def _likelihood(of: Likelihood | None) -> dict[str, Any] | None:
    if of is None:
        return None
    return {
        "assumed": CHANCE,
        "others_hit_by_reliability": _distribution(of.expected),
        "others_hit_by_change_prediction": _distribution(of.predicted),
        "change_prediction_depth": DEPTH,
        "mean_others_hit_by_likelihood": {f"{c:g}": mean for c, mean in of.by_chance.items()},
        "exact": of.exact,
    }


def _distribution(of: Distribution) -> dict[str, Any]:
    return {
        "count": len(of),
        "mean": of.mean,
        "least": of.least,
        "lower_quartile": of.lower,
        "median": of.median,
        "upper_quartile": of.upper,
        "most": of.most,
        "tally": [[value, count] for value, count in of.tally.items()],
        "values": [[item.subject, item.value] for item in of.items],
    }


def _operator(row: OperatorRow) -> dict[str, Any]:
    return {
        "operator": row.operator,
        "nowhere_in": list(row.nowhere),
        "verdict": {of: to_plain(row.verdict(of=of)) for of in ("services", "teams", "parts")},
        "designs": _by(row.names, map(_places, row.places)),
        "by_name": _matched(row),
    }


def _matched(row: OperatorRow) -> dict[str, Any] | None:
    found = row.matched()
    if found is None:
        return None
    return {
        "names": list(found.subjects),
        "services_touched": _by(row.names, found.means),
        "verdict": to_plain(verdict(row.names, found.means)),
    }


def _places(of: Places) -> dict[str, Any]:
    return {
        "places": len(of),
        "services_touched": _distribution(of.services),
        "teams_touched": _distribution(of.teams),
        "parts_touched": _distribution(of.parts),
        "changes": [
            {
                "change": each.change,
                "services": list(each.services),
                "parts": list(each.parts),
                **({"may": list(each.may)} if each.may else {}),
                **({"not_known": list(each.unknown)} if each.unknown else {}),
            }
            for each in of.applied
        ],
        "cannot": [{"change": each.change, "why": each.refusal} for each in of.refused],
    }


def _mix(of: Mix) -> Mapping[str, Any]:
    return {
        "weights": dict(of.weights),
        "weights_given": of.given,
        "means": {name: _by(of.names, means) for name, means in of.means.items()},
        "left_out": list(of.left_out),
        "expected": _by(of.names, of.expected) if of.expected else None,
        "verdict": to_plain(of.verdict),
        "turns": [
            {"of": t.of, "share": t.share, "lower_below": t.below, "lower_above": t.above}
            for t in of.turns
        ],
        "never_more": [list(pair) for pair in of.never_more()],
    }
