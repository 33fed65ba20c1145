"""What a person reads in the terminal: messages, progress with ETA, tables."""

import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Any

from fitness.statistics.quantiles import student_quantile
from rewardsearch.evaluation import Row

_FEWEST_ADVANCES = 3
_TELLING = 0.01
"""Share of the work before which its pace is that of loading and compiling."""


def say(message: str) -> None:
    """Print a line of progress or advice on standard error; standard output is for results."""
    _erase_board()
    print(message, file=sys.stderr, flush=True)


class _Board:
    height = 0
    """Lines at the end of the terminal that the next ones replace."""


def in_terminal() -> bool:
    """Whether a person watches progress, and no file or pipe takes it."""
    return sys.stderr.isatty()


def show_board(lines: Sequence[str]) -> None:
    """Show lines at the end of the terminal, in place of those shown so before."""
    _erase_board()
    room = shutil.get_terminal_size((80, 24)).columns - 1
    for line in lines:
        print(line if len(line) <= room else f"{line[: room - 3]}...", file=sys.stderr)
    sys.stderr.flush()
    _Board.height = len(lines)


def keep_board() -> None:
    """Let what is shown stay there."""
    _Board.height = 0


def _erase_board() -> None:
    if _Board.height:
        # ANSI: cursor up, then erase to the end of the screen.
        print(f"\x1b[{_Board.height}A\x1b[J", end="", file=sys.stderr)
        _Board.height = 0


def clock(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    minutes, s = divmod(round(seconds), 60)
    hours, m = divmod(minutes, 60)
    return f"{hours}:{m:02d}:{s:02d}" if hours else f"{m}:{s:02d}"


class Progress:
    """Elapsed time and ETA of a job whose amount of work is known, in any unit."""

    def __init__(self, total: float) -> None:
        self._total = total
        self._start = self._latest = time.monotonic()
        self._done = 0.0
        self._advances: list[tuple[float, float]] = []

    def advance(self, work: float) -> None:
        """Note that more of the work is done."""
        self._done += work
        now = time.monotonic()
        self._advances.append((work, now - self._latest))
        self._latest = now

    def leave_out(self, work: float) -> None:
        """Note that some of the work need not be done."""
        self._total -= work

    def __str__(self) -> str:
        """Elapsed time, and ETA as soon as enough is done to tell."""
        elapsed = time.monotonic() - self._start
        if self._done <= _TELLING * self._total:
            return f"elapsed {clock(elapsed)}"
        remaining = elapsed * max(0.0, self._total / self._done - 1.0)
        return f"elapsed {clock(elapsed)}, ETA {clock(remaining)}"

    def with_interval(self) -> str:
        """Elapsed time and ETA with its 95 % interval, as soon as the past tells one."""
        ends = remaining_seconds(self._advances, self._total - self._done)
        return str(self) if ends is None else f"{self} [{clock(ends[0])}, {clock(ends[1])}]"


def remaining_seconds(
    advances: Sequence[tuple[float, float]], work: float
) -> tuple[float, float] | None:
    """95 % prediction interval of the seconds that the rest of a job takes; None before 3 advances.

    Of n advances of equal work that took s +- d seconds each, m more take
    m s +- t d sqrt(m + m**2 / n), with t of n - 1 degrees of freedom (the sum of m new values,
    predicted by the mean of n: Hahn & Meeker 1991, chapter 4).

    Args:
        advances: (work, seconds) of each so far.
        work: that is left, in the same unit.

    """
    done = [(amount, seconds) for amount, seconds in advances if amount > 0]
    n = len(done)
    if n < _FEWEST_ADVANCES:
        return None
    typical = sum(amount for amount, _ in done) / n
    each = [seconds * typical / amount for amount, seconds in done]
    m, centre = max(0.0, work / typical), fmean(each)
    reach = student_quantile(0.975, n - 1) * stdev(each) * sqrt(m + m * m / n)
    return max(0.0, m * centre - reach), m * centre + reach


def progress_by_stage(total: float) -> Callable[[float, str], None]:
    """How a long job tells what it does: work done since the last call, and in which stage.

    A line with elapsed time and ETA is printed when a stage begins.
    """
    progress, shown = Progress(total), ""

    def tell(work: float, stage: str) -> None:
        nonlocal shown
        progress.advance(work)
        if stage != shown:
            say(f"  {stage:16} {progress}")
            shown = stage

    return tell


def number(estimate: dict[str, float | None], sign: bool = False, digits: int = 2) -> str:
    """'0.93 [0.91, 0.95]', or a dash where undefined."""
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None:
        return "-"
    form = f"{'+' if sign else ''}.{digits}f"
    text = f"{value:{form}}"
    if low is None or high is None:
        return text
    return f"{text} [{low:{form}}, {high:{form}}]"


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ") -> list[str]:
    """Rows with columns padded to equal width; the last column is wrapped to the terminal."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    indent = sum(widths) + len(gap) * len(widths)
    room = max(shutil.get_terminal_size((150, 40)).columns - indent, 40)
    out = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        first, *more = textwrap.wrap(row[-1], room) or [""]
        lines = [gap.join([*cells, first]).rstrip(), *(" " * indent + line for line in more)]
        out.append("\n".join(lines))
    return out


def ruled(rows: Sequence[Sequence[str]], after: Sequence[int]) -> str:
    """Aligned rows with a rule below those of the given numbers, counted from 0."""
    lines = aligned(rows)
    rule = "-" * max(len(line) for row in lines for line in row.splitlines())
    for index in sorted(after, reverse=True):
        lines.insert(index + 1, rule)
    return "\n".join(lines)


def score_table(rows: Sequence[Row], references: Sequence[Row]) -> str:
    """Ranked rewards and, below a rule, the reference rows."""
    header = ("", "competence", "non-ruthlessness", "scheming gap", "felt reward")
    cells = [_cells(str(rank), row) for rank, row in enumerate(rows, 1)]
    cells += [_cells(row.name, row) for row in references]
    return ruled([header, *cells], after=(0, len(rows)))


def society_table(rows: Sequence[Row]) -> str:
    """How every society fared as a whole (Perolat et al. 2017), and why a dash is a dash."""
    header = ("", "payoff of all, per step", "equality", "sustainability", "peace")
    cells, undefined = [], False
    for row in rows:
        metrics = row.scores["society"]
        undefined |= any(metric["value"] is None for metric in metrics.values())
        cells.append((row.name or "reward", *(number(metric) for metric in metrics.values())))
    lines = aligned([header, *cells])
    if undefined:
        lines.append(
            "-: undefined in some lifetime: equality where the total is not positive, "
            "sustainability where somebody never gained"
        )
    return "\n".join(lines)


def _cells(label: str, row: Row) -> tuple[str, ...]:
    scores: dict[str, Any] = row.scores
    kindness = number(scores["non_ruthlessness"])
    if scores["verdict"] != "ok":
        kindness = f"- ({scores['verdict']})"
    return (
        label,
        number(scores["competence"]),
        kindness,
        number(scores["scheming_gap"], sign=True),
        row.formula,
    )
