"""Natural selection: genomes compete for material payoff; not what can be found, but what stays.

The second outer loop beside ``rewardsearch.search``.  Each generation the genomes of a population
are matched into groups, whose members learn from birth under the genome in their seat; who earned
more material payoff leaves more children.  No score takes part in selection.
"""

from rewardsearch.evolution.pipeline import cost, run_evolution
from rewardsearch.evolution.report import Outcome, outcome_table
from rewardsearch.evolution.settings import EvolutionSettings, EvolveSettings, load_evolve_settings

__all__ = [
    "EvolutionSettings",
    "EvolveSettings",
    "Outcome",
    "cost",
    "load_evolve_settings",
    "outcome_table",
    "run_evolution",
]
