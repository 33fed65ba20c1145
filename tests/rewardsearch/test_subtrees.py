"""Variation of reward programs, checked on expressions rather than on genomes."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inner_rl.rewards.expressions import ARITY, Apply
from inner_rl.rewards.program import Program, from_lists, weighted_input
from inner_rl.rewards.program_genes import from_genes, newborn, prefix, spans, to_genes
from kernels.layout import MAX_NODES
from rewardsearch.search import subtrees

NAMES = ("own_gain", "own_pain", "guilt", "watched")
# A number of 0.5 is a weight of 1, and an input with it is read as the bare input: after a factor
# the two would look like one weighted input.
NUMBERS = st.floats(-1.2, 1.2).filter(lambda x: x != 0.5)
GENES = arrays(np.float64, 2 * MAX_NODES, elements=NUMBERS)
SEEDS = st.integers(0, 2**32 - 1)


def varied(kind, genes, seed, stdev=0.2):
    """Programs of a genome and of its mutant of one kind."""
    rng = np.random.default_rng(seed)
    mutant = kind(subtrees.Tree(genes, NAMES), stdev, rng)
    assert mutant.shape == genes.shape
    return from_genes(genes, NAMES).source, from_genes(mutant, NAMES).source


def hoisted(expression):
    """All expressions with one operation replaced by one of its operands."""
    if isinstance(expression, Apply):
        yield from expression.operands
        for i, operand in enumerate(expression.operands):
            for other in hoisted(operand):
                operands = (*expression.operands[:i], other, *expression.operands[i + 1 :])
                yield Apply(expression.operation, operands)


def head(node):
    """A node as a genome holds it, without its number and its operands."""
    if weighted := weighted_input(node):
        return weighted[1].name
    return getattr(node, "operation", getattr(node, "name", "number"))


def heads(genes):
    return [head(node) for node in prefix(from_genes(genes, NAMES).source)]


def n_nodes(expression):
    return len(prefix(expression))


@given(GENES, SEEDS)
def test_an_insertion_keeps_all_there_was(genes, seed):
    before, after = varied(subtrees.insert, genes, seed)
    assert after == before or before in hoisted(after)
    assert n_nodes(before) <= n_nodes(after) <= MAX_NODES


@given(GENES, SEEDS)
def test_a_hoist_leaves_an_operand_in_place_of_its_operation(genes, seed):
    before, after = varied(subtrees.hoist, genes, seed)
    if n_nodes(before) == 1:
        assert after == before
    else:
        assert after in hoisted(before)
        assert n_nodes(after) < n_nodes(before)


def test_what_was_read_as_a_leaf_for_want_of_room_stays_one_where_there_is_room():
    # Nothing but sums: the last ones have no room for operands and are read as leaves.
    genes = np.full(2 * MAX_NODES, -0.95)
    for seed in range(30):
        before, after = varied(subtrees.hoist, genes, seed)
        assert after in hoisted(before)


@given(GENES, SEEDS)
def test_a_point_mutation_changes_one_symbol_and_no_number_of_operands(genes, seed):
    before, after = varied(subtrees.point, genes, seed)
    pairs = [(head(a), head(b)) for a, b in zip(prefix(before), prefix(after), strict=True)]
    changed = [(a, b) for a, b in pairs if a != b]
    assert len(changed) <= 1
    assert all(ARITY.get(a, 0) == ARITY.get(b, 0) for a, b in changed)


@given(GENES, SEEDS)
def test_a_shift_moves_numbers_alone(genes, seed):
    before, after = varied(subtrees.shift, genes, seed)
    assert [head(node) for node in prefix(before)] == [head(node) for node in prefix(after)]
    unmoved, still = varied(subtrees.shift, np.clip(genes, -1.0, 0.999), seed, stdev=0.0)
    assert unmoved == still


@pytest.mark.parametrize("kind", [subtrees.insert, subtrees.replace])
def test_what_would_grow_too_large_is_left_as_it_was(kind):
    source = from_lists("own_gain")
    for _ in range(15):
        source = Apply("-", (source, from_lists(["*", 0.25, "guilt"])))
    source = Apply("trace", (source,))
    genes = to_genes(source, NAMES)
    assert len(spans(genes, NAMES)) == MAX_NODES
    after = [varied(kind, genes, seed)[1] for seed in range(100)]
    assert all(n_nodes(program) <= MAX_NODES for program in after)
    if kind is subtrees.insert:
        assert set(after) == {source}


@given(GENES, GENES, SEEDS)
def test_crossover_adds_a_subtree_of_the_other_or_puts_it_in_place_of_one(first, second, seed):
    child = subtrees.cross(first, second, NAMES, np.random.default_rng(seed))
    before, other, after = heads(first), heads(second), heads(child)
    assert after == before or any(
        before[:start] + branch + before[end:] == after
        for start, end in spans(first, NAMES)
        for from_, to in spans(second, NAMES)
        for branch in (other[from_:to], ["+", *before[start:end], *other[from_:to]])
    )


@given(GENES, SEEDS)
def test_mutants_are_programs(genes, seed):
    mutant = subtrees.mutate(genes, 0.2, NAMES, np.random.default_rng(seed))
    assert mutant.shape == genes.shape
    assert np.isfinite(Program(from_genes(mutant, NAMES).source).row()).all()


def test_most_mutants_of_a_sum_keep_their_shape_or_grow():
    source = from_lists(["+", ["+", "own_gain", ["*", -0.5, "own_pain"]], ["*", -0.5, "guilt"]])
    genes, rng = to_genes(source, NAMES), np.random.default_rng(5)
    sizes = Counter(
        n_nodes(from_genes(subtrees.mutate(genes, 0.2, NAMES, rng), NAMES).source)
        for _ in range(1000)
    )
    assert sizes[5] > 450
    assert sum(count for size, count in sizes.items() if size > 5) > 150
    assert sum(count for size, count in sizes.items() if size < 5) > 50


def test_two_children_a_pair_that_resemble_their_parents():
    parents = newborn(np.random.default_rng(1).uniform(-1, 1, (100, 2 * MAX_NODES)))
    known = set()
    born = subtrees.children(
        (parents[:50], parents[50:]), 0.0, NAMES, np.random.default_rng(2), known
    )
    assert born.shape == (100, 2 * MAX_NODES)
    assert known == {from_genes(row, NAMES).signature() for row in born}
    assert len(known) > 90
    # Only the first node's symbol is looked at; children of the first parent come first.
    of_first = born[::2, 0] == parents[:50, 0]
    assert of_first.mean() > 0.5
