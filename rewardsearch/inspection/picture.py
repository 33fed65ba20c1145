"""One picture of an inspection as SVG text: legible in print, and without colour."""

from html import escape
from io import StringIO
from typing import Any

import numpy as np

from fitness.statistics.bootstrap import Interval
from rewardsearch.palette import GREY

_STYLE: Any = {"svg.fonttype": "none", "font.size": 9.0, "axes.spines.top": False,
          "axes.spines.right": False, "svg.hashsalt": "rewardsearch"}  # fmt: skip
_WIDTH = 7.2
"""Inches, of every picture."""

Look = tuple[str, str]
"""Colour and marker."""


class Picture:
    """A figure that becomes SVG text, without touching pyplot's state."""

    def __init__(self, height: float, columns: int = 1, **kw: Any):
        # Matplotlib takes seconds to load.
        import matplotlib as mpl
        from matplotlib.figure import Figure

        self._style = mpl.rc_context(_STYLE)
        with self._style:
            self.figure = Figure(figsize=(_WIDTH, height), layout="constrained")
            self.axes = self.figure.subplots(1, columns, squeeze=False, **kw)[0]

    def legend(self, looks: dict[str, Look]) -> None:
        """What colours and markers mean, above everything."""
        for label, (color, marker) in looks.items():
            self.axes[0].plot([], [], color=color, marker=marker, linestyle="none", label=label)
        self.figure.legend(loc="outside upper center", ncols=len(looks), frameon=False)

    def lines(self, labels: list[str]) -> None:
        """One line for each label, the first on top, with a grid to read values from."""
        first = self.axes[0]
        first.set_yticks(range(len(labels)), labels)
        first.set_ylim(len(labels) - 0.4, -0.6)
        for axes in self.axes:
            axes.tick_params(axis="y", length=0)
            axes.grid(axis="x", color="0.9")
            axes.set_axisbelow(True)

    def small_print(self, text: str) -> None:
        """A note below everything."""
        self.figure.supxlabel(text, fontsize=8, color=GREY)

    def svg(self, shows: str) -> str:
        """The picture, from its svg element on.

        Args:
            shows: what it shows, in words, for who does not see it.

        """
        import matplotlib as mpl

        text = StringIO()
        with mpl.rc_context(_STYLE):
            self.figure.savefig(text, format="svg", metadata={"Date": None})
        whole = text.getvalue()
        drawn = whole[whole.index("<svg") + len("<svg") :]
        return f'<svg role="img" aria-label="{escape(shows)}"{drawn}'


def bar(axes: Any, y: float, told: Interval | None, look: Look) -> None:
    """A value with its interval on a line of its own."""
    if told is None or np.isnan(told.value):
        return
    color, marker = look
    ends = [told.low, told.high]
    if not np.isnan(ends).any():
        axes.plot(ends, [y, y], color=color, linewidth=1.6, solid_capstyle="butt")
    axes.plot([told.value], [y], marker=marker, color=color, markersize=5.5, linestyle="none")


def spoken(value: float | None) -> str:
    """A number in words for who does not see the picture."""
    return "a value that cannot be told" if value is None or np.isnan(value) else f"{value:.2f}"
