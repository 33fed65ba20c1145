"""A world that is stepped from Python; that it does what lifetimes do is in the world contract."""

import numpy as np
import pytest

from inner_rl import Coins, Game, InvalidInput, Oversight, stream_keys


def test_a_life_can_be_begun_again():
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], Oversight())
    first = [game.step(game.scripted("sociopath")) for _ in range(50)]
    game.reset()
    assert game.time == 0
    np.testing.assert_array_equal(first, [game.step(game.scripted("sociopath")) for _ in range(50)])


@pytest.mark.parametrize("acts", [[0, 0, 0], [0, 0, 0, 5], [-1, 0, 0, 0], [[0, 0, 0, 0]]])
def test_acts_that_do_not_exist_are_refused(acts):
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], Oversight())
    with pytest.raises(InvalidInput, match="expected 4 acts from 0 to 4"):
        game.step(np.array(acts))


def test_unknown_policies_are_refused():
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], Oversight())
    with pytest.raises(InvalidInput, match="known: inert, kind, sociopath"):
        game.scripted("saint")
