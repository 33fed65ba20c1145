"""The fitness layer: what an agent became is judged here, and only here.

``tally`` reduces telemetry to sums, ``score`` turns them into competence and
non-ruthlessness with bootstrap intervals, ``society`` into how all fared together.  Nothing
here reads a genome or a felt reward.
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
from fitness.society import Society, society
from fitness.tally import Tally, tally

__all__ = [
    "Estimate",
    "References",
    "Scores",
    "Society",
    "Tally",
    "Verdict",
    "competence",
    "non_ruthlessness",
    "score",
    "society",
    "tally",
]
