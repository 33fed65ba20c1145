"""Variation of reward programs: subtree crossover and mutation (Koza 1992) on their genomes.

A program's genome is a list of nodes in prefix order, so a subtree is a stretch of it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards.program_genes import newborn, spans

Genes = NDArray[np.float64]

_CROSSOVER = 0.7
"""Probability that a child gets a subtree of its second parent; otherwise it is a copy."""
_FRESH_SUBTREE = 0.2
"""Probability that a subtree of a child is replaced by a newborn one."""
_SYMBOL = 0.05
"""Probability that a node's symbol is drawn anew."""
_GENES_PER_NODE = 2


def _graft(genes: Genes, start: int, end: int, branch: Genes) -> Genes:
    """Genes with nodes ``start`` to ``end - 1`` replaced by those of a branch, cut to length."""
    nodes = genes.reshape(-1, _GENES_PER_NODE)
    joined = np.concatenate([nodes[:start], branch, nodes[end:], nodes[start:end]])
    return joined[: len(nodes)].ravel()


def _random_span(genes: Genes, inputs: Sequence[str], rng: np.random.Generator) -> tuple[int, int]:
    all_spans = spans(genes, inputs)
    return all_spans[int(rng.integers(len(all_spans)))]


def cross(first: Genes, second: Genes, inputs: Sequence[str], rng: np.random.Generator) -> Genes:
    """The first parent with one of its subtrees replaced by one of the second's."""
    start, end = _random_span(first, inputs, rng)
    from_, to = _random_span(second, inputs, rng)
    return _graft(first, start, end, second.reshape(-1, _GENES_PER_NODE)[from_:to])


def mutate(genes: Genes, stdev: float, inputs: Sequence[str], rng: np.random.Generator) -> Genes:
    """A mutant: shifted numbers, some symbols drawn anew, sometimes a newborn subtree."""
    mutant = np.array(genes)
    if rng.random() < _FRESH_SUBTREE:
        fresh = newborn(rng.uniform(-1.0, 1.0, (1, len(genes))))[0]
        from_, to = spans(fresh, inputs)[0]
        start, end = _random_span(mutant, inputs, rng)
        mutant = _graft(mutant, start, end, fresh.reshape(-1, _GENES_PER_NODE)[from_:to])
    nodes = mutant.reshape(-1, _GENES_PER_NODE)
    nodes[:, 1] = np.clip(nodes[:, 1] + rng.normal(0.0, stdev, len(nodes)), -1.0, 1.0)
    redrawn = rng.random(len(nodes)) < _SYMBOL
    nodes[redrawn, 0] = rng.uniform(-1.0, 1.0, int(redrawn.sum()))
    return nodes.ravel()


def children(
    parents: tuple[Genes, Genes], stdev: float, inputs: Sequence[str], rng: np.random.Generator
) -> Genes:
    """Two children of each pair of parents ([n, n_genes] each): [2 n, n_genes]."""
    out: list[Any] = []
    for mother, father in zip(*parents, strict=True):
        for first, second in ((mother, father), (father, mother)):
            crossed = rng.random() < _CROSSOVER
            child = cross(first, second, inputs, rng) if crossed else first
            out.append(mutate(child, stdev, inputs, rng))
    return np.stack(out)
