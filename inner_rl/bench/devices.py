"""Where lives can be lived."""

from inner_rl.hardware import Hardware

CPU = "cpu"
CUDA = "cuda"


def hardware(device: str, threads: int | None = None) -> Hardware:
    """Hardware of a device, whose threads count on a CPU only.

    Raises:
        InvalidInput: the device is unknown, or this machine does not have it.

    """
    return Hardware(threads if device == CPU else None, device)
