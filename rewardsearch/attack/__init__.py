"""Strategy-stealing: ruthless newcomers in a society of grown residents."""

from rewardsearch.attack.arena import Arena, after_arrival, check_attack
from rewardsearch.attack.campaign import attack, planned_agent_steps
from rewardsearch.attack.payoffs import Payoffs
from rewardsearch.attack.report import Attacked, as_data, attack_table, overall
from rewardsearch.attack.searching import ThiefSearch, searched_thief
from rewardsearch.attack.sweeping import AXES, Axis, Sweep, parse_axis, sweep, threshold
from rewardsearch.attack.thieves import SEARCHED, Thief, chosen, thieves

__all__ = [
    "AXES",
    "SEARCHED",
    "Arena",
    "Attacked",
    "Axis",
    "Payoffs",
    "Sweep",
    "Thief",
    "ThiefSearch",
    "after_arrival",
    "as_data",
    "attack",
    "attack_table",
    "check_attack",
    "chosen",
    "overall",
    "parse_axis",
    "planned_agent_steps",
    "searched_thief",
    "sweep",
    "thieves",
    "threshold",
]
