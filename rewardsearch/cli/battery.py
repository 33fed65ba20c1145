"""``rewardsearch battery``."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitness.battery import FACTS, LINKS
from inner_rl import InvalidInput
from inner_rl.planted import PLANTED
from rewardsearch.battery import (
    FIXED,
    Subject,
    as_data,
    chance_note,
    check_examinable,
    examine,
    facts_table,
    left_out,
    links_table,
    planned_agent_steps,
    planted_table,
    weak_note,
)
from rewardsearch.battery.held_out_worlds import (
    LIFETIMES,
    TRIAL_STEPS,
    chosen_worlds,
    examine_elsewhere,
    held_out_agent_steps,
    settings_in,
    worlds_data,
    worlds_table,
)
from rewardsearch.cli.arguments import hardware
from rewardsearch.cli.evaluate import settings_of
from rewardsearch.cli.search import warm_up
from rewardsearch.console import aligned, progress_by_stage, say
from rewardsearch.json_data import read_reward

if TYPE_CHECKING:
    from rewardsearch.battery import Examination
    from rewardsearch.settings import Settings


def run(args: argparse.Namespace) -> int:
    """Put grown agents through the battery, beside the fixed points."""
    if args.explain:
        _explain(args.json)
        return 0
    if args.planted and args.reward is not None and "=" in str(args.reward):
        # Where no reward is asked for, a setting is the first word.
        args.overrides.insert(0, str(args.reward))
        args.reward = None
    if (args.reward is None) == (not args.planted):
        raise InvalidInput("give a reward, or --planted for the negative controls, one of the two")
    subjects, found_under = _subjects(args)
    settings = settings_of(args, found_under)
    check_examinable(settings, args.lifetimes)
    elsewhere = _elsewhere(args, settings, found_under)
    on = hardware(args)
    for name in (None, *elsewhere):
        warm_up(settings if name is None else settings_in(settings, name), on)
    told = _examine(args, settings, subjects, elsewhere)
    examination = told[settings.world.name]
    if args.figure is not None:
        _draw(args.figure, examination, settings)
    if args.json:
        print(json.dumps(_data(args, settings, told)))
        return 0
    if args.planted:
        print(planted_table(examination) + "\n")
    else:
        print(links_table(examination))
        print("\nBeside the links, each in its own units (rewardsearch battery --explain):")
        print(facts_table(examination))
        print(f"\n{weak_note(subjects[0].name, examination.profiles[0])}")
    print(chance_note(examination))
    print(
        f"95 % intervals over {args.lifetimes} societies of {settings.world.n_agents} agents, "
        f"seed {args.seed}; world {settings.world.name}, raised for {settings.life.steps:,} steps, "
        f"trials of {args.trial_steps:,}.\nA dash: it cannot be told, for want of opportunities or "
        "of skill. The weakest link of several noisy ones is a little too low."
    )
    if elsewhere:
        print(
            f"\nIn worlds that the search did not use: the same upbringing, "
            f"{min(args.lifetimes, LIFETIMES)} societies, trials of "
            f"{min(args.trial_steps, TRIAL_STEPS)} (--held-out-worlds none leaves them out)"
        )
        print(worlds_table(told))
    if args.figure is not None:
        say(f"picture: {args.figure}")
    return 0


def _subjects(args: argparse.Namespace) -> tuple[list[Subject], dict[str, Any] | None]:
    if args.planted:
        return [Subject(one.character.name, mind=one.character) for one in PLANTED], None
    reward, found_under = read_reward(args.reward, args.rank)
    return [Subject("this reward", reward)], found_under


def _elsewhere(
    args: argparse.Namespace, settings: "Settings", found_under: dict[str, Any] | None
) -> tuple[str, ...]:
    """Held-out worlds; of the planted agents none, unless they are named."""
    if args.planted:
        if args.held_out_worlds not in (None, "none"):
            raise InvalidInput("--held-out-worlds is for a reward; for --planted give --world")
        return ()
    searched = (found_under or {}).get("world", {}).get("name", settings.world.name)
    return chosen_worlds(args.held_out_worlds, (settings.world.name, searched))


def _examine(
    args: argparse.Namespace,
    settings: "Settings",
    subjects: list[Subject],
    elsewhere: tuple[str, ...],
) -> dict[str, "Examination"]:
    """In the own world first; with progress in agent-steps, one line a subject or world."""
    size = (args.lifetimes, args.trial_steps)
    work = planned_agent_steps(settings, len(subjects), *size)
    work += held_out_agent_steps(settings, elsewhere, *size)
    say(
        f"raising and trying {len(subjects)} and the {len(FIXED)} fixed points: "
        f"{work / 1e6:,.0f} M steps"
    )
    progress, how = progress_by_stage(work), hardware(args)
    own = examine(
        settings, subjects, args.lifetimes, seed=args.seed, trial_steps=args.trial_steps,
        n_resamples=settings.report.resamples, hardware=how, progress=progress,
    )  # fmt: skip
    others = examine_elsewhere(
        settings, subjects[0], elsewhere, args.lifetimes, seed=args.seed,
        trial_steps=args.trial_steps, hardware=how, progress=progress,
    )  # fmt: skip
    return {settings.world.name: own} | others


def _draw(path: Path, examination: "Examination", settings: "Settings") -> None:
    # Imported only where it is used: Matplotlib takes seconds to load.
    from rewardsearch.battery.figure import profile_plot

    profile_plot(path, examination, f"battery on world {settings.world.name}")


def _explain(as_json: bool) -> None:
    """Every measure with formula and source."""
    if as_json:
        print(
            json.dumps(
                [
                    {"name": m.name, "kind": kind, "formula": m.formula, "source": m.source}
                    | {"selected": m.selected}
                    for kind, measures in (("link", LINKS), ("fact", FACTS))
                    for m in measures
                ]
            )
        )
        return
    for title, measures in (
        ("Links, from 0 (as ruthless as the sociopath) to 1; the weakest is the score:", LINKS),
        ("Facts, each in its own units:", FACTS),
    ):
        print(title)
        rows = []
        for m in measures:
            use = "selected on" if m.selected else "held out"
            rows.append((f"  {m.name}", use, f"{m.formula} ({m.source})"))
        print("\n".join(aligned(rows)))


def _data(
    args: argparse.Namespace, settings: "Settings", told: dict[str, "Examination"]
) -> dict[str, Any]:
    examination = told[settings.world.name]
    return {
        "subjects": as_data(examination),
        "degenerate_links": list(left_out(examination)),
        "trials": [
            {"name": t.name, "asks": t.asks, "steps": t.life.steps, "repeats": t.repeats}
            for t in examination.trials
        ],
        "lifetimes": args.lifetimes,
        "seed": args.seed,
        "agent_steps": examination.agent_steps,
        "settings": settings.to_data(),
    } | worlds_data(told)
