"""Search for innate reward functions that make agents competent and not ruthless.

Settings, the outer loop, the archive, run directories, tracking, figures and the command
line.  Everything that touches files, clocks or the terminal lives here; worlds and learning
are in ``inner_rl`` and ``kernels``, judgement is in ``fitness``.

``rewardsearch.load_run("latest")`` is a run to look at, as a ``rewardsearch.Run``.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardsearch.runs import Run, load_run

__all__ = ["Run", "load_run"]


def __getattr__(name: str) -> Any:
    # Not imported before they are asked for: the command line must answer at once.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from rewardsearch import runs

    return getattr(runs, name)
