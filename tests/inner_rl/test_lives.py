"""Phases as data: power, other payoffs, other rules, imitation; learning curves."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    Imitation,
    InvalidInput,
    Life,
    Linear,
    Oversight,
    Phase,
    Planner,
    Seat,
    monoculture,
    simulate,
    stream_keys,
)
from inner_rl.rewards.program import Program, from_lists
from inner_rl.roster import seated
from kernels import layout
from kernels.worlds.absent_supervisor import AbsentSupervisor

SELFISH = Linear({"own_gain": 1.0, "own_pain": -1.0})
KEYS = stream_keys(4, (0,), 4)


def lived(world, *phases, mind="learner", learner=None, reward=SELFISH):
    roster = monoculture(1, world.n_agents, KEYS, mind)
    return simulate([reward], roster, world, Life(phases), learner or ActorCritic()).counts


def test_only_who_has_power_can_harm():
    young, ruled = Phase("young", 600), Phase("ruled", 600, power=(1,))
    counts = lived(Coins(), young, ruled, mind="sociopath").sum(axis=(0, 2))
    assert (counts[0, :, layout.COUNT_HARMS] > 0).all()
    harmers = counts[1, :, layout.COUNT_HARMS] > 0
    chances = counts[1, :, layout.COUNT_HARM_CHANCES] > 0
    assert harmers.tolist() == chances.tolist() == [False, True, False, False]


def test_power_is_felt_while_it_is_held():
    felt = Program(from_lists("power"), "power")
    counts = lived(
        Coins(), Phase("a", 100), Phase("b", 100, power=(2, 3)), Phase("c", 100), reward=felt
    )
    told = counts.sum(axis=2)[..., layout.COUNT_FELT_REWARD]
    # What is felt is scaled, and felt of the last act: one step of the phase falls into the next.
    unit = told[0, 2, 2]
    np.testing.assert_allclose(told[0, 1], [0.0, 0.0, 99 * unit, 99 * unit], rtol=1e-4)
    np.testing.assert_allclose(told[0, 2], [0.0, 0.0, unit, unit])
    assert unit > 0.5


def test_payoffs_of_a_phase_change_without_a_new_beginning():
    dear = Phase("dear", 500, world={"theft_cost": 5.0})
    counts = lived(Coins(), Phase("cheap", 500), dear, mind="sociopath").sum(axis=(0, 2, 3))
    per_harm = counts[:, layout.COUNT_HARM] / counts[:, layout.COUNT_HARMS]
    np.testing.assert_allclose(per_harm, [2.0, 5.0])
    # Nobody was moved: acts of scripted agents depend on places only.
    same = lived(Coins(), Phase("cheap", 500), Phase("cheap", 500), mind="sociopath")
    assert counts[1, layout.COUNT_HARMS] == same.sum(axis=(0, 2, 3))[1, layout.COUNT_HARMS]


def test_rules_of_a_phase_change_with_a_new_beginning():
    """Whoever is under way when episodes get another length, starts again."""
    world = AbsentSupervisor()
    short = Phase("short", 4, world={"episode": 9})
    once = lived(world, short, Phase("long", 10), mind="kind")
    alone = lived(world, Phase("long", 10), mind="kind")
    assert alone[..., layout.COUNT_GAIN].any()
    gained = layout.COUNT_GAIN
    assert once.sum(axis=2)[:, 1, :, gained] == pytest.approx(alone.sum(axis=2)[:, 0, :, gained])


def test_a_life_cut_into_pieces_is_the_same_life():
    life = Life((Phase("young", 100), Phase("old", 53, learning=False)))
    roster = monoculture(1, 4, KEYS)
    whole = simulate([SELFISH], roster, Coins(), life, ActorCritic())
    pieces = simulate([SELFISH], roster, Coins(), life.cut(5), ActorCritic())
    assert pieces.counts.shape[1] == 10
    summed = pieces.counts.reshape(4, 2, 5, *pieces.counts.shape[2:]).sum(axis=2)
    columns = [i for i in range(layout.N_COUNTERS) if i not in UNEQUAL]
    np.testing.assert_allclose(summed[..., columns], whole.counts[..., columns], rtol=1e-5)
    with pytest.raises(InvalidInput, match="pieces of life phase 'old' must be from 1 to 53"):
        life.cut(60)


UNEQUAL = (layout.COUNT_GAIN_TIME,)
"""Counted from a piece's beginning."""


def demonstrators_and_pupils(imitation, learner, then=()):
    """Two scripted kind agents, two imitators that feel nothing."""
    roster = seated([Seat(mind="kind"), Seat()], np.tile([0, 0, 1, 1], (4, 1)), KEYS)
    life = Life((Phase("school", 6000, imitation=imitation), *then))
    told = simulate([Linear({})], roster, Coins(), life, learner)
    return told.counts.sum(axis=(0, 2))[..., 2:, :].sum(axis=1)


