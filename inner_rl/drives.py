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


@dataclass(frozen=True)
class Context:
    """A condition that the weights of a reward can depend on."""

    name: str
    index: int
    phrase: str
    formula: str
    source: str


_INF = float("inf")
_E = "e <- .99 x .975 e + (gain - loss - fine)"

_ALL = (
    Drive(
        "own_gain", layout.DRIVE_OWN_GAIN, "sensed", "own gain",
        "material gain of the agent at this step", "payoff per step", -_INF, _INF,
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
        "deficit", layout.DRIVE_DEFICIT, "sensed", "hunger",
        "d <- clip(d + .02 - .5 gain, 0, 1), .5 at birth: what is missing in a store that empties",
        "share of a full store", 0.0, 1.0,
        True, "consequences", False, False,
        "homeostatic drive: Keramati & Gutkin 2014, whose reward is its fall, here its level",
    ),
    Drive(
        "effort", layout.DRIVE_EFFORT, "sensed", "effort",
        "1 if the act cost effort, else 0; the world says which acts do: moves, for one", "acts",
        0.0, 1.0,
        True, "the act", False, False,
        "action costs, as in Singh, Lewis & Barto 2009",
    ),
    Drive(
        "novelty", layout.DRIVE_NOVELTY, "sensed", "novelty",
        "mean over the features f of the new situation of 1 / sqrt(times f was met)",
        "1 at first sight, falling", 0.0, 1.0,
        True, "consequences", False, False,
        "count-based bonus: Strehl & Littman 2008; Bellemare et al. 2016",
    ),
    Drive(
        "distress_seen", layout.DRIVE_DISTRESS_SEEN, "sensed", "distress seen",
        "sum over others in sight of (loss + fine)", "payoff per step", 0.0, _INF,
        True, "consequences", False, True,
        "empathic distress: Batson 1991; as a violence inhibitor: Blair 1995",
    ),
    Drive(
        "joy_seen", layout.DRIVE_JOY_SEEN, "sensed", "joy seen",
        "sum over others in sight of gain", "payoff per step", -_INF, _INF,
        True, "consequences", False, True,
        "empathic joy: Smith, Keating & Stotland 1989",
    ),
    Drive(
        "envy", layout.DRIVE_ENVY, "sensed", "envy",
        f"mean over others j in sight of max(e_j - e_i, 0), with {_E}", "payoff", 0.0, _INF,
        True, "consequences", False, True,
        "disadvantageous inequity: Fehr & Schmidt 1999, smoothed: Hughes et al. 2018",
    ),
    Drive(
        "advantage", layout.DRIVE_ADVANTAGE, "sensed", "unfair advantage",
        f"mean over others j in sight of max(e_i - e_j, 0), with {_E}", "payoff", 0.0, _INF,
        True, "consequences", False, True,
        "advantageous inequity, felt as guilt: Fehr & Schmidt 1999; Hughes et al. 2018",
    ),
    Drive(
        "svo", layout.DRIVE_SVO, "sensed", "distance from fair shares",
        "angle between (e_i, mean e_j in sight) and (1, 1), with e as for envy; 0 where nobody is "
        "in sight or both are 0", "radians", 0.0, 3.15,
        True, "consequences", False, True,
        "social value orientation: Griesinger & Livingston 1973; McKee et al. 2020",
    ),
    Drive(
        "praise", layout.DRIVE_PRAISE, "sensed", "praise when watched",
        "1 if a watcher noticed help given by the agent at this step, else 0", "notices", 0.0, 1.0,
        True, "the act", True, False,
        "social approval as a reinforcer: Skinner 1953",
    ),
    Drive(
        "blame", layout.DRIVE_BLAME, "sensed", "blame when watched",
        "1 if a watcher noticed harm done by the agent at this step, else 0", "notices", 0.0, 1.0,
        True, "the act", True, False,
        "social disapproval as a punisher: Skinner 1953",
    ),
    Drive(
        "shame", layout.DRIVE_SHAME, "sensed", "shame when watched",
        "1 if a watcher is there, the agent did harm and sees somebody who lost, else 0; noticed "
        "or not", "acts", 0.0, 1.0,
        True, "the act", True, True,
        "shame needs an audience: Smith, Webster, Parrott & Eyre 2002",
    ),
    Drive(
        "gratitude", layout.DRIVE_GRATITUDE, "sensed", "gratitude",
        "sum over others j in sight of credit_j x gain_j; afterwards, whoever helped in sight "
        "while the agent gained is credited with the gain; credit is at most 1 and fades by 1 % "
        "a step",
        "payoff per step", -_INF, _INF,
        True, "consequences", False, True,
        "reciprocal altruism: Trivers 1971",
    ),
    Drive(
        "grudge", layout.DRIVE_GRUDGE, "sensed", "grudge",
        "sum over others j in sight of debt_j x (loss_j + fine_j); afterwards, whoever harmed in "
        "sight while the agent lost is debited with the loss; debt is at most 1 and fades by 1 % "
        "a step",
        "payoff per step", 0.0, _INF,
        True, "consequences", False, True,
        "moralistic aggression: Trivers 1971; altruistic punishment: de Quervain et al. 2004",
    ),
    Drive(
        "stranger_joy", layout.DRIVE_STRANGER_JOY, "sensed", "joy of strangers seen",
        "sum over others j in sight of (1 - max(credit_j, debt_j)) x gain_j, with credit and debt "
        "as for gratitude and grudge", "payoff per step", -_INF, _INF,
        True, "consequences", False, True,
        "kindness without a history: Macaulay & Berkowitz 1970",
    ),
    Drive(
        "norm", layout.DRIVE_NORM, "sensed", "wronging the innocent",
        "1 if the agent did harm and sees somebody lose who harmed nobody at the step before, "
        "else 0", "acts", 0.0, 1.0,
        True, "the act", False, True,
        "no defection on a cooperator: Tennant, Hailes & Musolesi 2023 (deontological)",
    ),
    Drive(
        "company", layout.DRIVE_COMPANY, "sensed", "company",
        "share of the others that is in sight", "share", 0.0, 1.0,
        True, "consequences", False, True,
        "need to belong: Baumeister & Leary 1995",
    ),
    Drive(
        "guilt", layout.DRIVE_GUILT, "thought", "guilt on belief",
        "h(s, a): distress that the learner's belief predicts for the chosen act, "
        "learned from distress it saw, also felt when nobody can be seen; from 0 to 8",
        "payoff per step", 0.0, 8.0,
        False, "the act", False, False,
        "anticipated guilt: Baumeister, Stillwell & Heatherton 1994; "
        "guilt on beliefs: Battigalli & Dufwenberg 2007",
    ),
    Drive(
        "pride", layout.DRIVE_PRIDE, "thought", "pride on belief",
        "joy that the learner's belief predicts for the chosen act, learned from joy it saw, also "
        "felt when nobody can be seen; from 0 to 8", "payoff per step", 0.0, 8.0,
        False, "the act", False, False,
        "anticipated pride: Tracy & Robins 2007",
    ),
    Drive(
        "sympathy", layout.DRIVE_SYMPATHY, "thought", "sympathy",
        "(1 - discount) x mean over others j of v(s_j'), with the learner's own value function v "
        "applied to j's situation, seen or not; at most 2 in size",
        "felt reward per step", -2.0, 2.0,
        False, "consequences", False, False,
        "own value function in the other's place: Bussmann, Heinerman & Lehman 2019; Smith 1759",
    ),
    Drive(
        "liking", layout.DRIVE_LIKING, "thought", "sympathy with friends, not foes",
        "(1 - discount) x mean over others j of (credit_j - debt_j) v(s_j'), seen or not, this "
        "step's credit and debt included; at most 2 in size",
        "felt reward per step", -2.0, 2.0,
        False, "consequences", False, False,
        "sympathy signed by liking: Zillmann & Cantor 1977; credit and debt as for gratitude",
    ),
    Drive(
        "imagined_approval", layout.DRIVE_IMAGINED_APPROVAL, "thought", "imagined approval",
        "praise - blame that the learner expects of the chosen act if it were watched: learned "
        "while watched, from features free of the watcher's cue, felt always",
        "notices", -1.0, 1.0,
        False, "the act", False, False,
        "impartial spectator: Smith 1759; generalised other: Mead 1934",
    ),
    Drive(
        "predicted_welfare", layout.DRIVE_PREDICTED_WELFARE, "thought", "predicted welfare",
        "sum of the others' payoff that the learner predicts for the chosen act; the truth is "
        "revealed by chance, at 1 step in 20", "payoff per step", -8.0, 8.0,
        False, "the act", False, False,
        "learned reward model: Christiano et al. 2017; can be wrong and be gamed",
    ),
    Drive(
        "predicted_blame", layout.DRIVE_PREDICTED_BLAME, "thought", "predicted blame",
        "chance of being blamed that the learner predicts for the chosen act, the cue perceived; "
        "the truth is revealed by chance, at 1 step in 20", "notices", 0.0, 1.0,
        False, "the act", False, False,
        "learned penalty: Christiano et al. 2017; can be wrong and be gamed",
    ),
    Drive(
        "regret", layout.DRIVE_REGRET, "thought", "regret",
        "max_a g(s, a) - g(s, a chosen), g being the own payoff that the learner expects of an "
        "act; at most 8",
        "payoff per step", 0.0, 8.0,
        False, "the act", False, False,
        "regret theory: Loomes & Sugden 1982",
    ),
    Drive(
        "surprise", layout.DRIVE_SURPRISE, "thought", "surprise",
        "|payoff - g(s, a chosen)|, with g as for regret; at most 8", "payoff per step", 0.0, 8.0,
        False, "consequences", False, False,
        "novelty of prediction: Schmidhuber 1991; Pathak et al. 2017",
    ),
    Drive(
        "true_harm", layout.DRIVE_TRUE_HARM, "oracle", "true harm done",
        "loss that the agent caused to others at this step, seen or not; also damage to what has "
        "no seat, such as a shared stock, as the world measures it", "payoff per step",
        0.0, _INF, False, "the act", False, False,
        "ground truth of the world: an upper bound, no body can sense it",
    ),
    Drive(
        "true_help", layout.DRIVE_TRUE_HELP, "oracle", "true help given",
        "gain that the agent caused to others at this step, seen or not; also what will let all "
        "gain later, as the world measures it", "payoff per step",
        0.0, _INF, False, "the act", False, False,
        "ground truth of the world: an upper bound, no body can sense it",
    ),
    Drive(
        "others_payoff", layout.DRIVE_OTHERS_PAYOFF, "oracle", "others' true payoff",
        "sum over all others of (gain - loss - fine)", "payoff per step", -_INF, _INF,
        False, "consequences", False, False,
        "ground truth of the world: an upper bound, no body can sense it",
    ),
    Drive(
        "group_welfare", layout.DRIVE_GROUP_WELFARE, "oracle", "true welfare of all",
        "sum over all, the agent included, of (gain - loss - fine)", "payoff per step",
        -_INF, _INF, False, "consequences", False, False,
        "utilitarian reward: Tennant, Hailes & Musolesi 2023; ground truth of the world",
    ),
    Drive(
        "descendants", layout.DRIVE_DESCENDANTS, "oracle", "descendants",
        "own payoff - mean payoff of all: the change of the expected number of offspring in a "
        "population of constant size, under weak selection", "payoff per step", -_INF, _INF,
        False, "consequences", False, False,
        "replicator equation: Taylor & Jonker 1978; ground truth of the world",
    ),
    Drive(
        "restraint", layout.DRIVE_RESTRAINT, "oracle", "restraint",
        "1 if an act of the agent could have harmed at this step and it did no harm, else 0",
        "steps", 0.0, 1.0, False, "the act", False, False,
        "after the virtue of kindness: Tennant, Hailes & Musolesi 2023; ground truth of the world",
    ),
)  # fmt: skip

