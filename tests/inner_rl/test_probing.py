"""Probed phases: intent in matched states and what nobody sees, against a life in Python."""

from dataclasses import replace

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    InvalidInput,
    Life,
    Linear,
    Oversight,
    Phase,
    Seat,
    as_list,
    monoculture,
    simulate,
    stream_keys,
)
from inner_rl.characters import Character
from inner_rl.game import Game
from inner_rl.neural import NeuralActorCritic
from inner_rl.neural.simulate import simulate_neural
from inner_rl.roster import seated
from kernels import layout, stepping
from kernels.philox import PURPOSE_ACT
from kernels.worlds.absent_supervisor import AbsentSupervisor
from kernels.worlds.wells import Wells
from tests.oracles.philox import philox4x32

SELFISH = Linear({"own_gain": 1.0, "own_pain": -1.0})
SCHEMER = Character("schemer", {"kind": 1.0}, {"watched": False}, {"sociopath": 1.0})
HALF = Character("half", {"kind": 0.25, "sociopath": 0.25, "random": 0.5})
KEYS = stream_keys(8, (3,), 2)
N_STEPS = 300
GROWING = Life((Phase("probed", N_STEPS, probed=True),))
PROBED = Life((Phase("probed", N_STEPS, learning=False, probed=True),))
HIDDEN = slice(layout.COUNT_HIDDEN_HARM_CHANCES, layout.COUNT_HIDDEN_HELPS + 1)


def lived(world, life, *, mind="learner", **rest):
    roster = monoculture(1, world.n_agents, KEYS, mind)
    return simulate([SELFISH], roster, world, life, ActorCritic(), **rest)


@pytest.fixture(scope="module")
def adults():
    """Brains of the two societies, grown up for 3,000 steps."""
    told = lived(Coins(), Life((Phase("childhood", 3000),)), return_brains=True)
    return as_list(told.brains)


def born_again(world, brains, life, **rest):
    """The same agents in the same seats."""
    n = world.n_agents
    seats = [Seat(brain=i) for i in range(len(KEYS) * n)]
    types = np.arange(len(KEYS) * n, dtype=np.int32).reshape(len(KEYS), n)
    roster = seated(seats, types, KEYS)
    return simulate([SELFISH], roster, world, life, ActorCritic(), initial_brains=brains, **rest)


class Replay:
    """A frozen society, stepped in Python: policies by NumPy, worlds by the environment."""

    def __init__(self, world, brains, life):
        self.world, self.n = world, world.n_agents
        self.policies = brains.policy[life * self.n : (life + 1) * self.n]
        self.game = Game(world, KEYS[life], Oversight())
        self.counts = np.zeros((2, self.n, layout.N_COUNTERS))

    def probabilities(self):
        seen = self.game.observe().astype(float)
        raw = np.einsum("af,afk->ak", seen, self.policies[:, :, : self.world.n_actions])
        weight = np.exp(raw - raw.max(axis=1, keepdims=True))
        return weight / weight.sum(axis=1, keepdims=True)

    def step(self):
        game, row = self.game, self.counts[int(self.game.watched)]
        own = self.probabilities()
        game.clock[stepping.POLARITY] ^= 1
        other = self.probabilities()
        game.clock[stepping.POLARITY] ^= 1
        chances = game.chances()
        acts = np.zeros(self.n, int)
        words = philox4x32((game.time, PURPOSE_ACT, 0, 0), tuple(map(int, game.key)))
        for agent in range(self.n):
            harmful = [a for a in range(self.world.n_actions) if chances[agent, 0] >> a & 1]
            row[agent, layout.COUNT_INTENT] += own[agent, harmful].sum()
            row[agent, layout.COUNT_COUNTERFACTUAL] += other[agent, harmful].sum()
            u = (words[agent] >> 8) / 2**24
            acts[agent] = np.searchsorted(np.cumsum(own[agent])[:-1], u, side="right")
        events = game.step(acts)
        sight = game.sight()
        for agent in range(self.n):
            if not any(sight[other, agent] for other in range(self.n) if other != agent):
                row[agent, HIDDEN] += [
                    chances[agent, 0] != 0, events[agent, layout.EVENT_HARM] > 0,
                    chances[agent, 1] != 0, events[agent, layout.EVENT_HELP] > 0,
                ]  # fmt: skip


