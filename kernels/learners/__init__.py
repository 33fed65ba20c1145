"""Learners: how a brain chooses, and how it changes with what it felt."""

from kernels.learners import actor_critic

__all__ = ["actor_critic"]
