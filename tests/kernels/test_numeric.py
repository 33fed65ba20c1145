import numpy as np

from kernels.compiling import entry
from kernels.numeric import clip, exp_nonpositive


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
