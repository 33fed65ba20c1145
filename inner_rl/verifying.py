"""Verify that two devices live the same lives: cases side by side in processes of their own."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

from inner_rl.gpu import require_gpu, require_numba_cuda
from inner_rl.hardware import available_threads
from inner_rl.verification import case_of, cases, compare
from kernels.checks import did_you_mean
from kernels.errors import InvalidInput

PTX = "ptx"
"""Not a device: code compiled for a GPU, executed instruction by instruction on the CPU."""
VERIFIED = ("cuda", PTX)


@dataclass(frozen=True)
class Verified:
    """One case."""

    name: str
    n_lifetimes: int
    differences: list[str]
    """Empty where all bits were the same."""

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        return {
            "case": self.name,
            "lifetimes": self.n_lifetimes,
            "same": not self.differences,
            "differences": self.differences,
        }


def verify(
    device: str,
    names: Sequence[str] = (),
    jobs: int | None = None,
    done: Callable[[int, int], None] | None = None,
) -> list[Verified]:
    """Let the cases be lived on the CPU and on the device, and compare everything they leave.

    Args:
        device: one of VERIFIED.
        names: of the cases; by default all.
        jobs: processes, each of which compiles the kernels of one case after another; by default
            as many as there are processors.
        done: called with the number of cases that are done, and of all.

    Raises:
        InvalidInput: a name is unknown, or there is no such device here.

    """
    _check_device(device)
    known = [case.name for case in cases()]
    for name in names:
        if name not in known:
            raise InvalidInput(f"unknown case {name!r}{did_you_mean(name, known)}")
    chosen = list(names) or known
    found = {}
    for result in _each(chosen, device, jobs or available_threads()):
        found[result.name] = result
        if done is not None:
            done(len(found), len(chosen))
    return [found[name] for name in chosen]


def _check_device(device: str) -> None:
    if device not in VERIFIED:
        raise InvalidInput(f"unknown device {device!r}{did_you_mean(device, VERIFIED)}")
    if device == "cuda":
        require_gpu()
    else:
        require_numba_cuda("compiling for CUDA", "kernels.ptx")


def _each(names: Sequence[str], device: str, jobs: int) -> Iterator[Verified]:
    """Results as they come."""
    # A forked process could not use the GPU.
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(names)), spawning) as pool:
        waiting = [pool.submit(_verify_one, name, device) for name in names]
        for future in as_completed(waiting):
            yield future.result()


def _verify_one(name: str, device: str) -> Verified:
    case = case_of(*name.rsplit("-", 1))
    got = case.lived_on_gpu() if device == "cuda" else case.lived_by_ptx_machine()
    return Verified(name, case.n_lifetimes, compare(case.lived(), got))
