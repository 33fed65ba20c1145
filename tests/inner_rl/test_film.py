"""A film of a whole life shows what its counters add up to."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    Gated,
    InvalidInput,
    Life,
    Linear,
    Phase,
    film_life,
    monoculture,
    reward_from_data,
    simulate,
    stream_keys,
)
from kernels import layout

STEPS = 600
LIFE = Life((Phase("all of it", steps=STEPS),))
KEYS = stream_keys(5, (0,), 1)
FELT = {
    "linear": Linear({"own_gain": 1.0, "own_pain": -0.7, "distress_seen": -0.4, "guilt": -0.3}),
    "gated": Gated(
        {"own_gain": {"always": 1.0, "watched": -0.5}, "grudge": {"recently_harmed": 0.6}}
    ),
    "program": reward_from_data(
        {
            "schema": 1, "language": "program",
            "expression": ["-", "own_gain", ["trace", ["max", "distress_seen", "own_pain"]]],
        },
        "a program with a memory",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", FELT)
def test_what_is_felt_in_a_film_adds_up(language):
    reward = FELT[language]
    film = film_life(reward, KEYS[0], Coins(), LIFE, ActorCritic(), first_step=0, n_frames=STEPS)
    told = simulate([reward], monoculture(1, 4, KEYS), Coins(), LIFE, ActorCritic())
    counted = told.counts[0, 0].sum(axis=0)  # [n_agents, n_counters]
    felt = np.stack([reward.felt(film.inputs[:-1, agent]) for agent in range(4)])
    np.testing.assert_allclose(
        felt.sum(axis=1), counted[:, layout.COUNT_FELT_REWARD], rtol=1e-3, atol=1e-2
    )
    assert np.abs(felt).sum() > 10.0
    assert not film.inputs[-1].any()
    assert (film.chances[..., 0].sum(axis=0) == counted[:, layout.COUNT_HARM_CHANCES]).all()
    assert (film.chances[..., 1].sum(axis=0) == counted[:, layout.COUNT_HELP_CHANCES]).all()
    harms = (film.events[..., layout.EVENT_HARM] > 0).sum(axis=0)
    assert (harms == counted[:, layout.COUNT_HARMS]).all()
    assert harms.sum() > 0


def test_a_part_of_a_life_is_a_part_of_its_film():
    reward = FELT["linear"]
    arguments = (reward, KEYS[0], Coins(), LIFE, ActorCritic())
    whole = film_life(*arguments, first_step=0, n_frames=STEPS)
    some = film_life(*arguments, first_step=100, n_frames=50)
    assert some.first_step == 100
    for name in ("states", "watched", "chances", "events", "inputs"):
        np.testing.assert_array_equal(getattr(some, name), getattr(whole, name)[100:150])


def test_a_film_longer_than_life_is_refused():
    with pytest.raises(InvalidInput, match="first step of a film"):
        film_life(FELT["linear"], KEYS[0], Coins(), LIFE, ActorCritic(), first_step=600, n_frames=5)
