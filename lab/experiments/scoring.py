"""All that was measured of one change in one design, as `ripple change run --json` prints it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict
from typing import Any

from analysis.difference import Difference
from analysis.difference.functions import OWN, SHARED, WORDS
from analysis.experiments import Sets
from analysis.experiments.scores import score
from analysis.prediction import Impact
from lab.deployment import ResourceChange
from lab.experiments.earlier import first_figures
from lab.experiments.stage import DesignRun
from lab.experiments.static import Static
from lab.experiments.stories import OLD, Story

Result = dict[str, Any]

OURS = "RippleDrills"
"""What the lab itself adds to a stack begins so; it is no part of a change."""


def result(found: Static, run: DesignRun) -> Result:
    """All that was measured of one change in one design."""
    difference, wrote = found.difference, found.edit
    actual, new = difference.touched, {*difference.new_units}
    functions = _functions(difference)
    packed = functions["changed_by_shared_code"] + functions["changed_by_comments"]
    resources = _resources(run.resources, packed)
    contracts = {how: list(difference.contracts_by(how)) for how in ("added", "removed", "changed")}
    return {
        "change": found.experiment.name,
        "title": found.experiment.title,
        "kind": found.experiment.kind,
        "side": found.design.name,
        "passed": run.passed,
        "prediction": found.experiment.prediction[found.design],
        "forecast": first_figures(found.experiment, found.design),
        **held(
            found.impact,
            actual,
            new,
            # A contract that others fill otherwise makes no work for whoever was not touched.
            {layer: {*units} & {*actual} - new for layer, units in difference.layers.items()},
        ),
        "reaches": {name: list(each) for name, each in asdict(difference.reaches).items()},
        "existing": list(difference.before.units),
        "new_services": list(difference.new_units),
        "removed_services": list(difference.removed_units),
        "services_touched": len(actual),
        "existing_services_touched": len({*actual} & {*difference.before.units}),
        "teams": len(difference.teams({})),
        "components": list(difference.components),
        "components_touched": len(difference.components),
        "files": wrote.own.files,
        "files_new": wrote.own.files_new,
        "files_changed": wrote.own.files_changed,
        "files_removed": wrote.own.files_gone,
        "lines_added": wrote.own.lines_added,
        "lines_deleted": wrote.own.lines_deleted,
        "generated": asdict(wrote.generated),
        "business": asdict(wrote.business),
        "tests": asdict(wrote.tests),
        "watching": asdict(wrote.watching),
        "stories_rewritten": len(found.rewritten),
        "rewritten": list(found.rewritten),
        "stories": {
            "old": _told(run.old, run.left_out, old=True),
            "new": _told(run.new, run.left_out, old=False),
            "fails_on_base": run.fails_on_base,
            "on_base": [_on_base(each) for each in run.base or () if not each.left_out],
        },
        "contracts": contracts,
        "contracts_changed": sum(map(len, contracts.values())),
        "contracts_changed_by_shared_code": list(difference.contracts_by(SHARED)),
        "versions": [
            f"{each.id}: {' to '.join(each.versions)}"
            for each in difference.contracts
            if each.versions
        ],
        "functions": functions,
        "functions_rehashed": sum(map(len, functions.values())),
        "resources": resources,
        "resources_direct": len(resources["direct"]),
        "resources_caused": len(resources["caused"]),
        "live_update": run.live.to_json() if run.live else None,
        "lockstep": run.lockstep.to_json() if run.lockstep else None,
    }


def held(
    impact: Impact, actual: Iterable[str], new: Set[str], layers: Mapping[str, Iterable[str]]
) -> Result:
    """A prediction against who was touched, in all and by layer.

    Of a service that is not there yet no layer can be predicted.
    """
    return {
        **scored(impact.services, actual),
        "ways": {each.way.name: sorted(each.services) for each in impact.ways},
        "layers": {
            layer: scored({each.home for each in impact.hits if layer in each.layers} - new, units)
            for layer, units in layers.items()
        },
    }


def scored(predicted: Iterable[str], actual: Iterable[str]) -> Result:
    """Precision and recall of a predicted set; None where there is nothing to divide by."""
    sets = Sets(frozenset(predicted), frozenset(actual))
    found = score([sets])
    return {
        "predicted": sorted(sets.predicted),
        "actual": sorted(sets.actual),
        "precision": _rounded(found.precision),
        "recall": _rounded(found.recall),
        "false_positives": sorted(sets.false_positives),
        "discovered_late": sorted(sets.discovered_late),
    }


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 4)


def _functions(found: Difference) -> dict[str, list[str]]:
    """The functions of which the package's hash differs, by why."""
    why = {
        "added": "added",
        "removed": "removed",
        "changed": OWN,
        "changed_by_shared_code": SHARED,
        "changed_by_comments": WORDS,
    }
    return {name: list(found.functions_by(how)) for name, how in why.items()}


def _resources(
    changes: Sequence[ResourceChange], by_shared_code: Sequence[str]
) -> dict[str, list[str]]:
    """The change set's resources; a function packed anew with shared code alone is told apart."""
    ours = [each for each in changes if not each.logical_id.startswith(OURS)]
    direct = [e.logical_id for e in ours if e.direct]
    return {
        "direct": [each for each in direct if each not in by_shared_code],
        "caused": [each.logical_id for each in ours if not each.direct],
        "by_shared_code": [each for each in direct if each in by_shared_code],
        "replaced": [e.logical_id for e in ours if e.replacement == "True"],
    }


def _on_base(story: Story) -> dict[str, Any]:
    return {"story": story.name} | {
        key: getattr(story, key) for key in ("outcome", "why", "asserted")
    }


def _told(stories: Sequence[Story], left_out: Sequence[Story], *, old: bool) -> dict[str, Any]:
    own = [each for each in left_out if each.name.startswith(OLD) is old]
    return {
        "passed": sum(each.passed for each in stories),
        "failed": [{"story": e.name, "why": e.why} for e in stories if not e.passed],
        "left_out": [{"story": e.name, "why": e.why} for e in own],
    }
