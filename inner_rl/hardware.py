"""What lives are lived on."""

import os
import sys
from dataclasses import dataclass

from inner_rl.gpu import require_gpu
from kernels.checks import did_you_mean, require_range
from kernels.errors import InvalidInput

DEVICES = ("cpu", "cuda")


@dataclass(frozen=True)
class Hardware:
    """Device and threads of a simulation; no result depends on them, to the last bit."""

    threads: int | None = None
    """Worker threads on the CPU; by default all processors that this process may use."""
    device: str = "cpu"
    """One of DEVICES."""
    keeps_results: bool = False
    """Whether telemetry stays on the GPU, as PyTorch tensors, and is not brought back as arrays."""

    def __post_init__(self) -> None:
        """Check that there is such a device, before anything runs."""
        if self.threads is not None:
            require_range("threads", self.threads, 1, 1_000_000)
        if self.device not in DEVICES:
            raise InvalidInput(
                f"unknown device {self.device!r}{did_you_mean(self.device, DEVICES)}"
            )
        if self.keeps_results and self.device == "cpu":
            raise InvalidInput('results can be kept on a GPU only; say device="cuda" as well')
        if self.device == "cuda":
            require_gpu()

    @property
    def n_threads(self) -> int:
        """Worker threads on the CPU."""
        return self.threads or available_threads()


CPU = Hardware()
"""All processors that this process may use."""


def available_threads() -> int:
    """Processors that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
