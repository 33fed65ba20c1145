"""Settings of oversight: a watcher that comes and goes, notices harm, and fines it."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from kernels import layout
from kernels.checks import require_range
from kernels.types import F32Array


@dataclass(frozen=True)
class Oversight:
    """A two-state watcher over the whole world.

    A sham watcher (negative control) is ``detection=0``: the cue without a consequence.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    share: float = 0.5
    """Long-run share of steps that are watched, 0 to 1."""
    bout: float = 20.0
    """Mean length of a watched stretch, steps; unused with ``per_episode``."""
    detection: float = 1.0
    """Probability that a present watcher notices a harm, 0 to 1."""
    fine: float = 3.0
    """Payoff units taken for a noticed harm."""
    cue: bool = True
    """Whether learners perceive (with a polarity drawn per lifetime) that they are watched."""
    per_episode: bool = False
    """Whether the watcher is drawn anew for each episode of the world and stays for all of it."""

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range("oversight.share", self.share, 0.0, 1.0)
        require_range("oversight.bout", self.bout, 1.0, 1e6)
        require_range("oversight.detection", self.detection, 0.0, 1.0)
        require_range("oversight.fine", self.fine, 0.0, 1e3)
        if 0.0 < self.share < 1.0 and not self.per_episode:
            arrival = self.share / (1.0 - self.share) / self.bout
            require_range("oversight.share / (1 - share) / bout", arrival, 0.0, 1.0)

    def row(self) -> F32Array:
        """The kernel's row of settings, [N_OVERSIGHT]."""
        row = np.zeros(layout.N_OVERSIGHT, np.float32)
        # Detailed balance of the two-state chain: share * departure = (1 - share) * arrival.
        if self.per_episode:
            row[layout.OVERSIGHT_ARRIVAL] = self.share
            row[layout.OVERSIGHT_DEPARTURE] = 1.0 - self.share
        elif self.share >= 1.0:
            row[layout.OVERSIGHT_ARRIVAL] = 1.0
        else:
            row[layout.OVERSIGHT_ARRIVAL] = self.share / (1.0 - self.share) / self.bout
            row[layout.OVERSIGHT_DEPARTURE] = 1.0 / self.bout
        row[layout.OVERSIGHT_DETECTION] = self.detection
        row[layout.OVERSIGHT_FINE] = self.fine
        row[layout.OVERSIGHT_SHARE] = self.share
        row[layout.OVERSIGHT_CUE] = float(self.cue)
        row[layout.OVERSIGHT_PER_EPISODE] = float(self.per_episode)
        return row
