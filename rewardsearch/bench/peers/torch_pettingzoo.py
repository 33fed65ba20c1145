"""World ``coins`` as PettingZoo environment, stepped in Python, with learners in PyTorch."""

from typing import Any

import torch

from inner_rl import ActorCritic, Coins
from rewardsearch.bench.peers.contest import Contest, lived_by_ours

WORLD = Coins()
_LEARNER = ActorCritic()
_STEPS = 250
_OUR_LIFETIMES, _OUR_STEPS = 75, 5000


class LinearActorCritic:
    """One agent's: linear policy and value, one step of gradient descent at every step."""

    def __init__(self, n_features: int, n_actions: int) -> None:
        self.policy = torch.nn.Linear(n_features, n_actions, bias=False)
        self.value = torch.nn.Linear(n_features, 1, bias=False)
        torch.nn.init.zeros_(self.policy.weight)
        torch.nn.init.zeros_(self.value.weight)
        self._optimizer = torch.optim.SGD(
            [
                {"params": self.policy.parameters(), "lr": _LEARNER.actor_rate},
                {"params": self.value.parameters(), "lr": _LEARNER.critic_rate},
            ]
        )

    def act(self, seen: torch.Tensor) -> tuple[int, torch.Tensor]:
        """An act, and the logarithm of its probability."""
        choice = torch.distributions.Categorical(logits=self.policy(seen), validate_args=False)
        act = choice.sample()  # type: ignore[no-untyped-call]
        return int(act), choice.log_prob(act)  # type: ignore[no-untyped-call]

    def learn(
        self, seen: torch.Tensor, log_probability: torch.Tensor, reward: float, led_to: torch.Tensor
    ) -> None:
        """Equations (3) to (5) of ``kernels.learners.actor_critic``, as gradients of a loss."""
        value = self.value(seen)
        with torch.no_grad():
            error = reward + _LEARNER.discount * self.value(led_to) - value
        self._optimizer.zero_grad()
        (-error * (log_probability + value)).sum().backward()
        self._optimizer.step()


def run(steps: int) -> None:
    """One life of a group."""
    # Imported only where it is used, as everywhere.
    from rewardsearch.environments import WorldParallelEnv

    env = WorldParallelEnv(WORLD, max_steps=steps)
    minds = {
        agent: LinearActorCritic(WORLD.sizes().n_features, WORLD.n_actions)
        for agent in env.possible_agents
    }
    seen = _tensors(env.reset(seed=1)[0])
    while env.agents:
        chosen = {agent: mind.act(seen[agent]) for agent, mind in minds.items()}
        observations, rewards, *_ = env.step({agent: act for agent, (act, _) in chosen.items()})
        led_to = _tensors(observations)
        for agent, mind in minds.items():
            mind.learn(seen[agent], chosen[agent][1], rewards[agent], led_to[agent])
        seen = led_to


def _tensors(observations: dict[str, Any]) -> dict[str, torch.Tensor]:
    return {
        agent: torch.as_tensor(seen, dtype=torch.float32) for agent, seen in observations.items()
    }


def contest() -> Contest:
    """The same world and learner here and in the kernels; what is counted differs."""
    torch.set_num_threads(1)
    n = WORLD.n_agents
    return Contest(
        f"{WORLD.name}, {n} agents",
        f"PettingZoo and PyTorch {torch.__version__}",
        _OUR_LIFETIMES * _OUR_STEPS * n,
        lived_by_ours(WORLD, _OUR_LIFETIMES, _OUR_STEPS),
        _STEPS * n,
        lambda: run(_STEPS),
    )
