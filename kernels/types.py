"""Names for the scalar and array types that kernels use.

Numba infers the machine types from the arguments; to a static checker a compiled
scalar is opaque.  The aliases below say what a value *is* on both devices.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

F32: TypeAlias = Any
"""A float32 scalar."""
I32: TypeAlias = Any
"""An integer scalar used as index, count or code."""
U32: TypeAlias = Any
"""A uint32 scalar: one random word or one half of a key."""

F32Array: TypeAlias = NDArray[np.float32]
I32Array: TypeAlias = NDArray[np.int32]
I64Array: TypeAlias = NDArray[np.int64]
U32Array: TypeAlias = NDArray[np.uint32]

Function = TypeVar("Function", bound=Callable[..., Any])