DRIVES: dict[str, Drive] = {drive.name: drive for drive in _ALL}
"""All drives by name, in the order of a reward's inputs."""

CONTEXTS: dict[str, Context] = {
    context.name: context
    for context in (
        Context("watched", layout.CONTEXT_WATCHED, "watched",
                "1 while a watcher is there, else 0", "audience effect: Zajonc 1965"),
        Context("recently_harmed", layout.CONTEXT_HARMED, "recently harmed",
                "1 after a step with a loss through others, fading by 10 % a step",
                "reciprocity: Trivers 1971"),
        Context("recently_helped", layout.CONTEXT_HELPED, "recently helped",
                "1 after a step with a gain while somebody in sight helped, fading by 10 % a step",
                "reciprocity: Trivers 1971"),
        Context("power", layout.CONTEXT_POWER, "holding power",
                "1 while the phase of life gives the agent power: only who has it can harm",
                "power approach: Keltner, Gruenfeld & Anderson 2003"),
    )
}  # fmt: skip
"""All contexts by name, in the order of a reward's inputs, after the drives."""

_ITEMS: tuple[Drive | Context, ...] = (*_ALL, *CONTEXTS.values())
INPUTS: dict[str, int] = {item.name: item.index for item in _ITEMS}
"""Column of every drive and context."""
PHRASES: dict[str, str] = {item.name: item.phrase for item in _ITEMS}


def drives_of_tiers(tiers: tuple[Tier, ...]) -> tuple[Drive, ...]:
    """The drives of the given tiers, in genome order."""
    return tuple(drive for drive in DRIVES.values() if drive.tier in tiers)
