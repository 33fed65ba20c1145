"""The batch of networks is a loop over ordinary PyTorch modules."""

import numpy as np
import pytest
import torch

from inner_rl.neural import NeuralActorCritic
from inner_rl.neural.network import Networks
from kernels.worlds.wells import Wells

WORLD, HIDDEN, N, STEPS = Wells(), 6, 3, 5
BIRTHS = np.array([[1, 2, 0], [1, 2, 1], [9, 9, 0]], np.uint32)


class Ordinary(torch.nn.Module):
    """One learner's network from PyTorch's own layers, with the weights of one row of a batch."""

    def __init__(self, batch, i):
        super().__init__()
        n_features, n_out = batch.body.shape[1], batch.head.shape[2]
        self.body = torch.nn.Linear(n_features, HIDDEN)
        self.cell = torch.nn.GRUCell(HIDDEN, HIDDEN) if batch.recurrent else None
        self.head = torch.nn.Linear(HIDDEN, n_out)
        self.pairs = [
            (self.body.weight, batch.body, i),
            (self.body.bias, batch.body_bias, i),
            (self.head.weight, batch.head, i),
            (self.head.bias, batch.head_bias, i),
        ]
        if self.cell is not None:
            self.pairs += [
                (self.cell.weight_ih, batch.gates, i),
                (self.cell.bias_ih, batch.gates_bias, i),
                (self.cell.weight_hh, batch.recall, i),
                (self.cell.bias_hh, batch.recall_bias, i),
            ]
        with torch.no_grad():
            for own, stacked, row in self.pairs:
                own.copy_(stacked[row].T.reshape(own.shape))

    def forward(self, seen, memory):
        out = []
        for x in seen:
            y = torch.tanh(self.body(x))
            if self.cell is not None:
                y = memory = self.cell(y, memory)
            out.append(self.head(y))
        return torch.stack(out), memory


@pytest.fixture(params=[False, True], ids=["feedforward", "recurrent"])
def batch(request):
    learner = NeuralActorCritic(hidden=HIDDEN, recurrent=request.param)
    networks = Networks(WORLD, learner, BIRTHS)
    rng = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in networks.parameters():  # biases, too, are 0 only at birth
            parameter += 0.3 * torch.randn(parameter.shape, generator=rng)
    return networks


def test_outputs_and_gradients_are_those_of_a_loop_over_modules(batch):
    rng = torch.Generator().manual_seed(2)
    seen = (torch.rand(N, STEPS, WORLD.sizes().n_features, generator=rng) < 0.4).float()
    memory = torch.randn(N, 1, HIDDEN, generator=rng)
    weight = torch.randn(N, STEPS, WORLD.n_actions + 1, generator=rng)
    logits, values, after = batch(seen, memory)
    ((torch.cat([logits, values[..., None]], dim=-1) * weight).sum()).backward()
    for i in range(N):
        single = Ordinary(batch, i)
        out, memory_after = single(seen[i], memory[i, 0])
        torch.testing.assert_close(logits[i], out[:, :-1])
        torch.testing.assert_close(values[i], out[:, -1])
        torch.testing.assert_close(after[i, 0], memory_after)
        (out * weight[i]).sum().backward()
        for own, stacked, row in single.pairs:
            expected = own.grad.reshape(own.shape)
            torch.testing.assert_close(stacked.grad[row].T.reshape(own.shape), expected)


def test_steps_one_by_one_are_steps_together(batch):
    seen = torch.zeros(N, STEPS, WORLD.sizes().n_features)
    seen[:, torch.arange(STEPS), torch.arange(STEPS)] = 1.0
    logits, values, last = batch(seen, batch.blank_memory())
    memory = batch.blank_memory()
    for t in range(STEPS):
        one, value, memory = batch(seen[:, t : t + 1], memory)
        torch.testing.assert_close(one[:, 0], logits[:, t])
        torch.testing.assert_close(value[:, 0], values[:, t])
    torch.testing.assert_close(memory, last)


def test_newborn_weights_depend_on_the_birth_alone_and_first_policies_are_nearly_uniform():
    learner = NeuralActorCritic(hidden=64, recurrent=True)
    together, alone = Networks(WORLD, learner, BIRTHS), Networks(WORLD, learner, BIRTHS[1:2])
    for batch, single in zip(together.parameters(), alone.parameters(), strict=True):
        torch.testing.assert_close(batch[1:2], single, rtol=0, atol=0)
        if batch.std() > 0:
            assert not torch.equal(batch[0], batch[1])
            assert not torch.equal(batch[0], batch[2])
    # Variance 1 / (terms summed): the active features, the hidden units.
    for weights, terms in ((together.body, WORLD.sizes().max_active), (together.recall, 64)):
        assert float(weights.detach().var()) * terms == pytest.approx(1.0, rel=0.1)
    seen = torch.ones(N, 1, WORLD.sizes().n_features)
    logits, _, _ = together(seen, together.blank_memory())
    assert logits.abs().max() < 0.1
