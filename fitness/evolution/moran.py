"""The Moran process as it happens, event by event: the check on the formula."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fitness.evolution.finite import checked_fitnesses
from kernels.checks import require_range
from kernels.compiling import entry
from kernels.errors import InvalidInput
from kernels.philox import PURPOSE_MORAN, below, draw, uniform

MAX_EVENTS = 100_000_000
"""Births and deaths after which a run that is still mixed is given up."""


@entry
def _simulate(
    mutant: NDArray[np.float64],
    resident: NDArray[np.float64],
    n_runs: int,
    seed: int,
    max_events: int,
    fixed: NDArray[np.int64],
    mixed: NDArray[np.int64],
) -> None:
    """Count in ``fixed`` [n_items] the runs that mutants won, in ``mixed`` those given up."""
    key_0 = np.uint32(seed)
    n_population = np.int64(mutant.shape[1] + 1)
    for item in range(mutant.shape[0]):
        key_1 = np.uint32(item)
        for run in range(n_runs):
            i = np.int64(1)
            event = 0
            while 0 < i < n_population and event < max_events:
                word_0, word_1, _, _ = draw(key_0, key_1, event, PURPOSE_MORAN, run)
                mutants = i * mutant[item, i - 1]
                all_fitness = mutants + (n_population - i) * resident[item, i - 1]
                born = np.int64(uniform(word_0) * all_fitness < mutants)
                dead = np.int64(below(word_1, n_population) < i)
                i += born - dead
                event += 1
            fixed[item] += np.int64(i == n_population)
            mixed[item] += np.int64(0 < i < n_population)


def simulate_moran(
    mutant: ArrayLike, resident: ArrayLike, n_runs: int, seed: int, max_events: int = MAX_EVENTS
) -> NDArray[np.int64]:
    """How many runs of the Moran process, each from a single mutant, the mutants win.

    An event is one birth, in proportion to fitness, and one death, even among all N: the parent
    may be the one replaced.  Run k of item j depends on (seed, j, k) only.

    Args:
        mutant: [..., N - 1] fitness of a mutant at 1 .. N - 1 mutants.
        resident: [..., N - 1] fitness of a resident there.
        n_runs: runs of each item.
        seed: of the draws, 32 bits.
        max_events: events of a run, at most.

    Returns:
        [...] runs that ended in fixation; all others ended in extinction.

    Raises:
        InvalidInput: a fitness is not positive and finite, or a run is still mixed at the end.

    """
    m, r = checked_fitnesses(mutant, resident)
    require_range("n_runs", n_runs, 1, 2**31 - 1)
    require_range("max_events", max_events, 1, 2**31 - 1)
    states = m.shape[-1]
    fixed = np.zeros(m.shape[:-1], np.int64)
    mixed = np.zeros(fixed.size, np.int64)
    m, r = (np.ascontiguousarray(fitness.reshape(-1, states)) for fitness in (m, r))
    _simulate(m, r, n_runs, seed & 0xFFFFFFFF, max_events, fixed.reshape(-1), mixed)
    if mixed.any():
        raise InvalidInput(
            f"{mixed.sum()} of {n_runs * fixed.size} runs were still mixed after {max_events:,} "
            "events: both types hold out together; take a smaller population or a smaller w"
        )
    return fixed
