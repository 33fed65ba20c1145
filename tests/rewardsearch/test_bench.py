"""The command ``bench``: what it prints, and that what it compares is the same."""

import json

import numpy as np
import pytest

from inner_rl import ActorCritic, Life, Linear, Phase, monoculture, simulate, stream_keys
from inner_rl.bench import cases, suite
from kernels import layout
from rewardsearch.bench.peers import comparison
from rewardsearch.bench.peers.contest import Contest, in_turns
from rewardsearch.cli import main
from tests.rewardsearch.commands import alone, run

COLUMNS = {
    "gain": layout.COUNT_GAIN,
    "loss": layout.COUNT_LOSS,
    "effort": layout.COUNT_EFFORT,
    "fines": layout.COUNT_FINES,
    "harms": layout.COUNT_HARMS,
    "harm_chances": layout.COUNT_HARM_CHANCES,
    "steps": layout.COUNT_STEPS,
}


def check_measured(told):
    names = [measurement["name"] for measurement in told["measurements"]]
    assert any("PettingZoo" in name for name in names)
    assert any("neural" in name for name in names)
    for measurement in told["measurements"]:
        assert measurement["median"] > 0.0
        assert measurement["unit"] == "million agent-steps/s"
    assert {"cpu", "cores", "numpy", "numba"} <= set(told["machine"])
    assert len(told["ceilings"]) == 4
    assert told["peers"] == []


def test_bench_measures_every_case(monkeypatch, capsys):
    monkeypatch.setattr(cases.Case, "life", lambda *_: cases.short_life(60))
    monkeypatch.setattr(cases, "_AGENT_STEPS", 1000)
    # To count work takes many seconds of plain Python: tests/inner_rl/test_bench.py does.
    monkeypatch.setattr(suite, "counted_work", lambda _: {})
    assert main(["bench", "--repeats", "1", "--threads", "1", "--no-compile", "--json"]) == 0
    told = capsys.readouterr()
    check_measured(json.loads(told.out))
    for case in (*cases.cases_of("coins"), *cases.learner_cases("coins")):
        assert f"measuring: {case.name}, 1 thread" in told.err


@pytest.mark.slow
def test_bench_measures_at_full_length():
    done = alone("bench", "--repeats", "1", "--threads", "1", "--no-compile", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    check_measured(told)
    works = [m["work_per_agent_step"] for m in told["measurements"] if m.get("work_per_agent_step")]
    # All but planners, the neural learner and the environment.
    assert len(works) == len(told["measurements"]) - 4
    assert all(work["blocks"] > 0 for work in works)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--device", "tpu"], "unknown device 'tpu'"),
        (["--device", "cpu,cuda"], "PyTorch finds no GPU here"),
    ],
)
def test_devices_that_are_not_there_are_one_line(words, message, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    done = run("bench", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_is_missing_is_said_in_one_line_and_the_rest_goes_on(monkeypatch):
    monkeypatch.setattr(comparison, "find_spec", lambda name: None)
    monkeypatch.setattr(comparison, "PEERS", ("jax_coins",))
    said = []
    assert comparison.compare(1, said.append) == []
    (line,) = said
    assert "pip install" in line


def test_sides_are_timed_in_turns():
    called = []
    contest = Contest(
        "n", "p", 10, lambda: called.append("ours"), 20, lambda: called.append("theirs")
    )
    ours, theirs = in_turns(contest, 3)
    assert called == ["ours", "theirs"] * 4
    assert len(ours) == len(theirs) == 3


def means_of_ours(world, learner, n_lives, steps):
    """[lives, watched, counters] per step and agent."""
    roster = monoculture(1, world.n_agents, stream_keys(5, (0,), n_lives))
    life = Life((Phase("life", steps),))
    reward = Linear({"own_gain": 1.0, "own_pain": -1.0})
    counts = simulate([reward], roster, world, life, learner).counts[:, 0].mean(axis=2) / steps
    return counts[..., list(COLUMNS.values())]


def distances(ours, theirs):
    """Differences of means in standard errors, [watched, counters]."""
    error = np.sqrt((ours.var(axis=0, ddof=1) + theirs.var(axis=0, ddof=1)) / len(ours))
    return (ours.mean(axis=0) - theirs.mean(axis=0)) / np.where(error > 0, error, 1.0)


@pytest.mark.parametrize(
    ("name", "n_lives", "steps"), [("jax_coins", 256, 1500), ("jax_matrix", 16_384, 150)]
)
def test_jax_lives_the_same_lives(name, n_lives, steps, monkeypatch):
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    pytest.importorskip("jax", reason="jax is not installed (pip install 'jax>=0.5')")
    from importlib import import_module

    from rewardsearch.bench.peers.jax_learner import COUNTERS

    peer = import_module(f"rewardsearch.bench.peers.{name}")
    assert tuple(COLUMNS) == COUNTERS
    theirs = np.asarray(peer.run(n_lives, steps, 3)).mean(axis=2).transpose(2, 0, 1) / steps

    def apart(learner):
        return abs(distances(means_of_ours(peer.WORLD, learner, n_lives, steps), theirs)).max()

    assert apart(ActorCritic()) < 4.0
    # Controls: other learners are noticed.
    assert apart(ActorCritic(actor_rate=0.1)) > 6.0
    assert apart(ActorCritic(critic_rate=0.2)) > 6.0


def test_pytorch_learns_by_the_same_equations():
    import torch

    from rewardsearch.bench.peers.torch_pettingzoo import LinearActorCritic

    mind, settings = LinearActorCritic(5, 3), ActorCritic()
    rng = np.random.default_rng(1)
    theta, w = rng.normal(size=(3, 5)), rng.normal(size=5)
    with torch.no_grad():
        mind.policy.weight.copy_(torch.tensor(theta))
        mind.value.weight.copy_(torch.tensor(w[None]))
    seen, then = np.array([1.0, 0, 1, 0, 0]), np.array([1.0, 0, 0, 1, 0])
    tensors = [torch.tensor(x, dtype=torch.float32) for x in (seen, then)]
    act, log_probability = mind.act(tensors[0])
    mind.learn(tensors[0], log_probability, 0.7, tensors[1])
    policy = np.exp(theta @ seen) / np.exp(theta @ seen).sum()
    error = 0.7 + settings.discount * w @ then - w @ seen
    expected = theta + settings.actor_rate * error * np.outer(np.eye(3)[act] - policy, seen)
    np.testing.assert_allclose(mind.policy.weight.detach(), expected, rtol=1e-5, atol=1e-6)
    expected = w + settings.critic_rate * error * seen
    np.testing.assert_allclose(mind.value.weight.detach()[0], expected, rtol=1e-5, atol=1e-6)
