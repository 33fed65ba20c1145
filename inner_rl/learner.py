"""Settings of the learner."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from kernels import layout
from kernels.checks import require_range
from kernels.types import F32Array


@dataclass(frozen=True)
class ActorCritic:
    """One-step linear softmax actor-critic; equations in ``kernels.learners.actor_critic``.

    The defaults were chosen on ``coins`` for the sociopath and for the harmless twin, from a
    grid over rates and discount: the learner must be strong where ruthlessness pays.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    actor_rate: float = 0.2
    critic_rate: float = 0.02
    discount: float = 0.9
    belief_rate: float = 0.05

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range("learner.actor_rate", self.actor_rate, 0.0, 10.0)
        require_range("learner.critic_rate", self.critic_rate, 0.0, 1.0)
        require_range("learner.discount", self.discount, 0.0, 0.9999)
        require_range("learner.belief_rate", self.belief_rate, 0.0, 1.0)

    def row(self) -> F32Array:
        """The kernel's row of settings, [N_LEARNER]."""
        row = np.zeros(layout.N_LEARNER, np.float32)
        row[layout.LEARNER_ACTOR_RATE] = self.actor_rate
        row[layout.LEARNER_CRITIC_RATE] = self.critic_rate
        row[layout.LEARNER_DISCOUNT] = self.discount
        row[layout.LEARNER_BELIEF_RATE] = self.belief_rate
        return row