def test_an_imitator_does_what_it_sees_without_any_reward():
    grown = Phase("grown", 2000, learning=False)
    school = demonstrators_and_pupils("only", Imitation(), (grown,))[1]
    idle = demonstrators_and_pupils("none", Imitation(), (grown,))[1]
    harm = [c[layout.COUNT_HARMS] / c[layout.COUNT_HARM_CHANCES] for c in (school, idle)]
    # Blank brains act at random, and so harm at more than 1 in 5 chances.
    assert harm[0] < 0.6 * harm[1]
    assert school[layout.COUNT_GAIN] > 1.5 * idle[layout.COUNT_GAIN]


def test_only_imitators_imitate():
    grown = Phase("grown", 2000, learning=False)
    plain = demonstrators_and_pupils("only", ActorCritic(), (grown,))
    none = demonstrators_and_pupils("none", ActorCritic(), (grown,))
    np.testing.assert_array_equal(plain, none)


def test_imitating_only_means_learning_from_no_reward():
    """With nobody in sight there is nothing to learn, unless reward counts as well."""
    blind = Coins(sight=0)
    roster = monoculture(1, 4, KEYS)

    def critic(imitation):
        life = Life((Phase("life", 500, imitation=imitation),))
        told = simulate([SELFISH], roster, blind, life, Imitation(), return_brains=True)
        return told.brains.critic

    assert not critic("only").any()
    assert critic("interleaved").any()


def test_a_brain_that_holds_few_features_learns_less():
    def gain(share):
        learner = ActorCritic(features=share)
        told = lived(Coins(), Phase("young", 3000), Phase("old", 1000), learner=learner)
        return told[:, 1, ..., layout.COUNT_GAIN].sum()

    def policy(share):
        told = simulate(
            [SELFISH], monoculture(1, 4, KEYS), Coins(), Life((Phase("life", 2000),)),
            ActorCritic(features=share), return_brains=True,
        )  # fmt: skip
        return told.brains.policy.any(axis=-1)

    assert policy(0.0)[..., 0].all()
    assert not policy(0.0)[..., 1:].any()
    learned = [policy(share).mean() for share in (0.25, 0.5, 1.0)]
    assert learned == sorted(learned)
    assert learned[0] == pytest.approx(0.25 * learned[2], rel=0.25)
    assert gain(0.0) < gain(1.0)


def test_all_features_held_is_the_fast_path_bit_by_bit():
    """A share just below 1 takes the other path; at these seeds it lacks nothing."""
    most = 1.0 - 2.0**-24
    one, other = (
        lived(Coins(), Phase("life", 500), learner=ActorCritic(features=share))
        for share in (1.0, most)
    )
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("phase", "message"),
    [
        (Phase("p", 9, power=(4,)), "power must name seats from 0 to 3, each once, got \\[4\\]"),
        (Phase("p", 9, power=(1, 1)), "each once, got \\[1, 1\\]"),
        (Phase("p", 9, world={"theft_costs": 1.0}), "did you mean 'theft_cost'"),
        (Phase("p", 9, world={"view": 1}), "view would change who is there or what can be"),
        (Phase("p", 9, world={"theft_cost": -1.0}), "world.theft_cost must be from 0.001 to 1000"),
    ],
)
def test_phases_that_do_not_fit_the_world_are_refused(phase, message):
    with pytest.raises(InvalidInput, match=message):
        lived(Coins(), phase)


def test_lives_in_which_nobody_learns_are_refused():
    with pytest.raises(InvalidInput, match="no phase has learning on"):
        lived(Coins(), Phase("idle", 9, learning=False))
    lived(Coins(), Phase("idle", 9, learning=False), mind="kind")
    Life((Phase("school", 9, learning=False, imitation="only"),)).check_learning()


def test_a_model_too_large_for_memory_is_refused_before_it_runs():
    with pytest.raises(InvalidInput, match=r"models of world 'coins' take .* MiB a lifetime"):
        lived(Coins(n_agents=16, height=64, width=64, view=10), Phase("p", 9), learner=Planner())


def test_a_watcher_can_be_lifted_in_mid_life():
    watched, free = Oversight(share=1.0), Oversight(share=0.0)
    counts = lived(Coins(), Phase("a", 300, oversight=watched), Phase("b", 300, oversight=free))
    steps = counts[..., layout.COUNT_STEPS].sum(axis=(0, 3))
    assert steps[0, 0] == 0
    assert steps[1, 1] < 0.2 * steps[1].sum()
