"""CPU driver: a serial loop over lifetimes, called by each worker thread on its own chunk."""

from kernels.arrays import Record, Rules, Workspace
from kernels.compiling import entry
from kernels.lifetime import live


@entry
def run(rules: Rules, work: Workspace, record: Record, first: int, last: int, slot: int) -> None:
    """Run lifetimes ``first`` to ``last - 1`` one after another in workspace row ``slot``."""
    for life in range(first, last):
        live(rules, work, record, life, slot)
