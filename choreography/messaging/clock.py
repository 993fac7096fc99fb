"""The time, read at the edges only."""

from datetime import UTC, datetime


def now() -> str:
    """The present in UTC as ISO 8601 with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
