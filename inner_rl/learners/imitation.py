"""Settings of the imitator."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from inner_rl.learners.actor_critic import ActorCritic
from kernels import layout
from kernels.checks import require_range


@dataclass(frozen=True)
class Imitation(ActorCritic):
    """Clones what others in sight do, in phases of life that say so; else an actor-critic."""

    kind: ClassVar[int] = layout.KIND_IMITATION
    tuned: ClassVar[dict[str, tuple[float, float]]] = ActorCritic.tuned | {
        "imitation_rate": (0.01, 1.0)
    }

    name: Literal["imitation"] = "imitation"  # type: ignore[assignment,misc]
    imitation_rate: float = 0.1
    """Step size of cloning."""

    def __post_init__(self) -> None:
        """Check ranges."""
        super().__post_init__()
        require_range("learner.imitation_rate", self.imitation_rate, 0.0, 10.0)

    def columns(self) -> dict[int, float]:
        """Own settings by column."""
        return super().columns() | {layout.LEARNER_IMITATION_RATE: self.imitation_rate}
