"""CPU and CUDA code live the same lives, bit for bit; CUDA code runs on the PTX machine."""

import re
from contextlib import nullcontext
from functools import cache

import numpy as np
import pytest

from inner_rl import WORLDS, Hardware, simulate
from inner_rl.verification import as_on_gpu, case_of, cases, compare
from kernels import layout
from kernels.ptx_machine import Machine
from kernels.ptx_reading import UnsupportedPtx

# Two worlds with all languages; the others, and all learners, are slow to compile.
QUICK = ("matrix-actor_critic", "coins-actor_critic")
MATRIX_AT_ONCE = [QUICK[0], pytest.param(QUICK[1], marks=pytest.mark.slow)]
# All learners in one kernel are more than the registers hold.
MOST_SPILLED = {"actor_critic": 0, "all_learners": 512}


def lived_by_machine(machine, arrays):
    rules, work, record = arrays
    n = record.status.shape[0]
    work = as_on_gpu(work)
    assert machine.launch((rules, work, record, 0, n), n_threads=n) > 1_000_000
    return record


@pytest.fixture(scope="module")
def compiler():
    return pytest.importorskip("kernels.ptx", reason="numba-cuda is not installed")


@pytest.fixture(scope="module")
def ptx_of(compiler):
    """Compiled code of a case; each is compiled once."""
    return cache(lambda name: compiler.lifetime_ptx(*named(name).arrays()))


@pytest.fixture(scope="module")
def machine_of(ptx_of):
    """Machine of a case."""
    return cache(lambda name: Machine(ptx_of(name)))


def named(name):
    return case_of(*name.rsplit("-", 1))


@pytest.mark.parametrize("name", MATRIX_AT_ONCE)
def test_lives_on_the_machine_are_those_of_the_cpu(name, machine_of):
    case = named(name)
    assert compare(case.lived(), lived_by_machine(machine_of(case.name), case.arrays())) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_lives_in_every_world_and_of_every_learner_are_those_of_the_cpu(case, machine_of):
    expected = case.lived()
    assert compare(expected, lived_by_machine(machine_of(case.name), case.arrays())) == []
    assert something_happened(case, expected)


def check_code(compiler, ptx, case):
    assert re.search(r"^\.target sm_90\b", ptx, re.M)
    assert ".f64" not in ptx
    assert not re.search(r"\bfma\.", ptx)
    # There is what could be fused: a product that is a summand in the next line.
    product = r"\bmul\.rn\.f32\s+(%f\d+), [^;]+;\s+add\.rn\.f32\s+%f\d+, "
    assert re.search(product + r"(\1, |%f\d+, \1;)", ptx)
    # Nothing is left to be linked or called, and no address is unknown to be global memory.
    assert not re.search(r"^\s*(\.extern|call)\b", ptx, re.M)
    assert not re.search(r"\b(ld|st)\.[fusb]\d", ptx)
    assembly = compiler.assemble(ptx)
    assert assembly.spilled_bytes <= MOST_SPILLED[case.name.rsplit("-", 1)[1]]
    assert 0 < assembly.registers <= 255


@pytest.mark.parametrize("name", MATRIX_AT_ONCE)
def test_code_keeps_its_promises(name, compiler, ptx_of):
    check_code(compiler, ptx_of(name), named(name))


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_code_of_every_world_and_learner_keeps_its_promises(case, compiler, ptx_of):
    check_code(compiler, ptx_of(case.name), case)


def test_a_rate_that_is_off_by_one_unit_in_the_last_place_is_noticed(machine_of):
    case = named(QUICK[0])
    arrays = case.arrays()
    rates = arrays[0].learners[:, layout.LEARNER_CRITIC_RATE]
    rates[:] = np.nextafter(rates, np.float32(1.0))
    differences = compare(case.lived(), lived_by_machine(machine_of(case.name), arrays))
    assert any(text.startswith("brains.critic[") for text in differences)


@pytest.mark.slow
def test_lives_that_fuse_multiply_adds_are_refused(compiler, monkeypatch):
    monkeypatch.setattr(compiler.driver, "unfused", nullcontext)
    with pytest.raises(UnsupportedPtx, match="fused multiply-add"):
        Machine(compiler.lifetime_ptx(*named(QUICK[0]).arrays()))


def something_happened(case, record):
    """Whether lives ended well and what the phases are there for was counted."""
    counts = record.counts.sum(axis=(0, 2, 3))
    wanted = [layout.COUNT_FELT_REWARD, layout.COUNT_STEPS]
    wanted += [layout.COUNT_HARM_CHANCES, layout.COUNT_GAIN] if case.world.can_harm else []
    happened = (counts[:, wanted] != 0.0).any(axis=0).all()
    return (
        (record.status == layout.STATUS_OK).all()
        and happened
        and set(record.polarity.tolist()) == {0, 1}
        and all(part.any() for part in record.brains if part.size)
        and record.film_state.any()
    )


@pytest.mark.parametrize("name", QUICK)
def test_cases_are_what_simulate_lives(name):
    case = named(name)
    record = case.lived()
    telemetry = simulate(
        case.rewards, case.roster, case.world, case.life, case.learners,
        initial_brains=case.brains, return_brains=True, age=case.age, hardware=Hardware(2),
    )  # fmt: skip
    assert compare(telemetry, record) == []
    assert something_happened(case, record)


def test_cases_try_everything():
    all_cases = cases()
    assert {case.world.name for case in all_cases} == set(WORLDS)
    assert len({case.name for case in all_cases}) == 2 * len(WORLDS)
    for case in all_cases:
        learns = case.roster.seat_mind == layout.MIND_LEARNER
        felt = {case.rewards[i].language for i in case.roster.seat_genome[learns]}
        assert felt == {"linear", "gated", "network", "program"}
        assert set(case.roster.seat_genome[learns]) == set(range(len(case.rewards)))
        assert set(case.roster.seat_learner[learns]) == set(range(len(case.learners)))
        assert set(case.roster.seat_brain[learns]) == {-1, 0, 1, 2}
        assert set(case.roster.seat_mind.ravel()) == set(range(layout.MIND_CHARACTER + 1))
        assert any(learner.features < 1.0 for learner in case.learners)
        rules = case.arrays()[0]
        assert rules.phase_probed.any()
        assert rules.phase_power.any()
        assert set(rules.phase_imitation) == {0, 1, 2}
        places = zip(rules.world_ints, rules.world_floats, strict=True)
        assert len({(ints.tobytes(), floats.tobytes()) for ints, floats in places}) > 1
        assert (rules.rewards.inputs_used.any(axis=0)).all()
    kinds = {learner.kind for case in all_cases for learner in case.learners}
    assert kinds == set(range(4))


def test_comparison_tells_where_and_what_and_forgives_nan():
    expected = named(QUICK[0]).arrays()[2]
    got = expected._replace(counts=expected.counts.copy())
    expected.counts[0, 0, 0, 0, :2] = np.nan, 0.0
    got.counts.view(np.uint32)[0, 0, 0, 0, :2] = 0x7FFFFFFF, 0
    assert compare(expected, got) == []
    got.counts[1, 0, 1, 2, 3] = -0.0
    got.counts[2, 0, 1, 2, 3] = 1.0
    (difference,) = compare(expected, got)
    assert difference.startswith("counts[1, 0, 1, 2, 3]: expected ")
    assert "0x80000000" in difference
    assert "2 of" in difference
    (difference,) = compare(expected, expected._replace(status=np.zeros(1, np.int32)))
    assert "status: expected int32 of shape (4,), got int32 of shape (1,)" in difference
