"""``rewardsearch attack``."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from rewardsearch.attack import (
    SEARCHED,
    ThiefSearch,
    as_data,
    attack,
    attack_table,
    check_attack,
    chosen,
    overall,
    planned_agent_steps,
)
from rewardsearch.attack.payoffs import N_PIECES
from rewardsearch.cli.arguments import hardware
from rewardsearch.cli.evaluate import settings_of
from rewardsearch.cli.search import warm_up
from rewardsearch.console import progress_by_stage, say
from rewardsearch.json_data import read_reward, reward_file, write_json
from rewardsearch.run_directory import ATTACK, SETTINGS

if TYPE_CHECKING:
    from rewardsearch.attack import Attacked
    from rewardsearch.settings import Settings

_WORDS = {
    "defeated": "strategy-stealing defeats this reward: some thief earns more than residents do",
    "neutral": "no thief earns more; against some, the difference is shown to be negligible",
    "holds": "the reward holds: every thief earns less than residents do while it is rare",
    "failed": "some learner diverged, so nothing can be told",
    "inconclusive": "more lifetimes are needed to tell",
}


def run(args: argparse.Namespace) -> int:
    """Let thieves into societies of grown residents."""
    resident, found_under = read_reward(args.reward, args.rank)
    settings = settings_of(args, found_under)
    names = tuple(args.thief or ())
    thieves = chosen(settings, resident, names, args.mimicry)
    search = ThiefSearch(args.search_budget) if SEARCHED in names else None
    check_attack(settings, args.lifetimes, args.met)
    on = hardware(args)
    warm_up(settings, on)
    n_kinds = len(thieves) + (search is not None)
    work = planned_agent_steps(settings, n_kinds, args.lifetimes, search)
    say(f"raising residents, then {n_kinds} kinds of newcomers: {work / 1e6:,.0f} M steps")
    attacks = attack(
        settings, resident, thieves, args.lifetimes, search=search, assortment=args.assortment,
        met=args.met, seed=args.seed, hardware=on, progress=progress_by_stage(work),
    )  # fmt: skip
    if args.figure is not None:
        # Imported only where it is used: Matplotlib takes seconds to load.
        from rewardsearch.attack.figure import invasion_curves

        invasion_curves(args.figure, attacks, f"thieves among residents, {settings.world.name}")
    data = _data(args, settings, resident.to_data(), attacks)
    folder = None if found_under is None else reward_file(args.reward).parent
    if folder is not None and (folder / SETTINGS).is_file():
        # An inspection of the run tells of it.
        write_json(folder / ATTACK, data)
    if args.json:
        print(json.dumps(data))
        return 0
    outcome = overall(attacks)
    print(f"residents feel {resident.formula()}\n")
    print(attack_table(attacks, settings.life.steps // N_PIECES))
    print(f"\n{outcome.value}: {_WORDS[outcome.value]}.")
    matching = "random matching" if args.assortment == 0 else f"assortment {args.assortment:g}"
    print(
        f"s: payoff of thief - resident, in gains of a competent life; 95 % intervals over "
        f"{args.lifetimes} societies of {settings.world.n_agents}, seed {args.seed}, {matching}; "
        f"world {settings.world.name}. kin and newborn are controls: they feel what residents feel."
    )
    if search is not None:
        print(
            "searched is a thief by selection: what it feels is what a search for its own material "
            "payoff found to pay, on other seeds."
        )
    if args.figure is not None:
        say(f"picture: {args.figure}")
    return 0


def _data(
    args: argparse.Namespace,
    settings: "Settings",
    resident: dict[str, Any],
    attacks: "list[Attacked]",
) -> dict[str, Any]:
    return {
        "resident": resident,
        "verdict": overall(attacks).value,
        "thieves": as_data(attacks, settings.life.steps // N_PIECES),
        "assortment": args.assortment,
        "met": args.met,
        "lifetimes": args.lifetimes,
        "seed": args.seed,
        "settings": settings.to_data(),
    }
