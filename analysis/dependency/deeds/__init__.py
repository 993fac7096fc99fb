"""What code calls its deeds: which function reacts to which event type, and what it then says."""

from analysis.dependency.deeds.model import DEEDS, Deed, deeds_of
from analysis.dependency.deeds.reading import with_deeds

__all__ = ["DEEDS", "Deed", "deeds_of", "with_deeds"]
