"""What a search did, read back from its journal: evaluations, and whose child each genome is."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import InvalidInput, Reward
from rewardsearch.journal import Record, read_journal
from rewardsearch.run_directory import JOURNAL
from rewardsearch.search import hypervolume, mean_by_genome, search_space
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
    objectives: tuple[float, float]
    """Selection scores of its own evaluation: competence, non-ruthlessness."""


@dataclass(frozen=True)
class History:
    """All evaluations of a search, in order; one row each."""

    settings: Settings
    generation: NDArray[np.int64]
    genomes: Array
    """[n, n_genes]; nan where a gene was no number."""
    objectives: Array
    """[n, 2] competence and non-ruthlessness; -1 for a broken genome."""
    parents: NDArray[np.int64]
    """[n, 2] rows of the parents, -1 for none."""
    how: tuple[str, ...]
    """[n] what made each."""

    def reward(self, row: int) -> Reward:
        """The reward of an evaluation."""
        return search_space(self.settings.search).reward(self.genomes[row])

    @cached_property
    def means(self) -> tuple[Array, Array]:
        """Distinct genomes and the mean of their objectives."""
        return mean_by_genome(self._until(int(self.generation.max())))

    @cached_property
    def hypervolumes(self) -> Array:
        """Area dominated after each generation, of means over evaluations."""
        last = int(self.generation.max())
        return np.array([hypervolume(mean_by_genome(self._until(g))[1]) for g in range(last + 1)])

    def _until(self, generation: int) -> Evaluated:
        n = int(np.searchsorted(self.generation, generation, side="right"))
        return Evaluated(
            self.generation[:n].tolist(), list(self.genomes[:n]), list(self.objectives[:n])
        )

    def lineage(self, reward: Reward) -> list[Ancestor]:
        """First parents of the reward's first evaluation, the oldest first; empty if unknown."""
        data = reward.to_data()
        row = next((i for i in range(len(self.how)) if self.reward(i).to_data() == data), -1)
        out: list[Ancestor] = []
        while row >= 0:
            competence, kindness = self.objectives[row]
            out.append(
                Ancestor(
                    int(self.generation[row]),
                    self.how[row],
                    self.reward(row),
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
    records = [r for r in read_journal(path / JOURNAL).records if r["kind"] == "evaluation"]
    if not records:
        raise InvalidInput(f"{path / JOURNAL} holds no evaluations; has the search begun?")
    n_genes = search_space(settings.search).n_genes
    try:
        parts = [_rows(record, n_genes) for record in records]
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"{path / JOURNAL}: an evaluation cannot be read: {error!r}") from None
    generation, genomes, objectives, parents, how = zip(*parts, strict=True)
    all_parents = np.concatenate(parents)
    if (all_parents >= np.arange(len(all_parents))[:, None]).any() or (all_parents < -1).any():
        raise InvalidInput(f"{path / JOURNAL}: a genome descends from a later one")
    return History(
        settings, np.concatenate(generation), np.concatenate(genomes),
        np.concatenate(objectives), all_parents, tuple(name for part in how for name in part),
    )  # fmt: skip


def _rows(record: Record, n_genes: int) -> tuple[Any, Array, Array, NDArray[np.int64], list[str]]:
    genomes = np.array(record["genomes"], np.float64).reshape(-1, n_genes)
    n = len(genomes)
    return (
        np.full(n, int(record["generation"])),
        genomes,
        np.array(record["outcomes"], np.float64)[:, :2].reshape(n, 2),
        np.array(record["parents"], np.int64).reshape(n, 2),
        [str(name) for name in record["how"]],
    )
