"""Rewards as the table that kernels read."""

from collections.abc import Sequence

import numpy as np

from inner_rl.drives import INPUTS
from inner_rl.rewards.base import Reward
from inner_rl.rewards.registry import LANGUAGES
from kernels.arrays import RewardTable
from kernels.layout import N_INPUTS
from kernels.parts import parts_of


def reward_table(rewards: Sequence[Reward]) -> RewardTable:
    """Lay rewards of any languages out for the kernels."""
    rows = [reward.row() for reward in rewards]
    table = np.zeros((len(rows), max(len(row) for row in rows)), np.float32)
    used = np.zeros((len(rows), N_INPUTS), np.int32)
    for i, (reward, row) in enumerate(zip(rewards, rows, strict=True)):
        table[i, : len(row)] = row
        used[i, [INPUTS[name] for name in reward.inputs_used()]] = 1
    language = np.array([LANGUAGES[reward.language].index for reward in rewards], np.int32)
    return RewardTable(language, table, used, parts_of(used))
