"""The lifetime compiles for CUDA on a machine without a GPU, and keeps its promises."""

import re
from contextlib import nullcontext

import pytest

from inner_rl import ActorCritic, Coins, Life, Linear, Planner, monoculture, stream_keys
from inner_rl.arrays import blank_record, kernel_rules, workspace
from kernels.worlds import WORLDS

compiler = pytest.importorskip(
    "kernels.ptx", reason="numba-cuda is not installed (pip install 'rewardsearch[cuda]')"
)


def arguments(world=Coins(), learner=ActorCritic()):  # noqa: B008 - settings are immutable
    life = Life()
    roster = monoculture(1, world.n_agents, stream_keys(0, (0,), 1))
    rules = kernel_rules([Linear({})], roster, world, life, [learner])
    return rules, workspace(world, 1, rules), blank_record(1, world, life)


@pytest.fixture(scope="module")
def ptx() -> str:
    return compiler.lifetime_ptx(*arguments())


def test_ptx_is_for_sm_90(ptx):
    assert re.search(r"^\.target sm_90\b", ptx, re.M)


def test_no_float64(ptx):
    assert ".f64" not in ptx


def test_no_fused_multiply_add(ptx):
    assert not re.search(r"\bfma\.", ptx)
    # There is what could be: a product that is a summand in the next line.
    product = r"\bmul\.rn\.f32\s+(%f\d+), [^;]+;\s+add\.rn\.f32\s+%f\d+, "
    assert re.search(product + r"(\1, |%f\d+, \1;)", ptx)


def multiply_add(_rules, work, _record, _first, _n_lives):
    """A kernel that is one product and one sum."""
    work.value[0, 0] = work.value[0, 1] * work.value[0, 2] + work.value[0, 3]


def test_fusing_would_be_noticed(monkeypatch):
    # Control of the test above: without the switch, the compiler does fuse.
    monkeypatch.setattr(compiler.driver, "run", multiply_add)
    assert not re.search(r"\bfma\.", compiler.lifetime_ptx(*arguments()))
    monkeypatch.setattr(compiler.driver, "unfused", nullcontext)
    assert re.search(r"\bfma\.", compiler.lifetime_ptx(*arguments()))


def test_no_unresolved_externals_and_no_calls(ptx):
    assert not re.search(r"^\s*\.extern\b", ptx, re.M)
    assert not re.search(r"^\s*call\b", ptx, re.M)


def test_assembles_without_spills(ptx):
    assembly = compiler.assemble(ptx)
    assert assembly.spilled_bytes == 0
    assert 0 < assembly.registers <= 255


def test_assembler_refuses_what_is_not_ptx():
    with pytest.raises(RuntimeError, match="fatal"):
        compiler.assemble("this is not PTX")


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_every_world_compiles_without_float64_fusing_calls_or_spills(world):
    ptx = compiler.lifetime_ptx(*arguments(world()))
    assert ".f64" not in ptx
    assert not re.search(r"\bfma\.|^\s*call\b", ptx, re.M)
    assert compiler.assemble(ptx).spilled_bytes == 0


@pytest.mark.slow
def test_any_learner_compiles_without_float64_fusing_or_calls():
    ptx = compiler.lifetime_ptx(*arguments(learner=Planner()))
    assert ".f64" not in ptx
    assert not re.search(r"\bfma\.|^\s*call\b", ptx, re.M)
    # All learners in one kernel are more than the registers hold: 168 bytes in all.
    assert compiler.assemble(ptx).spilled_bytes < 256
