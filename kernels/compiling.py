"""The one owner of numba's compile flags and of the place where compiled code is kept.

Two kinds of compiled function exist:

``scalar``
    A rule for one agent, one step, one number.  Called from other kernels on the CPU
    and, from the same source, inside CUDA kernels.
``entry``
    A loop over lifetimes (or genomes) that Python calls.  It releases the GIL, so a
    thread pool can run several at once, and it is cached on disk.

Why these flags:

* ``error_model="numpy"``: a division by zero gives inf or nan, as on a GPU; the Python
  model adds a branch and an exception path to every division.
* ``_nrt=False``: no reference counting.  Faster, and the CPU compiler then refuses any
  allocation, which CUDA could not do either.  The flag is private to numba: a test
  checks that the generated code really is free of reference counting.
* ``forceinline``: small functions cost nothing, and row views never leave registers.
* ``pipeline_class``: see ``deferring``; only entries become machine code.
* no ``fastmath``: it breaks ``isnan`` and would let the two devices disagree.
"""

import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast
from unittest import mock

import numba
from numba.extending import overload

from kernels.deferring import Deferring, Entering
from kernels.types import Function

# Row operations are written as eight scalar ones; this LLVM pass joins them into vectors.
# Numba reads it when it compiles, has it off by default, and knows no per-function switch.
numba.config.SLP_VECTORIZE = 1

_FLAGS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
_INLINED: dict[str, Any] = {"forceinline": True, "pipeline_class": Deferring, **_FLAGS}
_CALLED: dict[str, Any] = {"nogil": True, "pipeline_class": Entering, **_FLAGS}


def scalar(function: Function) -> Function:
    """Compile a rule that other kernels call, on the CPU or inside a CUDA kernel."""
    return cast(Function, numba.njit(**_INLINED)(function))


def entry(function: Function) -> Function:
    """Compile a loop that Python calls; cached on disk, runs without the GIL."""
    with cached(numba.config) as on_disk:
        return cast(Function, numba.njit(cache=on_disk, **_CALLED)(function))


@contextmanager
def cached(config: Any) -> Iterator[bool]:
    """Point a numba configuration to our cache; yields whether there is one.

    The location is read while decorating, so it is set for that moment only, and other numba
    users in this process keep their own.
    """
    directory = cache_directory()
    if directory is None:
        yield False
        return
    with mock.patch.object(config, "CACHE_DIR", str(directory)):
        yield True


def switch(*functions: Callable[..., Any]) -> Callable[..., Any]:
    """Join functions of one signature into ``pick(index, *args)``, inlined by the compiler.

    A registry of worlds, learners or languages becomes a chain of integer tests, so one
    compiled lifetime serves every combination and stays cacheable.
    """
    head = functions[0]
    if len(functions) == 1:

        @scalar
        def only(_index, *args):  # type: ignore[no-untyped-def]
            return head(*args)

        return cast(Callable[..., Any], only)
    tail = switch(*functions[1:])

    @scalar
    def pick(index, *args):  # type: ignore[no-untyped-def]
        if index == 0:
            return head(*args)
        return tail(index - 1, *args)

    return cast(Callable[..., Any], pick)


def by_type(functions: dict[type, Callable[..., Any]]) -> Callable[..., Any]:
    """Join functions of one signature into ``pick(tag, *args)``, chosen by the tag's type.

    The choice is made while compiling, so each world gets a lifetime of its own, as fast as
    if it were the only one, and only the worlds in use are ever compiled.
    """

    def pick(tag, *args):  # type: ignore[no-untyped-def]
        return functions[type(tag)](*args)

    @overload(pick, jit_options=_INLINED, strict=False)
    def resolve(tag, *args):  # type: ignore[no-untyped-def]
        chosen = functions[tag.instance_class]

        def call(tag, *args):  # type: ignore[no-untyped-def]
            return chosen(*args)

        return call

    return pick


@cache
def source_hash() -> str:
    """Hash of every kernel source file.

    Numba notices an edit in the cached function's own file only; a callee edited in
    another file would leave stale machine code in use.  Naming the cache by the hash of
    all sources makes that impossible.
    """
    digest = hashlib.sha256(numba.__version__.encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def cache_directory() -> Path | None:
    """Directory of the compiled code, or None (with a warning) where none can be written.

    ``NUMBA_CACHE_DIR`` overrides the user's cache directory.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    directory = (Path(given) if given else user / "rewardsearch") / f"kernels-{source_hash()}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        warnings.warn(
            f"cannot write compiled kernels to {directory} ({error.strerror}); "
            "they are compiled anew in every process. "
            "Set NUMBA_CACHE_DIR to a writable directory to keep them.",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return directory
