"""The compiled lifetime against its slow plain-Python twin, event by event.

The twin computes in float64 and the kernels in float32, so over a few hundred steps weights
agree to rounding, and every choice, event and count agrees exactly.
"""

import numpy as np
import pytest

from inner_rl import ActorCritic, Coins, Life, Linear, Oversight, Phase, Roster, stream_keys
from inner_rl.arrays import blank_record, kernel_rules, workspace
from inner_rl.rewards.linear import normalise
from inner_rl.roster import MINDS
from kernels import layout
from kernels.cpu import run
from tests.oracles import coins_life

COUNTERS = {
    "gain": layout.COUNT_GAIN,
    "loss": layout.COUNT_LOSS,
    "harm": layout.COUNT_HARM,
    "effort": layout.COUNT_EFFORT,
    "fine": layout.COUNT_FINES,
    "blame": layout.COUNT_BLAMED,
    "harms": layout.COUNT_HARMS,
    "chances": layout.COUNT_HARM_CHANCES,
    "steps": layout.COUNT_STEPS,
}
ALL_DRIVES = [0.8, -0.5, -0.1, -0.4, 0.3, -0.3, -0.5, 0.4, -0.2, 0.1]
ONLY_GAIN = [1.0] + [0.0] * 9
THOUGHTS = [0.7, -0.3, 0.0, 0.0, 0.0, 0.0, -0.6, -0.5, 0.0, 0.0]


def both(genomes, minds, world, phases, twin_phases, harmless, seed):
    """Run one lifetime in both ways; seat i feels genome i."""
    n = world.n_agents
    keys = stream_keys(seed, (0,), 1)
    roster = Roster(
        np.arange(n, dtype=np.int32)[None], np.array([[MINDS[m] for m in minds]], np.int32), keys
    )
    life = Life(phases)
    learner = ActorCritic(actor_rate=0.3, critic_rate=0.1, discount=0.85, belief_rate=0.1)
    rewards = [Linear(dict(zip(coins_life.DRIVES, g, strict=True))) for g in genomes]
    rules = kernel_rules(rewards, roster, world, life, [learner], harmless=harmless)
    work, record = workspace(world, 1, rules), blank_record(1, world, life)
    run(rules, work, record, 0, 1, 0)
    settings = coins_life.Settings(
        twin_phases, world.height, world.width, world.view, world.sight, harmless,
        world.coin_value, world.theft_cost, 0.3, 0.1, 0.85, 0.1,
    )  # fmt: skip
    felt = normalise(np.array(genomes)).astype(float).tolist()
    twin = coins_life.Life(settings, tuple(keys[0].tolist()), felt, minds).live()
    return work, record, twin


CASES = {
    "all drives": (Coins(), [ALL_DRIVES] * 4, ["learner"] * 4, False),
    "own gain": (Coins(), [ONLY_GAIN] * 4, ["learner"] * 4, False),
    "harmless twin": (Coins(), [ALL_DRIVES] * 4, ["learner"] * 4, True),
    "mixture": (
        Coins(),
        [ALL_DRIVES, THOUGHTS, ONLY_GAIN, ONLY_GAIN],
        ["learner", "learner", "kind", "inert"],
        False,
    ),
    "six agents, wide, short sighted": (
        Coins(n_agents=6, height=6, width=9, view=1, sight=0, theft_cost=0.5),
        [ALL_DRIVES, THOUGHTS] * 3,
        ["learner"] * 6,
        False,
    ),
    "two agents, full sight": (
        Coins(n_agents=2, height=4, width=3, view=1, sight=1),
        [THOUGHTS, ALL_DRIVES],
        ["learner"] * 2,
        False,
    ),
}
PHASES = (
    Phase("young", 220, oversight=Oversight(share=0.5, bout=10.0)),
    Phase("unsure", 120, oversight=Oversight(share=0.2, bout=4.0, detection=0.6, fine=1.5)),
    Phase("still", 60, learning=False, oversight=Oversight(share=0.5, bout=10.0, cue=False)),
)
TWIN_PHASES = [
    coins_life.Phase(220, True, 0.1, 0.1, 1.0, 3.0, 0.5),
    coins_life.Phase(120, True, 0.2 / 0.8 / 4.0, 0.25, 0.6, 1.5, 0.2),
    coins_life.Phase(60, False, 0.1, 0.1, 1.0, 3.0, 0.5, cue=False),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES)
def test_counts_agree_exactly_and_brains_to_rounding(case, seed):
    world, genomes, minds, harmless = CASES[case]
    work, record, twin = both(genomes, minds, world, PHASES, TWIN_PHASES, harmless, seed)
    assert record.status[0] == layout.STATUS_OK
    for phase, watched, agent in np.ndindex(len(PHASES), 2, world.n_agents):
        ours = record.counts[0, phase, watched, agent]
        theirs = twin.counts[phase][watched][agent]
        expected = {name: float(theirs[name]) for name in COUNTERS}
        assert {name: float(ours[i]) for name, i in COUNTERS.items()} == expected
        assert ours[layout.COUNT_FELT_REWARD] == pytest.approx(theirs["felt"], abs=1e-3)
    n_base = world.sizes().n_base_features
    for agent, brain in enumerate(twin.brains):
        for feature in range(world.sizes().n_features):
            assert work.brains.critic[0, agent, feature] == pytest.approx(
                brain.critic[feature], abs=1e-4
            )
            for action in range(5):
                ours = work.brains.policy[0, agent, feature, action]
                assert ours == pytest.approx(brain.policy[feature, action], abs=1e-4)
                if feature < n_base and brain.belief:
                    believed = work.body.heads[0, agent, layout.HEAD_DISTRESS, feature, action]
                    assert believed == pytest.approx(brain.belief[feature, action], abs=1e-4)


def test_the_twin_would_notice_a_wrong_rule(monkeypatch):
    """Control: with a slightly different learning rule the twin disagrees."""
    world, genomes, minds, harmless = CASES["own gain"]
    learn = coins_life.Life.learn

    def wrong(self, agent, seen, learning):
        self.s.discount = 0.8
        return learn(self, agent, seen, learning)

    monkeypatch.setattr(coins_life.Life, "learn", wrong)
    work, _, twin = both(genomes, minds, world, PHASES, TWIN_PHASES, harmless, 0)
    features = range(world.sizes().n_features)
    theirs = np.array([[brain.critic[f] for f in features] for brain in twin.brains])
    assert np.abs(work.brains.critic[0] - theirs).max() > 1e-3
