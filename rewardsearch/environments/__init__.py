"""Every world as a PettingZoo environment and, for one seat, as a Gymnasium environment.

Both step the kernels that the search steps.  Importing this package registers
``rewardsearch/WORLD-v0`` with Gymnasium for every world:

    gymnasium.make("rewardsearch.environments:rewardsearch/coins-v0", n_agents=2)

``FeltParallelEnv`` and ``FeltSeatEnv`` replace the payoff by what a reward function feels.
"""

from functools import partial

import gymnasium

from kernels.worlds import WORLDS
from rewardsearch.environments.felt import FeltParallelEnv, FeltSeatEnv
from rewardsearch.environments.parallel import WorldParallelEnv, parallel_env
from rewardsearch.environments.single import SingleSeatEnv, single_seat_env

for _name in WORLDS:
    if f"rewardsearch/{_name}-v0" not in gymnasium.registry:
        gymnasium.register(f"rewardsearch/{_name}-v0", entry_point=partial(single_seat_env, _name))

__all__ = [
    "FeltParallelEnv",
    "FeltSeatEnv",
    "SingleSeatEnv",
    "WorldParallelEnv",
    "parallel_env",
    "single_seat_env",
]
