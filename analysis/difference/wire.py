"""A difference as JSON."""

from collections.abc import Mapping
from typing import Any

from analysis.difference.functions import OWN, SHARED
from analysis.difference.model import Changes
from analysis.difference.resources import ADDED, CHANGED, REMOVED
from analysis.plain_values import to_plain

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
            "resources": to_plain(found.resources),
            "functions": to_plain(found.functions),
            "state_machines": to_plain(found.machines),
            "contracts": to_plain(found.contracts),
        },
        "notes": list(found.notes),
    }
