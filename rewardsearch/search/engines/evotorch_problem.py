"""EvoTorch behind ask and tell: its problems evaluate nothing, they are told."""

import os
from typing import Any

import numpy as np

from rewardsearch.search.engines.base import FIRST_GENERATION, Array
from rewardsearch.search.space import SearchSpace
from rewardsearch.settings import SearchSettings


def told_problem(sense: Any, n_genes: int, seed: int) -> Any:
    """An EvoTorch problem over real genomes, all its randomness from a generator of its own.

    Where EvoTorch has a batch evaluated, it gets the problem's ``told`` [n, n_objectives], or
    zeros that are replaced before they are looked at.
    """
    # EvoTorch prints through its own logger, and takes seconds to import: hence here.
    os.environ.setdefault("EVOTORCH_VERBOSE_LEVEL", "0")
    import torch
    from evotorch import Problem

    class _Told(Problem):  # type: ignore[misc]
        told: Any = None

        def _evaluate_batch(self, solutions: Any) -> None:
            unknown = torch.zeros((len(solutions), len(self.senses)))
            solutions.set_evals(unknown if self.told is None else self.told)

    return _Told(
        sense, solution_length=n_genes, dtype=torch.float32, seed=seed, initial_bounds=(-1.0, 1.0)
    )


def first_batch(problem: Any, settings: SearchSettings, space: SearchSpace) -> Any:
    """The random genomes that a search starts from, not yet evaluated."""
    import torch

    batch = problem.generate_batch(FIRST_GENERATION * settings.population)
    first = space.first_genomes(batch.values.double().numpy())
    batch.set_values(torch.tensor(first, dtype=batch.dtype))
    return batch


def genes_of(values: Any) -> Array:
    """Genomes [n, n_genes] of PyTorch's as numpy float64, a copy."""
    return np.array(values.detach().double().numpy(), np.float64)
