"""Where lives can be lived."""

from kernels.checks import did_you_mean
from kernels.errors import InvalidInput

CPU = "cpu"
CUDA = "cuda"
DEVICES = (CPU, CUDA)


def check_device(name: str) -> None:
    """Raise InvalidInput for a device that is unknown or that this machine has not."""
    if name not in DEVICES:
        raise InvalidInput(f"unknown device {name!r}{did_you_mean(name, DEVICES)}")
    if name == CUDA and not _has_gpu():
        raise InvalidInput("device cuda: no CUDA GPU was found here; choose --device cpu")


def _has_gpu() -> bool:
    try:
        from numba import cuda
    except ImportError:
        return False
    return bool(cuda.is_available())
