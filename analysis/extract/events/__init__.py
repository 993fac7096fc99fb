"""Event types: who says which, and whom the filters let them reach."""

from analysis.extract.events.changing import Alteration
from analysis.extract.events.match import Matched, match
from analysis.extract.events.said import Emission, Subscription

__all__ = ["Alteration", "Emission", "Matched", "Subscription", "match"]
