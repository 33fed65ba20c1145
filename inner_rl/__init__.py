"""The inner loop: newborn agents live one lifetime under an innate reward and learn from it.

Settings of worlds, oversight, lives and learners; rewards as data; rosters; and ``simulate``,
which turns them into telemetry.  Nothing is judged here.
"""

from inner_rl.brains import as_list, load_brains, save_brains
from inner_rl.drives import DRIVES, Drive
from inner_rl.feelings import Feelings
from inner_rl.film import Film, film_life
from inner_rl.game import Game
from inner_rl.hardware import CPU, Hardware
from inner_rl.learners import (
    LEARNERS,
    ActorCritic,
    Imitation,
    Learner,
    Planner,
    QLearning,
    tuned_for,
)
from inner_rl.life import Life, Phase
from inner_rl.oversight import Oversight
from inner_rl.rewards import Gated, Linear, Network, Program, Reward, reward_from_data
from inner_rl.roster import Roster, Seat, invasion, mixture, monoculture, stream_keys
from inner_rl.simulation import Telemetry, simulate
from kernels.errors import InvalidInput
from kernels.worlds import WORLDS, World
from kernels.worlds.coins import Coins

__all__ = [
    "CPU",
    "DRIVES",
    "LEARNERS",
    "WORLDS",
    "ActorCritic",
    "Coins",
    "Drive",
    "Feelings",
    "Film",
    "Game",
    "Gated",
    "Hardware",
    "Imitation",
    "InvalidInput",
    "Learner",
    "Life",
    "Linear",
    "Network",
    "Oversight",
    "Phase",
    "Planner",
    "Program",
    "QLearning",
    "Reward",
    "Roster",
    "Seat",
    "Telemetry",
    "World",
    "as_list",
    "film_life",
    "invasion",
    "load_brains",
    "mixture",
    "monoculture",
    "reward_from_data",
    "save_brains",
    "simulate",
    "stream_keys",
    "tuned_for",
]
