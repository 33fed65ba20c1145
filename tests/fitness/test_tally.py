import numpy as np

from fitness import tally
from fitness.tally import CHANCES_WATCHED, GAIN, HARMS_UNWATCHED, STEPS
from inner_rl import Telemetry
from kernels import layout


def telemetry(n_lifetimes, status=None):
    counts = np.zeros((n_lifetimes, 2, 2, 3, layout.N_COUNTERS), np.float32)
    counts[:, 1, 0, :, layout.COUNT_STEPS] = 60
    counts[:, 1, 1, :, layout.COUNT_STEPS] = 40
    counts[:, 1, 0, :, layout.COUNT_GAIN] = [1, 2, 3]
    counts[:, 1, 1, :, layout.COUNT_GAIN] = 10
    counts[:, 1, 0, 0, layout.COUNT_HARMS] = 5
    counts[:, 1, 1, 2, layout.COUNT_HARM_CHANCES] = 7
    counts[:, 0] = 99  # childhood: must not count
    status = np.zeros(n_lifetimes, np.int32) if status is None else np.array(status, np.int32)
    return Telemetry(counts, status, np.arange(n_lifetimes, dtype=np.int32) % 2)


def test_sums_over_agents_in_the_last_phase():
    sums = tally(telemetry(4), n_genomes=2).sums
    assert sums.shape[:2] == (2, 2)
    for column, expected in ((STEPS, 300), (GAIN, 36), (HARMS_UNWATCHED, 5), (CHANCES_WATCHED, 7)):
        assert (sums[..., column] == expected).all()


def test_failed_lifetimes_are_nan_and_counted():
    result = tally(telemetry(4, [0, layout.STATUS_DIVERGED, 0, layout.STATUS_UNFINISHED]), 2)
    assert result.n_failed.tolist() == [1, 1]
    assert np.isnan(result.sums[0, 1]).all()
    assert np.isfinite(result.sums[0, 0]).all()
