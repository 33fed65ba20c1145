"""The machine that executes PTX: memory, control, faults, and kernels that numba-cuda compiles."""

from collections import namedtuple
from contextlib import nullcontext

import numpy as np
import pytest

from kernels.compiling import entry
from kernels.numeric import exp_nonpositive, tanh
from kernels.philox import philox
from kernels.ptx_machine import Fault, Machine
from kernels.ptx_reading import UnsupportedPtx
from tests.kernels.ptx_snippets import assert_same_bits, kernel

U32, F32 = np.uint32, np.float32


def machine(body, n_arrays=1, **more):
    return Machine(kernel(body, 7 * n_arrays, **more))


LOOP = """
	ld.param.u64 %rd1, [p4];
	mov.u32 %r1, %tid.x;
	mov.u32 %r2, %ctaid.x;
	mov.u32 %r3, %ntid.x;
	mad.lo.s32 %r4, %r2, %r3, %r1;
	mov.u32 %r5, 0;
	mov.u32 %r6, 0;
$again:
	setp.ge.u32 %p1, %r6, %r4;
	@%p1 bra $done;
	add.s32 %r6, %r6, 1;
	add.s32 %r5, %r5, %r6;
	bra.uni $again;
$done:
	mul.wide.u32 %rd2, %r4, 4;
	add.s64 %rd1, %rd1, %rd2;
	st.global.u32 [%rd1], %r5;"""


