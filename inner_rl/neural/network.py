"""Independent small networks, one for every learner, computed together.

Learner i has parameters of its own; the batched products below (``torch.baddbmm``) never mix
rows of different learners.  For features x in {0, 1}^F, with W, b and so on those of one learner:

    (1) y         = tanh(x W + b)
    (2) r, z      = sigmoid of (y U + c) + (h V + d), first and second third
        n         = tanh(third of (y U + c) + r * third of (h V + d))
        h'        = (1 - z) * n + z * h                        the memory, if recurrent
    (3) logits, v = y P + q, or h' P + q if recurrent          all but the last column; the last

(2) is the gated recurrent unit as ``torch.nn.GRUCell`` has it (Cho et al. 2014).
"""

import numpy as np
import torch
from torch import Tensor

from inner_rl.neural.settings import NeuralActorCritic
from kernels.types import U32Array
from kernels.worlds import World

# A small last layer makes the first policy nearly uniform, whatever is perceived: Andrychowicz
# et al. 2021, "What matters for on-policy deep actor-critic methods?", section 3.2.
_POLICY_SCALE = 0.01


class Networks(torch.nn.Module):
    """Networks of ``n`` learners; a parameter's first axis is the learner.

    Args:
        world: what they perceive and can do.
        learner: hidden units, and whether they remember.
        births: [n, 3] a lifetime's key and a seat: newborn weights are a function of these alone.

    """

    def __init__(self, world: World, learner: NeuralActorCritic, births: U32Array) -> None:
        super().__init__()
        sizes, hidden = world.sizes(), learner.hidden
        self.recurrent, self.hidden = learner.recurrent, hidden
        # Not the kernels' draws: these are wanted normal, and once a life.
        chance = [np.random.default_rng(birth.tolist()) for birth in births]
        # Few features are active at once: that many terms are summed, not n_features.
        self.body, self.body_bias = _layer(chance, sizes.n_features, hidden, sizes.max_active)
        self.head, self.head_bias = _layer(chance, hidden, world.n_actions + 1, hidden)
        if self.recurrent:
            self.gates, self.gates_bias = _layer(chance, hidden, 3 * hidden, hidden)
            self.recall, self.recall_bias = _layer(chance, hidden, 3 * hidden, hidden)
        with torch.no_grad():
            self.head[..., :-1] *= _POLICY_SCALE

    def blank_memory(self) -> Tensor:
        """Memory [n, 1, hidden] of the newborn; without recurrence it stays as it is."""
        return self.head.new_zeros(self.head.shape[0], 1, self.hidden)

    def forward(self, seen: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Perceive consecutive steps.

        Args:
            seen: [n, n_steps, n_features] features.
            memory: [n, 1, hidden] before the first step.

        Returns:
            Logits [n, n_steps, n_actions], values [n, n_steps], and the memory after the last step.

        """
        y = torch.baddbmm(self.body_bias, seen, self.body).tanh()  # (1)
        if self.recurrent:
            y, memory = self._remember(y, memory)
        out = torch.baddbmm(self.head_bias, y, self.head)  # (3)
        return out[..., :-1], out[..., -1], memory

    def _remember(self, y: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        """Equation (2): memories [n, n_steps, hidden] after each step, and after the last."""
        from_input = torch.baddbmm(self.gates_bias, y, self.gates)
        memories = []
        for now in torch.split(from_input, 1, dim=1):
            reset_in, update_in, new_in = now.chunk(3, dim=-1)
            from_memory = torch.baddbmm(self.recall_bias, h, self.recall)
            reset_mem, update_mem, new_mem = from_memory.chunk(3, dim=-1)
            update = (update_in + update_mem).sigmoid()
            new = (new_in + (reset_in + reset_mem).sigmoid() * new_mem).tanh()
            h = torch.lerp(new, h, update)
            memories.append(h)
        return torch.cat(memories, dim=1), h


def _layer(
    chance: list[np.random.Generator], n_in: int, n_out: int, n_summed: int
) -> tuple[torch.nn.Parameter, torch.nn.Parameter]:
    """Weights [n, n_in, n_out] and biases [n, 1, n_out] of the newborn.

    Weights have variance 1 / n_summed, so that sums of so many have variance 1 (LeCun et al. 1998,
    "Efficient backprop", section 4.6); biases are 0.
    """
    weights = torch.empty(len(chance), n_in, n_out)
    for i, rng in enumerate(chance):
        drawn = rng.standard_normal((n_in, n_out), np.float32)
        weights[i] = torch.from_numpy(drawn) / n_summed**0.5
    return torch.nn.Parameter(weights), torch.nn.Parameter(torch.zeros(len(chance), 1, n_out))
