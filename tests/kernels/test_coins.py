"""Rules of ``coins`` against transitions worked out by hand."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from inner_rl import Coins
from kernels.layout import (
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
)
from kernels.worlds import ALL_DISARMED
from kernels.worlds.coins import EAST, NORTH, SOUTH, STAY, WAYS, WEST
from tests.kernels.coins_harness import CoinsWorld

PAIR = Coins(n_agents=2)


def gains_and_losses(events):
    return events[:, [EVENT_GAIN, EVENT_LOSS, EVENT_HARM]].tolist()


def test_own_coin_pays_one_and_harms_nobody():
    world = CoinsWorld(PAIR)
    world.put([(0, 0), (4, 4)], [(1, 0), (2, 2)])
    assert gains_and_losses(world.step(EAST, STAY)) == [[1, 0, 0], [0, 0, 0]]


def test_anothers_coin_pays_one_and_costs_its_owner_two():
    world = CoinsWorld(PAIR)
    world.put([(0, 0), (4, 4)], [(2, 2), (1, 0)])
    assert gains_and_losses(world.step(EAST, STAY)) == [[1, 0, 2], [0, 2, 0]]


def test_payoffs_are_settings():
    world = CoinsWorld(Coins(n_agents=2, coin_value=3.0, theft_cost=0.5))
    world.put([(0, 0), (4, 4)], [(2, 2), (1, 0)])
    assert gains_and_losses(world.step(EAST, STAY)) == [[3, 0, 0.5], [0, 0.5, 0]]


def test_in_the_twin_others_walk_over_a_coin():
    world = CoinsWorld(PAIR, disarmed=ALL_DISARMED)
    world.put([(0, 0), (4, 4)], [(2, 2), (1, 0)])
    assert gains_and_losses(world.step(EAST, STAY)) == [[0, 0, 0], [0, 0, 0]]
    assert world.coins()[1] == (1, 0)
    # The owner can take it even while the other stands on it.
    world.put([(1, 0), (1, 1)], [(2, 2), (1, 0)])
    assert gains_and_losses(world.step(STAY, NORTH)) == [[0, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("action", "cell"),
    [(STAY, (0, 0)), (NORTH, (0, 4)), (SOUTH, (0, 1)), (EAST, (1, 0)), (WEST, (4, 0))],
)
def test_moves_wrap_around_the_torus_and_cost_effort(action, cell):
    world = CoinsWorld(PAIR)
    world.put([(0, 0), (2, 2)], [(3, 3), (3, 1)])
    events = world.step(action, STAY)
    assert world.agents()[0] == cell
    assert events[:, EVENT_EFFORT].tolist() == [float(action != STAY), 0.0]


def test_a_contested_coin_goes_to_one_taker_and_to_each_about_equally_often():
    # Agents 0 and 1 arrive together at coin 1.  Binomial test, false alarm 1 in 1,000.
    wins = 0
    for seed in range(2000):
        world = CoinsWorld(PAIR, key=(seed, 9))
        world.put([(0, 0), (2, 0)], [(4, 4), (1, 0)])
        thief, owner = gains_and_losses(world.step(EAST, WEST))
        assert (thief, owner) in (([1, 0, 2], [0, 2, 0]), ([0, 0, 0], [1, 0, 0]))
        wins += thief[0] == 1
    assert stats.binomtest(wins, 2000).pvalue > 1e-3


def test_taken_coin_reappears_uniformly_on_free_cells():
    # Chi-squared over the 25 - 2 agents - 1 other coin cells; false alarm 1 in 1,000.
    seen: dict[tuple[int, int], int] = {}
    for seed in range(4400):
        world = CoinsWorld(PAIR, key=(seed, 4))
        world.put([(0, 0), (4, 4)], [(1, 0), (2, 2)])
        world.step(EAST, STAY)
        cell = world.coins()[0]
        seen[cell] = seen.get(cell, 0) + 1
    free = set(product(range(5), repeat=2)) - {(1, 0), (4, 4), (2, 2)}
    assert set(seen) == free
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


@pytest.mark.parametrize(
    "world", [Coins(), Coins(n_agents=2, height=3, width=3, view=1), Coins(n_agents=6)]
)
def test_reset_puts_coins_on_distinct_cells_without_agents(world):
    for seed in range(50):
        coins_world = CoinsWorld(world, key=(seed, 0))
        coins_world.reset()
        cells = coins_world.coins()
        assert len(set(cells)) == world.n_agents
        assert not set(cells) & set(coins_world.agents())
        assert coins_world.coin_map() == {cell: i for i, cell in enumerate(cells)}


@pytest.mark.parametrize("disarmed", [0, ALL_DISARMED])
def test_event_accounting_over_a_random_walk(disarmed):
    """Every loss has a cause; coins stay consistent; the twin does no harm."""
    rng = np.random.default_rng(5)
    world = CoinsWorld(Coins(), disarmed=disarmed)
    world.reset()
    harm = 0.0
    for _ in range(2000):
        events = world.step(*rng.integers(0, 5, 4))
        assert events[:, EVENT_LOSS].sum() == events[:, EVENT_HARM].sum()
        assert not events[:, EVENT_HELP].any()
        assert world.coin_map() == {cell: i for i, cell in enumerate(world.coins())}
        assert not set(world.coins()) & (set(world.agents()) if not disarmed else set())
        harm += events[:, EVENT_HARM].sum()
    assert (harm == 0) if disarmed else (harm > 100)


@pytest.mark.parametrize("disarmed", [0, ALL_DISARMED])
def test_hazard_is_true_exactly_when_the_act_alone_would_harm(disarmed):
    rng = np.random.default_rng(6)
    n_hazards = 0
    for seed in range(60):
        world = CoinsWorld(Coins(), disarmed=disarmed, key=(seed, 1))
        world.reset()
        for _ in range(int(rng.integers(0, 8))):
            world.step(*rng.integers(0, 5, 4))
        before, hazards = world.state.copy(), world.hazards()
        for agent, action in product(range(4), range(5)):
            world.state[:] = before
            acts = [STAY] * 4
            acts[agent] = action
            # Chance may give a contested coin to one who stands there: none can, in this
            # world, because coins never lie under agents.
            harmed = world.step(*acts)[agent, EVENT_HARM] > 0
            assert harmed == (action in hazards[agent])
        n_hazards += sum(map(len, hazards))
    assert (n_hazards == 0) if disarmed else (n_hazards > 20)


def test_seats_are_interchangeable():
    """Exchanging two agents together with their coins exchanges their events."""
    straight, swapped = CoinsWorld(PAIR), CoinsWorld(PAIR)
    straight.put([(0, 0), (3, 3)], [(3, 2), (1, 0)])
    swapped.put([(3, 3), (0, 0)], [(1, 0), (3, 2)])
    a, b = straight.step(EAST, NORTH).copy(), swapped.step(NORTH, EAST)
    np.testing.assert_array_equal(a, b[::-1])


def test_features_by_hand():
    # 5 x 5, view 2: place = (dy + 2) * 5 + (dx + 2); sight 1.
    world = CoinsWorld(PAIR)
    world.put([(0, 0), (1, 1)], [(1, 0), (4, 3)])
    for cue in (0, 1):
        active, n_base = world.observe(cue)
        own = 1 + (0 + 2) * 5 + (1 + 2)
        place = (-2 + 2) * 5 + (-1 + 2)  # coin 1 seen from agent 0: dx -1, dy +3 = -2
        in_sight = 1  # its owner is one step away diagonally
        context = 2 + 2 * 25 + (2 * cue + in_sight) * 25 + place
        assert active[0] == [0, own, 2 + 25 + place, context]
        assert n_base == [3, 3]


def test_features_of_what_is_out_of_view():
    world = CoinsWorld(Coins(n_agents=2, height=9, width=9, view=1))
    world.put([(0, 0), (4, 4)], [(4, 0), (0, 4)])
    active, n_base = world.observe()
    # Constant, and "own coin not in view"; the other coin is not in view either.
    assert active[0] == [0, 1 + 9]
    assert n_base[0] == 2


def test_features_are_distinct_and_in_range():
    rng = np.random.default_rng(7)
    world = CoinsWorld(Coins(n_agents=6, height=7, width=6))
    world.reset()
    sizes = world.world.sizes()
    for _ in range(300):
        world.step(*rng.integers(0, 5, 6))
        active, n_base = world.observe(int(rng.integers(0, 2)))
        for row, base in zip(active, n_base, strict=True):
            assert len(set(row)) == len(row)
            assert max(row) < sizes.n_features
            assert max(row[:base]) < sizes.n_base_features


@pytest.mark.parametrize("world", [Coins(), Coins(n_agents=9, height=6, width=8, sight=2)])
def test_ways_are_the_shortest_moves_of_a_king(world):
    ints = world.ints(0).tolist()
    side = 2 * world.view + 1
    around = range(-world.view, world.view + 1)
    for (x, y), (dx, dy) in product(
        product(range(world.width), range(world.height)), product(around, around)
    ):
        to_x, to_y = (x + dx) % world.width, (y + dy) % world.height
        first_y = WAYS + 2 * world.width + world.height
        way = ints[WAYS + world.width + to_x - x] + ints[first_y + to_y - y]
        assert way & 0xFFFF == (dy + world.view) * side + dx + world.view
        assert (way >= 1 << 18) == (max(abs(dx), abs(dy)) > world.sight)
        assert way & 0x30000 == 0


def test_ways_beyond_the_view_say_so():
    world = Coins(n_agents=2, height=7, width=7, view=1)
    ways = world.ints(0)[WAYS : WAYS + 2 * world.width]
    distances = np.minimum(np.arange(-7, 7) % 7, np.arange(7, -7, -1) % 7)
    assert ((ways & 0x30000 != 0) == (distances > 1)).all()
