"""The Lambda edge of shipping's queue."""

from typing import Any

from choreography.messaging.edge import work_off
from choreography.shipping.reactions import REACTIONS


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """React to a batch of messages; report the ones that failed."""
    return work_off(event, REACTIONS)
