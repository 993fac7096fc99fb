"""All that is known of one order's way."""

from dataclasses import dataclass

from lab.trace.model import Recorded
from lab.trace.timeline import folded, timeline_lines


@dataclass(frozen=True, slots=True)
class OrderTrace(Recorded):
    """One order's spans and transitions, and its story in words."""

    def timeline_lines(self) -> list[str]:
        """The story as lines to read out: when, which service, what it did, because of what."""
        return timeline_lines(self)

    def timeline(self, width: int = 100) -> str:
        """The story as one text, folded where a line has more than so many characters."""
        return "\n".join(folded(self.timeline_lines(), width))
