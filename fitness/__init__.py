"""The fitness layer: what an agent became is judged here, and only here.

``tally`` reduces telemetry to sums, ``score`` turns them into competence and
non-ruthlessness with bootstrap intervals.  Nothing here reads a genome or a felt reward.
"""

from fitness.scores import (
    Estimate,
    References,
    Scores,
    Verdict,
    competence,
    non_ruthlessness,
    score,
)
from fitness.tally import Tally, tally

__all__ = [
    "Estimate",
    "References",
    "Scores",
    "Tally",
    "Verdict",
    "competence",
    "non_ruthlessness",
    "score",
    "tally",
]
