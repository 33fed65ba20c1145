"""The searched thief: what a newborn would have to feel to gain most among the residents.

A thief by selection: nothing but its material payoff counts, and what it feels is what turned out
to pay, selfish or not.  Only what is felt is searched; the learner keeps its settings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inner_rl import CPU, Hardware, Reward
from inner_rl.drives import DRIVES
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.linear import Linear
from kernels.checks import require_range
from rewardsearch.attack.arena import Arena
from rewardsearch.attack.thieves import SEARCHED, Thief, own_learner
from rewardsearch.evaluation import MIN_LIFETIMES, SOCIOPATH
from rewardsearch.search.engines.base import FIRST_GENERATION
from rewardsearch.search.engines.distributions import snes
from rewardsearch.search.space import SearchSpace
from rewardsearch.settings import SearchSettings, Settings

_POPULATION = 16
_FAILED = -1e9
_SEARCH, _CHOICE = 1, 2
"""Random streams; the attack itself has another."""


@dataclass(frozen=True)
class ThiefSearch:
    """How long a thief is searched."""

    evaluations: int = 480
    """Felt rewards that are tried, rounded up to whole generations of 16, after a first of 64."""
    societies: int = 12
    """In which each is tried; the same for all."""
    finalists: int = 8
    """The best, which are tried again in other societies: the luckiest is not the best."""
    fresh_societies: int = 32
    """In these."""

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range("evaluations of a thief", self.evaluations, 1, 1e6)
        require_range("societies of the search", self.societies, MIN_LIFETIMES, 1e5)
        require_range("finalists", self.finalists, 1, 1000)
        require_range("fresh societies", self.fresh_societies, MIN_LIFETIMES, 1e5)

    @property
    def generations(self) -> int:
        """Of the strategy, the first of them wider."""
        return 1 + max(0, -(-self.evaluations // _POPULATION) - FIRST_GENERATION)

    def agent_steps(self, settings: Settings) -> int:
        """What is lived: upbringings, twins, residents alone, and every newborn."""
        tried = _POPULATION * (FIRST_GENERATION + self.generations - 1)
        lives = self.societies * (3 + tried) + self.fresh_societies * (3 + self.finalists)
        return lives * settings.life.steps * settings.world.n_agents


def searched_thief(
    settings: Settings,
    resident: Reward,
    search: ThiefSearch,
    *,
    met: int = 0,
    seed: int = 0,
    hardware: Hardware = CPU,
    progress: Callable[[int, str], None] | None = None,
) -> Thief:
    """The newborn whose felt reward earns most, when rare, in the residents' society.

    Fitness is the mean selection coefficient on common random numbers.  The best few are compared
    on fresh streams, so that none wins by luck; an attack is on others again.

    Args:
        settings: world, upbringing, the residents' learner, and which drives can be felt; those of
            tier oracle cannot.
        resident: what residents feel.
        search: how long.
        met: scripted sociopaths that residents grow up with.
        seed: of the random streams and of the search.
        hardware: what lives are lived on; never changes a result.
        progress: called with agent-steps lived since the last call, and with what they were.

    """

    def arena(n_lifetimes: int, stream: int) -> Arena:
        return Arena(
            settings, resident, n_lifetimes,
            met=met, seed=seed, stream=stream, hardware=hardware, progress=progress,
        )  # fmt: skip

    best = _best(_space(settings), search, arena(search.societies, _SEARCH), seed)
    again = _ranked(arena(search.fresh_societies, _CHOICE).rare(best, "choosing a thief"))
    winner = best[int(np.argmax(again))]
    return Thief(SEARCHED, "born among residents; feels what a search found to pay most",
                 own_learner(settings), winner)  # fmt: skip


def _space(settings: Settings) -> SearchSpace:
    """Linear rewards over the drives of the settings; own payoff is tried first, if it can be."""
    names = settings.search.searched_drives
    drives = tuple(name for name in names if DRIVES[name].tier != "oracle")
    selfish = (SOCIOPATH,) if set(SOCIOPATH.weights) <= set(drives) else ()
    return SearchSpace(LANGUAGES[Linear.language], drives, selfish)


def _best(space: SearchSpace, search: ThiefSearch, arena: Arena, seed: int) -> Sequence[Reward]:
    """The finalists, by what they earned in the search; the best first."""
    tried: list[Reward] = []
    earned: list[float] = []

    engine = snes(SearchSettings(engine="snes", population=_POPULATION), space, seed)
    for _ in range(search.generations):
        rewards = [space.reward(row) for row in engine.ask().genomes]
        told = _ranked(arena.rare(rewards, f"{len(tried):4} thieves tried"))
        tried.extend(rewards)
        earned.extend(told.tolist())
        engine.climb(told)
    order = np.argsort(-np.array(earned), kind="stable")
    return [tried[place] for place in order[: search.finalists]]


def _ranked(coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers to compare by: a reward under which a life diverged is the worst."""
    return np.nan_to_num(coefficients, nan=_FAILED)
