"""What all learners have perceived, done and felt since they last learned."""

import torch

from inner_rl.neural.ppo import Trainer
from inner_rl.neural.settings import NeuralActorCritic
from kernels.types import F32Array
from kernels.worlds import World


class Rollout:
    """The last steps of all learners, and the memory with which they began.

    The kernels fill column ``slot`` of these arrays, which share their memory with tensors:
    ``seen`` [n, T + 1, n_features], ``chosen`` [n, T] and ``felt`` [n, T].
    """

    def __init__(self, world: World, learner: NeuralActorCritic, trainer: Trainer) -> None:
        n, steps = trainer.networks.head.shape[0], learner.rollout
        self._trainer, self._device, self._steps = trainer, learner.device, steps
        self._seen = torch.zeros(n, steps + 1, world.sizes().n_features)
        self._chosen = torch.zeros(n, steps, dtype=torch.int64)
        self._felt = torch.zeros(n, steps)
        self._memory = self._first_memory = trainer.networks.blank_memory()
        self.seen = self._seen.numpy()
        self.chosen = self._chosen.numpy()
        self.felt = self._felt.numpy()
        self.slot = 0
        """The column that the coming step fills."""

    def begin(self) -> None:
        """Forget the steps so far: the coming one is the first."""
        self.slot = 0

    def learn_if_full(self) -> None:
        """Learn once all columns are filled; the situation just perceived begins the next."""
        if self.slot < self._steps:
            return
        seen = self._seen.to(self._device)
        chosen, felt = self._chosen.to(self._device), self._felt.to(self._device)
        self._trainer.learn(seen, self._first_memory, chosen, felt)
        self._seen[:, 0] = self._seen[:, -1]
        self.slot = 0

    def policy(self) -> F32Array:
        """Probabilities [n, n_actions] of acts in the situation just perceived."""
        if self.slot == 0:
            self._first_memory = self._memory
        seen = self._seen[:, self.slot : self.slot + 1].to(self._device)
        with torch.no_grad():
            logits, _, self._memory = self._trainer.networks(seen, self._memory)
            probabilities: F32Array = logits[:, 0].softmax(dim=-1).cpu().numpy()
        return probabilities
