"""Search engines behind one seam: asked for a generation of genomes, told what became of it.

``base`` has the seam, ``registry`` the list; the others hold a family each.  An engine is a
function of its settings, its seed and what it was told: told the same, it asks the same.
"""

from rewardsearch.search.engines.base import (
    COMPETENCE,
    N_OUTCOMES,
    NON_RUTHLESSNESS,
    OBJECTIVES,
    STYLE,
    Engine,
    Proposal,
)
from rewardsearch.search.engines.registry import ENGINES, build_engine, evaluation_budget

__all__ = [
    "COMPETENCE",
    "ENGINES",
    "NON_RUTHLESSNESS",
    "N_OUTCOMES",
    "OBJECTIVES",
    "STYLE",
    "Engine",
    "Proposal",
    "build_engine",
    "evaluation_budget",
]