def test_threads_loop_and_every_instruction_is_counted():
    out = np.zeros(12, U32)
    executed = machine(LOOP).launch((out,), n_threads=4, n_blocks=3)
    assert out.tolist() == [n * (n + 1) // 2 for n in range(12)]
    # Seven before the loop, five a round, two that leave it, and four after it.
    assert executed == sum(7 + 5 * n + 2 + 4 for n in range(12))


def test_a_branch_to_its_own_beginning_loops():
    text = """
	ld.param.u64 %rd1, [p4];
	mov.u32 %r1, 5;
$same:
	add.s32 %r1, %r1, -1;
	setp.ne.s32 %p1, %r1, 0;
	@%p1 bra $same;
	st.global.u32 [%rd1], %r1;"""
    out = np.ones(1, U32)
    assert machine(text).launch((out,), 1) == 2 + 3 * 5 + 2
    assert out[0] == 0


def test_vectors_local_and_constant_memory():
    text = """
	ld.param.u64 %rd1, [p4];
	mov.u64 %rd10, own;
	cvta.local.u64 %rd11, %rd10;
	mov.u64 %rd12, table;
	ld.global.v2.f32 {%f0, %f1}, [%rd1];
	st.local.f32 [%rd11+4], %f0;
	ld.local.f32 %f2, [%rd10+4];
	ld.const.u8 %r1, [%rd12+2];
	ld.const.s8 %r2, [%rd12+3];
	ld.const.s8 %rd4, [%rd12+3];
	ld.const.u8 %r3, [%rd12+4];
	st.global.f32 [%rd1+8], %f2;
	st.global.v4.u32 [%rd1+16], {%r1, %r2, %r3, %r1};
	st.global.u64 [%rd1+32], %rd4;
	st.global.u16 [%rd1+40], %rd4;
	st.global.f32 [%rd1+44], 0fBF800000;"""
    constants = ".const .align 4 .b8 table[8] = {1, 2, 200, 255};"
    data = np.arange(12, dtype=F32)
    machine(text, before=constants, declared="\t.local .align 4 .b8 own[8];").launch((data,), 1)
    assert data[:3].tolist() == [0.0, 1.0, 0.0]
    assert data[4:8].view(U32).tolist() == [200, 2**32 - 1, 0, 200]
    assert data[8:10].view(np.int64).tolist() == [-1]
    assert data[10:11].view(np.uint16).tolist()[0] == 0xFFFF
    assert data[11] == -1.0


COPY = """
	ld.param.u64 %rd1, [p4];
	ld.param.u64 %rd2, [p11];
	ld.global.f32 %f1, [%rd1+{read}];
	st.global.f32 [%rd2+{write}], %f1;"""


@pytest.mark.parametrize(
    ("read", "write", "message"),
    [
        (12, 0, r"byte 12 of argument 0\.a \(12\): ld\.global\.f32"),
        (-4, 0, r"in no array: ld\.global\.f32|byte -4 of argument 0\.a"),
        (0, 8, r"byte 8 of argument 0\.b \(8\): st\.global\.f32"),
        (0, -4, r"byte -4 of argument 0\.b \(8\): st"),
        (0, 2**39, r"st\.global"),
        (2, 0, r"byte 2 of argument 0\.a \(12\), misaligned"),
        (0, 1, r"misaligned: st"),
    ],
)
def test_an_access_outside_of_every_array_is_a_fault_that_names_it(read, write, message):
    arguments = (namedtuple("Two", "a b")(np.ones(3, F32), np.zeros(2, F32)),)
    machine(COPY.format(read=8, write=4), 2).launch(arguments, 1)
    assert arguments[0].b.tolist() == [0.0, 1.0]
    with pytest.raises(Fault, match=message):
        machine(COPY.format(read=read, write=write), 2).launch(arguments, 1)
    assert arguments[0].b.tolist() == [0.0, 1.0]


def test_arrays_that_are_neighbours_in_memory_are_told_apart():
    whole = np.zeros(8, F32)
    machine(COPY.format(read=12, write=12), 2).launch((whole[:4], whole[4:]), 1)
    with pytest.raises(Fault, match=r"byte 16 of argument 0 \(16\)"):
        machine(COPY.format(read=16, write=0), 2).launch((whole[:4], whole[4:]), 1)


def test_empty_arrays_null_pointers_and_read_only_arrays_are_guarded():
    full, empty, fixed = np.ones(2, F32), np.zeros((0, 3), F32)[:, 0], np.ones(2, F32)
    fixed.flags.writeable = False
    with pytest.raises(Fault, match=r"byte 0 of argument 0 \(0\)"):
        machine(COPY.format(read=0, write=0), 2).launch((empty, full), 1)
    with pytest.raises(Fault, match=r"argument 1 \(8\), read-only: st"):
        machine(COPY.format(read=0, write=0), 2).launch((full, fixed), 1)
    with pytest.raises(Fault, match="address 0x0, in no array"):
        machine("\tmov.u64 %rd1, 0;\n\tld.global.f32 %f1, [%rd1];").launch((full,), 1)
    with pytest.raises(Fault, match="in no array"):
        machine("\tmov.u64 %rd1, 0;\n\tld.global.f32 %f1, [%rd1+-8];").launch((full,), 1)


def test_constants_cannot_be_written():
    text = "\tmov.u64 %rd1, table;\n\tst.global.u32 [%rd1], 1;"
    with pytest.raises(Fault, match="table"):
        machine(text, before=".const .align 4 .b8 table[8] = {1};").launch((np.ones(1),), 1)


def test_integer_division_by_zero_is_a_fault():
    text = "\tmov.u32 %r1, 0;\n\tmov.u32 %r2, %tid.x;\n\tdiv.s32 %r3, %r2, %r1;"
    with pytest.raises(Fault, match=r"thread 0 of block 0: division by zero: div\.s32"):
        machine(text).launch((np.ones(1),), 1)


def test_arguments_must_be_those_of_the_kernel():
    with pytest.raises(ValueError, match="takes 7 numbers, the arguments are 9"):
        machine(LOOP).launch((np.zeros((2, 2), U32),), 1)
    with pytest.raises(ValueError, match="argument 0 has an axis that runs backwards"):
        machine(LOOP).launch((np.zeros(4, U32)[::-1],), 1)


@pytest.mark.parametrize(
    "ptx",
    [
        "",
        "this is not PTX",
        kernel("", 1) + kernel("", 1),
        kernel("\tand what", 1),
        ".func f() { ret; }" + kernel("", 1),
    ],
    ids=["nothing", "words", "two", "unended", "function"],
)
def test_what_is_not_one_kernel_is_refused(ptx):
    with pytest.raises(UnsupportedPtx):
        Machine(ptx)


# Kernels that numba-cuda compiles.


def _numbers(words, x, a, blocks, exps, tanhs, whole):
    """Philox, exponentials, and integer arithmetic with indices that are computed."""
    for i in range(words.shape[0]):
        w = words[i]
        block = philox(w[0], w[1], w[2], w[3], w[4], w[5])
        blocks[i, 0], blocks[i, 1], blocks[i, 2], blocks[i, 3] = block
    for i in range(x.shape[0]):
        exps[i], tanhs[i] = exp_nonpositive(x[i]), tanh(x[i])
    for i in range(a.shape[0]):
        last = a.shape[0] - 1
        whole[i, 0] = a[i] * a[last - i] + (a[i] >> 3) - (a[i] << 5)
        whole[i, 1] = np.int32(x[i % x.shape[0]])


_numbers_on_cpu = entry(_numbers)


def arrays(order="C"):
    rng = np.random.default_rng(3)
    words = rng.integers(0, 2**32, (40, 6), dtype=U32)
    words[0], words[1] = 0, 2**32 - 1
    x = np.concatenate([-np.logspace(-8, 1.9, 700), [0.0, -0.0, -90.0, -np.inf]]).astype(F32)
    a = rng.integers(-(2**31), 2**31, 50, dtype=np.int32)
    out = (np.zeros((40, 4), U32, order), np.zeros_like(x), np.zeros_like(x),
           np.zeros((50, 2), np.int32, order))  # fmt: skip
    return (words, x, a, *out)


@pytest.fixture(scope="module")
def compiler():
    return pytest.importorskip("kernels.ptx", reason="numba-cuda is not installed")


@pytest.mark.parametrize("order", ["C", "F"])
def test_compiled_numbers_are_those_of_the_cpu(compiler, order):
    ours, truth = arrays(order), arrays()
    _numbers_on_cpu(*truth)
    Machine(compiler.compile_ptx(_numbers, ours)).launch(ours, 1)
    for mine, theirs in zip(ours, truth, strict=True):
        assert_same_bits(np.ascontiguousarray(mine), theirs)
    # Known answers of Random123.
    zeros, ones = ours[3][:2].tolist()
    assert zeros == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    assert ones == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]


