"""CUDA driver: one thread lives one lifetime, with the same functions as the CPU."""

from numba import cuda

from kernels.arrays import Record, Rules, Workspace
from kernels.lifetime import live


def run(rules: Rules, work: Workspace, record: Record) -> None:
    """Kernel body: each thread lives the lifetime of its own index in its own workspace row."""
    life = cuda.grid(1)
    if life < record.status.shape[0]:
        live(rules, work, record, life, life)
