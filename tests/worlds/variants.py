"""The settings under which every world is put through its contract."""

from inner_rl import Coins
from kernels.worlds.caretaker import Caretaker
from kernels.worlds.trust import Trust

VARIANTS = {
    "coins": Coins(),
    "coins, two on a small grid": Coins(n_agents=2, height=3, width=3, view=1),
    "coins, many on a wide grid": Coins(n_agents=9, height=6, width=8, sight=2),
    "caretaker": Caretaker(),
    "caretaker, two for each other": Caretaker(n_agents=2, levels=2, effort_needed=1),
    "caretaker, welfare in sight": Caretaker(n_agents=5, high=8, visits=0.9, transparent=True),
    "trust": Trust(),
    "trust, immunity and one without a partner": Trust(
        n_agents=5, length=12, turn_at=6, grant="immunity", grab_limit=3
    ),
    "trust, two with a last round": Trust(
        n_agents=2, length=6, turn_at=0, grant="last_round", retaliation=2, sight=False
    ),
}