def _outer(views, n):
    """Write where one is, in arrays of any order of axes."""
    for i in range(n):
        for j in range(views.wide.shape[1]):
            views.wide[i, j] = views.seen[i, j] + np.float32(i)


def test_transposed_and_sliced_arrays_keep_to_their_memory(compiler):
    views = namedtuple("Views", "wide seen")
    base, source = np.zeros((5, 3), F32), np.arange(24, dtype=F32).reshape(3, 8)
    given = views(base.T, source[:, 1:7:2])
    Machine(compiler.compile_ptx(_outer, (given, 3))).launch((views(base.T, source[:, 1:6]), 3), 1)
    np.testing.assert_array_equal(base.T, source[:, 1:6] + np.arange(3, dtype=F32)[:, None])


def _fusable(x):
    x[0] = x[1] * x[2] + x[3]


def test_a_fused_kernel_is_refused(compiler, monkeypatch):
    x = np.array([0.0, 1.1, 1.3, -1.43], F32)
    Machine(compiler.compile_ptx(_fusable, (x,))).launch((x,), 1)
    assert x[0] == F32(1.1) * F32(1.3) + F32(-1.43)
    monkeypatch.setattr(compiler.driver, "unfused", nullcontext)
    with pytest.raises(UnsupportedPtx, match="fused multiply-add"):
        Machine(compiler.compile_ptx(_fusable, (x,)))
