"""What is measured: worlds, rewards, learners and minds, and how much of each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from inner_rl.bench.devices import CPU, CUDA
from inner_rl.drives import drives_of_tiers
from inner_rl.hardware import Hardware
from inner_rl.learners import ActorCritic, Learner, Planner, QLearning, tuned_for
from inner_rl.life import Life
from inner_rl.rewards import Gated, Linear, Network, Program, Reward
from inner_rl.rewards.expressions import Input, add
from inner_rl.rewards.gated import GATES
from inner_rl.roster import monoculture, stream_keys
from inner_rl.simulation import simulate
from kernels.worlds import WORLDS, World

# Agent-steps of one measurement and thread: about half a second.
_AGENT_STEPS = 4_000_000
_CUDA_LIFETIMES = 65_536
OWN_PAYOFF = Linear({"own_gain": 1.0, "own_pain": -1.0})
_NAMES = (
    "own_gain", "own_pain", "effort", "distress_seen", "joy_seen", "blame", "guilt", "sympathy",
)  # fmt: skip
# One reward a language, each with the drives of the quickstart.
_EIGHT: tuple[tuple[str, Reward], ...] = (
    ("linear", Linear(dict.fromkeys(_NAMES, 0.5))),
    ("gated", Gated({name: dict.fromkeys(GATES, 0.5) for name in _NAMES})),
    ("network", Network(dict.fromkeys(_NAMES, (0.5, -0.5)), (0.1, 0.1), (1.0, 0.5))),
    ("program", Program(add([Input(name) for name in _NAMES]))),
)


@dataclass(frozen=True)
class Case:
    """Societies of one kind that are lived to measure how fast."""

    name: str
    world: World
    reward: Reward
    learner: Any
    """A ``Learner``, or a ``NeuralActorCritic``, which runs in PyTorch."""
    mind: str = "learner"
    share: float = 1.0
    """Of the usual number of lifetimes; small for the slow."""

    @property
    def compiled(self) -> bool:
        """Whether the whole life is lived in the kernels."""
        return isinstance(self.learner, Learner)

    def life(self, device: str) -> Life:
        """The default life, oversight and counts included; with CUDA a short one of many."""
        return Life() if device == CPU else short_life(1000)

    def n_lifetimes(self, device: str, threads: int) -> int:
        """Enough to keep the device busy."""
        if device == CUDA:
            return max(1, int(self.share * _CUDA_LIFETIMES))
        per_lifetime = self.life(device).steps * self.world.n_agents
        return max(1, int(self.share * _AGENT_STEPS * threads) // per_lifetime)


def short_life(steps: int) -> Life:
    """A life with the phases of the default one and their proportions."""
    phases = Life().phases
    return Life(tuple(replace(p, steps=p.steps * steps // Life().steps) for p in phases))


def cases_of(world: str) -> list[Case]:
    """The tuned actor-critic with rewards of growing cost, and the world without learning."""
    place, learner = WORLDS[world](), tuned_for(world, ActorCritic)
    everything = Linear(
        dict.fromkeys([d.name for d in drives_of_tiers(("sensed", "thought"))], 0.5)
    )
    rewards = (
        ("own payoff only", OWN_PAYOFF),
        *((f"{name}, eight drives", reward) for name, reward in _EIGHT),
        ("all sensed and thought drives", everything),
    )
    learning = [Case(f"{world}, learning, {n}", place, r, learner) for n, r in rewards]
    scripted = f"{world}, world only, scripted kind agents"
    return [*learning, Case(scripted, place, OWN_PAYOFF, learner, "kind")]


def learner_cases(world: str) -> list[Case]:
    """Every other kind of learner, own payoff only."""
    # Imported only where it is used: PyTorch takes seconds to load.
    from inner_rl.neural import NeuralActorCritic

    plain = tuned_for(world, ActorCritic)
    learners: tuple[tuple[str, Any, float], ...] = (
        ("actor-critic with traces", with_settings(plain, trace=0.5), 0.5),
        ("Q-learning", tuned_for(world, QLearning), 1.0),
        ("planner, depth 1", with_settings(tuned_for(world, Planner), depth=1), 0.1),
        ("planner, depth 2", with_settings(tuned_for(world, Planner), depth=2), 0.04),
        ("neural", NeuralActorCritic(), 0.04),
    )
    place = WORLDS[world]()
    return [
        Case(f"{world}, learning, own payoff only, {name}", place, OWN_PAYOFF, learner, share=share)
        for name, learner, share in learners
    ]


def with_settings(learner: Learner, **settings: Any) -> Learner:
    """The learner with other settings."""
    return replace(learner, **settings)


def lived(
    rewards: Sequence[Reward],
    case: Case,
    life: Life,
    n_lifetimes: int,
    threads: int = 1,
    device: str = CPU,
) -> float:
    """Million agent-steps/s of ``n_lifetimes`` of each reward, lived once."""
    keys = stream_keys(1, (0,), n_lifetimes)
    roster = monoculture(len(rewards), case.world.n_agents, keys, case.mind)
    on = Hardware(threads, device)
    began = time.perf_counter()
    if case.compiled:
        simulate(rewards, roster, case.world, life, case.learner, hardware=on)
    else:
        from inner_rl.neural.simulate import simulate_neural

        simulate_neural(rewards, roster, case.world, life, case.learner)
    agent_steps = len(roster.keys) * life.steps * case.world.n_agents
    return agent_steps / (time.perf_counter() - began) / 1e6
