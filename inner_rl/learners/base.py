"""What every learner of simulated lifetimes provides."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from kernels import layout
from kernels.checks import require_range
from kernels.types import F32Array


@dataclass(frozen=True)
class Learner(ABC):
    """Settings that all learners have; the equations are in the module of ``kernels.learners``."""

    # Read by pydantic, which checks settings from files; nothing here imports it.
    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    kind: ClassVar[int]
    """One of ``layout.KIND_*``."""
    tuned: ClassVar[dict[str, tuple[float, float]]]
    """Settings that tuning may change, with their least and largest value."""
    name: ClassVar[str]

    critic_rate: float = 0.02
    """Step size of state values."""
    discount: float = 0.9
    """Worth of the next step's felt reward in this one's."""
    belief_rate: float = 0.05
    """Step size of the heads by which the agent believes: see ``kernels.heads``."""
    features: float = 1.0
    """Share of the features that a brain can hold, drawn at birth: its capability to tell apart."""

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range("learner.critic_rate", self.critic_rate, 0.0, 1.0)
        require_range("learner.discount", self.discount, 0.0, 0.9999)
        require_range("learner.belief_rate", self.belief_rate, 0.0, 1.0)
        require_range("learner.features", self.features, 0.0, 1.0)

    @abstractmethod
    def columns(self) -> dict[int, float]:
        """Own settings by their column ``layout.LEARNER_*``."""

    def row(self) -> F32Array:
        """The kernel's row of settings, [N_LEARNER]."""
        row = np.zeros(layout.N_LEARNER, np.float32)
        columns = {
            layout.LEARNER_KIND: self.kind,
            layout.LEARNER_CRITIC_RATE: self.critic_rate,
            layout.LEARNER_DISCOUNT: self.discount,
            layout.LEARNER_BELIEF_RATE: self.belief_rate,
            layout.LEARNER_FEATURES: self.features,
        }
        for column, value in (columns | self.columns()).items():
            row[column] = value
        return row
