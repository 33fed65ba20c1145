"""Single PTX instructions give the bits that NumPy's fixed-width arithmetic gives."""

import operator

import numpy as np
import pytest

from kernels.ptx_reading import UnsupportedPtx
from tests.kernels.ptx_snippets import assert_same_bits, computed


def named(value):
    """Name of a parameter that is the same in every process: functions are numbered."""
    return value if isinstance(value, str) else getattr(value, "__name__", "").strip("<>")


RNG = np.random.default_rng(11)
I32, U32, I64, U64, F32 = np.int32, np.uint32, np.int64, np.uint64, np.float32


def integers(dtype, n=300):
    """Pairs of integers: every two of the notable ones, and random ones of all sizes."""
    low, high = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    notable = sorted({0, 1, 2, 31, 63, high // 2, high - 1, high, low, low + 1, high // 2 + 1,
                      -1 if low else 5})  # fmt: skip
    pairs = [(a, b) for a in notable for b in notable]
    bits = RNG.integers(0, 2**63, (n, 2), dtype=U64) * U64(2) >> RNG.integers(0, 64, (n, 2), U64)
    pairs = np.array([*pairs], dtype).reshape(-1, 2)
    both = np.concatenate([pairs, bits.astype(dtype)])
    return both[:, 0].copy(), both[:, 1].copy()


def floats(n=2000):
    """Pairs of floats: every two of the notable ones, random bits, and numbers near each other."""
    notable = np.array(
        [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-45, -1e-45, 1.1754944e-38, 3.4028235e38,
         -3.4028235e38, 0.1, 3.0, 16777216.0, 1.0000001], F32,
    )  # fmt: skip
    pairs = np.array([(a, b) for a in notable for b in notable], F32)
    wild = RNG.integers(0, 2**32, (n, 2), dtype=U32).view(F32)
    near = RNG.normal(0.0, 1.0, (n, 2)).astype(F32)
    # Subnormal, or so small that products and quotients with numbers near 1 are.
    tiny = near * F32(1e-38)
    mixed = np.stack([tiny[:, 0], near[:, 1]], axis=1)
    both = np.concatenate([pairs, wild, near, tiny, mixed])
    return both[:, 0].copy(), both[:, 1].copy()


def wide(a):
    """As Python integers, which never overflow."""
    return a.astype(object)


def amounts(b):
    """Shift amounts from 0 to 79."""
    return (b.astype(U64) % U64(80)).astype(U32)


TWO_INTEGERS = [
    ("add.s64 %rd9, %rd0, %rd1;", I64, operator.add),
    ("add.s32 %r9, %r0, %r1;", I32, operator.add),
    ("sub.s64 %rd9, %rd0, %rd1;", I64, operator.sub),
    ("sub.s32 %r9, %r0, %r1;", U32, operator.sub),
    ("mul.lo.s64 %rd9, %rd0, %rd1;", I64, operator.mul),
    ("mul.lo.s32 %r9, %r0, %r1;", I32, operator.mul),
    ("and.b64 %rd9, %rd0, %rd1;", U64, operator.and_),
    ("or.b32 %r9, %r0, %r1;", U32, operator.or_),
    ("xor.b32 %r9, %r0, %r1;", U32, operator.xor),
    ("not.b64 %rd9, %rd0;", U64, lambda a, _: ~a),
    ("neg.s64 %rd9, %rd0;", I64, lambda a, _: -a),
    ("neg.s32 %r9, %r0;", I32, lambda a, _: -a),
    ("abs.s64 %rd9, %rd0;", I64, lambda a, _: np.abs(a)),
    ("min.s64 %rd9, %rd0, %rd1;", I64, np.minimum),
    ("max.s64 %rd9, %rd0, %rd1;", I64, np.maximum),
    ("max.s32 %r9, %r0, %r1;", I32, np.maximum),
    ("min.u32 %r9, %r0, %r1;", U32, np.minimum),
    ("mad.lo.s32 %r9, %r0, %r1, %r0;", I32, lambda a, b: a * b + a),
    ("mul.hi.u32 %r9, %r0, %r1;", U32, lambda a, b: (wide(a) * wide(b) >> 32).astype(U32)),
    ("mul.hi.s32 %r9, %r0, %r1;", I32, lambda a, b: (wide(a) * wide(b) >> 32).astype(I32)),
    ("mul.hi.u64 %rd9, %rd0, %rd1;", U64, lambda a, b: (wide(a) * wide(b) >> 64).astype(U64)),
    ("mul.hi.s64 %rd9, %rd0, %rd1;", I64, lambda a, b: (wide(a) * wide(b) >> 64).astype(I64)),
]


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(("text", "dtype", "truth"), TWO_INTEGERS, ids=named)
def test_integer_arithmetic(text, dtype, truth):
    a, b = integers(dtype)
    assert_same_bits(computed(text, [a, b], dtype), truth(a, b))


