"""Float32 arithmetic that gives the same bits on every device.

``math.exp`` differs between a CPU's library and CUDA's; this one is multiplies and adds
in a fixed order.  ``min`` and ``max`` of floats are avoided because devices disagree on nan.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.types import F32

_LOG2_E = np.float32(1.4426950408889634)
# ln 2 split in two (Cody & Waite 1980): the first part times any exponent here is exact.
_LN2_HIGH = np.float32(0.693359375)
_LN2_LOW = np.float32(-2.12194440e-4)
_ZERO = np.float32(0.0)
_HALF = np.float32(0.5)
_ONE = np.float32(1.0)
_LOWEST = np.float32(-87.0)
# Minimax polynomial of (exp(r) - 1 - r) / r**2 on [-ln2/2, ln2/2] (Cephes, expf).
_P0 = np.float32(1.9875691500e-4)
_P1 = np.float32(1.3981999507e-3)
_P2 = np.float32(8.3334519073e-3)
_P3 = np.float32(4.1665795894e-2)
_P4 = np.float32(1.6666665459e-1)
_P5 = np.float32(5.0000001201e-1)
# Polynomial of (atan(z) - z) / z**3 on [0, tan(pi/8)] (Cephes, atanf).
_A0 = np.float32(8.05374449538e-2)
_A1 = np.float32(1.38776856032e-1)
_A2 = np.float32(1.99777106478e-1)
_A3 = np.float32(3.33329491539e-1)
_TAN_PI_8 = np.float32(0.41421356237)
_PI_4 = np.float32(0.78539816340)
_PI_2 = np.float32(1.57079632679)
_PI = np.float32(3.14159265359)
_MANTISSA_BITS = np.int32(23)
_EXPONENT_BIAS = np.int32(127)


@scalar
def exp_nonpositive(x: F32) -> F32:
    """exp(x) for x <= 0; x below -87 is treated as -87.  Error below 2 units in the last place."""
    x = x if x > _LOWEST else _LOWEST
    # Truncation rounds to nearest here, because x is not positive; the cast is in range.
    exponent = np.int32(x * _LOG2_E - _HALF)
    r = x - np.float32(exponent) * _LN2_HIGH
    r = r - np.float32(exponent) * _LN2_LOW
    p = _P0
    p = p * r + _P1
    p = p * r + _P2
    p = p * r + _P3
    p = p * r + _P4
    p = p * r + _P5
    p = p * (r * r) + r + _ONE
    power = np.int32((exponent + _EXPONENT_BIAS) << _MANTISSA_BITS)
    return p * power.view(np.float32)


@scalar
def clip(x: F32, low: F32, high: F32) -> F32:
    """X limited to [low, high]; nan stays nan."""
    if x < low:
        return low
    if x > high:
        return high
    return x


@scalar
def tanh(x: F32) -> F32:
    """Hyperbolic tangent, from ``exp_nonpositive``; error below 4 units in the last place of 1.

    Nan stays nan: a brain that has diverged must not feel well.
    """
    size = x if x > _ZERO else -x
    e = exp_nonpositive(-size - size)
    t = (_ONE - e) / (_ONE + e)
    if x > _ZERO:
        return t
    return -t if x <= _ZERO else x


@scalar
def angle(x: F32, y: F32) -> F32:
    """Angle of the vector (x, y) in radians, in [-pi, pi]; 0 for the zero vector, and -0 is 0.

    Cephes atanf: reduced to at most tan(pi / 8), then a polynomial; error below 1e-6.
    """
    width = x if x > _ZERO else -x
    height = y if y > _ZERO else -y
    if width == _ZERO and height == _ZERO:
        return _ZERO
    steep = height > width
    z = width / height if steep else height / width
    base = _ZERO
    if z > _TAN_PI_8:
        z = (z - _ONE) / (z + _ONE)
        base = _PI_4
    square = z * z
    p = _A0
    p = p * square - _A1
    p = p * square + _A2
    p = p * square - _A3
    a = base + (p * square * z + z)
    if steep:
        a = _PI_2 - a
    if x < _ZERO:
        a = _PI - a
    return a if y >= _ZERO else -a
