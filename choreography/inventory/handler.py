"""The Lambda edge of inventory's queue."""

from typing import Any

from choreography.inventory.reactions import REACTIONS
from choreography.messaging.edge import work_off


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """React to a batch of messages; report the ones that failed."""
    return work_off(event, REACTIONS)
