"""Change prediction for all pairs, likelihood and risk, ours and cpm-lib's."""

import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from analysis.measures.change_prediction import combine
from bench.rows import Row, Target

Reals = NDArray[np.float64]
Progress = Callable[[str], None]
SEED = 4
RUNS = 5
DEPTH = 4
CLOSE = 1e-12


def likelihood_row(name: str, elements: int, share: float, progress: Progress) -> Row:
    """All pairs of so many elements, each leading to this share of the others."""
    progress(f"change prediction: {elements} elements")
    likelihood, impact = _matrices(elements, share)
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        ours = [combine(likelihood, each, DEPTH) for each in (np.ones_like(impact), impact)]
        seconds.append(time.perf_counter() - began)
    began = time.perf_counter()
    theirs = _cpm_lib(likelihood, impact)
    peers = {"cpm-lib": time.perf_counter() - began}
    apart = float(max(np.abs(mine - other).max() for mine, other in zip(ours, theirs, strict=True)))
    void = f"cpm-lib's numbers differ by {apart:g}" if apart > CLOSE else None
    targets = [Target("ratio", 1 / 50)]
    facts = {"depth": DEPTH, "elements": elements, "differs_by": apart}
    return Row(name, median(seconds), None, peers, targets, runs=RUNS, void=void, facts=facts)


def _matrices(elements: int, share: float) -> tuple[Reals, Reals]:
    """Likelihoods and impacts; columns instigate."""
    generator = np.random.default_rng(SEED)
    filled = generator.random((elements, elements)) < share
    np.fill_diagonal(filled, val=False)
    likelihood = np.where(filled, generator.uniform(0.05, 0.6, filled.shape), 0.0)
    return likelihood, np.where(filled, generator.uniform(0.05, 1.0, filled.shape), 0.0)


def _cpm_lib(likelihood: Reals, impact: Reals) -> Sequence[Reals]:
    """One tree a pair; both numbers from it."""
    from cpm.models import DSM, ChangePropagationTree

    names = [str(place) for place in range(len(likelihood))]
    chances, impacts = DSM(likelihood.tolist(), names), DSM(impact.tolist(), names)
    found = np.zeros((2, *likelihood.shape))
    for start in range(len(names)):
        for target in range(len(names)):
            if start != target:
                tree = ChangePropagationTree(start, target, impacts, chances).propagate(DEPTH)
                found[:, target, start] = tree.get_probability(), tree.get_risk()
    return list(found)
