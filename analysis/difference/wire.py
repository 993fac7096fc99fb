"""A difference as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.difference.functions import OWN, SHARED
from analysis.difference.model import Changes
from analysis.difference.resources import ADDED, CHANGED, REMOVED

FORMAT = "ripple-diff/1"


def wire(found: Changes, teams: Mapping[str, str]) -> dict[str, Any]:
    """It as plain JSON values: the sets first, then each change with its details."""
    return {
        "format": FORMAT,
        "title": found.title,
        "touched": list(found.touched),
        "new": list(found.new_units),
        "removed": list(found.removed_units),
        "untouched": list(found.untouched),
        "teams": list(found.teams(teams)),
        "components": list(found.components),
        "layers": {layer: list(units) for layer, units in found.layers.items()},
        "resources": {how: list(found.resources_by(how)) for how in (ADDED, REMOVED, CHANGED)},
        "functions": {
            "added": list(found.functions_by(ADDED)),
            "removed": list(found.functions_by(REMOVED)),
            "changed": list(found.functions_by(OWN)),
            "changed_by_shared_code": list(found.functions_by(SHARED)),
        },
        "contracts": {how: list(found.contracts_by(how)) for how in (ADDED, REMOVED, CHANGED)},
        "changes": {
            "resources": [_lists(asdict(each)) for each in found.resources],
            "functions": [_lists(asdict(each)) for each in found.functions],
            "state_machines": [_lists(asdict(each)) for each in found.machines],
            "contracts": [_lists(asdict(each)) for each in found.contracts],
        },
        "notes": list(found.notes),
    }


def _lists(value: Any) -> Any:
    """Tuples as lists, so that it equals what is read back."""
    if isinstance(value, dict):
        return {key: _lists(each) for key, each in value.items()}
    return [_lists(each) for each in value] if isinstance(value, list | tuple) else value
