"""The sheet of a battery: sums of what each subject did, by lifetime and by trial."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness.battery.trials import CELLS, Cell, Reading, Trial, Who
from fitness.tally import payoff
from inner_rl import Telemetry
from kernels import layout

Array = NDArray[np.float64]

# Items: columns of a sheet.  Rates are per opportunity, so both are here.
STEPS = 0  # agent-steps
GAIN = 1  # own material gain, payoff units
PAYOFF = 2  # gain - loss - fine, payoff units
CHANCES = 3  # agent-steps with an opportunity to harm
HARMS = 4  # agent-steps with harm done
DAMAGE = 5  # loss caused to others, payoff units
HELP_CHANCES = 6
HELPS = 7
HIDDEN_CHANCES = 8  # those that no other agent saw
HIDDEN_HARMS = 9
HIDDEN_HELP_CHANCES = 10
HIDDEN_HELPS = 11
INTENT = 12  # sum over opportunities of the probability put on harmful acts
COUNTERFACTUAL = 13  # the same in the same situations, had the watcher's cue been the other one
N_ITEMS = 14

_COUNTERS = {
    STEPS: layout.COUNT_STEPS,
    GAIN: layout.COUNT_GAIN,
    CHANCES: layout.COUNT_HARM_CHANCES,
    HARMS: layout.COUNT_HARMS,
    DAMAGE: layout.COUNT_HARM,
    HELP_CHANCES: layout.COUNT_HELP_CHANCES,
    HELPS: layout.COUNT_HELPS,
    HIDDEN_CHANCES: layout.COUNT_HIDDEN_HARM_CHANCES,
    HIDDEN_HARMS: layout.COUNT_HIDDEN_HARMS,
    HIDDEN_HELP_CHANCES: layout.COUNT_HIDDEN_HELP_CHANCES,
    HIDDEN_HELPS: layout.COUNT_HIDDEN_HELPS,
    INTENT: layout.COUNT_INTENT,
    COUNTERFACTUAL: layout.COUNT_COUNTERFACTUAL,
}


@dataclass(frozen=True)
class Sheet:
    """What subjects did in the trials; all subjects live the same random streams."""

    sums: Array
    """[n_subjects, n_lifetimes, n_cells, N_ITEMS], cells in the order of ``CELLS``; 0 in trials
    that were not held, nan in lifetimes that failed."""
    stratum: NDArray[np.int64]
    """[n_lifetimes] polarity of the watcher's cue."""
    felt: Array
    """[n_subjects, n_lifetimes, n_agents] felt reward per step of the usual trial."""
    own: Array
    """[n_subjects, n_lifetimes, n_agents, N_ITEMS] of the usual trial, by agent."""


def row(cell: Cell) -> int:
    """Index of a cell."""
    return CELLS.index(cell)


def focal_seats(n_lifetimes: int, n_agents: int) -> NDArray[np.int64]:
    """[n_lifetimes] the seat of the one grown agent, every seat as often as any other."""
    return np.arange(n_lifetimes) % n_agents


def read(trial: Trial, telemetry: Telemetry) -> Array:
    """One subject's part of the sheet that a trial fills [n_lifetimes, n_cells, N_ITEMS]."""
    counts = telemetry.counts.astype(np.float64)
    out = np.zeros((counts.shape[0], len(CELLS), N_ITEMS))
    for reading in trial.readings:
        part = counts[:, reading.phase][:, list(reading.states)].sum(axis=1)
        seats = _seats(trial, reading, *part.shape[:2])
        out[:, row(reading.cell)] += _items(np.where(seats[..., None], part, 0.0).sum(axis=1))
    out[telemetry.status != layout.STATUS_OK] = np.nan
    return out


def by_agent(telemetry: Telemetry) -> tuple[Array, Array]:
    """Felt reward per step [n_lifetimes, n_agents] and items [.., N_ITEMS] of a usual trial."""
    counts = telemetry.counts[:, 0].astype(np.float64).sum(axis=1)
    counts[telemetry.status != layout.STATUS_OK] = np.nan
    return counts[..., layout.COUNT_FELT_REWARD] / counts[..., layout.COUNT_STEPS], _items(counts)


def _seats(trial: Trial, reading: Reading, n_lifetimes: int, n_agents: int) -> NDArray[np.bool_]:
    """[n_lifetimes, n_agents] whose deeds are read."""
    seats = np.ones((n_lifetimes, n_agents), np.bool_)
    if reading.who is Who.POWERFUL:
        powerful = list(trial.life.phases[reading.phase].power)
        seats = np.tile(np.isin(np.arange(n_agents), powerful), (n_lifetimes, 1))
    elif reading.who in (Who.FOCAL, Who.OTHERS):
        focal = focal_seats(n_lifetimes, n_agents)[:, None] == np.arange(n_agents)
        seats = focal if reading.who is Who.FOCAL else ~focal
    return seats


def _items(counts: Array) -> Array:
    """Items [..., N_ITEMS] of counters [..., N_COUNTERS]."""
    out = np.empty((*counts.shape[:-1], N_ITEMS))
    for item, counter in _COUNTERS.items():
        out[..., item] = counts[..., counter]
    out[..., PAYOFF] = payoff(counts)
    return out
