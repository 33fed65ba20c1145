"""What each drive is: formula, unit, range, sight, labels and source."""

from dataclasses import dataclass
from typing import Literal

from kernels import layout

Tier = Literal["sensed", "thought", "oracle"]


@dataclass(frozen=True)
class Drive:
    """One innate input of a reward function."""

    name: str
    index: int
    tier: Tier
    """sensed: a body could sense it; thought: needs the learner's inside; oracle: nobody could."""
    phrase: str
    """How it reads in a formula in words."""
    formula: str
    unit: str
    low: float
    high: float
    behaviourist: bool
    """Depends only on what an onlooker could see the agent do or undergo."""
    about: Literal["consequences", "the act"]
    watched_only: bool
    """Fires only while a watcher is present."""
    within_sight: bool
    """Fires only for others within sight."""
    source: str


_INF = float("inf")

_ALL = (
    Drive(
        "own_gain", layout.DRIVE_OWN_GAIN, "sensed", "own gain",
        "material gain of the agent at this step", "payoff per step", 0.0, _INF,
        True, "consequences", False, False,
        "Lerer & Peysakhovich 2017: the payoff of the coin game",
    ),
    Drive(
        "own_pain", layout.DRIVE_OWN_PAIN, "sensed", "own pain",
        "loss suffered through others + fine paid", "payoff per step", 0.0, _INF,
        True, "consequences", False, False,
        "Lerer & Peysakhovich 2017: the payoff of the coin game, its negative part",
    ),
    Drive(
        "effort", layout.DRIVE_EFFORT, "sensed", "effort",
        "1 if the act was a move, else 0", "acts", 0.0, 1.0,
        True, "the act", False, False,
        "action costs, as in Singh, Lewis & Barto 2009",
    ),
    Drive(
        "distress_seen", layout.DRIVE_DISTRESS_SEEN, "sensed", "distress seen",
        "sum over others in sight of (loss + fine)", "payoff per step", 0.0, _INF,
        True, "consequences", False, True,
        "empathic distress: Batson 1991; as a violence inhibitor: Blair 1995",
    ),
    Drive(
        "joy_seen", layout.DRIVE_JOY_SEEN, "sensed", "joy seen",
        "sum over others in sight of gain", "payoff per step", 0.0, _INF,
        True, "consequences", False, True,
        "empathic joy: Smith, Keating & Stotland 1989",
    ),
    Drive(
        "blame", layout.DRIVE_BLAME, "sensed", "blame when watched",
        "1 if a watcher noticed harm done by the agent at this step, else 0", "notices", 0.0, 1.0,
        True, "the act", True, False,
        "social disapproval as a punisher: Skinner 1953",
    ),
    Drive(
        "guilt", layout.DRIVE_GUILT, "thought", "guilt on belief",
        "h(s, a): distress that the learner's belief predicts for the chosen act, "
        "learned from distress it saw, also felt when nobody can be seen",
        "payoff per step", 0.0, 8.0,
        False, "the act", False, False,
        "anticipated guilt: Baumeister, Stillwell & Heatherton 1994; "
        "guilt on beliefs: Battigalli & Dufwenberg 2007",
    ),
    Drive(
        "sympathy", layout.DRIVE_SYMPATHY, "thought", "sympathy",
        "(1 - discount) x mean over others j of v(s_j'), with the learner's own value function v "
        "applied to j's situation, seen or not",
        "felt reward per step", -2.0, 2.0,
        False, "consequences", False, False,
        "own value function in the other's place: Bussmann, Heinerman & Lehman 2019; Smith 1759",
    ),
    Drive(
        "true_harm", layout.DRIVE_TRUE_HARM, "oracle", "true harm done",
        "loss that the agent caused to others at this step, seen or not", "payoff per step",
        0.0, _INF, False, "the act", False, False,
        "ground truth of the world: an upper bound, no body can sense it",
    ),
    Drive(
        "others_payoff", layout.DRIVE_OTHERS_PAYOFF, "oracle", "others' true payoff",
        "sum over all others of (gain - loss - fine)", "payoff per step", -_INF, _INF,
        False, "consequences", False, False,
        "ground truth of the world: an upper bound, no body can sense it",
    ),
)  # fmt: skip

DRIVES: dict[str, Drive] = {drive.name: drive for drive in _ALL}
"""All drives by name, in the order of a genome's genes."""


def drives_of_tiers(tiers: tuple[Tier, ...]) -> tuple[Drive, ...]:
    """The drives of the given tiers, in genome order."""
    return tuple(drive for drive in DRIVES.values() if drive.tier in tiers)
