"""The box of food and water against a plain-Python twin on a drawn map."""

import numpy as np
import pytest

from inner_rl import InvalidInput
from kernels.layout import EVENT_EFFORT, EVENT_GAIN, MIND_KIND
from kernels.worlds.hungry_thirsty import FOOD, HUNGRY, THIRSTY, WATER, HungryThirsty, X, Y
from tests.oracles.hungry_thirsty import Box
from tests.worlds.harness import Game

CORNERS = [(0, 0), (5, 0), (0, 5), (5, 5)]


@pytest.mark.parametrize("variant", [{}, {"slip": 0.3}, {"slip": 0.1, "thirst_saps": True}])
@pytest.mark.parametrize("key", [(1, 2), (3, 4), (5, 6)])
def test_a_life_is_that_of_the_plain_box(variant, key):
    game = Game(HungryThirsty(**variant), key=key)
    box = Box(key, **variant)
    rng = np.random.default_rng(1)
    for _ in range(3000):
        # Half of the acts are purposeful, so that hunger and thirst are met, too.
        act = game.scripted(MIND_KIND)[0] if rng.random() < 0.5 else rng.integers(7)
        events, ended = game.step([act])
        assert events[0, EVENT_GAIN] == box.act(int(act))
        assert events[0, EVENT_EFFORT] == box.effort
        s = game.state.tolist()
        assert (s[X], s[Y], s[HUNGRY], s[THIRSTY]) == (box.x, box.y, box.hungry, box.thirsty)
        assert (CORNERS[s[FOOD]], CORNERS[s[WATER]]) == (box.food, box.water)
        assert ended == 0


def test_food_and_water_stand_in_all_twelve_pairs_of_corners():
    pairs = {tuple(Game(HungryThirsty(), key=(k, 0)).state[[FOOD, WATER]]) for k in range(300)}
    assert len(pairs) == 12
    assert all(food != water for food, water in pairs)


@pytest.mark.parametrize("size", [4, 6, 8, 12])
def test_the_scripted_eater_always_finds_its_way(size):
    for key in range(12):
        game = Game(HungryThirsty(size=size), key=(key, 1))
        meals = sum(game.step(game.scripted(MIND_KIND))[0][0, EVENT_GAIN] for _ in range(600))
        assert meals > 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 5}, "world.size must be even"),
        ({"size": 2}, "world.size must be from 4 to 32"),
        ({"n_agents": 2}, "this world has one seat"),
        ({"thirst": -0.1}, "world.thirst must be from 0 to 1"),
    ],
)
def test_impossible_boxes_are_refused(settings, message):
    with pytest.raises(InvalidInput) as caught:
        HungryThirsty(**settings)
    assert message in str(caught.value)
