"""A system beside what it would be, as plain JSON values."""

from typing import Any

from analysis.prediction.impact import to_wire as impact_to_wire
from analysis.redesign.table import NO_ACCURACY, Redesign

FORMAT = "ripple-other/1"


def to_wire(found: Redesign) -> dict[str, Any]:
    """It as plain JSON values."""
    business = found.others.business
    tasks = business.tasks
    return {
        "format": FORMAT,
        "title": found.title,
        "asked_today": [tasks[each].name for each in found.others.asked],
        "steps": [
            {"step": t.name, "done_by": list(t.doers), "service": t.service, "back": t.back}
            for t in tasks.values()
        ],
        "successions": [
            {
                "before": tasks[each.before].name,
                "after": tasks[each.after].name,
                "refused_by": tasks[each.before].refusals.get(each.refusal, ""),
                "certainty": each.certainty,
            }
            for each in business.follows
        ],
        "guesses": [*business.guesses, *found.choices()],
        "claims": NO_ACCURACY,
        "designs": {each.name: [tasks[e].name for e in each.asked] for each in found.designs},
        "operators": [
            {
                "operator": row.operator,
                "places": len(row.places[0]),
                "mean_services": {
                    name: each.services.mean
                    for name, each in zip(found.names, row.places, strict=True)
                },
                "lower": row.verdict().brief,
            }
            for row in found.rows
        ],
        "places_tried_at_most": found.alike.most,
        "places_that_not_all_have": dict(found.left_out),
        "weights": dict(found.mix.weights),
        "expected": dict(zip(found.names, found.mix.expected or (), strict=False)),
        "break_even": [
            {"of": t.of, "share": t.share, "lower_below": t.below, "lower_above": t.above}
            for t in found.mix.turns
        ],
        "boundaries": found.boundaries and found.boundaries.to_wire(),
        "changes": [
            {
                "change": str(change),
                "designs": {
                    name: {"refused": each} if isinstance(each, str) else impact_to_wire(each)
                    for name, each in by_design.items()
                },
            }
            for change, by_design in found.told
        ],
    }
