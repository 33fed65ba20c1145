"""What a search did, read back from its journal: evaluations, and whose child each genome is."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inner_rl import InvalidInput, Reward
from rewardsearch.journal import Record
from rewardsearch.memory import numbers, unusable
from rewardsearch.run_directory import JOURNAL
from rewardsearch.runs import evaluations, generations_of, read_evaluated
from rewardsearch.search import mean_by_genome, search_space
from rewardsearch.search.objectives import Evaluated
from rewardsearch.settings import Settings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ancestor:
    """A reward on the way to a winner."""

    generation: int
    how: str
    """What made it out of the one before."""
    reward: Reward
    other_parent: Reward | None
    """Whom it was mixed with, beside the one before; None if with nobody."""
    objectives: tuple[float, float]
    """Selection scores of its own evaluation: competence, non-ruthlessness."""


@dataclass(frozen=True)
class History:
    """All evaluations of a search, in order; one row each."""

    settings: Settings
    evaluated: Evaluated
    """Generation, genome (nan where a gene was no number) and objectives (competence and
    non-ruthlessness; -1 for a broken genome) of each."""
    parents: NDArray[np.int64]
    """[n, 2] rows of the parents, -1 for none."""
    how: tuple[str, ...]
    """[n] what made each."""

    def reward(self, row: int) -> Reward:
        """The reward of an evaluation."""
        return search_space(self.settings.search).reward(self.evaluated.genomes[row])

    @cached_property
    def means(self) -> tuple[Array, Array]:
        """Distinct genomes and the mean of their objectives."""
        return mean_by_genome(self.evaluated)

    @cached_property
    def hypervolumes(self) -> Array:
        """Area dominated after each generation, of means over evaluations."""
        return np.array([known.hypervolume for known in generations_of(self.evaluated)])

    def lineage(self, reward: Reward) -> list[Ancestor]:
        """First parents of the reward's first evaluation, the oldest first; empty if unknown."""
        data = reward.to_data()
        row = next((i for i in range(len(self.how)) if self.reward(i).to_data() == data), -1)
        out: list[Ancestor] = []
        while row >= 0:
            competence, kindness = self.evaluated.objectives[row]
            out.append(
                Ancestor(
                    self.evaluated.generation[row],
                    self.how[row],
                    self.reward(row),
                    None if self.parents[row, 1] < 0 else self.reward(int(self.parents[row, 1])),
                    (float(competence), float(kindness)),
                )
            )
            row = int(self.parents[row, 0])
        return out[::-1]


def read_history(path: Path, settings: Settings) -> History:
    """Read the evaluations of a run.

    Raises:
        InvalidInput: it has none, or what it has does not fit the settings.

    """
    records = evaluations(path)
    if not records:
        raise InvalidInput(f"{path / JOURNAL} holds no evaluations; has the search begun?")
    evaluated, n_genes = read_evaluated(records), search_space(settings.search).n_genes
    if any(len(genome) != n_genes for genome in evaluated.genomes):
        raise InvalidInput(
            f"{path / JOURNAL}: a genome has not the {n_genes} genes that are searched"
        )
    parents, how = zip(*map(_origins, records), strict=True)
    all_parents = np.concatenate(parents)
    if (all_parents >= np.arange(len(all_parents))[:, None]).any() or (all_parents < -1).any():
        raise InvalidInput(f"{path / JOURNAL}: a genome descends from a later one")
    return History(settings, evaluated, all_parents, tuple(chain.from_iterable(how)))


def _origins(record: Record) -> tuple[NDArray[np.int64], list[str]]:
    """Parents [n, 2] and operators [n] of an answer whose genomes have been read."""
    how = record.get("how")
    n = len(record["genomes"])
    if not isinstance(how, list) or len(how) != n:
        raise unusable(record, f"'how' is not a list of {n} names")
    return numbers(record, "parents", (n, 2)).astype(np.int64), [str(name) for name in how]
