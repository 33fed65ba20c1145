"""Brains outlive their lives: kept, saved, read back, born again."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    InvalidInput,
    Life,
    Linear,
    Phase,
    Planner,
    Roster,
    as_list,
    load_brains,
    monoculture,
    save_brains,
    simulate,
    stream_keys,
)
from inner_rl.brains import blank_brains
from inner_rl.roster import MINDS
from kernels import layout
from kernels.worlds.wells import Wells

WORLD = Coins()
SELFISH = Linear({"own_gain": 1.0, "own_pain": -1.0})
GUILTY = Linear({"own_gain": 1.0, "guilt": -1.0})
CHILDHOOD = Life((Phase("childhood", 6000),))
GROWN = Life((Phase("grown", 400, learning=False),))


def grown_up(reward=SELFISH, learner=None, n=3):
    roster = monoculture(1, 4, stream_keys(1, (0,), n))
    told = simulate(
        [reward], roster, WORLD, CHILDHOOD, learner or ActorCritic(), return_brains=True
    )
    return as_list(told.brains)


def seats(brains):
    """One lifetime for each four brains, on other chance than they grew up with."""
    n = len(brains.critic) // 4
    genome, mind = np.zeros((n, 4), np.int32), np.full((n, 4), MINDS["learner"], np.int32)
    born = np.arange(4 * n, dtype=np.int32).reshape(n, 4)
    return Roster(genome, mind, stream_keys(2, (0,), n), seat_brain=born)


@pytest.fixture(scope="module")
def adults():
    return grown_up()


def gain(roster, **kwargs):
    told = simulate([SELFISH], roster, WORLD, GROWN, ActorCritic(), **kwargs)
    return told.counts[..., layout.COUNT_GAIN].sum() / told.counts[..., layout.COUNT_STEPS].sum()


def test_who_is_born_adult_can_do_what_it_has_learned(adults):
    blank = blank_brains(WORLD, (12,))
    newborn = gain(seats(adults), initial_brains=blank)
    assert gain(seats(adults), initial_brains=adults) > 2.0 * newborn


def test_without_learning_a_brain_ends_as_it_was_born(adults):
    told = simulate(
        [SELFISH], seats(adults), WORLD, GROWN, ActorCritic(),
        initial_brains=adults, return_brains=True,
    )  # fmt: skip
    for before, after in zip(adults, as_list(told.brains), strict=True):
        np.testing.assert_array_equal(before, after)


def test_without_being_asked_no_brains_are_kept():
    roster = monoculture(1, 4, stream_keys(1, (0,), 1))
    assert simulate([SELFISH], roster, WORLD, GROWN_AND_YOUNG, ActorCritic()).brains is None


GROWN_AND_YOUNG = Life((Phase("young", 10), Phase("grown", 10, learning=False)))


def test_a_clone_shares_its_brain_with_the_one_it_was_cloned_from(adults):
    roster = seats(adults)
    roster.seat_brain[:] = 0
    told = simulate(
        [SELFISH], roster, WORLD, GROWN, ActorCritic(), initial_brains=adults, return_brains=True
    )
    for brain in told.brains.policy.reshape(-1, *adults.policy.shape[1:]):
        np.testing.assert_array_equal(brain, adults.policy[0])


def test_beliefs_and_models_belong_to_the_brain():
    brains = grown_up(GUILTY, Planner(depth=1), n=1)
    assert brains.heads[:, layout.HEAD_DISTRESS].any()
    assert brains.model_change.any()
    assert brains.model_reward.any()
    told = simulate(
        [GUILTY], seats(brains), WORLD, GROWN, Planner(depth=1),
        initial_brains=brains, return_brains=True,
    )  # fmt: skip
    for before, after in zip(brains, as_list(told.brains), strict=True):
        np.testing.assert_array_equal(before, after)


def test_an_actor_critics_brain_is_born_as_a_planner_with_a_blank_model(adults):
    told = simulate(
        [SELFISH], seats(adults), WORLD, GROWN, Planner(depth=1),
        initial_brains=adults, return_brains=True,
    )  # fmt: skip
    np.testing.assert_array_equal(as_list(told.brains).policy, adults.policy)
    assert not told.brains.model_change.any()


def test_brains_are_saved_and_read_back_as_numbers_only(adults, tmp_path):
    path = tmp_path / "brains.npz"
    save_brains(path, adults)
    for saved, read in zip(adults, load_brains(path), strict=True):
        np.testing.assert_array_equal(saved, read)
    for content in (b"", b"not an archive", path.read_bytes()[:200]):
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="holds no brains"):
            load_brains(path)
    np.savez(path, policy=np.array([object()], dtype=object), critic=np.zeros(3))
    with pytest.raises(InvalidInput, match="holds no brains"):
        load_brains(path)


def test_brains_that_do_not_fit_are_refused(adults):
    def born(brains, roster=None):
        simulate(
            [SELFISH], roster or seats(adults), WORLD, GROWN_AND_YOUNG, ActorCritic(),
            initial_brains=brains,
        )  # fmt: skip

    with pytest.raises(InvalidInput, match="brains fit only the world they grew up in"):
        born(blank_brains(Wells(), (12,)))
    with pytest.raises(InvalidInput, match="finite float32"):
        born(adults._replace(critic=adults.critic * np.float32(np.nan)))
    with pytest.raises(InvalidInput, match="finite float32"):
        born(adults._replace(critic=adults.critic.astype(np.float64)))
    with pytest.raises(InvalidInput, match="seat_brain must be from -1 to 3, got 0 to 11"):
        born(type(adults)(*(part[:4] for part in adults)))
    with pytest.raises(InvalidInput, match="seat_brain must be from -1 to -1"):
        born(None)


def test_no_row_lies_in_two_cache_lines():
    for n in range(1, 6):
        brains = blank_brains(Coins(), (n, 4), heads=True, model=True)
        for table in (brains.policy, brains.heads, brains.model_reward):
            assert table.flags.c_contiguous
            assert not table.any()
            row = table.strides[-2]
            first = table.ctypes.data + np.arange(table.size // layout.MAX_ACTIONS) * row
            assert (first // 64 == (first + row - 1) // 64).all()
