"""Power: who can harm while others cannot."""

from collections.abc import Sequence

import numpy as np

from kernels.errors import InvalidInput
from kernels.types import I32Array
from kernels.worlds import ALL_DISARMED


def disarmed(power: Sequence[int], harmless: bool = False) -> int:
    """Seats whose acts cannot harm, one bit each: all without power, if anybody has it."""
    if harmless:
        return ALL_DISARMED
    return ALL_DISARMED & ~sum(1 << seat for seat in power) if power else 0


def power_row(power: Sequence[int], n_agents: int) -> I32Array:
    """[n_agents] 1 for who has power."""
    row = np.zeros(n_agents, np.int32)
    row[list(power)] = 1
    return row


def check_power(where: str, power: Sequence[int], n_agents: int) -> None:
    """Raise InvalidInput unless every seat exists once."""
    if len(set(power)) != len(power) or not all(0 <= seat < n_agents for seat in power):
        raise InvalidInput(
            f"{where}: power must name seats from 0 to {n_agents - 1}, each once, got {list(power)}"
        )
