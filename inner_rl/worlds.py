"""Settings of the worlds, and what each world is."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from inner_rl.checks import require_range
from inner_rl.errors import InvalidInput
from kernels.layout import MAX_AGENTS
from kernels.types import F32Array, U32Array
from kernels.worlds import WORLD_COINS, coins


@dataclass(frozen=True)
class Sizes:
    """How much workspace one lifetime in a world needs."""

    n_world_state: int
    n_features: int
    n_base_features: int
    max_active: int


@dataclass(frozen=True)
class Coins:
    """Coin game (Lerer & Peysakhovich 2017) for n agents on a torus: direct harm for gain.

    Taking any coin pays its taker; taking another's costs its owner more than it pays.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    index: ClassVar[int] = WORLD_COINS
    n_actions: ClassVar[int] = coins.N_ACTIONS

    name: Literal["coins"] = "coins"
    n_agents: int = 4
    height: int = 5
    width: int = 5
    view: int = 2
    """Coins are perceived within this many cells, as a king moves."""
    sight: int = 1
    """Faces (distress, joy) are seen within this many cells, as a king moves."""
    coin_value: float = 1.0
    """Payoff of any coin to its taker."""
    theft_cost: float = 2.0
    """Loss of a coin's owner when another takes it."""

    def __post_init__(self) -> None:
        """Check ranges and that everything fits on the grid."""
        require_range("world.n_agents", self.n_agents, 2, MAX_AGENTS)
        require_range("world.height", self.height, 3, 64)
        require_range("world.width", self.width, 3, 64)
        require_range("world.coin_value", self.coin_value, 0.0, 1e3)
        require_range("world.theft_cost", self.theft_cost, 0.0, 1e3)
        widest = (min(self.height, self.width) - 1) // 2
        require_range("world.view (the window must fit the grid)", self.view, 1, widest)
        require_range("world.sight (the window must fit the grid)", self.sight, 0, widest)
        n_cells = self.height * self.width
        if 4 * self.n_agents > n_cells:
            raise InvalidInput(
                f"world: {self.n_agents} agents with a coin each need at least "
                f"{4 * self.n_agents} cells, got {self.height} x {self.width} = {n_cells}; "
                "enlarge the grid or take fewer agents"
            )

    def sizes(self) -> Sizes:
        """Workspace of one lifetime."""
        return Sizes(
            coins.n_world_state(self.n_agents, self.height, self.width),
            coins.n_features(self.view),
            coins.n_base_features(self.view),
            coins.max_active(self.n_agents),
        )

    def ints(self, harmless: bool) -> U32Array:
        """The kernel's integer settings; ``harmless`` selects the twin."""
        row = np.zeros(coins.N_INTS, np.uint32)
        row[coins.HEIGHT] = self.height
        row[coins.WIDTH] = self.width
        row[coins.VIEW] = self.view
        row[coins.SIGHT] = self.sight
        row[coins.HARMLESS] = harmless
        return row

    def floats(self) -> F32Array:
        """The kernel's payoff settings."""
        row = np.zeros(coins.N_FLOATS, np.float32)
        row[coins.COIN_VALUE] = self.coin_value
        row[coins.THEFT_COST] = self.theft_cost
        return row


World = Coins
"""The settings of any world (a union, as soon as there is a second)."""

WORLDS: dict[str, type[World]] = {"coins": Coins}
"""Settings class of each world by name."""
