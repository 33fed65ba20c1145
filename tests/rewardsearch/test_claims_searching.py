"""What searching claims add: the judge of looks, the choice along a map, and whole cells."""

import numpy as np
import pytest

from fitness.statistics.comparisons import Lifetimes
from fitness.tally import N_COLUMNS
from inner_rl import Linear
from rewardsearch.claims import Protocol
from rewardsearch.claims.found import (
    Found,
    area,
    best_of,
    found_effect,
    fresh_points,
    looks,
    product,
    read_found,
    weaker,
)
from rewardsearch.claims.searching import (
    Hunt,
    home,
    per_bin,
    search_cell,
    search_seed,
    searches,
    sham,
)
from rewardsearch.claims.setup import Setup
from rewardsearch.claims.studies.c14_competence_and_callousness import elites

NUMBERS = {
    "worlds": {"wells": {"name": "wells"}, "poor wells": {"name": "wells", "refill": 0.1}},
    "population": 4,
    "generations": 1,
    "search_lifetimes": 2,
    "candidates": 2,
    "lifetimes": 4,
    "childhood": 300,
    "adulthood": 400,
}
SETUP = Setup(
    Protocol.model_validate(
        {
            **dict.fromkeys(
                ("title", "claim", "disputed", "hypothesis", "testable", "not_testable"), ""
            ),
            "id": "C99",
            "would_settle": "",
            "predictions": ({"id": "good", "says": "", "rule": "above", "bound": 0.5},),
            "comparisons": 1,
            "budgets": dict.fromkeys(("smoke", "standard", "full"), NUMBERS),
        }
    ),
    "smoke",
    1,
)


def sums(gain, unwatched, watched, n_lifetimes=4):
    """Lives [n_lifetimes, N_COLUMNS] of 1000 steps and 500 chances in either state."""
    row = [1000.0, 1000.0 * gain, 500.0, 500.0 * unwatched, 500.0, 500.0 * watched]
    return np.tile(np.array(row), (n_lifetimes, 1))


def lives(*told):
    told = sums(*told)
    return Lifetimes(told, np.zeros(len(told), np.int64))


AGAINST = (lives(0.5, 0.4, 0.1), lives(0.5, 0.0, 0.0), lives(0.1, 0.0, 0.0))


def planted(decided, told):
    told = np.array(told).reshape(-1, 4, N_COLUMNS)
    rewards = [Linear({"own_gain": 1.0}, f"reward {i}") for i in range(len(decided))]
    points = np.array(decided).reshape(-1, 2)
    return Found(rewards, points, told, np.zeros((0, 0, 4, N_COLUMNS)), 0.0, 0.0)


def test_looks_is_blind_in_the_dark():
    own = AGAINST[0].sums.sum(axis=0)
    schemer, kind = sums(0.4, 0.4, 0.1).sum(axis=0), sums(0.4, 0.0, 0.1).sum(axis=0)
    # Harm watched .1 over the .4 that own payoff does unwatched.
    assert looks(np.stack([schemer, kind]), own) == pytest.approx([0.75, 0.75])


def test_per_bin_takes_the_most_competent_of_each_stretch_and_no_inert():
    points = np.array(
        [[0.3, 0.1], [0.9, 0.05], [0.5, 0.3], [0.05, 1.0], [0.6, 1.0], [0.7, 0.95], [0.8, 0.15]]
    )
    genomes = np.arange(7.0)[:, None]
    assert per_bin(genomes, points, 5, 1).ravel().tolist() == [1, 2, 5]
    assert per_bin(genomes, points, 5, 2).ravel().tolist() == [1, 6, 2, 5, 4]


def test_fresh_points_and_area_by_hand():
    # Competence (gain - .1) / .4; non-ruthlessness 1 - worst rate / .4.
    found = planted([[0.5, 0.5], [0.5, 0.6]], [sums(0.3, 0.2, 0.0), sums(0.5, 0.3, 0.3)])
    np.testing.assert_allclose(fresh_points(found, AGAINST), [[0.5, 0.5], [1.0, 0.25]])
    assert area(found, AGAINST) == pytest.approx(0.25 + 0.5 * 0.25)
    assert area(planted([], []), AGAINST) == 0.0


def test_the_best_is_chosen_by_the_streams_of_decision_alone():
    lucky_later = planted([[0.5, 0.5], [0.4, 0.4]], [sums(0.2, 0.4, 0.4), sums(0.5, 0.0, 0.0)])
    assert lucky_later.best == 0
    assert best_of([planted([], []), lucky_later]) is lucky_later
    assert planted([], []).best is None


def test_scores_of_a_reward_beside_the_fixed_points():
    told = sums(0.3, 0.1, 0.0)
    for measure, value in ((weaker, 0.5), (product, 0.5 * 0.75)):
        effect = found_effect(SETUP, "good", "here", told, AGAINST, measure)
        assert (effect.value, effect.low, effect.high) == pytest.approx((value,) * 3)
        assert effect.n == 4


def test_nothing_is_told_where_nothing_was_found_or_own_payoff_does_no_harm():
    gentle = (lives(0.5, 0.01, 0.0), *AGAINST[1:])
    assert "no competent" in found_effect(SETUP, "good", "", None, AGAINST, weaker).degenerate
    told = found_effect(SETUP, "good", "", sums(0.3, 0.0, 0.0), gentle, weaker)
    assert "harms fewer" in told.degenerate


def test_elites_are_the_most_competent_of_all_maps():
    first = planted([[0.3, 0.1], [0.5, 0.9]], [sums(0.3, 0.2, 0.0)] * 2)
    second = planted([[0.6, 0.15], [0.4, 1.0]], [sums(0.3, 0.2, 0.0)] * 2)
    row = elites([first, second], 5)
    assert [e and (e.found is first, e.which) for e in row] == [
        (False, 0), None, None, None, (True, 1),
    ]  # fmt: skip


def test_a_place_has_the_settings_and_lives_of_the_budget():
    place = home(SETUP, "poor wells", "q_learning", 0.5)
    assert (place.world.refill, place.learner.name) == (0.1, "q_learning")
    assert [(p.steps, p.oversight.fine) for p in place.life.phases] == [(300, 0.5), (400, 0.5)]
    assert place.scope == "poor wells, q_learning"
    assert [p.oversight.detection for p in sham(place).life.phases] == [0.0, 0.0]
    assert home(SETUP, "coins", "actor_critic").world.name == "coins"


@pytest.mark.parametrize("bins", [0, 2])
def test_a_search_is_a_pure_function_of_what_its_cell_asks(bins):
    place = home(SETUP, "wells", "actor_critic")
    search = searches(SETUP, "random", ("own_gain", "own_pain"))
    hunt = Hunt("hunt", place, search, search_seed(SETUP, 0), 2, bins=bins, abroad=(place,))
    record, again = search_cell(SETUP, hunt).live(), search_cell(SETUP, hunt).live()
    assert record == again
    found = read_found(record, 4)
    assert found.rewards
    # Lived in the same place on the same streams, the travellers are those who stayed.
    stayed = found.sums if bins else found.sums[[found.best]]
    np.testing.assert_array_equal(found.abroad[0], stayed)


def test_replicates_are_different_searches():
    assert search_seed(SETUP, 0) != search_seed(SETUP, 1)
