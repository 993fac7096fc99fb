"""The measures that a comparison prints, and which of them say that a change travels less far."""

from collections.abc import Callable, Mapping, Sequence

from analysis.comparison.structure import Structure
from analysis.measures.coupling import gini
from analysis.records import dataclass
from analysis.refusals import Refused

Value = float | None


class UnknownMeasure(Refused):
    """There is no measure of that key; the text says which there are."""


@dataclass(frozen=True)
class Measure:
    """One number of a graph.

    ``compared`` says that a lower number means less that can be hit: only these get a verdict.
    ``says`` is what it counts, for a reader who has not met it.
    """

    key: str
    name: str
    of: Callable[[Structure], Value]
    says: str
    compared: bool = True


Row = tuple[str, str, Callable[[Structure], Value], str]
"""A measure's key, its name, how it is found, and what it counts."""

LOWER_IS_LESS: Sequence[Row] = (
    ("dependencies", "dependencies", lambda s: s.edges, "pairs in which one must know the other"),
    ("propagation_cost", "propagation cost", lambda s: s.propagation_cost,
     "pairs in which one can hit the other, diagonal included"),
    ("reach_density", "reach density", lambda s: s.reach_density,
     "the same share without the diagonal"),
    ("hit_mean", "mean others hit", lambda s: s.hit.mean, "how many a change in one can reach"),
    ("hit_median", "median others hit", lambda s: s.hit.median, "the middle element's"),
    ("hit_most", "most others hit", lambda s: s.hit.most, "the worst element's"),
    ("hit_by_most", "most hit by others", lambda s: s.hit_by.most,
     "how many can hit the most exposed"),
    ("expected_hit", "expected others hit",
     lambda s: s.likelihood.expected.mean if s.likelihood else None,
     "mean, by network reliability at the likelihood stated"),
    ("cpm_hit", "expected by CPM", lambda s: s.likelihood.predicted.mean if s.likelihood else None,
     "mean, by the change prediction method"),
    ("afferent_most", "highest Ca", lambda s: s.afferent.most, "direct dependents (AIS)"),
    ("efferent_most", "highest Ce", lambda s: s.efferent.most, "direct dependencies (ADS)"),
    ("criticality_most", "highest ACS", lambda s: s.criticality.most,
     "dependents times dependencies"),
    ("mutual_pairs", "SIY", lambda s: s.mutual_pairs, "pairs that depend on each other"),
    ("core", "largest cyclic group", lambda s: len(s.core), "elements that can all hit each other"),
)  # fmt: skip
FOR_THE_RECORD: Sequence[Row] = (
    ("instability_median", "median instability", lambda s: s.instability.median,
     "Ce / (Ca + Ce); undefined where both are 0"),
    ("gini_afferent", "Gini of Ca", lambda s: gini(s.afferent.values),
     "0: spread evenly; near 1: one has them all"),
    ("gini_efferent", "Gini of Ce", lambda s: gini(s.efferent.values), "likewise"),
    ("gini_criticality", "Gini of ACS", lambda s: gini(s.criticality.values), "likewise"),
    ("coupling_median", "median structural coupling", lambda s: s.pairs.median,
     "of joined pairs; depends on the largest out-degree"),
    ("density", "density", lambda s: s.density, "falls with size: for the record"),
)  # fmt: skip

COMPARED = tuple(Measure(*row) for row in LOWER_IS_LESS)
MEASURES = (*COMPARED, *(Measure(*row, compared=False) for row in FOR_THE_RECORD))
BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}


def measure_of(wanted: Measure | str) -> Measure:
    """The measure itself, or the one of that key; raises UnknownMeasure."""
    if isinstance(wanted, Measure):
        return wanted
    if wanted not in BY_KEY:
        raise UnknownMeasure(f"There is no measure {wanted!r}: choose of {', '.join(BY_KEY)}.")
    return BY_KEY[wanted]
