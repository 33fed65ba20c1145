"""Clipped proximal policy optimisation of many independent networks at once.

Equation numbers: *GAE* is Schulman, Moritz, Levine, Jordan & Abbeel (2016), *PPO* is Schulman,
Wolski, Dhariwal, Radford & Klimov (2017).  Life continues: there is no terminal state, and the
value of the situation after a rollout stands for all that follows.

Every learner has a loss of its own, the mean over its rollout.  Their sum is differentiated: no
parameter belongs to two learners, so each gets the gradient of its own loss.
"""

import torch
from torch import Tensor

from inner_rl.neural.network import Networks
from inner_rl.neural.settings import NeuralActorCritic

_VALUE_WEIGHT = 0.5  # c1 of PPO equation (9)
# Keeps advantages of a rollout in which nothing happened from being blown up.
_SMALLEST_SPREAD = 1e-3


def advantages(rewards: Tensor, values: Tensor, discount: float, decay: float) -> Tensor:
    """Generalised advantages [n, T], GAE equation (16) truncated as in PPO equation (11).

    Args:
        rewards: [n, T] felt for each step.
        values: [n, T + 1] of each step's situation and of the one after the last.
        discount: gamma.
        decay: lambda.

    """
    errors = rewards + discount * values[:, 1:] - values[:, :-1]  # PPO (12)
    out = torch.empty_like(errors)
    following = torch.zeros_like(errors[:, 0])
    for t in range(errors.shape[1] - 1, -1, -1):
        following = errors[:, t] + discount * decay * following
        out[:, t] = following
    return out


def clipped_objective(ratio: Tensor, advantage: Tensor, clip: float) -> Tensor:
    """What one step adds to L^CLIP, PPO equation (7); to be maximised."""
    return torch.minimum(ratio * advantage, ratio.clamp(1.0 - clip, 1.0 + clip) * advantage)


class Trainer:
    """Networks and how they learn.

    Adam works element by element, with one clock for all that are trained together, so on
    stacked parameters it is one Adam a network.
    """

    def __init__(self, networks: Networks, learner: NeuralActorCritic) -> None:
        self.networks = networks
        self._learner = learner
        # Not torch's default 1e-8: Huang et al. 2022, "The 37 implementation details of PPO", 3.
        self._adam = torch.optim.Adam(
            networks.parameters(), learner.learning_rate, eps=1e-5, fused=True
        )
        self.diverged = torch.zeros(networks.head.shape[0], dtype=torch.bool)
        """[n] where a gradient was no longer a number."""

    def learn(self, seen: Tensor, memory: Tensor, actions: Tensor, rewards: Tensor) -> None:
        """Improve all networks by one rollout of T steps.

        Args:
            seen: [n, T + 1, n_features] features at each step and after the last.
            memory: [n, 1, hidden] before the first step.
            actions: [n, T] what was done.
            rewards: [n, T] what was felt.

        """
        settings = self._learner
        # The first epoch starts from the parameters that acted, so it also yields pi_old and V.
        old = advantage = target = None
        for _ in range(settings.epochs):
            logits, values, _ = self.networks(seen, memory)
            log_policy = logits[:, :-1].log_softmax(dim=-1)
            chosen = log_policy.gather(-1, actions[..., None])[..., 0]
            if old is None or advantage is None or target is None:
                old, value = chosen.detach(), values.detach()
                advantage = advantages(rewards, value, settings.discount, settings.gae_lambda)
                target = advantage + value[:, :-1]
                advantage = standardised(advantage)
            gained = clipped_objective((chosen - old).exp(), advantage, settings.clip)
            entropy = -(log_policy.exp() * log_policy).sum(dim=-1)
            missed = (values[:, :-1] - target).square()
            # PPO (9), negated.
            loss = _VALUE_WEIGHT * missed - gained - settings.entropy * entropy
            self._descend(loss.mean(dim=1).sum())

    def _descend(self, loss: Tensor) -> None:
        """One step of Adam, the norm of each network's gradient limited on its own."""
        self._adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        gradients = [p.grad for p in self.networks.parameters() if p.grad is not None]
        norm = torch.stack([g.square().sum(dim=(1, 2)) for g in gradients]).sum(dim=0).sqrt()
        scale = (self._learner.max_gradient / norm.clamp(min=1e-12)).clamp(max=1.0)
        for gradient in gradients:
            gradient.mul_(scale[:, None, None])
        self.diverged |= ~norm.isfinite().cpu()
        self._adam.step()


def standardised(advantage: Tensor) -> Tensor:
    """Each learner's advantages with mean 0 and spread 1 over its rollout [n, T]."""
    spread, mean = torch.std_mean(advantage, dim=1, keepdim=True)
    return (advantage - mean) / (spread + _SMALLEST_SPREAD)
