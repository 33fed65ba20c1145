"""The rules of every learner, written once for one agent and one step.

A learner is one module with the functions ``choose`` and ``learn_from_act``; adding it to
``_MODULES``, in the order of ``KIND_*``, registers it.  The tag that comes first chooses what is
compiled: with ``PlainTag`` the actor-critic alone, which is all that most lives need; with
``AnyTag`` all learners, picked for each seat by their kind.
"""

from typing import NamedTuple

from kernels.compiling import by_type, scalar, switch
from kernels.learners import actor_critic, imitation, planner, q_learning

# In the order of KIND_*; an imitator acts and is reinforced as the actor-critic is.
_MODULES = (actor_critic, q_learning, planner, actor_critic)


class PlainTag(NamedTuple):
    """All learners are actor-critics."""

    unused: int = 0


class AnyTag(NamedTuple):
    """Learners of any kinds."""

    unused: int = 0


@scalar
def _plain_choose(kind, *args):  # type: ignore[no-untyped-def]
    return actor_critic.choose(*args)


@scalar
def _plain_learn(kind, *args):  # type: ignore[no-untyped-def]
    return actor_critic.learn_from_act(*args)


@scalar
def _watch_nobody(*args):  # type: ignore[no-untyped-def]
    return None


choose = by_type({PlainTag: _plain_choose, AnyTag: switch(*(module.choose for module in _MODULES))})
"""(tag, kind, settings, n_actions, work, slot, agent, now): policy and value for a situation."""
learn_from_act = by_type(
    {PlainTag: _plain_learn, AnyTag: switch(*(module.learn_from_act for module in _MODULES))}
)
"""(tag, kind, settings, n_actions, work, slot, agent, now, reward): returns the error."""
watch_others = by_type({PlainTag: _watch_nobody, AnyTag: imitation.watch_others})
"""(tag, settings, n_agents, n_actions, work, slot, agent, now): clone who is in sight."""

__all__ = ["AnyTag", "PlainTag", "choose", "learn_from_act", "watch_others"]
