"""The other design: the business lifted from one design, and lowered to another, or to a mix.

Of a system that was read, `lift` makes what is done, by whom and what follows what, without who
asks and who announces; `lower` makes a design of it in which any of its steps are asked for.
"""

from analysis.redesign.lifting import NothingToRedesign, lift
from analysis.redesign.lowering import lower
from analysis.redesign.redesigning import Redesigning
from analysis.redesign.table import Redesign, redesign

__all__ = ["NothingToRedesign", "Redesign", "Redesigning", "lift", "lower", "redesign"]
