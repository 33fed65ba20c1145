"""Variation of reward programs: operators on trees, done on their genomes.

A program's genome is a list of nodes in prefix order, so a subtree is a stretch of it.  Beside the
operators that replace a subtree (crossover and subtree mutation: Koza 1992) stand some that keep
most of what is there: shifts of numbers and point mutation (Poli, Langdon & McPhee 2008, section
5.2.2), insertion and hoist (``mutInsert`` and ``mutShrink`` of DEAP: Fortin et al. 2012), and, our
own, a crossover that adds.  What would become too large stays as it was (``staticLimit`` of DEAP).
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards.expressions import ARITY
from inner_rl.rewards.program_genes import (
    GENES_PER_NODE,
    OPERATIONS,
    from_genes,
    operation_symbol,
    spans,
)

Genes = NDArray[np.float64]
Nodes = NDArray[np.float64]
"""Symbols and numbers [n, 2] of nodes in prefix order."""

_CROSSOVER = 0.5
"""Probability that a child gets a subtree of its second parent; otherwise it is a mutant."""
_MUTATED_TOO = 0.3
"""Probability that a crossed child is mutated as well."""
_SUM = 0.5
"""Probability that crossover adds rather than replaces, and that insertion adds rather than draws
any operation."""
_ATTEMPTS = 8
"""How often a child that feels like a reward already tried is made anew before it is let pass."""


class Tree:
    """The nodes of a genome that its program reads."""

    def __init__(self, genes: Genes, inputs: Sequence[str]) -> None:
        self.genes, self.inputs = genes, inputs
        self.ends = np.array([end for _, end in spans(genes, inputs)])
        """For each node the last + 1 of its subtree's nodes."""
        self.sizes = self.ends - np.arange(len(self.ends))
        self.nodes: Nodes = genes.reshape(-1, GENES_PER_NODE)[: len(self.ends)].copy()
        # An operation that was read as a terminal for want of room would be none elsewhere.
        no_room = (self.sizes == 1) & (self.nodes[:, 0] < 0.0)
        self.nodes[no_room, 0] = np.maximum(self.nodes[no_room, 0], -1.0) + 1.0

    def operands(self, at: int) -> list[tuple[int, int]]:
        """Spans of the operands of a node."""
        found, start = [], at + 1
        while start < self.ends[at]:
            found.append((start, int(self.ends[start])))
            start = int(self.ends[start])
        return found

    def branch(self, at: int) -> Nodes:
        """The subtree of a node."""
        return self.nodes[at : self.ends[at]]

    def large(self, rng: np.random.Generator) -> int:
        """A node drawn with probability proportional to the size of its subtree."""
        return int(rng.choice(len(self.sizes), p=self.sizes / self.sizes.sum()))

    def grafted(self, at: int, branch: Nodes) -> Genes:
        """Genes with the subtree of a node replaced; unchanged where that would be too large."""
        joined = np.concatenate([self.nodes[:at], branch, self.nodes[self.ends[at] :]])
        return self.written(joined)

    def written(self, nodes: Nodes) -> Genes:
        """Genes of a program of other nodes; unchanged where it has too many or nests too deep."""
        unread = self.genes.reshape(-1, GENES_PER_NODE)[len(nodes) :]
        genes = np.concatenate([nodes, unread]).ravel()
        fits = len(genes) == len(self.genes) and len(spans(genes, self.inputs)) == len(nodes)
        return genes if fits else self.genes


def _leaf(rng: np.random.Generator) -> Nodes:
    return np.array([[rng.uniform(0.0, 1.0), rng.uniform(-1.0, 1.0)]])


def _applied(operation: str, operands: Sequence[Nodes]) -> Nodes:
    return np.concatenate([[[operation_symbol(operation), 0.0]], *operands])


def _fresh(rng: np.random.Generator) -> Nodes:
    """A short new branch: a leaf or, as often, an operation on leaves."""
    if rng.random() < 0.5:
        return _leaf(rng)
    operation = str(rng.choice(OPERATIONS))
    return _applied(operation, [_leaf(rng) for _ in range(ARITY[operation])])


def cross(first: Genes, second: Genes, inputs: Sequence[str], rng: np.random.Generator) -> Genes:
    """The first parent with one of the second's subtrees added to, or in place of, one of its own.

    The larger two subtrees are, the likelier they are added, so that parents are blended.
    """
    tree, other = Tree(first, inputs), Tree(second, inputs)
    if rng.random() < _SUM:
        at, donor = tree.large(rng), other.branch(other.large(rng))
        return tree.grafted(at, _applied("+", [tree.branch(at), donor]))
    at, from_ = int(rng.integers(len(tree.nodes))), int(rng.integers(len(other.nodes)))
    return tree.grafted(at, other.branch(from_))


def shift(tree: Tree, stdev: float, rng: np.random.Generator) -> Genes:
    """All numbers moved a little: much of what a good program needs is its weights."""
    nodes = tree.nodes.copy()
    moved = nodes[:, 1] + rng.normal(0.0, stdev, len(nodes))
    nodes[:, 1] = np.clip(moved, -1.0, 1.0)
    return tree.written(nodes)


def insert(tree: Tree, _stdev: float, rng: np.random.Generator) -> Genes:
    """A subtree becomes an operand of a new operation, often a sum, on fresh branches.

    The larger the subtree, the likelier: a term added to the whole is felt most directly.
    """
    at = tree.large(rng)
    operation = "+" if rng.random() < _SUM else str(rng.choice(OPERATIONS))
    operands = [_fresh(rng) for _ in range(ARITY[operation])]
    operands[int(rng.integers(len(operands)))] = tree.branch(at)
    return tree.grafted(at, _applied(operation, operands))


def hoist(tree: Tree, _stdev: float, rng: np.random.Generator) -> Genes:
    """An operation is replaced by one of its operands."""
    operations = np.flatnonzero(tree.sizes > 1)
    if not operations.size:
        return tree.genes
    at = int(rng.choice(operations))
    start, end = tree.operands(at)[int(rng.integers(len(tree.operands(at))))]
    return tree.grafted(at, tree.nodes[start:end])


def point(tree: Tree, _stdev: float, rng: np.random.Generator) -> Genes:
    """One symbol drawn anew from those with as many operands."""
    nodes = tree.nodes.copy()
    at = int(rng.integers(len(nodes)))
    arity = len(tree.operands(at))
    alike = [name for name in OPERATIONS if ARITY[name] == arity]
    nodes[at, 0] = operation_symbol(str(rng.choice(alike))) if arity else rng.uniform(0.0, 1.0)
    return tree.written(nodes)


def replace(tree: Tree, _stdev: float, rng: np.random.Generator) -> Genes:
    """A subtree is replaced by a fresh branch."""
    return tree.grafted(int(rng.integers(len(tree.nodes))), _fresh(rng))


_MUTATIONS: dict[Callable[[Tree, float, np.random.Generator], Genes], float] = {
    shift: 0.45, insert: 0.25, hoist: 0.1, point: 0.1, replace: 0.1,
}  # fmt: skip
"""Kinds of mutation, and how often each is used."""


def mutate(genes: Genes, stdev: float, inputs: Sequence[str], rng: np.random.Generator) -> Genes:
    """A mutant of one of the kinds; ``stdev`` is the size of a shift."""
    kinds = list(_MUTATIONS)
    kind = kinds[int(rng.choice(len(kinds), p=list(_MUTATIONS.values())))]
    return kind(Tree(genes, inputs), stdev, rng)


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
