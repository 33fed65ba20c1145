"""Matrix games: payoffs, pairing and accounting against a plain-Python population."""

import numpy as np
import pytest
from scipy import stats

from inner_rl import InvalidInput
from kernels.layout import (
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    MIND_SOCIOPATH,
)
from kernels.worlds import ALL_DISARMED
from kernels.worlds.matrix import Matrix
from tests.oracles.matrix import Population
from tests.worlds.harness import Game

COLUMNS = [EVENT_GAIN, EVENT_LOSS, EVENT_HARM, EVENT_HELP]
WORLDS = {
    "prisoners": Matrix(n_agents=6, rounds=4),
    "odd number, types": Matrix(n_agents=7, n_types=3, assortment=0.6, readable=0.5, rounds=2),
    "labels, mimics": Matrix(
        n_agents=5, labels=(0, 1, 1, 0, 1), readable=0.8, mimicry=0.4, assortment=0.5, rounds=2
    ),
    "own type's faces": Matrix(n_agents=6, n_types=2, sight_across=False, rounds=2),
    "nobody's face": Matrix(n_agents=4, sight=False),
    "some are bound": Matrix(n_agents=7, rounds=2, partner_choice=0.4),
    "own numbers": Matrix(payoffs=(0.0, -2.0, 4.0, 1.5), rounds=3),
    "effort": Matrix(n_agents=4, game="effort", d=-0.2, rounds=2),
}


@pytest.mark.parametrize("disarmed", [0, 0b10, ALL_DISARMED])
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
def test_a_life_is_that_of_the_plain_population(world, disarmed):
    game = Game(world, disarmed, key=(5, 6))
    table = world.table().tolist()
    plain = Population(
        world.n_agents, table, world.cooperative_level(), world.rounds, world.n_types,
        world.assortment, world.readable, (5, 6), disarmed, world.labels, world.mimicry,
        world.partner_choice,
    )  # fmt: skip
    rng = np.random.default_rng(1)
    n = world.n_agents
    for _ in range(300):
        acts = rng.integers(world.n_actions, size=n)
        met = {
            frozenset((me, you))
            for me, you in plain.partner.items()
            if world.sight and (world.sight_across or plain.type[me] == plain.type[you])
        }
        events, ended = game.step(acts)
        # Faces are those of the step just done, also where everybody is paired anew.
        sight = {frozenset(pair) for pair in np.argwhere(game.sight()).tolist()}
        assert sight == met
        expected = plain.play([int(a) - 1 if a else None for a in acts])
        np.testing.assert_allclose(events[:, COLUMNS], expected, rtol=1e-6, atol=1e-6)
        assert ended == (plain.rounds_left == plain.rounds)
        assert game.state[:n].tolist() == [plain.partner.get(p, n) for p in range(n)]
        assert game.state[2 * n : 3 * n].tolist() == [plain.read.get(p, -1) + 1 for p in range(n)]


@pytest.mark.parametrize(
    ("game", "temptation", "reward", "punishment", "sucker"),
    [
        ("prisoners_dilemma", 5.0, 3.0, 1.0, 0.0),
        ("donation", 3.0, 2.0, 0.0, -1.0),
        ("stag_hunt", 3.0, 4.0, 3.0, 0.0),
        ("chicken", 5.0, 3.0, 0.0, 1.0),
    ],
)
def test_gain_less_loss_is_the_payoff_of_the_game(game, temptation, reward, punishment, sucker):
    play = Game(Matrix(n_agents=2, game=game))
    play.step([0, 0])
    for acts, expected in (
        ([2, 2], [reward, reward]),
        ([1, 2], [temptation, sucker]),
        ([1, 1], [punishment, punishment]),
        ([0, 1], [0.0, 0.0]),
    ):
        events = play.tried(acts)
        np.testing.assert_array_equal(events[:, EVENT_GAIN] - events[:, EVENT_LOSS], expected)
    defected = play.tried([1, 2])
    assert defected[0, EVENT_HARM] == reward - sucker
    assert defected[1, EVENT_HARM] == 0


def test_who_cannot_decline_plays_the_lowest_level():
    """Gain less loss of every pair of acts, where a third of them is declining."""
    free, bound = (Game(Matrix(n_agents=2, partner_choice=p)) for p in (1.0, 0.0))
    free.step([0, 0])
    bound.step([0, 0])
    for acts in np.ndindex(3, 3):
        events = bound.tried(acts)
        np.testing.assert_array_equal(events, _replayed(bound, np.maximum(acts, 1), events))
        declined = free.tried(acts)[:, [EVENT_GAIN, EVENT_LOSS]]
        assert declined.any() == (0 not in acts)
    # Declining could harm where it is playing the lowest level.
    assert bound.chances()[0].tolist() == [0b011, 0b011]
    assert free.chances()[0].tolist() == [0b010, 0b010]