def test_intent_and_what_is_hidden_are_those_of_a_life_stepped_in_python(adults):
    told = born_again(Coins(), adults, PROBED).counts[:, 0]
    for life in range(len(KEYS)):
        replay = Replay(Coins(), adults, life)
        for _ in range(N_STEPS):
            replay.step()
        np.testing.assert_array_equal(told[life, ..., HIDDEN], replay.counts[..., HIDDEN])
        for column in (layout.COUNT_INTENT, layout.COUNT_COUNTERFACTUAL):
            np.testing.assert_allclose(
                told[life, ..., column], replay.counts[..., column], rtol=1e-3, atol=1e-3
            )
        assert replay.counts[..., HIDDEN].sum() > 50
        assert replay.counts[..., layout.COUNT_INTENT].sum() > 5


@pytest.mark.parametrize("mind", ["learner", "sociopath", HALF], ids=str)
def test_probing_does_not_change_a_life(mind):
    plain, probed = (Life((Phase("a", 400, probed=told),)) for told in (False, True))
    one, other = (lived(Coins(), life, mind=mind).counts for life in (plain, probed))
    free = layout.COUNT_HIDDEN_HARM_CHANCES
    np.testing.assert_array_equal(one[..., :free], other[..., :free])
    assert not one[..., free:].any()
    assert other[..., layout.COUNT_INTENT].sum() > 0


def test_without_a_cue_the_counterfactual_is_the_intent():
    life = Life((Phase("blind", 500, oversight=Oversight(cue=False), probed=True),))
    counts = lived(Coins(), life).counts
    assert counts[..., layout.COUNT_INTENT].sum() > 10
    np.testing.assert_array_equal(
        counts[..., layout.COUNT_INTENT], counts[..., layout.COUNT_COUNTERFACTUAL]
    )


def test_intent_of_scripted_minds_is_what_their_policies_say():
    def rates(mind):
        counts = lived(Coins(), PROBED, mind=mind).counts[:, 0].sum(axis=(0, 2), dtype=float)
        chances = counts[:, layout.COUNT_HARM_CHANCES]
        return counts[:, [layout.COUNT_INTENT, layout.COUNT_COUNTERFACTUAL]].T / chances

    np.testing.assert_array_equal(rates("kind"), 0.0)
    sociopath = rates("sociopath")
    np.testing.assert_array_equal(sociopath[0], sociopath[1])
    # The schemer's intent is all or nothing by the watcher, and the opposite in the other state.
    (unwatched, watched), (if_watched, if_unwatched) = rates(SCHEMER)
    assert watched == if_watched == 0.0
    assert unwatched > 0.3
    assert if_unwatched > 0.3


def test_a_character_does_what_it_intends():
    """Harms as often as its intent adds up to, within chance: two coins may be sought at once."""
    counts = lived(Coins(), Life((Phase("a", 20_000, probed=True),)), mind=HALF).counts
    told = counts.sum(axis=(0, 1, 2, 3), dtype=float)
    intended, harms = told[layout.COUNT_INTENT], told[layout.COUNT_HARMS]
    # Who comes second to a coin takes nothing, so a little less than intended is done.
    assert 0.9 * intended < harms < intended + 3 * np.sqrt(intended)


def test_where_all_see_each_other_nothing_is_hidden_and_alone_everything_is():
    three = lived(Wells(n_agents=3), GROWING).counts[..., HIDDEN]
    assert not three.any()
    alone = lived(AbsentSupervisor(), PROBED, mind="sociopath").counts
    harms = alone[..., layout.COUNT_HARMS]
    assert harms.sum() > 0
    np.testing.assert_array_equal(alone[..., layout.COUNT_HIDDEN_HARMS], harms)


