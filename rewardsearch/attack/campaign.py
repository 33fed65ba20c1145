"""A whole attack: one kind of thief after another on the same residents."""

from collections.abc import Callable, Sequence

from fitness.invasion import invasion
from inner_rl import CPU, Hardware, Reward
from rewardsearch.attack.arena import Arena
from rewardsearch.attack.report import Attacked
from rewardsearch.attack.searching import ThiefSearch, searched_thief
from rewardsearch.attack.thieves import Thief
from rewardsearch.settings import Settings


def planned_agent_steps(
    settings: Settings, n_thieves: int, n_lifetimes: int, search: ThiefSearch | None = None
) -> int:
    """How much will be lived: upbringing, twin, residents alone, every number of every thief.

    With a search, ``n_thieves`` counts its thief too.
    """
    lives = 3 + n_thieves * settings.world.n_agents
    attack = lives * n_lifetimes * settings.life.steps * settings.world.n_agents
    return attack + (search.agent_steps(settings) if search else 0)


def attack(
    settings: Settings,
    resident: Reward,
    thieves: Sequence[Thief],
    n_lifetimes: int,
    *,
    search: ThiefSearch | None = None,
    assortment: float = 0.0,
    met: int = 0,
    seed: int = 0,
    hardware: Hardware = CPU,
    progress: Callable[[int, str], None] | None = None,
) -> list[Attacked]:
    """Let every kind of thief into societies of grown residents, and judge each invasion.

    Args:
        settings: world, upbringing and the residents' learner.
        resident: what residents feel.
        thieves: who comes.
        n_lifetimes: societies.
        search: how long to search one more thief, which comes last; by default none is searched.
        assortment: index r of relatedness of the groups that meet; 0 is random matching.
        met: scripted sociopaths that residents grow up with.
        seed: of the random streams, which no search and no report uses.
        hardware: what lives are lived on; never changes a result.
        progress: called with agent-steps lived since the last call, and with what they were.

    Raises:
        InvalidInput: there is nobody to invade, or too few lifetimes.

    """
    arena = Arena(
        settings, resident, n_lifetimes, met=met, seed=seed, hardware=hardware, progress=progress
    )
    unit = arena.unit()
    if search is not None:
        found = searched_thief(
            settings, resident, search, met=met, seed=seed, hardware=hardware, progress=progress
        )
        thieves = [*thieves, found]
    out = []
    for thief in thieves:
        payoffs = arena.invaded_by(thief)
        judged = invasion(
            payoffs.thief, payoffs.resident, arena.stratum, unit, assortment=assortment,
            n_resamples=settings.report.resamples, seed=seed,
        )  # fmt: skip
        out.append(Attacked(thief, payoffs, judged))
    return out
