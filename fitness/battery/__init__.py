"""The battery: what grown agents do when what holds them back is taken away.

``trials`` says what they go through, a ``Sheet`` keeps what they did, ``profiles`` judges it.  Two
of its links are those that selection sees; all others are held out: nothing that selects may
import this package, which import-linter checks.
"""

from fitness.battery.chance import degenerate_links
from fitness.battery.facts import FACTS
from fitness.battery.links import LINKS
from fitness.battery.measures import Measure
from fitness.battery.profile import (
    HACK_GAP,
    FixedPoints,
    Profile,
    Value,
    profiles,
)
from fitness.battery.sheet import N_ITEMS, Sheet, by_agent, focal_seats, read
from fitness.battery.trials import CELLS, Cell, Trial, trials, upbringing

__all__ = [
    "CELLS",
    "FACTS",
    "HACK_GAP",
    "LINKS",
    "N_ITEMS",
    "Cell",
    "FixedPoints",
    "Measure",
    "Profile",
    "Sheet",
    "Trial",
    "Value",
    "by_agent",
    "degenerate_links",
    "focal_seats",
    "profiles",
    "read",
    "trials",
    "upbringing",
]
