"""What is measured: one quantity several times, a speed with the work behind it, the machine."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from inner_rl.hardware import available_threads

UNIT = "million agent-steps/s"


@dataclass(frozen=True)
class Measurement:
    """One quantity, measured several times."""

    name: str
    unit: str
    values: list[float]

    @property
    def median(self) -> float:
        """Median of the values."""
        return median(self.values)

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        return {"name": self.name, "unit": self.unit, "median": self.median, "values": self.values}


@dataclass(frozen=True)
class Work:
    """What one agent-step asks for, as counted by ``counting``."""

    blocks: float
    """Philox blocks drawn."""
    bytes_read: float
    """Of arrays, by the source; what the compiler keeps in registers is among them."""
    bytes_written: float

    @property
    def bytes_moved(self) -> float:
        """Read and written."""
        return self.bytes_read + self.bytes_written


@dataclass(frozen=True)
class Ceilings:
    """How fast one core can be at best."""

    copy_in_cache: Measurement
    """GB/s read and written."""
    copy_in_memory: Measurement
    """GB/s read and written."""
    multiply_add: Measurement
    """Billion float32 products with a sum, not fused, a second."""
    philox: Measurement
    """Million blocks of four words a second."""

    def all(self) -> list[Measurement]:
        """Every one."""
        return [self.copy_in_cache, self.copy_in_memory, self.multiply_add, self.philox]

    def shares(self, work: Work, rate: float) -> dict[str, float]:
        """Share of each ceiling that the work takes at ``rate`` million agent-steps/s on a core."""
        return {
            "random words": work.blocks * rate / self.philox.median,
            "reads and writes": work.bytes_moved * rate / 1e3 / self.copy_in_cache.median,
        }


@dataclass(frozen=True)
class Speed(Measurement):
    """Million agent-steps/s of all workers together."""

    workers: int = 1
    """Threads, or 1 for a GPU."""
    work: Work | None = None
    """Of one agent-step, where it was counted."""

    @property
    def per_worker(self) -> float:
        """Median speed of one thread, million agent-steps/s."""
        return self.median / self.workers

    @property
    def nanoseconds(self) -> float:
        """That one thread takes for an agent-step."""
        return 1e3 / self.per_worker

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        work = None if self.work is None else vars(self.work)
        return super().to_data() | {
            "workers": self.workers, "per_worker": self.per_worker,
            "ns_per_agent_step": self.nanoseconds, "work_per_agent_step": work,
        }  # fmt: skip


def machine(device: str = "cpu") -> dict[str, Any]:
    """What was measured on: processor, usable cores, versions; the GPU where one is measured."""
    told: dict[str, Any] = {
        "cpu": _cpu_model(),
        "cores": available_threads(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": version("numba"),
    }
    if device == "cuda":
        import torch

        told["gpu"] = torch.cuda.get_device_name()
    return told


def _cpu_model() -> str:
    """Name of the processor."""
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text().splitlines() if listing.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
