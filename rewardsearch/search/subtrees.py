"""Variation of reward programs: subtree crossover and mutation (Koza 1992) on their genomes.

A program's genome is a list of nodes in prefix order, so a subtree is a stretch of it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards.program_genes import from_genes, newborn, spans

Genes = NDArray[np.float64]

_CROSSOVER = 0.6
"""Probability that a child gets a subtree of its second parent; otherwise it is a mutant."""
_MUTATED_TOO = 0.3
"""Probability that a crossed child is mutated as well."""
_FRESH_SUBTREE, _OTHER_SYMBOL = 0.25, 0.25
"""Probabilities that a mutation replaces a subtree by a newborn one, and that it draws one symbol
anew; otherwise it shifts numbers only: much of what a good program needs is its weights."""
_ATTEMPTS = 8
"""How often a child that feels like a reward already tried is made anew before it is let pass."""
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
    """A mutant: a subtree replaced by a newborn one, or a symbol drawn anew, or numbers shifted."""
    all_spans = spans(genes, inputs)
    lot = rng.random()
    if lot < _FRESH_SUBTREE:
        fresh = newborn(rng.uniform(-1.0, 1.0, (1, len(genes))))[0]
        from_, to = spans(fresh, inputs)[0]
        start, end = all_spans[int(rng.integers(len(all_spans)))]
        return _graft(genes, start, end, fresh.reshape(-1, _GENES_PER_NODE)[from_:to])
    nodes = np.array(genes).reshape(-1, _GENES_PER_NODE)
    size = len(all_spans)
    if lot < _FRESH_SUBTREE + _OTHER_SYMBOL:
        nodes[int(rng.integers(size)), 0] = rng.uniform(-1.0, 1.0)
    else:
        nodes[:size, 1] = np.clip(nodes[:size, 1] + rng.normal(0.0, stdev, size), -1.0, 1.0)
    return nodes.ravel()


def child(
    first: Genes, second: Genes, stdev: float, inputs: Sequence[str], rng: np.random.Generator
) -> Genes:
    """One child of two parents, more like the first."""
    if rng.random() >= _CROSSOVER:
        return mutate(first, stdev, inputs, rng)
    crossed = cross(first, second, inputs, rng)
    return mutate(crossed, stdev, inputs, rng) if rng.random() < _MUTATED_TOO else crossed


def children(
    parents: tuple[Genes, Genes],
    stdev: float,
    inputs: Sequence[str],
    rng: np.random.Generator,
    known: set[bytes],
) -> Genes:
    """Two children of each pair of parents ([n, n_genes] each): [2 n, n_genes].

    ``known`` are signatures of rewards already tried, to which the children's are added; a child
    that feels like one of them is made anew, because living it again would teach nothing.
    """
    out: list[Any] = []
    for mother, father in zip(*parents, strict=True):
        for first, second in ((mother, father), (father, mother)):
            for _ in range(_ATTEMPTS):
                born = child(first, second, stdev, inputs, rng)
                signature = from_genes(born, inputs).signature()
                if signature not in known:
                    break
            known.add(signature)
            out.append(born)
    return np.stack(out)
