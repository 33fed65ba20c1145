"""Settings of Q-learning."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from inner_rl.learners.base import Learner
from kernels import layout
from kernels.checks import require_range


@dataclass(frozen=True)
class QLearning(Learner):
    """Linear one-step Q-learning, epsilon-greedy: off-policy, as in Singh, Lewis & Barto (2009)."""

    kind: ClassVar[int] = layout.KIND_Q_LEARNING
    tuned: ClassVar[dict[str, tuple[float, float]]] = {
        "rate": (0.005, 1.0), "epsilon": (0.005, 0.3), "discount": (0.5, 0.99),
    }  # fmt: skip

    name: Literal["q_learning"] = "q_learning"  # type: ignore[misc]
    rate: float = 0.1
    """Step size of action values."""
    epsilon: float = 0.1
    """Share of acts at random."""

    def __post_init__(self) -> None:
        """Check ranges."""
        super().__post_init__()
        require_range("learner.rate", self.rate, 0.0, 1.0)
        require_range("learner.epsilon", self.epsilon, 0.0, 1.0)

    def columns(self) -> dict[int, float]:
        """Own settings by column."""
        return {
            layout.LEARNER_ACTOR_RATE: self.rate,
            layout.LEARNER_EPSILON: self.epsilon,
        }
