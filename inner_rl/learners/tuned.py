"""Defaults of learners by world, where tuning found settings that are surely better.

Found by ``rewardsearch tune`` for the sociopath and its harmless twin, and compared with the
class's defaults on fresh seeds: experiments/tuning.  Other worlds keep the class's defaults.
"""

from inner_rl.learners.base import Learner

TUNED: dict[tuple[str, str], dict[str, float]] = {
    ("absent_supervisor", "actor_critic"): {
        "actor_rate": 0.0344, "critic_rate": 0.155, "discount": 0.859, "trace": 0.416,
    },
    ("caretaker", "actor_critic"): {
        "actor_rate": 0.011, "critic_rate": 0.0363, "discount": 0.864, "trace": 0.844,
    },
    ("matrix", "actor_critic"): {
        "actor_rate": 0.0538, "critic_rate": 0.126, "discount": 0.575, "trace": 0.222,
    },
}  # fmt: skip
"""By names of world and learner: settings that differ from the class's defaults."""


def tuned_for(world: str, learner: type[Learner]) -> Learner:
    """A learner with the settings found for a world, or with its defaults."""
    return learner(**TUNED.get((world, learner.name), {}))
