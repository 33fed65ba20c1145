"""The inner loop: newborn agents live one lifetime under an innate reward and learn from it.

Settings of worlds, oversight, lives and learners; rewards as data; rosters; and ``simulate``,
which turns them into telemetry.  Nothing is judged here.
"""

from inner_rl.drives import DRIVES, Drive
from inner_rl.feelings import Feelings
from inner_rl.film import Film, film_life
from inner_rl.game import Game
from inner_rl.learner import ActorCritic
from inner_rl.life import Life, Phase
from inner_rl.oversight import Oversight
from inner_rl.rewards import Gated, Linear, Network, Program, Reward, reward_from_data
from inner_rl.roster import Roster, monoculture, stream_keys
from inner_rl.simulation import Telemetry, simulate
from kernels.errors import InvalidInput
from kernels.worlds import WORLDS, World
from kernels.worlds.coins import Coins

__all__ = [
    "DRIVES",
    "WORLDS",
    "ActorCritic",
    "Coins",
    "Drive",
    "Feelings",
    "Film",
    "Game",
    "Gated",
    "InvalidInput",
    "Life",
    "Linear",
    "Network",
    "Oversight",
    "Phase",
    "Program",
    "Reward",
    "Roster",
    "Telemetry",
    "World",
    "film_life",
    "monoculture",
    "reward_from_data",
    "simulate",
    "stream_keys",
]
