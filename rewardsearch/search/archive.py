"""What a search found: means over all evaluations of a genome, and the front among them."""

import numpy as np
from numpy.typing import NDArray

from fitness.statistics import fronts
from fitness.statistics.fronts import nondominated
from rewardsearch.search.objectives import Evaluated

Array = NDArray[np.float64]
# Both objectives are in [0, 1]; the area is measured from the worst corner.
REFERENCE_POINT = np.array([0.0, 0.0])


def hypervolume(points: Array) -> float:
    """Area in [0, 1] that the points [n, 2] dominate, both objectives maximised."""
    return fronts.hypervolume(np.clip(points, 0.0, 1.0), REFERENCE_POINT)


def mean_by_genome(evaluated: Evaluated) -> tuple[Array, Array]:
    """Distinct genomes [n, n_genes] and the mean of their objectives [n, 2]."""
    genomes, which, count = np.unique(
        np.stack(evaluated.genomes), axis=0, return_inverse=True, return_counts=True
    )
    sums = np.zeros((len(genomes), 2))
    np.add.at(sums, which.ravel(), np.stack(evaluated.objectives))
    return genomes, sums / count[:, None]


def shortlist(genomes: Array, objectives: Array, size: int) -> Array:
    """Up to ``size`` genomes whose points together dominate the largest area.

    Greedy choice by hypervolume (Guerreiro, Fonseca & Paquete 2016); once the front is used
    up, the front behind it, because one lucky evaluation may hide a better genome.
    """
    left = np.flatnonzero(objectives.prod(axis=1) > 0)
    chosen: list[int] = []
    while left.size and len(chosen) < size:
        layer = left[nondominated(objectives[left])]
        left = np.setdiff1d(left, layer)
        picked: list[int] = []
        while layer.size and len(chosen) + len(picked) < size:
            areas = [hypervolume(objectives[[*picked, i]]) for i in layer]
            best = layer[int(np.argmax(areas))]
            picked.append(int(best))
            layer = layer[layer != best]
        chosen += picked
    return genomes[chosen]
