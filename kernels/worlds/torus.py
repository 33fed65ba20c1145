"""Geometry of a torus: a grid without edges."""

import numpy as np

from kernels.compiling import scalar
from kernels.types import I32


@scalar
def wrap(x: I32, size: I32) -> I32:
    """X in [-1, size] brought back onto a circle of ``size`` cells."""
    if x < 0:
        return x + size
    if x >= size:
        return x - size
    return x


@scalar
def offset(origin: I32, target: I32, size: I32) -> I32:
    """Shortest signed way from origin to target on a circle, in (-size/2, size/2]."""
    d = np.int32(target) - np.int32(origin)
    size = np.int32(size)
    if 2 * d > size:
        return d - size
    if 2 * d <= -size:
        return d + size
    return d
