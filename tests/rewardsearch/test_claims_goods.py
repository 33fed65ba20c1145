"""The concave utility of C16 against plain Python, and against the log(log) that it stands for."""

import numpy as np
import pytest

from fitness.tally import GAIN, N_COLUMNS, STEPS
from inner_rl.drives import INPUTS
from rewardsearch.claims.lives import least_competence
from rewardsearch.claims.studies.c16_many_goals import REST, concave


@pytest.mark.parametrize("half", [0.03, 0.1, 1.0])
def test_felt_is_marginal_utility_times_what_comes_in(half: float) -> None:
    rng = np.random.default_rng(3)
    gain, pain, effort = rng.integers(0, 2, (3, 200)).astype(float)
    inputs = np.zeros((200, len(INPUTS)), np.float32)
    for name, values in (("own_gain", gain), ("own_pain", pain), ("effort", effort)):
        inputs[:, INPUTS[name]] = values

    def utility(x: float) -> float:
        return (x / half) / (1.0 + x / half)

    def slope(x: float) -> float:
        step = 1e-6
        return half * (utility(x + step) - utility(x - step)) / (2.0 * step)

    fed, tired, expected = 0.0, 0.0, []
    for t in range(200):
        fed = 0.9 * fed + 0.1 * gain[t]
        tired = 0.9 * tired + 0.1 * effort[t]
        worth = (gain[t] - pain[t]) * slope(fed)
        expected.append(worth + REST * (1.0 - effort[t]) * slope(1.0 - tired))
    reward = concave(half)
    np.testing.assert_allclose(reward.felt(inputs) / reward.scale, expected, rtol=2e-4, atol=1e-6)


def test_it_is_more_concave_than_log_log() -> None:
    z = np.geomspace(1e-3, 1e3, 200)
    ours = 1.0 / (1.0 + z) ** 2
    log_log = 1.0 / ((1.0 + z) * (1.0 + np.log1p(z)))
    # Marginal utilities are 1 at nothing; the steeper their fall, the more concave.
    assert (np.diff(np.log(ours)) < np.diff(np.log(log_log))).all()


def test_the_least_competent_is_found_sample_by_sample() -> None:
    def sums(*gains: float) -> np.ndarray:
        out = np.zeros((len(gains), N_COLUMNS))
        out[:, STEPS], out[:, GAIN] = 100.0, gains
        return out

    found = least_competence(sums(50.0, 40.0), sums(25.0, 40.0), sums(45.0, 10.0))
    np.testing.assert_allclose(found, [0.5, 0.25])
