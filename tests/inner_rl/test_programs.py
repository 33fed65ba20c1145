"""Programs: what their operations mean, and how genomes encode them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inner_rl.drives import INPUTS
from inner_rl.rewards import program_genes
from inner_rl.rewards.expressions import Apply, Constant, Input, evaluate, walk
from inner_rl.rewards.program import from_lists, to_lists, weighted_input
from kernels.layout import MAX_NODES, N_INPUTS

NAMES = ("own_gain", "own_pain", "guilt", "watched")
GENES = arrays(np.float64, 2 * MAX_NODES, elements=st.floats(-1.2, 1.2))


def at(source, *steps):
    """Values of an expression at steps given as {input: value}."""
    inputs = np.zeros((len(steps), N_INPUTS), np.float32)
    for row, step in zip(inputs, steps, strict=True):
        for name, value in step.items():
            row[INPUTS[name]] = value
    return evaluate(from_lists(source), inputs, 1e4).tolist()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (["+", "own_gain", 2.0], 5.0),
        (["-", "own_gain", 2.0], 1.0),
        (["*", "own_gain", -2.0], -6.0),
        (["/", "own_gain", 2.0], 1.5),
        (["/", "own_gain", "own_pain"], 1.0),
        (["min", "own_gain", 2.0], 2.0),
        (["max", "own_gain", 2.0], 3.0),
        ([">", "own_gain", 2.0], 1.0),
        ([">", "own_gain", 3.0], 0.0),
        (["if", "own_gain", 5.0, 6.0], 5.0),
        (["if", "own_pain", 5.0, 6.0], 6.0),
        (["*", 1e4, 1e4], 1e4),
        (["*", -1e4, 1e4], -1e4),
    ],
)
def test_operations_by_hand(source, expected):
    assert at(source, {"own_gain": 3.0}) == [expected]


def test_a_trace_is_a_leaky_average_over_the_life():
    traced = at(["trace", "own_gain"], {"own_gain": 1.0}, {}, {"own_gain": 1.0})
    assert traced == pytest.approx([0.1, 0.09, 0.181], rel=1e-6)
    # Constant input 1: 1 - .9 ** n (geometric series).
    steady = at(["trace", 1.0], *[{}] * 30)
    assert steady == pytest.approx([1 - 0.9 ** (n + 1) for n in range(30)], rel=1e-5)


def size(genes):
    return len(program_genes.prefix(program_genes.from_genes(genes, NAMES).source))


@given(GENES)
def test_every_genome_is_a_program_and_its_spans_are_its_subtrees(genes):
    program = program_genes.from_genes(genes, NAMES)
    spans = program_genes.spans(genes, NAMES)
    assert len(spans) == size(genes) <= MAX_NODES
    assert spans[0] == (0, len(spans))
    assert [end - start for start, end in spans] == [
        len(program_genes.prefix(node)) for node in program_genes.prefix(program.source)
    ]


@given(GENES)
def test_a_program_is_written_as_genes_and_read_back(genes):
    source = program_genes.from_genes(genes, NAMES).source
    again = program_genes.from_genes(program_genes.to_genes(source, NAMES), NAMES).source
    assert str(to_lists(again)) == str(to_lists(source)) or _close(again, source)


def _close(a, b):
    """Equal but for the rounding of constants."""
    for x, y in zip(walk(a), walk(b), strict=True):
        if isinstance(x, Constant):
            assert x.value == pytest.approx(y.value, abs=1e-12)
        elif isinstance(x, Input):
            assert x == y
        else:
            assert x.operation == y.operation
    return True


def test_newborn_programs_are_of_varied_size():
    genes = program_genes.newborn(np.random.default_rng(3).uniform(-1, 1, (500, 2 * MAX_NODES)))
    sizes = [size(row) for row in genes]
    assert np.mean([n == 1 for n in sizes]) < 0.2
    assert np.mean([n >= 8 for n in sizes]) > 0.3
    assert max(sizes) > 24


def test_every_second_newborn_program_is_a_sum_of_weighted_inputs():
    genes = program_genes.newborn(np.random.default_rng(4).uniform(-1, 1, (500, 2 * MAX_NODES)))
    numbers_of_terms = []
    for row in genes:
        nodes = program_genes.prefix(program_genes.from_genes(row, NAMES).source)
        operations = [n.operation for n in nodes if isinstance(n, Apply) and not weighted_input(n)]
        if set(operations) <= {"+"} and not any(isinstance(n, Constant) for n in nodes):
            numbers_of_terms.append(len(operations) + 1)
    assert 0.45 < len(numbers_of_terms) / len(genes) < 0.6
    assert set(numbers_of_terms) == set(range(1, 14))
