"""Hand-written rewards with their sources: starting points, yardsticks and control arms.

Where a source works with what no body could sense, the reward uses an oracle drive and is labelled
as such; a sensed counterpart stands beside it.  Weights that no source gives are 1, our choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inner_rl.rewards.base import Reward
from inner_rl.rewards.gated import Gated
from inner_rl.rewards.linear import Linear
from inner_rl.rewards.network import Network
from inner_rl.rewards.program import Program, from_lists


@dataclass(frozen=True)
class HandWritten:
    """A reward somebody thought of."""

    reward: Reward
    """Its name is the one it is found by."""
    purpose: str
    """What it is here for, and how it departs from its source."""
    source: str

    @property
    def name(self) -> str:
        """The name it is found by."""
        return self.reward.name


def outcome_table(
    name: str, cc: float, cd: float, dc: float, dd: float, temptation: float
) -> Program:
    """Felt values of the outcomes of world ``matrix``, own act first, in a two-level game.

    All is sensed.  A gain is what the agent would have got from a cooperative partner, so one above
    ``temptation`` means that the agent itself defected; a loss at this very step, which sets
    ``recently_harmed`` to 1, that the partner did.  Without a gain nobody played: nothing is felt.
    Works where both acts gain something from a cooperative partner: prisoner's dilemma (4),
    donation (2.5), chicken (4); the number is a good ``temptation``.
    """
    defected, betrayed = [">", "own_gain", temptation], [">", "recently_harmed", 0.95]
    table = ["if", betrayed, ["if", defected, dd, cd], ["if", defected, dc, cc]]
    return Program(from_lists(["if", "own_gain", table, 0.0]), name)


def _own_payoff_and(name: str, **weights: float) -> Linear:
    return Linear({"own_gain": 1.0, "own_pain": -1.0} | weights, name)


_ALL = (
    HandWritten(
        _own_payoff_and("own_payoff"),
        "the sociopath: own material payoff and nothing else",
        "Lerer & Peysakhovich 2017: the payoff of the coin game",
    ),
    HandWritten(
        Linear({"deficit": -1.0}, "hunger"),
        "only a full store matters; whoever has eaten leaves others alone",
        "homeostatic reward: Keramati & Gutkin 2014",
    ),
    HandWritten(
        Linear({"surprise": 1.0, "novelty": 1.0}, "curiosity"),
        "control arm: seeks what it cannot predict and has not met, whoever pays for it",
        "Schmidhuber 1991; Strehl & Littman 2008",
    ),
    # Shares.
    HandWritten(
        _own_payoff_and("inequity_aversion", envy=-5.0, advantage=-0.05),
        "fair shares both ways, over those in sight; alpha 5, beta .05",
        "Fehr & Schmidt 1999; smoothed over time: Hughes et al. 2018",
    ),
    HandWritten(
        _own_payoff_and("advantageous_guilt", advantage=-0.05),
        "inequity aversion with beta .05 alone: bad to have more",
        "Fehr & Schmidt 1999; Hughes et al. 2018",
    ),
    HandWritten(
        _own_payoff_and("envious", envy=-5.0),
        "inequity aversion with alpha 5 alone: bad to have less, and others may be pulled down",
        "Fehr & Schmidt 1999; Hughes et al. 2018",
    ),
    HandWritten(
        _own_payoff_and("svo_prosocial", svo=-1.0),
        "own payoff minus the error of the angle between own and others' share, target 45 degrees",
        "social value orientation: McKee et al. 2020; the weight 1 is ours",
    ),
    # Others' welfare.
    HandWritten(
        _own_payoff_and("prosocial", others_payoff=1.0),
        "an upper bound: own and everybody's true payoff; the same preference as utilitarian",
        "Peysakhovich & Lerer 2018, Prosocial learning agents solve generalized stag hunts better "
        "than selfish ones",
    ),
    HandWritten(
        _own_payoff_and("prosocial_seen", joy_seen=1.0, distress_seen=-1.0),
        "what prosocial can become in a body: others' payoff as far as it shows in faces in sight",
        "after Peysakhovich & Lerer 2018; empathic joy and distress: Batson 1991",
    ),
    HandWritten(
        _own_payoff_and("inclusive_fitness", others_payoff=0.5),
        "an upper bound: all others are kin of relatedness 1/2",
        "Hamilton 1964, The genetical evolution of social behaviour",
    ),
    HandWritten(
        Linear({"descendants": 1.0}, "descendants"),
        "an upper bound of selfishness: what selection itself pays for, payoff above the mean",
        "replicator equation: Taylor & Jonker 1978",
    ),
    HandWritten(
        _own_payoff_and("distress_averse", distress_seen=-1.0),
        "a violence inhibitor: others' distress hurts, but only where it is seen",
        "Blair 1995",
    ),
    # Moral types.
    HandWritten(
        Linear({"group_welfare": 1.0}, "utilitarian"),
        "an upper bound: the welfare of all, own included, and nothing else",
        "Tennant, Hailes & Musolesi 2023: utilitarian",
    ),
    HandWritten(
        Linear({"norm": -1.0}, "deontological"),
        "a penalty for harming who harmed nobody, and nothing else: inert where nothing else pays",
        "Tennant, Hailes & Musolesi 2023: deontological",
    ),
    HandWritten(
        _own_payoff_and("norm_abiding", norm=-1.0),
        "own payoff within the norm not to harm who harmed nobody",
        "after Tennant, Hailes & Musolesi 2023: deontological",
    ),
    HandWritten(
        Linear({"envy": -1.0, "advantage": -1.0}, "virtue_equality"),
        "equal shares whatever their size; smoothed payoffs where the source takes one round's",
        "Tennant, Hailes & Musolesi 2023: virtue ethics, equality",
    ),
    HandWritten(
        Linear({"true_help": 1.0, "restraint": 1.0}, "virtue_kindness"),
        "an upper bound: help given, and harm that was possible and not done (in a matrix game: "
        "cooperation); can be farmed by staying where harm is possible",
        "Tennant, Hailes & Musolesi 2023: virtue ethics, kindness",
    ),
    # Reciprocity.
    HandWritten(
        outcome_table("conditional_cooperator", cc=1.0, cd=-1.0, dc=0.0, dd=0.0, temptation=4.0),
        "felt values of the outcomes of a prisoner's dilemma (world matrix): mutual cooperation is "
        "sweet, the sucker's lot bitter; the zeros for the other two are ours",
        "Dridi & Akcay 2018: the sign pattern they find evolutionarily stable",
    ),
    HandWritten(
        Gated(
            {
                "own_gain": {"always": 1.0},
                "own_pain": {"always": -1.0},
                "joy_seen": {"recently_helped": 1.0},
                "distress_seen": {"always": -1.0, "recently_harmed": 2.0},
            },
            "reciprocator",
        ),
        "kind to begin with, warm to those around after help, and pleased by distress after harm",
        "reciprocal altruism: Trivers 1971; Levine 1998",
    ),
    # The eyes of others: control arms.
    HandWritten(
        Linear({"praise": 1.0, "blame": -1.0}, "approval"),
        "control arm, behaviourist: a button pressed by the watcher and nothing else",
        "social approval as a reinforcer: Skinner 1953",
    ),
    HandWritten(
        _own_payoff_and("being_caught", blame=-3.0),
        "control arm, behaviourist: own payoff minus 3 for harm that a watcher noticed",
        "social disapproval as a punisher: Skinner 1953; deterrence: Becker 1968",
    ),
    HandWritten(
        _own_payoff_and("shame", shame=-1.0),
        "control arm: harm hurts whoever did it only before an audience",
        "Smith, Webster, Parrott & Eyre 2002",
    ),
    HandWritten(
        Gated(
            {
                "own_gain": {"always": 1.0},
                "own_pain": {"always": -1.0},
                "guilt": {"watched": -1.0},
            },
            "guilt_when_watched",
        ),
        "control arm: a conscience that sleeps when nobody watches",
        "audience effect: Zajonc 1965",
    ),
    # Conscience.
    HandWritten(
        _own_payoff_and("guilt", guilt=-1.0),
        "own payoff minus the distress that the agent believes its act to cause, seen or not",
        "Battigalli & Dufwenberg 2007",
    ),
    HandWritten(
        _own_payoff_and("sympathy", sympathy=1.0),
        "own payoff plus the own value function applied to others' situations",
        "Bussmann, Heinerman & Lehman 2019; Smith 1759",
    ),
    HandWritten(
        _own_payoff_and("imagined_approval", imagined_approval=1.0),
        "own payoff plus the approval it would expect if it were watched, always",
        "impartial spectator: Smith 1759; generalised other: Mead 1934",
    ),
    HandWritten(
        Network(
            {"own_gain": (1.0, 0.0), "own_pain": (-2.25, 0.0), "distress_seen": (0.0, 1.0)},
            bias=(0.0, 0.0),
            output=(1.0, -1.0),
            name="loss_averse_conscience",
        ),
        "more of anything counts less and less; pain counts 2.25 times, and seen distress hurts",
        "value function: Tversky & Kahneman 1992; joined with distress seen by us",
    ),
)

LIBRARY: Mapping[str, HandWritten] = {entry.name: entry for entry in _ALL}
"""All hand-written rewards by name."""
