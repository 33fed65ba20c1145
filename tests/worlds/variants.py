"""The settings under which every world is put through its contract."""

from inner_rl import Coins
from kernels.worlds.absent_supervisor import AbsentSupervisor
from kernels.worlds.caretaker import Caretaker
from kernels.worlds.cleanup import Cleanup
from kernels.worlds.commons import Commons
from kernels.worlds.hungry_thirsty import HungryThirsty
from kernels.worlds.matrix import Matrix
from kernels.worlds.trust import Trust
from kernels.worlds.wells import Wells

VARIANTS = {
    "coins": Coins(),
    "coins, two on a small grid": Coins(n_agents=2, height=3, width=3, view=1),
    "coins, many on a wide grid": Coins(n_agents=9, height=6, width=8, sight=2),
    "matrix": Matrix(),
    "matrix, five donors who read types": Matrix(
        n_agents=5, game="donation", assortment=0.5, readable=0.7, rounds=3
    ),
    "matrix, stag hunt": Matrix(n_agents=6, game="stag_hunt", rounds=1, n_types=3),
    "matrix, effort": Matrix(n_agents=4, game="effort", d=0.2),
    "hungry_thirsty": HungryThirsty(),
    "hungry_thirsty, larger and slippery": HungryThirsty(size=8, slip=0.1),
    "hungry_thirsty, thirst saps": HungryThirsty(thirst_saps=True),
    "wells": Wells(),
    "absent_supervisor": AbsentSupervisor(),
    "absent_supervisor, short episodes": AbsentSupervisor(episode=9),
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
    "commons": Commons(),
    "commons, two in a hamlet": Commons(
        n_agents=2,
        height=5,
        width=6,
        regrowth="ssd",
        episode=100,
        timeout=4,
        beam_length=2,
        view=2,
        sight=1,
    ),
    "commons, many who fine": Commons(
        n_agents=8,
        height=9,
        width=10,
        spacing=4,
        regrowth="meltingpot",
        episode=60,
        timeout=0,
        tag_loss=50.0,
        beam_cost=1.0,
        beam_wing=0,
        depletion_harm=2.5,
    ),
    "cleanup": Cleanup(),
    "cleanup, five with a fining beam": Cleanup(
        n_agents=5,
        height=8,
        width=14,
        river=4,
        orchard=5,
        view=4,
        sight=5,
        timeout=0,
        tag_loss=50.0,
        beam_cost=1.0,
        waste_rate=0.5,
        start_density=0.3,
        episode=90,
    ),
    "cleanup, two on a small grid": Cleanup(
        n_agents=2,
        height=3,
        width=5,
        river=1,
        orchard=2,
        view=1,
        sight=1,
        beam_length=2,
        beam_wing=0,
        clean_length=2,
        clean_wing=0,
        timeout=3,
        apple_rate=0.6,
        depletion=0.9,
        restoration=0.4,
        start_density=1.0,
        episode=40,
    ),
}
