"""What a body must keep up so that given inputs of a reward can be felt."""

import numpy as np

from kernels import layout
from kernels.types import I32Array

_SIGHT = layout.PART_SIGHT
_PARTS: dict[int, int] = {
    layout.DRIVE_DEFICIT: layout.PART_DEFICIT,
    layout.DRIVE_NOVELTY: layout.PART_VISITS,
    layout.DRIVE_DISTRESS_SEEN: _SIGHT,
    layout.DRIVE_JOY_SEEN: _SIGHT,
    layout.DRIVE_ENVY: _SIGHT | layout.PART_SMOOTHED,
    layout.DRIVE_ADVANTAGE: _SIGHT | layout.PART_SMOOTHED,
    layout.DRIVE_SVO: _SIGHT | layout.PART_SMOOTHED,
    layout.DRIVE_SHAME: _SIGHT,
    layout.DRIVE_GRATITUDE: _SIGHT | layout.PART_LEDGER,
    layout.DRIVE_GRUDGE: _SIGHT | layout.PART_LEDGER,
    layout.DRIVE_STRANGER_JOY: _SIGHT | layout.PART_LEDGER,
    layout.DRIVE_NORM: _SIGHT | layout.PART_HARMED,
    layout.DRIVE_COMPANY: _SIGHT,
    layout.DRIVE_GUILT: _SIGHT | layout.PART_HEADS,
    layout.DRIVE_PRIDE: _SIGHT | layout.PART_HEADS,
    layout.DRIVE_LIKING: _SIGHT | layout.PART_LEDGER,
    layout.DRIVE_IMAGINED_APPROVAL: layout.PART_HEADS,
    layout.DRIVE_PREDICTED_WELFARE: layout.PART_HEADS,
    layout.DRIVE_PREDICTED_BLAME: layout.PART_HEADS,
    layout.DRIVE_REGRET: layout.PART_HEADS,
    layout.DRIVE_SURPRISE: layout.PART_HEADS,
    layout.DRIVE_OTHERS_PAYOFF: layout.PART_TOTALS,
    layout.DRIVE_GROUP_WELFARE: layout.PART_TOTALS,
    layout.DRIVE_DESCENDANTS: layout.PART_TOTALS,
    layout.CONTEXT_WATCHED: layout.PART_CONTEXTS,
    layout.CONTEXT_HARMED: layout.PART_CONTEXTS,
    layout.CONTEXT_HELPED: _SIGHT | layout.PART_CONTEXTS,
    layout.CONTEXT_POWER: layout.PART_CONTEXTS,
}


def parts_of(inputs_used: I32Array) -> I32Array:
    """Bits PART_* [n_rewards] for inputs in use [n_rewards, N_INPUTS]."""
    parts = np.zeros(len(inputs_used), np.int32)
    for column, part in _PARTS.items():
        parts |= np.where(inputs_used[:, column] != 0, part, 0).astype(np.int32)
    return parts
