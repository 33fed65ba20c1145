"""Programs as genomes: real numbers that both a genetic algorithm and an evolution strategy search.

A genome holds for each possible node two genes in [-1, 1], a *symbol* and a *number*.  Symbols
are read in prefix order: below 0 an operation, from 0 to .75 an input, whose weight is twice its
number, above a constant, whose value is twice its number.  Every genome is a program: where no room
is left for an operation's operands, the symbol is read as a terminal; genes behind the end of the
program are not read.
A subtree is a stretch of genes, so subtree crossover exchanges stretches.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards.expressions import ARITY, Apply, Constant, Expression, Input, times
from inner_rl.rewards.program import OPCODES, Program, weighted_input
from kernels.layout import MAX_NODES, STACK_SIZE

Genes = NDArray[np.float64]
OPERATIONS = tuple(OPCODES)
LARGEST_CONSTANT = 2.0
GENES_PER_NODE = 2
_INPUT_SHARE = 0.75
_BELOW_ONE = 1.0 - 1e-9
# A newborn program begins with up to this many operations, so that not half of all are one node.
_MOST_LEADING_OPERATIONS = 6
_MOST_TERMS = 13


class _Reader:
    """Reads one genome from the front."""

    def __init__(self, genes: Genes, inputs: Sequence[str]) -> None:
        pairs = np.asarray(genes, np.float64).reshape(MAX_NODES, GENES_PER_NODE)
        pairs = np.clip(pairs, -1.0, _BELOW_ONE)
        self.symbols, self.numbers = pairs.T.tolist()
        self.inputs = inputs
        self.at = 0
        self.spans: list[tuple[int, int]] = []

    def read(self, room: int, held: int) -> Expression:
        """The expression that begins here, of at most ``room`` nodes, ``held`` values waiting."""
        start, slot = self.at, len(self.spans)
        self.spans.append((start, start + 1))
        symbol, number = self.symbols[start], self.numbers[start]
        self.at += 1
        expression: Expression
        operation = OPERATIONS[_bin(symbol + 1.0, len(OPERATIONS))] if symbol < 0 else ""
        arity = ARITY[operation] if operation else 0
        if operation and arity < room and held + arity <= STACK_SIZE:
            expression = Apply(operation, self._operands(arity, room - 1, held))
        else:
            expression = self._terminal(symbol if symbol >= 0 else symbol + 1.0, number)
        self.spans[slot] = (start, self.at)
        return expression

    def _operands(self, arity: int, room: int, held: int) -> tuple[Expression, ...]:
        operands = []
        end = self.at + room
        for i in range(arity):
            # The operands that are still to come need a node each.
            operands.append(self.read(end - self.at - (arity - 1 - i), held + i))
        return tuple(operands)

    def _terminal(self, symbol: float, number: float) -> Expression:
        if symbol < _INPUT_SHARE:
            name = self.inputs[_bin(symbol / _INPUT_SHARE, len(self.inputs))]
            weight = LARGEST_CONSTANT * number
            return Input(name) if weight == 1.0 else times(weight, Input(name))
        return Constant(LARGEST_CONSTANT * number)


def _bin(share: float, n_bins: int) -> int:
    """Which of equal bins of [0, 1] a number falls into; rounding may bring it to 1."""
    return min(int(share * n_bins), n_bins - 1)


def from_genes(genes: NDArray[Any], inputs: Sequence[str]) -> Program:
    """The program of a genome [2 MAX_NODES]."""
    return Program(_Reader(genes, inputs).read(MAX_NODES, 0))


def spans(genes: Genes, inputs: Sequence[str]) -> list[tuple[int, int]]:
    """For each node of the program, in prefix order, first and last + 1 of its nodes' positions."""
    reader = _Reader(genes, inputs)
    reader.read(MAX_NODES, 0)
    return reader.spans


def to_genes(source: Expression, inputs: Sequence[str]) -> Genes:
    """A genome that is read as a given expression; constants are limited to [-2, 2].

    Raises:
        ValueError: an input occurs that is not among ``inputs``.

    """
    pairs = np.zeros((MAX_NODES, GENES_PER_NODE))
    for at, node in enumerate(prefix(source)):
        if isinstance(node, Constant):
            pairs[at] = (1.0 + _INPUT_SHARE) / 2.0, _number(node.value)
        elif isinstance(node, Input):
            pairs[at] = _symbol(node, inputs), _number(1.0)
        elif weighted := weighted_input(node):
            weight, input_ = weighted
            pairs[at] = _symbol(input_, inputs), _number(weight)
        else:
            pairs[at, 0] = operation_symbol(node.operation)
    return pairs.ravel()


def operation_symbol(operation: str) -> float:
    """The gene that is read as an operation."""
    return (OPERATIONS.index(operation) + 0.5) / len(OPERATIONS) - 1.0


def _symbol(node: Input, inputs: Sequence[str]) -> float:
    return _INPUT_SHARE * (list(inputs).index(node.name) + 0.5) / len(inputs)


def _number(value: float) -> float:
    return min(1.0, max(-1.0, value / LARGEST_CONSTANT))


def prefix(expression: Expression) -> list[Expression]:
    """Nodes as a genome holds them: an operation before its operands, a weight with its input."""
    if not isinstance(expression, Apply) or weighted_input(expression):
        return [expression]
    return [expression, *(node for operand in expression.operands for node in prefix(operand))]


def newborn(genes: Genes) -> Genes:
    """Genomes [n, n_genes] drawn evenly from [-1, 1], made into programs of varied size and form.

    Every second one, told by its last symbol, is a sum of 1 to 13 weighted inputs: among programs
    drawn evenly hardly any weighs several drives.  In the others the first 0 to 6 symbols become
    operations.  How many, the last gene says; neither gene is read by a program of that size.
    """
    genes = np.array(genes, np.float64)
    share = (genes[:, -1] + 1.0) / 2.0
    for row, is_sum, drawn in zip(genes, genes[:, -GENES_PER_NODE] < 0.0, share, strict=True):
        symbols = row[::GENES_PER_NODE]
        if is_sum:
            count = _bin(drawn, _MOST_TERMS)
            symbols[:count] = operation_symbol("+")
            symbols[count : 2 * count + 1] = _INPUT_SHARE * np.abs(symbols[count : 2 * count + 1])
        else:
            count = _bin(drawn, _MOST_LEADING_OPERATIONS + 1)
            symbols[:count] = -np.abs(symbols[:count])
    return genes
