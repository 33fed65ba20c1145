"""Settings of the planner."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from inner_rl.learners.actor_critic import ActorCritic
from kernels import layout
from kernels.checks import require_range


@dataclass(frozen=True)
class Planner(ActorCritic):
    """Actor-critic that learns a model within its lifetime and looks ahead in it before it acts."""

    kind: ClassVar[int] = layout.KIND_PLANNER
    tuned: ClassVar[dict[str, tuple[float, float]]] = ActorCritic.tuned | {
        "model_rate": (0.02, 1.0), "plan_weight": (0.5, 50.0)
    }  # fmt: skip

    name: Literal["planner"] = "planner"  # type: ignore[assignment,misc]
    depth: int = 2
    """Steps that are planned ahead; at 0 it is the actor-critic."""
    breadth: int = 2
    """Acts that are followed up at each expected situation; at the first step all are."""
    model_rate: float = 0.3
    """Step size of the model, shared among the features that are active."""
    plan_weight: float = 2.0
    """Action preference per unit of planned return."""

    def __post_init__(self) -> None:
        """Check ranges."""
        super().__post_init__()
        require_range("learner.depth", self.depth, 0, layout.MAX_DEPTH)
        require_range("learner.breadth", self.breadth, 1, layout.MAX_ACTIONS)
        require_range("learner.model_rate", self.model_rate, 0.0, 1.0)
        require_range("learner.plan_weight", self.plan_weight, 0.0, 1e4)

    def columns(self) -> dict[int, float]:
        """Own settings by column."""
        return super().columns() | {
            layout.LEARNER_DEPTH: self.depth,
            layout.LEARNER_BREADTH: self.breadth,
            layout.LEARNER_MODEL_RATE: self.model_rate,
            layout.LEARNER_PLAN_WEIGHT: self.plan_weight,
        }
