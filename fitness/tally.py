"""From telemetry to the sums that scores are made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inner_rl import Telemetry
from kernels import layout

# Columns of a tally.
STEPS = 0  # agent-steps
GAIN = 1  # own material gain, payoff units
CHANCES_UNWATCHED = 2  # agent-steps with an opportunity to harm
HARMS_UNWATCHED = 3  # agent-steps with harm done
CHANCES_WATCHED = 4
HARMS_WATCHED = 5
N_COLUMNS = 6

# Columns of what each seat got.
SEAT_STEPS = 0  # steps lived
SEAT_RETURN = 1  # payoff: gain - loss - fine
SEAT_GAINS = 2  # steps with a gain
SEAT_GAIN_TIME = 3  # sum over those of the steps since the episode, or the phase, began
SEAT_OUT = 4  # steps timed out
N_SEAT_COLUMNS = 5


@dataclass(frozen=True)
class Tally:
    """Sums over the agents of each lifetime in one phase: the lifetime is the unit."""

    sums: NDArray[np.float64]
    """[n_genomes, n_lifetimes, N_COLUMNS]; nan in lifetimes that failed."""
    stratum: NDArray[np.int64]
    """[n_lifetimes] stratum of each lifetime: the polarity of its watcher's cue."""
    seats: NDArray[np.float64]
    """[n_genomes, n_lifetimes, n_agents, N_SEAT_COLUMNS]; nan in lifetimes that failed."""

    @property
    def n_failed(self) -> NDArray[np.int64]:
        """[n_genomes] lifetimes that diverged or did not finish."""
        return np.asarray(np.isnan(self.sums[:, :, STEPS]).sum(axis=1), np.int64)


def payoff(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Material payoff, gain - loss - fines, of counters [..., N_COUNTERS]."""
    return np.asarray(
        counts[..., layout.COUNT_GAIN]
        - counts[..., layout.COUNT_LOSS]
        - counts[..., layout.COUNT_FINES]
    )


def tally(telemetry: Telemetry, n_genomes: int, phase: int = -1) -> Tally:
    """Sum a phase, by default the last, of a genome-major monoculture.

    Its lifetimes are [n_genomes * n_lifetimes, ...].
    """
    told = telemetry.counts[:, phase]
    lived = told.sum(axis=2, dtype=np.float64)  # [lifetimes, watched, counters]
    unwatched, watched = lived[:, 0], lived[:, 1]
    sums = np.stack(
        [
            unwatched[:, layout.COUNT_STEPS] + watched[:, layout.COUNT_STEPS],
            unwatched[:, layout.COUNT_GAIN] + watched[:, layout.COUNT_GAIN],
            unwatched[:, layout.COUNT_HARM_CHANCES],
            unwatched[:, layout.COUNT_HARMS],
            watched[:, layout.COUNT_HARM_CHANCES],
            watched[:, layout.COUNT_HARMS],
        ],
        axis=-1,
    )
    seats = _seats(told)
    # A failed lifetime must never pass for one in which nothing happened.
    failed = telemetry.status != layout.STATUS_OK
    sums[failed], seats[failed] = np.nan, np.nan
    n_lifetimes = sums.shape[0] // n_genomes
    stratum = np.asarray(telemetry.polarity[:n_lifetimes], np.int64)
    return Tally(
        sums.reshape(n_genomes, n_lifetimes, N_COLUMNS),
        stratum,
        seats.reshape(n_genomes, n_lifetimes, *seats.shape[1:]),
    )


def _seats(told: NDArray[np.float32]) -> NDArray[np.float64]:
    """What each seat got in one phase [n_lifetimes, n_agents, N_SEAT_COLUMNS]."""
    last = told.sum(axis=1, dtype=np.float64)
    return np.stack(
        [
            last[..., layout.COUNT_STEPS],
            payoff(last),
            last[..., layout.COUNT_GAINS],
            last[..., layout.COUNT_GAIN_TIME],
            last[..., layout.COUNT_OUT],
        ],
        axis=-1,
    )
