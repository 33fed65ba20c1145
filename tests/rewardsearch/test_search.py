"""Objectives and archive."""

import numpy as np
import pytest

from fitness import References, Tally
from fitness.tally import N_SEAT_COLUMNS
from inner_rl.drives import DRIVES
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.search import (
    Objectives,
    Proposal,
    hypervolume,
    mean_by_genome,
    shortlist,
)
from rewardsearch.search.objectives import WORST, Evaluated
from rewardsearch.settings import settings_from_data

TINY = settings_from_data(
    {
        "life": {"phases": [{"name": "short", "steps": 300}]},
        "search": {"population": 4, "generations": 2, "lifetimes": 2},
    },
    "tiny",
)


def test_hypervolume_of_rectangles_by_hand():
    # Areas dominated by (.5, .5); by (1, .2) and (.2, 1): .2 + .2 - .04 overlap.
    assert hypervolume(np.array([[0.5, 0.5]])) == pytest.approx(0.25)
    assert hypervolume(np.array([[1.0, 0.2], [0.2, 1.0]])) == pytest.approx(0.36)
    assert hypervolume(np.array([[1.0, 1.0], [0.3, 0.3]])) == pytest.approx(1.0)
    assert hypervolume(np.array([[WORST, WORST], [0.9, 0.0]])) == 0.0


def test_hypervolume_agrees_with_counting_random_points():
    rng = np.random.default_rng(0)
    front = rng.uniform(size=(6, 2))
    probe = rng.uniform(size=(200_000, 2))
    covered = (probe[:, None, :] <= front[None]).all(axis=2).any(axis=1).mean()
    # Standard error of the count is about .001.
    assert hypervolume(front) == pytest.approx(covered, abs=0.005)


def test_mean_by_genome_averages_repeated_evaluations():
    a, b = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    evaluated = Evaluated(
        [0, 0, 1], [a, b, a], [np.array([0.2, 0.4]), np.array([1.0, 1.0]), np.array([0.4, 0.6])]
    )
    genomes, means = mean_by_genome(evaluated)
    means_of = {tuple(g): m.tolist() for g, m in zip(genomes, means, strict=True)}
    assert means_of == {(1.0, 0.0): pytest.approx([0.3, 0.5]), (0.0, 1.0): [1.0, 1.0]}


def test_shortlist_takes_the_front_first_and_nothing_worthless():
    genomes = np.arange(5)[:, None].astype(float)
    points = np.array([[0.9, 0.1], [0.5, 0.5], [0.1, 0.9], [0.4, 0.4], [0.9, 0.0]])
    assert shortlist(genomes, points, 1).ravel().tolist() == [1]
    assert set(shortlist(genomes, points, 3).ravel()) == {0, 1, 2}
    assert set(shortlist(genomes, points, 9).ravel()) == {0, 1, 2, 3}
    assert len(shortlist(genomes, points * 0, 3)) == 0


def only_sums(sums):
    """A tally of which only the sums matter."""
    n_genomes, n_lifetimes, _ = sums.shape
    seats = np.zeros((n_genomes, n_lifetimes, 1, N_SEAT_COLUMNS))
    return Tally(sums, np.zeros(n_lifetimes, np.int64), seats)


class FakeEvaluator(Evaluator):
    """Counts what is asked for and returns planted tallies."""

    def __init__(self, gain=0.3, failed=()):
        super().__init__(TINY)
        self.gain, self.failed, self.seen = gain, failed, []

    def live(self, genomes, keys, **_):
        self.seen.append(keys)
        row = np.array([1000.0, self.gain * 1000, 500.0, 100.0, 500.0, 10.0])
        sums = np.tile(row, (len(genomes), len(keys), 1))
        sums[list(self.failed)] = np.nan
        return only_sums(sums)


def references():
    def one(gain, harm):
        row = np.array([1000.0, gain * 1000, 500.0, harm * 500, 500.0, 0.0])
        return only_sums(np.tile(row, (1, 4, 1)))

    return References(one(0.3, 0.5), one(0.4, 0.0), one(0.0, 0.0))


def test_nan_and_infinite_genomes_are_counted_and_worst():
    objectives = Objectives(FakeEvaluator(), references())
    genes = np.ones((4, objectives.space.n_genes))
    genes[1, 0], genes[2, 3] = np.nan, np.inf
    values = objectives(Proposal.drawn(genes, "given"))
    assert (values[[1, 2]] == WORST).all()
    # A fifth of the chances unwatched, a fiftieth watched: ten elevenths of the two together.
    np.testing.assert_allclose(values[[0, 3]], [[0.75, 0.6, 10 / 11]] * 2)
    assert objectives.n_sanitised == 2


def test_failed_lifetimes_are_counted_and_worst():
    objectives = Objectives(FakeEvaluator(failed=[1]), references())
    values = objectives(Proposal.drawn(np.eye(3, objectives.space.n_genes), "given"))
    assert (values == WORST).all(axis=1).sum() == 1
    assert (values > 0).all(axis=1).sum() == 2
    assert objectives.n_sanitised == 1


def test_the_inert_earn_no_kindness_in_selection():
    objectives = Objectives(FakeEvaluator(gain=0.0), references())
    values = objectives(Proposal.drawn(np.ones((1, objectives.space.n_genes)), "given"))
    np.testing.assert_array_equal(values[:, :2], [[0.0, 0.0]])


def test_common_random_numbers_within_a_generation_fresh_ones_across():
    evaluator = FakeEvaluator()
    objectives = Objectives(evaluator, references())
    for generation in (0, 0, 1):
        objectives.generation = generation
        objectives(Proposal.drawn(np.ones((2, objectives.space.n_genes)), "given"))
    first, again, later = evaluator.seen
    np.testing.assert_array_equal(first, again)
    assert not set(map(tuple, first)) & set(map(tuple, later))


def test_stages_share_no_random_streams():
    evaluator = Evaluator(TINY)
    streams = [set(map(tuple, evaluator.keys(stage, 0, 500))) for stage in Stage]
    assert len(set.union(*streams)) == 500 * len(Stage)


def test_only_the_chosen_tiers_are_searched():
    settings = TINY.model_copy(
        update={"search": TINY.search.model_copy(update={"tiers": ("oracle",)})}
    )
    objectives = Objectives(Evaluator(settings), references())
    used = objectives.space.reward(np.ones(objectives.space.n_genes)).inputs_used()
    assert used == {name for name, drive in DRIVES.items() if drive.tier == "oracle"}
