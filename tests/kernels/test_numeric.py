import math

import numpy as np

from kernels.compiling import entry
from kernels.numeric import angle, clip, exp_nonpositive, tanh


@entry
def _exp(x, out):
    for i in range(x.shape[0]):
        out[i] = exp_nonpositive(x[i])


def test_exp_is_within_two_units_in_the_last_place_of_float64():
    x = np.concatenate([np.linspace(-87, 0, 1_000_001), -np.logspace(-8, 1.9, 10_000)])
    x = x.astype(np.float32)
    out = np.empty_like(x)
    _exp(x, out)
    exact = np.exp(x.astype(np.float64))
    ulp = np.spacing(exact.astype(np.float32))
    assert np.max(np.abs(out - exact) / ulp) < 2.0


def test_exp_of_very_negative_is_tiny_but_finite():
    x = np.array([-87.5, -1e4, -np.inf], np.float32)
    out = np.empty_like(x)
    _exp(x, out)
    assert (out > 0).all()
    assert (out < 2e-38).all()


@entry
def _clip(x, out):
    for i in range(x.shape[0]):
        out[i] = clip(x[i], np.float32(-2.0), np.float32(2.0))


def test_clip_limits_and_lets_nan_through():
    x = np.array([-3.0, -2.0, 0.5, 2.0, np.inf, np.nan], np.float32)
    out = np.empty_like(x)
    _clip(x, out)
    np.testing.assert_array_equal(out, np.array([-2.0, -2.0, 0.5, 2.0, 2.0, np.nan], np.float32))


@entry
def _tanh(x, out):
    for i in range(x.shape[0]):
        out[i] = tanh(x[i])


def test_tanh_is_within_four_units_in_the_last_place_of_one():
    x = np.concatenate([np.linspace(-20, 20, 1_000_001), np.logspace(-38, 38, 10_000)])
    x = np.concatenate([x, [np.inf, -np.inf, 0.0]]).astype(np.float32)
    out, mirrored = np.empty_like(x), np.empty_like(x)
    _tanh(x, out)
    _tanh(-x, mirrored)
    exact = np.array([math.tanh(number) for number in x.astype(np.float64)])
    assert np.max(np.abs(out - exact)) < 4 * np.spacing(np.float32(1.0))
    assert np.abs(out).max() <= 1.0
    np.testing.assert_array_equal(mirrored, -out)
    unknown = np.array([np.nan], np.float32)
    _tanh(unknown, unknown)
    assert np.isnan(unknown).all()


@entry
def _angle(x, y, out):
    for i in range(x.shape[0]):
        out[i] = angle(x[i], y[i])


def angles(x, y):
    # Adding 0 makes 0 of -0, of which math.atan2 takes the sign.
    x, y = np.asarray(x, np.float32), np.asarray(y, np.float32) + np.float32(0.0)
    out = np.empty_like(x)
    _angle(x, y, out)
    exact = [math.atan2(b, a) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    return out, np.array(exact)


def test_angle_is_within_a_millionth_in_all_quadrants_at_all_lengths():
    turn = np.linspace(-math.pi, math.pi, 40_001)
    for length in (1e-30, 1e-3, 1.0, 7.0, 1e30):
        out, exact = angles(length * np.cos(turn), length * np.sin(turn))
        assert np.max(np.abs(out - exact)) < 1e-6
    rng = np.random.default_rng(2)
    sizes = 10.0 ** rng.uniform(-18, 18, (2, 20_000)) * rng.choice([-1.0, 1.0], (2, 20_000))
    out, exact = angles(*sizes)
    assert np.max(np.abs(out - exact)) < 1e-6


def test_angle_along_the_axes_and_of_the_zero_vector():
    out, _ = angles([1.0, 1.0, 0.0, -1.0, -1.0, -1.0, 0.0, 1.0], [0, 1, 1, 1, 0, -1, -1, -1])
    np.testing.assert_allclose(np.degrees(out), [0, 45, 90, 135, 180, -135, -90, -45], rtol=1e-6)
    assert angles([0.0, -0.0], [0.0, -0.0])[0].tolist() == [0.0, 0.0]
