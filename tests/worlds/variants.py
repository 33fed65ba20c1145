"""The settings under which every world is put through its contract."""

from inner_rl import Coins
from kernels.worlds.caretaker import Caretaker

VARIANTS = {
    "coins": Coins(),
    "coins, two on a small grid": Coins(n_agents=2, height=3, width=3, view=1),
    "coins, many on a wide grid": Coins(n_agents=9, height=6, width=8, sight=2),
    "caretaker": Caretaker(),
    "caretaker, two for each other": Caretaker(n_agents=2, levels=2, effort_needed=1),
    "caretaker, welfare in sight": Caretaker(n_agents=5, high=2, visits=0.9, transparent=True),
}
