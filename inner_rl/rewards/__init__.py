"""Reward functions as data, in four languages: ``linear``, ``gated``, ``network``, ``program``.

A reward is read from JSON and never executed; it prints as a formula, and what it feels is the
same in the kernels and in ``Reward.felt``.
"""

from inner_rl.rewards.base import Reward
from inner_rl.rewards.gated import Gated
from inner_rl.rewards.linear import Linear
from inner_rl.rewards.network import Network
from inner_rl.rewards.program import Program
from inner_rl.rewards.reading import reward_from_data
from inner_rl.rewards.registry import LANGUAGES, Language
from inner_rl.rewards.table import reward_table

__all__ = [
    "LANGUAGES",
    "Gated",
    "Language",
    "Linear",
    "Network",
    "Program",
    "Reward",
    "reward_from_data",
    "reward_table",
]
