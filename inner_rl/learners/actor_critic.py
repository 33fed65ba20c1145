"""Settings of the actor-critic."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from inner_rl.learners.base import Learner
from kernels import layout
from kernels.checks import require_range


@dataclass(frozen=True)
class ActorCritic(Learner):
    """Linear softmax actor-critic, with eligibility traces: model-free, the default.

    The defaults were chosen on ``coins`` for the sociopath and for the harmless twin, from a
    grid over rates and discount: the learner must be strong where ruthlessness pays.
    """

    kind: ClassVar[int] = layout.KIND_ACTOR_CRITIC
    tuned: ClassVar[dict[str, tuple[float, float]]] = {
        "actor_rate": (0.01, 2.0), "critic_rate": (0.002, 0.2), "discount": (0.5, 0.99),
        "trace": (0.0, 0.9),
    }  # fmt: skip

    name: Literal["actor_critic"] = "actor_critic"  # type: ignore[misc]
    actor_rate: float = 0.2
    """Step size of action preferences."""
    trace: float = 0.0
    """Decay of eligibility traces, lambda; 0 learns from one step alone, and is the fastest."""

    def __post_init__(self) -> None:
        """Check ranges."""
        super().__post_init__()
        require_range("learner.actor_rate", self.actor_rate, 0.0, 10.0)
        require_range("learner.trace", self.trace, 0.0, 1.0)

    def columns(self) -> dict[int, float]:
        """Own settings by column."""
        return {
            layout.LEARNER_ACTOR_RATE: self.actor_rate,
            layout.LEARNER_TRACE: self.trace,
        }
