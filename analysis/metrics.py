"""Every measure of a graph, from one place; an edge i to j says that i depends on j.

Graphs are networkx's, as `Architecture.to_networkx` gives them. `analysis.measures` has the
definitions, with formulas, boundaries and the papers they are from.
"""

from analysis.measures.change_prediction import combined_likelihood, combined_risk
from analysis.measures.coupling import (
    coupling,
    density,
    gini,
    interdependent_pairs,
)
from analysis.measures.ordering import matrix_order
from analysis.measures.reliability import reliability
from analysis.measures.roles import core_periphery
from analysis.measures.structural_coupling import structural_couplings
from analysis.measures.visibility import (
    propagation_cost,
    reach_density,
    visibility,
    visibility_fan_in,
    visibility_fan_out,
)

__all__ = [
    "combined_likelihood",
    "combined_risk",
    "core_periphery",
    "coupling",
    "density",
    "gini",
    "interdependent_pairs",
    "matrix_order",
    "propagation_cost",
    "reach_density",
    "reliability",
    "structural_couplings",
    "visibility",
    "visibility_fan_in",
    "visibility_fan_out",
]
