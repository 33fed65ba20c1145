"""Strategy-stealing: ruthless newcomers in a society of grown residents."""

from rewardsearch.attack.arena import Arena, Payoffs, after_arrival, check_attack
from rewardsearch.attack.campaign import attack, planned_agent_steps
from rewardsearch.attack.report import Attacked, as_data, attack_table, overall
from rewardsearch.attack.sweeping import AXES, Axis, Sweep, parse_axis, sweep, threshold
from rewardsearch.attack.thieves import Thief, chosen, thieves

__all__ = [
    "AXES",
    "Arena",
    "Attacked",
    "Axis",
    "Payoffs",
    "Sweep",
    "Thief",
    "after_arrival",
    "as_data",
    "attack",
    "attack_table",
    "check_attack",
    "chosen",
    "overall",
    "parse_axis",
    "planned_agent_steps",
    "sweep",
    "thieves",
    "threshold",
]
