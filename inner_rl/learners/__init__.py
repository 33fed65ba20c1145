"""Settings of the learners: one file each, one contract, a registry."""

from inner_rl.learners.actor_critic import ActorCritic
from inner_rl.learners.base import Learner
from inner_rl.learners.imitation import Imitation
from inner_rl.learners.planner import Planner
from inner_rl.learners.q_learning import QLearning
from inner_rl.learners.tuned import TUNED, tuned_for

LEARNERS: dict[str, type[Learner]] = {
    learner.name: learner for learner in (ActorCritic, QLearning, Planner, Imitation)
}
"""Learners of simulated lifetimes, by name."""

__all__ = [
    "LEARNERS",
    "TUNED",
    "ActorCritic",
    "Imitation",
    "Learner",
    "Planner",
    "QLearning",
    "tuned_for",
]
