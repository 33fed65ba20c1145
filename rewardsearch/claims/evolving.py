"""Natural selection as a cell: what the weights of a template's terms come to."""

from typing import Any

import numpy as np

from fitness.evolution_steps import fertility
from inner_rl import Hardware
from rewardsearch.claims.lives import Cell
from rewardsearch.evaluation import Evaluator
from rewardsearch.evolution.genepool import GenePool
from rewardsearch.evolution.generation import Matches
from rewardsearch.evolution.population import Population
from rewardsearch.evolution.settings import EvolveSettings
from rewardsearch.journal import Record
from rewardsearch.memory import plain


def evolution_cell(name: str, settings: EvolveSettings, hardware: Hardware) -> Cell:
    """One population's natural selection; the answer is ``weights`` [n_generations, n_genes]."""
    s = settings.evolution
    cost = s.generations * s.population * s.lifetimes * settings.life.steps
    return Cell(
        name,
        (settings.to_data(),),
        float(cost * settings.world.n_agents),
        lambda: {"weights": plain(_weights(settings, hardware))},
    )


def _weights(settings: EvolveSettings, hardware: Hardware) -> Any:
    """Mean over members of their genes, scaled to length 1: only the direction is felt."""
    matches = Matches(Evaluator(settings, hardware), settings.evolution)
    pool = GenePool(settings.evolution)
    population = Population(settings.evolution, pool, settings.seed)
    weights = []
    for generation in range(settings.evolution.generations):
        genes = population.genomes
        length = np.linalg.norm(genes, axis=1, keepdims=True)
        weights.append((genes / np.where(length > 0, length, 1.0)).mean(axis=0))
        lived = matches.generation([pool.reward(each) for each in genes], generation)
        born = fertility(lived.payoffs, settings.evolution.selection)
        population.reproduce(born, generation + 1)
    return np.stack(weights)


def weights_in(record: Record) -> Any:
    """Read the answer of an evolution back."""
    return np.asarray(record["weights"], np.float64)
