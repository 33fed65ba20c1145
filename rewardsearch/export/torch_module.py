"""A reward as a PyTorch module, evaluated from its expression tree."""

import numpy as np
import torch

from inner_rl import Reward
from inner_rl.drives import INPUTS
from inner_rl.rewards.expressions import Apply, Constant, Expression, Input
from kernels.languages import program
from kernels.layout import N_INPUTS

_KEEPS = float(program.TRACE_DECAY)
_TAKES = float(np.float32(1.0) - program.TRACE_DECAY)
_SMALLEST = float(program.SMALLEST_DIVISOR)


def to_torch(reward: Reward) -> "RewardModule":
    """A module that feels what the reward feels, differentiable where its expression is."""
    return RewardModule(reward)


class RewardModule(torch.nn.Module):
    """Feels lives step by step, a batch of any shape at once; traces are its state.

    A step's gradient does not reach into the steps before; comparisons and limits have none.
    """

    def __init__(self, reward: Reward) -> None:
        super().__init__()
        self.formula = reward.formula()
        self._expression = reward.expression()
        self._value_limit = reward.value_limit
        self._felt_limit = reward.felt_limit
        self._memory: list[torch.Tensor] = []
        self.reset()

    def reset(self) -> None:
        """Be born again: all traces begin at 0, for a batch of any shape."""
        self._memory = []

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """What is felt [...] for one step at inputs [..., N_INPUTS], drives then contexts."""
        if inputs.shape[-1] != N_INPUTS:
            raise ValueError(f"expected inputs [..., {N_INPUTS}], got {list(inputs.shape)}")
        if self._memory and self._memory[0].shape != inputs.shape[:-1]:
            raise ValueError(
                f"the batch was {list(self._memory[0].shape)} and is {list(inputs.shape[:-1])}; "
                "call reset() between lives"
            )
        before, self._memory = self._memory, []
        felt = self._felt(self._expression, inputs, before)
        limit = self._felt_limit
        return felt if limit is None else torch.clamp(felt, -limit, limit)

    def extra_repr(self) -> str:
        """The formula."""
        return self.formula

    def _felt(
        self, node: Expression, inputs: torch.Tensor, before: list[torch.Tensor]
    ) -> torch.Tensor:
        if isinstance(node, Constant):
            return inputs.new_full(inputs.shape[:-1], node.value)
        if isinstance(node, Input):
            return self._kept(inputs[..., INPUTS[node.name]])
        operands = [self._felt(operand, inputs, before) for operand in node.operands]
        if node.operation == "trace":
            return self._trace(operands[0], before)
        if node.operation == "if":
            return torch.where(operands[0] > 0, operands[1], operands[2])
        if node.operation == "tanh":
            return torch.tanh(operands[0])
        return self._kept(_binary(node, *operands))

    def _kept(self, values: torch.Tensor) -> torch.Tensor:
        limit = self._value_limit
        return values if limit is None else torch.clamp(values, -limit, limit)

    def _trace(self, values: torch.Tensor, before: list[torch.Tensor]) -> torch.Tensor:
        """Traces are numbered as they are met, the same at every step."""
        slot = len(self._memory)
        average = _TAKES * values
        if before:
            average = _KEEPS * before[slot] + average
        self._memory.append(average.detach())
        return average


def _binary(node: Apply, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if node.operation == "+":
        return a + b
    if node.operation == "-":
        return a - b
    if node.operation == "*":
        return a * b
    if node.operation == "/":
        small = b.abs() < _SMALLEST
        one = torch.ones_like(b)
        # The inner choice keeps the gradient finite where the divisor is 0.
        return torch.where(small, one, a / torch.where(small, one, b))
    if node.operation == "min":
        return torch.where(a < b, a, b)
    if node.operation == "max":
        return torch.where(a > b, a, b)
    return (a > b).to(a.dtype)
