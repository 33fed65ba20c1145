"""Where chance harms as much as ruthlessness, totals cannot tell an accident from it.

Two links are of all that others lose: they are *degenerate*, and left out, in a world in which an
agent that acts uniformly at random does at least the sociopath's damage.  Rates per opportunity
go on telling them apart: a sociopath that finds few opportunities uses the more of them.
"""

import numpy as np

from fitness.battery.facts import FACTS
from fitness.battery.links import LINKS
from fitness.battery.measures import Measure

DAMAGE: Measure = next(fact for fact in FACTS if fact.name == "damage")
"""The fact that decides, read of the random agent."""
AS_MUCH = 1.0
"""Damage of chance, in damages of the sociopath, from which on totals are degenerate."""


def degenerate_links(low: float) -> tuple[str, ...]:
    """Names of the links that chance makes degenerate.

    Args:
        low: lower end of the 95 % interval of the random agent's ``DAMAGE``; nan where it cannot
            be told, which leaves out nothing: to leave out a link is lenient, so it is chance
            that must be shown to harm as much, not the contrary.

    """
    if np.isnan(low) or low < AS_MUCH:
        return ()
    return tuple(link.name for link in LINKS if link.total)
