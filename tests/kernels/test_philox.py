import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kernels.compiling import entry
from kernels.philox import below, draw, lane_of, philox, uniform
from tests.oracles.philox import philox4x32

WORD = st.integers(0, 2**32 - 1)


@entry
def _block(words, out):
    a, b, c, d = philox(words[0], words[1], words[2], words[3], words[4], words[5])
    out[0], out[1], out[2], out[3] = a, b, c, d


def block(counter, key):
    out = np.zeros(4, np.uint32)
    _block(np.array([*counter, *key], np.uint32), out)
    return tuple(int(word) for word in out)


def test_known_answers_of_random123():
    # From the kat_vectors file of the Random123 distribution, philox 4x32 with 10 rounds.
    ones = 0xFFFFFFFF
    assert block((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
    assert block((ones,) * 4, (ones,) * 2) == (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)


@given(st.tuples(WORD, WORD, WORD, WORD), st.tuples(WORD, WORD))
def test_agrees_with_plain_python(counter, key):
    assert block(counter, key) == philox4x32(counter, key)


@entry
def _uniforms(out):
    for step in range(out.shape[0] // 4):
        words = draw(np.uint32(3), np.uint32(5), step, 2, 0)
        for lane in range(4):
            out[4 * step + lane] = uniform(lane_of(words, lane))


def test_uniforms_are_uniform():
    # Kolmogorov-Smirnov at a fixed seed; false-alarm rate of this bound: 1 in 1,000.
    out = np.zeros(100_000, np.float32)
    _uniforms(out)
    assert out.min() >= 0.0
    assert out.max() < 1.0
    assert stats.kstest(out, "uniform").pvalue > 1e-3


@entry
def _belows(words, bound, out):
    for i in range(words.shape[0]):
        out[i] = below(words[i], bound)


@given(st.lists(WORD, min_size=1, max_size=20), st.integers(1, 4096))
def test_below_is_the_multiply_high(words, bound):
    out = np.zeros(len(words), np.int32)
    _belows(np.array(words, np.uint32), bound, out)
    assert out.tolist() == [(word * bound) >> 32 for word in words]
