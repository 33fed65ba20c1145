"""What thieves and residents earn, and how it is read from what they lived."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness.scores import ratio
from fitness.tally import payoff
from inner_rl import Telemetry
from kernels import layout

Array = NDArray[np.float64]

N_PIECES = 10
"""A life after arrival in pieces of equal length; in the first, imitators only watch."""
SETTLED = slice(7, N_PIECES)
"""Pieces in which payoffs are compared: by then newcomers have grown up."""


@dataclass(frozen=True)
class Payoffs:
    """What a thief of one kind and a resident earn, payoff units per agent and step.

    Both are read in the same seat among the same others: with k thieves in the society, a resident
    in the seat that the next thief will take, then that thief in it.  What seats differ in
    cancels; a newcomer that is no different earns exactly what the resident does.
    """

    thief: Array
    """[n_lifetimes, n_agents] by the number k of other thieves."""
    resident: Array
    """[n_lifetimes, n_agents] by the number k of thieves."""
    welfare: Array
    """[n_lifetimes, n_agents + 1] mean over all seats, by the number of thieves."""
    harm_rate: Array
    """[n_agents + 1] harms per opportunity done by thieves; nan at 0."""
    curve: Array
    """[n_lifetimes, N_PIECES] of residents with one thief among them, from its arrival on."""
    undisturbed: Array
    """[n_lifetimes, N_PIECES] of residents in the same time without a thief."""


def payoff_of(told: Telemetry) -> Array:
    """Gain - loss - fine per step [n_lifetimes, N_PIECES, n_agents]; nan if a lifetime failed."""
    counts = told.counts.sum(axis=2, dtype=np.float64)
    earned = payoff(counts) / counts[..., layout.COUNT_STEPS]
    earned[told.status != layout.STATUS_OK] = np.nan
    return np.asarray(earned)


def mean_of(values: Array, chosen: NDArray[np.bool_]) -> Array:
    """Mean over the chosen agents, the last axis; nan where there are none."""
    wide = np.broadcast_to(chosen, values.shape)
    return ratio(np.where(wide, values, 0.0).sum(axis=-1), wide.sum(axis=-1).astype(np.float64))


def harm_rate_of(told: Telemetry, chosen: NDArray[np.bool_]) -> float:
    """Harms per opportunity of the chosen agents, once settled."""
    counts = told.counts[:, SETTLED].sum(axis=(1, 2), dtype=np.float64)[chosen].sum(axis=0)
    harms, chances = (counts[[c]] for c in (layout.COUNT_HARMS, layout.COUNT_HARM_CHANCES))
    return float(ratio(harms, chances)[0])