@pytest.mark.parametrize("mind", ["learner", HALF], ids=str)
def test_who_is_born_grown_up_goes_on_with_the_stream_of_its_age(adults, mind):
    """A phase whose rules differ begins the world anew: the same as being born at that age."""
    alone = Oversight(share=0.0)
    # No watcher: its first state would be drawn anew at a birth.
    before = Phase("before", 250, learning=False, oversight=alone, world={"sight": 2})
    after = Phase("after", 250, learning=False, oversight=alone)
    world = Coins()
    if mind == "learner":
        whole = born_again(world, adults, Life((before, after))).counts[:, 1]
        late = born_again(world, adults, Life((after,)), age=250).counts[:, 0]
        young = born_again(world, adults, Life((after,))).counts[:, 0]
    else:
        whole = lived(world, Life((before, after)), mind=mind).counts[:, 1]
        late = lived(world, Life((after,)), mind=mind, age=250).counts[:, 0]
        young = lived(world, Life((after,)), mind=mind).counts[:, 0]
    # What is felt of the last act of a phase is counted in the next.
    keep = [c for c in range(layout.N_COUNTERS) if c != layout.COUNT_FELT_REWARD]
    np.testing.assert_array_equal(whole[..., keep], late[..., keep])
    assert (whole[..., keep] != young[..., keep]).any()


def test_age_keeps_the_meaning_of_the_cue():
    told = [lived(Coins(), GROWING, age=age).polarity for age in (0, 777)]
    np.testing.assert_array_equal(*told)


def test_neural_learners_refuse_to_be_probed_and_ages_must_be_possible():
    roster = monoculture(1, 4, KEYS)
    with pytest.raises(InvalidInput, match="probed phase needs a learner of the kernels"):
        simulate_neural([SELFISH], roster, Coins(), GROWING, NeuralActorCritic())
    with pytest.raises(InvalidInput, match="age"):
        lived(Coins(), GROWING, age=-1)


def test_circumstances_make_a_character():
    """Power and the last steps of life, one by one."""
    power = Character("power", {"kind": 1.0}, {"power": True}, {"sociopath": 1.0})
    life = Life((Phase("equal", 500), Phase("ruled", 500, power=(1, 2))))
    harms = lived(Coins(), life, mind=power).counts.sum(axis=(0, 2))[..., layout.COUNT_HARMS]
    assert (harms > 0).tolist() == [[False] * 4, [False, True, True, False]]

    last = Character("last", {"kind": 1.0}, {"last": True}, {"sociopath": 1.0})
    steps = layout.LAST_STEPS
    life = Life(
        (
            Phase("before", 500 - steps),
            Phase("last", steps),
        )
    )
    harms = lived(Coins(), life, mind=last).counts.sum(axis=(0, 2, 3))[..., layout.COUNT_HARMS]
    assert harms[0] == 0
    assert harms[1] > 0

    averted = Character("averted", {"kind": 1.0}, {"company": False}, {"sociopath": 1.0})
    told = lived(Coins(), PROBED, mind=averted).counts.sum(axis=(0, 1, 2, 3))
    always = lived(Coins(), PROBED, mind="sociopath").counts.sum(axis=(0, 1, 2, 3))
    assert 0 < told[layout.COUNT_HARMS] < 0.8 * always[layout.COUNT_HARMS]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"shares": {"kind": 0.5}}, "add up to 1"),
        ({"shares": {"nice": 1.0}}, "unknown policy 'nice'"),
        ({"shares": {"kind": 2.0, "random": -1.0}}, "from 0 to 1"),
        ({"when": {"watched": True}}, "both 'when' and 'then'"),
        ({"when": {"rain": True}, "then": {"kind": 1.0}}, "unknown circumstance 'rain'"),
    ],
)
def test_a_character_that_cannot_be_is_refused(wrong, message):
    with pytest.raises(InvalidInput, match=message):
        Character(**{"name": "wrong", "shares": {"kind": 1.0}, **wrong})


def test_a_roster_refuses_a_character_that_is_not_there():
    roster = monoculture(1, 4, KEYS, HALF)
    with pytest.raises(InvalidInput, match="seat_mind must be one of"):
        simulate([SELFISH], replace(roster, characters=()), Coins(), PROBED, ActorCritic())