def _replayed(game, acts, events):
    """Events had ``acts`` been chosen; what is no effort is told of ``events``."""
    again = game.tried(acts)
    again[:, EVENT_EFFORT] = events[:, EVENT_EFFORT]
    return again


def test_partners_are_bound_in_the_share_of_matches_that_has_no_choice():
    game = Game(Matrix(n_agents=2, rounds=1, partner_choice=0.3))
    bound = 0
    for _ in range(3000):
        game.step([0, 0])
        bound += bool(game.chances()[0][0] & 1)
    assert stats.binomtest(bound, 3000, 0.7).pvalue > 1e-4


def test_named_games_are_what_their_names_say():
    (p, t), (s, r) = Matrix().table()
    assert t > r > p > s
    assert 2 * r > t + s
    (p, t), (s, r) = Matrix(game="stag_hunt").table()
    assert r > t >= p > s
    (p, t), (s, r) = Matrix(game="chicken").table()
    assert t > r > s > p
    (p, t), (s, r) = Matrix(game="donation").table()
    assert (t, s, r, p) == (3.0, -1.0, 2.0, 0.0)


@pytest.mark.parametrize("assortment", [0.0, 0.5, 1.0])
def test_the_first_pair_is_assorted_as_asked(assortment):
    """Of 8 agents of 2 types, 3 of 7 others are alike: r + (1 - r) 3 / 7 of first pairs."""
    world = Matrix(n_agents=8, assortment=assortment, rounds=1)
    alike = 0
    n_matches = 3000
    game = Game(world)
    plain = Population(8, [[0, 0], [0, 0]], 1, 1, 2, assortment, 0.0, (1, 2))
    for _ in range(n_matches):
        game.step(np.zeros(8, int))
        # The twin's first pair: dictionaries keep the order of insertion.
        plain.play([None] * 8)
        first, second = next(iter(plain.partner.items()))
        assert game.state[first] == second
        alike += first % 2 == second % 2
    expected = assortment + (1 - assortment) * 3 / 7
    if assortment == 1.0:
        assert alike == n_matches
    else:
        assert stats.binomtest(alike, n_matches, expected).pvalue > 1e-4


def test_without_assortment_everybody_meets_everybody_equally():
    game = Game(Matrix(n_agents=6, rounds=1))
    met = np.zeros((6, 6))
    for _ in range(3000):
        game.step(np.zeros(6, int))
        for agent, partner in enumerate(game.state[:6]):
            met[agent, partner] += 1
    counts = met[np.triu_indices(6, 1)]
    assert (met.diagonal() == 0).all()
    assert stats.chisquare(counts).pvalue > 1e-4


@pytest.mark.parametrize("d", [-0.2, 0.0, 0.2])
@pytest.mark.parametrize("r", [0.0, 0.5])
def test_homo_moralis_is_what_assortment_selects(r, d):
    """Alger & Weibull (2013): under assortment r no effort but that of morality k = r is stable."""
    a, b, c = 1.0, 0.5, 1.0
    stable = (a + r * b) / (c - (1 + r) * d)
    # The seven levels then hold it as the fourth.
    world = Matrix(game="effort", a=a, b=b, c=c, d=d, effort_max=2 * stable)
    table = world.table()
    residents = [
        x for x in range(7)
        if np.argmax((1 - r) * table[:, x] + r * table.diagonal()) == x
    ]  # fmt: skip
    assert residents == [3]


def test_the_ruthless_level_exploits_a_cooperator():
    for game in ("prisoners_dilemma", "donation", "stag_hunt", "chicken"):
        play = Game(Matrix(n_agents=2, game=game))
        play.step([0, 0])
        assert play.scripted(MIND_SOCIOPATH).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"game": "effort", "payoffs": (1.0, 2.0, 3.0, 4.0)}, "set by world.a"),
        ({"labels": (0, 1)}, "world.labels must name a type for each of 4 seats"),
        ({"labels": (0, 1, 2, 0)}, "world.labels must be from 0 to 1, got 2"),
        ({"mimicry": 1.5}, "world.mimicry must be from 0 to 1, got 1.5"),
        ({"partner_choice": 2}, "world.partner_choice must be from 0 to 1, got 2"),
        ({"n_types": 5}, "world.n_types must be from 1 to 4, got 5"),
        ({"assortment": 1.5}, "world.assortment must be from 0 to 1, got 1.5"),
        ({"c": 0.0}, "world.c must be from 0.001"),
        ({"payoffs": (1.0, float("nan"), 0.0, 0.0)}, "world.payoffs must be"),
    ],
)
def test_impossible_games_are_refused(settings, message):
    with pytest.raises(InvalidInput) as caught:
        Matrix(**settings)
    assert message in str(caught.value)
