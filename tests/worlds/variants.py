"""The settings under which every world is put through its contract."""

from inner_rl import Coins

VARIANTS = {
    "coins": Coins(),
    "coins, two on a small grid": Coins(n_agents=2, height=3, width=3, view=1),
    "coins, many on a wide grid": Coins(n_agents=9, height=6, width=8, sight=2),
}
