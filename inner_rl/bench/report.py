"""Measurements as rows of a table and as plain data."""

from collections.abc import Sequence

from inner_rl.bench.measurement import Ceilings, Measurement, Speed

HEADER = ("what", "median", "range", "unit", "ns", "nearest ceiling")
LEGEND = (
    "ns: of one thread (or the GPU) for an agent-step. Nearest ceiling: of what a core can do at "
    "best, the share that the work takes, counted step by step: Philox blocks, or numbers read and "
    "written by the source (an upper bound: what stays in registers is counted) beside a copy in "
    "cache. Far below 100 %, neither binds: dependent instructions and branches do."
)


def row(measured: Measurement, ceilings: Ceilings | None = None) -> tuple[str, ...]:
    """Cells of one measurement, as ``HEADER`` names them."""
    low, high = min(measured.values), max(measured.values)
    cells = (measured.name, f"{measured.median:.3g}", f"{low:.3g} to {high:.3g}", measured.unit)
    if not isinstance(measured, Speed):
        return (*cells, "", "")
    return (*cells, f"{measured.nanoseconds:.4g}", _nearest(measured, ceilings))


def _nearest(speed: Speed, ceilings: Ceilings | None) -> str:
    if speed.work is None or ceilings is None:
        return ""
    name, share = max(
        ceilings.shares(speed.work, speed.per_worker).items(), key=lambda item: item[1]
    )
    return f"{share:.0%} {name}"


def machine_line(machine: dict[str, object]) -> str:
    """The machine in one line."""
    return ", ".join(f"{name} {value}" for name, value in machine.items() if value is not None)


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows with columns of equal width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        for cells in rows
    )
    return "\n".join(line.rstrip() for line in lines)