@pytest.mark.parametrize("dtype", [I32, U32])
def test_wide_products(dtype):
    a, b = integers(dtype)
    sign, double = ("s", I64) if dtype is I32 else ("u", U64)
    ours = computed(f"mul.wide.{sign}32 %rd9, %r0, %r1;", [a, b], double)
    assert_same_bits(ours, a.astype(double) * b.astype(double))
    ours = computed(f"mul.wide.{sign}32 %rd8, %r0, -3;\nmov.u64 %rd9, %rd8;", [a], double)
    assert_same_bits(ours, a.astype(double) * double(dtype(-3 if sign == "s" else 2**32 - 3)))


@pytest.mark.parametrize("kind", ["s32", "u32", "s64", "u64"])
def test_division_truncates(kind):
    dtype = {"s32": I32, "u32": U32, "s64": I64, "u64": U64}[kind]
    a, b = integers(dtype)
    # By 0 there is no quotient, and the least number by -1 has one that does not fit.
    good = (b != 0) & ~((a == np.iinfo(dtype).min) & (b == dtype(-1 if kind[0] == "s" else 1)))
    a, b = a[good], b[good]
    prefix = "%r" if kind.endswith("32") else "%rd"
    ours = computed(f"div.{kind} {prefix}9, {prefix}0, {prefix}1;", [a, b], dtype)
    rest = computed(f"rem.{kind} {prefix}9, {prefix}0, {prefix}1;", [a, b], dtype)
    assert_same_bits(rest, np.fmod(a, b))
    assert_same_bits(ours, (a - np.fmod(a, b)) // b)


@pytest.mark.parametrize(
    ("opcode", "dtype"), [("shl.b32", U32), ("shl.b64", U64), ("shr.u32", U32), ("shr.b64", U64),
                          ("shr.s32", I32), ("shr.s64", I64)],
)  # fmt: skip
def test_shifts_beyond_the_width_shift_everything_out(opcode, dtype):
    a, b = integers(dtype)
    b = amounts(b)
    prefix, bits = ("%r", 32) if dtype in (U32, I32) else ("%rd", 64)
    ours = computed(f"{opcode} {prefix}9, {prefix}0, %r1;", [a, b], dtype)
    shifted = wide(a) << wide(b) if opcode[2] == "l" else wide(a) >> wide(b)
    assert_same_bits(ours, (shifted & 2**bits - 1).astype(f"u{bits // 8}").view(dtype))
    for by in (0, 5, bits - 1, bits):
        ours = computed(f"{opcode} {prefix}9, {prefix}0, {by};", [a], dtype)
        shifted = wide(a) << by if opcode[2] == "l" else wide(a) >> by
        assert_same_bits(ours, (shifted & 2**bits - 1).astype(f"u{bits // 8}").view(dtype))


def test_funnel_shifts_rotate_a_doubled_word():
    a, b = integers(U32)
    by = amounts(b)
    k = (by % 32).astype(U32)
    rest = ((32 - k) % 32).astype(U32)
    ours = computed("shf.l.wrap.b32 %r9, %r0, %r0, %r1;", [a, by], U32)
    assert_same_bits(ours, a << k | a >> rest)
    ours = computed("shf.r.wrap.b32 %r9, %r0, %r0, %r1;", [a, by], U32)
    assert_same_bits(ours, a >> k | a << rest)


@pytest.mark.parametrize(("begin", "length"), [(0, 32), (1, 31), (4, 8), (31, 1), (28, 9), (3, 0)])
def test_bit_fields_are_inserted(begin, length):
    a, b = integers(U32)
    ours = computed(f"bfi.b32 %r9, %r0, %r1, {begin}, {length};", [a, b], U32)
    for field, whole, result in zip(a.tolist(), b.tolist(), ours.tolist(), strict=True):
        digits = list(f"{whole:032b}"[::-1])
        digits[begin : begin + length] = list(f"{field:032b}"[::-1])[:length]
        assert result == int("".join(digits[:32])[::-1], 2)


COMPARISONS = {"eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le,
               "gt": operator.gt, "ge": operator.ge}  # fmt: skip


@pytest.mark.parametrize("relation", COMPARISONS)
def test_integer_comparisons(relation):
    for kind, dtype, prefix in (("s32", I32, "%r"), ("u32", U32, "%r"), ("s64", I64, "%rd"),
                                ("u64", U64, "%rd")):  # fmt: skip
        a, b = integers(dtype)
        text = f"setp.{relation}.{kind} %p1, {prefix}0, {prefix}1;\nselp.u32 %r9, 1, 0, %p1;"
        assert_same_bits(computed(text, [a, b], U32), COMPARISONS[relation](a, b).astype(U32))
        text = f"setp.{relation}.{kind} %p1, {prefix}0, -1;\nselp.u32 %r9, 1, 0, %p1;"
        minus_one = dtype(-1 if kind[0] == "s" else np.iinfo(dtype).max)
        assert_same_bits(computed(text, [a], U32), COMPARISONS[relation](a, minus_one).astype(U32))


@pytest.mark.parametrize("relation", COMPARISONS)
def test_float_comparisons_and_nan(relation):
    a, b = floats(500)
    nan = np.isnan(a) | np.isnan(b)
    truth = COMPARISONS[relation](a, b)
    for name, expected in ((relation, truth & ~nan), (relation + "u", truth | nan)):
        text = f"setp.{name}.f32 %p1, %f0, %f1;\nselp.u32 %r9, 1, 0, %p1;"
        assert_same_bits(computed(text, [a, b], U32), expected.astype(U32))
    for name, expected in (("num", ~nan), ("nan", nan)):
        text = f"setp.{name}.f32 %p1, %f0, %f1;\nselp.u32 %r9, 1, 0, %p1;"
        assert_same_bits(computed(text, [a, b], U32), expected.astype(U32))


TWO_FLOATS = [
    ("add.rn.f32 %f9, %f0, %f1;", operator.add),
    ("sub.rn.f32 %f9, %f0, %f1;", operator.sub),
    ("mul.rn.f32 %f9, %f0, %f1;", operator.mul),
    ("div.rn.f32 %f9, %f0, %f1;", operator.truediv),
    ("rcp.rn.f32 %f9, %f0;", lambda a, _: F32(1.0) / a),
    ("sqrt.rn.f32 %f9, %f0;", lambda a, _: np.sqrt(a)),
    ("neg.f32 %f9, %f0;", lambda a, _: -a),
    ("abs.f32 %f9, %f0;", lambda a, _: np.abs(a)),
    ("mul.rn.f32 %f9, %f0, 0f3DCCCCCD;", lambda a, _: a * F32(0.1)),
    ("add.rn.f32 %f9, %f0, 0fFF800000;", lambda a, _: a - F32(np.inf)),
    ("selp.f32 %f9, %f0, %f1, 1;", lambda a, _: a),
]


@pytest.mark.parametrize(("text", "truth"), TWO_FLOATS, ids=named)
def test_float_arithmetic_is_rounded_once(text, truth):
    a, b = floats()
    with np.errstate(all="ignore"):
        assert_same_bits(computed(text, [a, b], F32), truth(a, b))


def test_products_and_sums_are_rounded_apart():
    # Cancellation shows the product's rounding error, which a fused multiply-add would keep.
    a, b = floats(2000)
    text = "mul.rn.f32 %f2, %f0, %f1;\nsub.rn.f32 %f9, %f2, %f1;"
    with np.errstate(all="ignore"):
        apart = (a * b) - b
        fused = (a.astype(np.float64) * b - b).astype(F32)
    assert_same_bits(computed(text, [a, b], F32), apart)
    assert (apart != fused).sum() > 300


def test_least_and_greatest_prefer_numbers_to_nan():
    a, b = floats(500)
    unequal = ~((a == 0.0) & (b == 0.0))
    ours = computed("min.f32 %f9, %f0, %f1;", [a, b], F32)
    assert_same_bits(ours[unequal], np.fmin(a, b)[unequal])
    ours = computed("max.f32 %f9, %f0, %f1;", [a, b], F32)
    assert_same_bits(ours[unequal], np.fmax(a, b)[unequal])
    zeros = np.array([0.0, -0.0], F32), np.array([-0.0, 0.0], F32)
    assert np.signbit(computed("min.f32 %f9, %f0, %f1;", zeros, F32)).all()
    assert not np.signbit(computed("max.f32 %f9, %f0, %f1;", zeros, F32)).any()


@pytest.mark.parametrize(
    ("kind", "dtype"), [("s32", I32), ("u32", U32), ("s64", I64), ("u64", U64)]
)
def test_integers_become_the_nearest_float(kind, dtype):
    a, _ = integers(dtype, 3000)
    # Halfway between two floats, and just off it.
    half = (1 << (np.iinfo(dtype).bits - 2)) + (1 << (np.iinfo(dtype).bits - 26))
    a = np.concatenate([a, np.array([half - 1, half, half + 1], dtype)])
    prefix = "%r" if kind.endswith("32") else "%rd"
    assert_same_bits(computed(f"cvt.rn.f32.{kind} %f9, {prefix}0;", [a], F32), a.astype(F32))


@pytest.mark.parametrize(
    ("rounding", "truth"),
    [("rzi", np.trunc), ("rmi", np.floor), ("rpi", np.ceil), ("rni", np.rint)],
)
def test_floats_become_integers(rounding, truth):
    a = np.concatenate([RNG.normal(0.0, 3.0, 2000), RNG.normal(0.0, 1e8, 2000),
                        np.arange(-9, 9) / 2, [-0.0]]).astype(F32)  # fmt: skip
    ours = computed(f"cvt.{rounding}.s32.f32 %r9, %f0;", [a], I32)
    assert_same_bits(ours, truth(a).astype(I32))
    ours = computed(f"cvt.{rounding}.s64.f32 %rd9, %f0;", [a * F32(1e9)], I64)
    assert_same_bits(ours, truth(a * F32(1e9)).astype(I64))
    assert_same_bits(computed(f"cvt.{rounding}.f32.f32 %f9, %f0;", [a], F32), truth(a))


def test_floats_beyond_integers_saturate_and_nan_is_as_the_manual_says():
    a = np.array([np.inf, -np.inf, 1e20, -1e20, np.nan, -1.5], F32)
    most, least = 2**31 - 1, -(2**31)
    ours = computed("cvt.rzi.s32.f32 %r9, %f0;", [a], I32)
    assert ours.tolist() == [most, least, most, least, 0, -1]
    ours = computed("cvt.rzi.u32.f32 %r9, %f0;", [a], U32)
    assert ours.tolist() == [2**32 - 1, 0, 2**32 - 1, 0, 0, 0]
    ours = computed("cvt.rzi.u64.f32 %rd9, %f0;", [a], U64)
    assert ours.tolist() == [2**64 - 1, 0, 2**64 - 1, 0, 2**63, 0]
    ours = computed("cvt.rzi.s64.f32 %rd9, %f0;", [a], I64)
    assert ours.tolist() == [2**63 - 1, -(2**63), 2**63 - 1, -(2**63), -(2**63), -1]


CONVERSIONS = [
    ("cvt.s64.s32 %rd9, %r0;", I32, I64, lambda a: a.astype(I64)),
    ("cvt.u64.u32 %rd9, %r0;", U32, U64, lambda a: a.astype(U64)),
    ("cvt.u32.u64 %r9, %rd0;", U64, U32, lambda a: a.astype(U32)),
    ("cvt.s32.s8 %r9, %r0;", I32, I32, lambda a: a.astype(np.int8).astype(I32)),
    ("cvt.s8.s32 %r9, %r0;", I32, I32, lambda a: a.astype(np.int8).astype(I32)),
    ("cvt.u8.u32 %r9, %r0;", U32, U32, lambda a: a.astype(np.uint8).astype(U32)),
    ("cvt.u16.u64 %rs9, %rd0;", U64, np.uint16, lambda a: a.astype(np.uint16)),
    ("cvt.s64.s16 %rd9, %rs0;", np.uint16, I64, lambda a: a.astype(np.int16).astype(I64)),
]


@pytest.mark.parametrize(("text", "source", "target", "truth"), CONVERSIONS, ids=named)
def test_conversions_of_integers(text, source, target, truth):
    a, _ = integers(source)
    assert_same_bits(computed(text, [a], target), truth(a))


def test_bits_move_between_kinds_of_registers():
    a, b = integers(U32)
    assert_same_bits(computed("mov.b32 %f9, %r0;", [a], F32), a.view(F32))
    assert_same_bits(computed("mov.b32 %r9, %f0;", [a.view(F32)], U32)[~np.isnan(a.view(F32))],
                     a[~np.isnan(a.view(F32))])  # fmt: skip
    packed = a.astype(U64) | b.astype(U64) << U64(32)
    assert_same_bits(computed("mov.b64 %rd9, {%r0, %r1};", [a, b], U64), packed)
    text = "mov.b64 {%r2, %r3}, %rd0;\nxor.b32 %r9, %r2, %r3;"
    assert_same_bits(computed(text, [packed], U32), a ^ b)


def test_predicates_guard_and_combine():
    a, b = integers(I32)
    text = """
	setp.lt.s32 %p1, %r0, %r1;
	setp.eq.s32 %p2, %r0, 0;
	and.pred %p3, %p1, %p2;
	or.pred %p4, %p3, %p1;
	xor.pred %p5, %p4, %p2;
	not.pred %p6, %p5;
	mov.pred %p7, -1;
	mov.u32 %r9, 7;
	@%p6 mov.u32 %r9, 8;
	@!%p7 mov.u32 %r9, 9;"""
    less, zero = a < b, a == 0
    truth = np.where(~((less & zero | less) ^ zero), 8, 7).astype(U32)
    assert_same_bits(computed(text, [a, b], U32), truth)


@pytest.mark.parametrize(
    "text",
    [
        "fma.rn.f32 %f9, %f0, %f0, %f0;",
        "mad.rn.f32 %f9, %f0, %f0, %f0;",
        "add.f32 %f9, %f0, %f0;",
        "mul.f32 %f9, %f0, %f0;",
        "mul.rn.ftz.f32 %f9, %f0, %f0;",
        "div.approx.f32 %f9, %f0, %f0;",
        "sqrt.approx.f32 %f9, %f0;",
        "ex2.approx.f32 %f9, %f0;",
        "add.rn.f64 %f9, %f0, %f0;",
        "add.sat.s32 %r9, %r0, %r0;",
        "cvt.sat.u32.u64 %r9, %rd0;",
        "vote.sync.any.pred %p1, %p2, -1;",
        "call.uni f, (%r0);",
        "bar.sync 0;",
        "mov.u32 %r9, %tid.y;",
        "mov.u32 %r9, %clock;",
        "add.s32 %r9, %rd0, %r0;",
        "add.s32 %r9, %f0, %r0;",
        "ld.shared.f32 %f9, [%rd20];",
        "ld.volatile.global.f32 %f9, [%rd20];",
        "atom.global.add.u32 %r9, [%rd20], 1;",
        "add.s32 %r9, %r0;",
        "bra $nowhere;",
    ],
)
def test_what_is_unknown_is_refused_and_quoted(text):
    with pytest.raises(UnsupportedPtx, match=text.split()[0].replace(".", r"\.")):
        computed(text, [np.zeros(1, F32)], F32)


def test_fused_multiply_adds_are_refused_by_name():
    with pytest.raises(UnsupportedPtx, match="fused multiply-add"):
        computed("fma.rn.f32 %f9, %f0, %f0, %f0;", [np.zeros(1, F32)], F32)
