"""``rewardsearch search``."""

import argparse
import json
import time
from dataclasses import replace
from typing import Any

from inner_rl import CPU, InvalidInput, Linear, Phase, Reward
from inner_rl.arrays import memory_per_lifetime
from inner_rl.neural import NeuralActorCritic
from kernels.compiling import cache_directory
from rewardsearch.cli.arguments import lived_on
from rewardsearch.cli.runs import open_run, program, resumable
from rewardsearch.console import clock, say, score_table
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Stage, Where
from rewardsearch.pipeline import cost, run_search
from rewardsearch.results import Result, summary
from rewardsearch.run_directory import RunDirectory
from rewardsearch.settings import Experiment, Settings, load_settings
from rewardsearch.tracking import Tracker

# Lifetimes at once when speed is measured; on a GPU about those of a generation.
_ON_CPU, _ON_GPU = 8, 2048


def run(args: argparse.Namespace) -> int:
    """Search, or print what a search would cost."""
    settings, on = load_settings(args.settings, args.overrides), lived_on(args)
    check_harm(settings)
    if args.dry_run:
        everything = Linear(dict.fromkeys(settings.search.searched_drives, 0.5))
        return dry_run(settings, cost(settings), everything, on, args.json)
    return lived_out(settings, *open_run(settings, args), on, args)


def lived_out(
    settings: Settings,
    directory: RunDirectory,
    tracker: Tracker,
    on: Where,
    args: argparse.Namespace,
) -> int:
    """Do, or finish, the whole job, and tell its result."""
    with resumable(directory, tracker, args):
        if not directory.finished:
            warm_up(settings, on)
        result = run_search(settings, directory, tracker, on)
    if args.json:
        print(json.dumps(result.to_data(settings) | {"directory": str(result.directory)}))
    else:
        _print(result, settings, tracker.uri)
    return 0


def check_harm(settings: Experiment) -> None:
    """Refuse a world in which there is no ruthlessness to speak of."""
    if not settings.world.can_harm:
        raise InvalidInput(
            f"nobody can be harmed in world {settings.world.name}, so there is no non-ruthlessness "
            "to search for; choose another (rewardsearch worlds)"
        )


def warm_up(settings: Experiment, on: Where = CPU) -> None:
    """Compile or load the kernels, and say so before."""
    folder, driver = cache_directory(), "cuda" if on.device == "cuda" else "cpu"
    known = folder is not None and any(folder.rglob(f"{driver}.*.nbi"))
    compiling = "compiling kernels (once per machine and world, about 40 s)"
    say("loading compiled kernels" if known else compiling)
    began = time.monotonic()
    _seconds_per_agent_step(settings, on, steps=1)
    if not known:
        say(f"compiled in {time.monotonic() - began:.0f} s")


def _seconds_per_agent_step(settings: Experiment, on: Where, steps: int) -> float:
    """Of lifetimes cut to ``steps`` steps: as many as keep all threads, or a GPU, busy."""
    short = settings.model_copy(update={"life": type(settings.life)((_phase(settings, steps),))})
    evaluator = Evaluator(short, on)
    keys = evaluator.keys(Stage.EVALUATE, 0, _ON_GPU if on.device == "cuda" else _ON_CPU)
    began = time.monotonic()
    evaluator.live([SOCIOPATH], keys)
    return (time.monotonic() - began) / evaluator.agent_steps


def _phase(settings: Experiment, steps: int) -> Phase:
    phase = settings.life.phases[0]
    return replace(phase, steps=steps)


def dry_run(
    settings: Experiment, steps: dict[str, int], everything: Reward, on: Where, as_json: bool
) -> int:
    """Print what a run would cost: agent-steps of its stages, time, memory.

    Args:
        settings: of the run.
        steps: agent-steps by stage.
        everything: a reward that uses all that one of the run's rewards could.
        on: what it would be lived on.
        as_json: whether one JSON object is printed instead of text.

    """
    warm_up(settings, on)
    say("measuring the speed of this machine")
    seconds = _seconds_per_agent_step(settings, on, 20_000) * sum(steps.values())
    data: dict[str, Any] = {
        "settings": settings.to_data(),
        "hash": settings.digest(),
        "agent_steps": steps | {"total": sum(steps.values())},
        "estimated_minutes": round(seconds / 60, 2),
        "bytes_per_lifetime": _memory(settings, everything),
    }
    if as_json:
        print(json.dumps(data))
        return 0
    for stage, n in data["agent_steps"].items():
        print(f"{stage:<12}{n / 1e6:>12,.1f} million agent-steps")
    print(f"estimated     {clock(seconds)} minutes on this machine (nothing was run or written)")
    memory = data["bytes_per_lifetime"]
    if memory:
        largest = max(memory, key=lambda part: memory[part])
        total, most = sum(memory.values()) / 1024, memory[largest] / 1024
        print(f"memory        {total:,.1f} KiB a thread, of which {most:,.1f} KiB for {largest}")
    return 0


def _memory(settings: Experiment, everything: Reward) -> dict[str, int]:
    """Bytes of a lifetime's workspace by part, all drives in use; PyTorch keeps its own."""
    if isinstance(settings.learner, NeuralActorCritic):
        return {}
    return memory_per_lifetime([everything], settings.world, settings.life, [settings.learner])


def _print(result: Result, settings: Settings, uri: str) -> None:
    print()
    if not result.rows:
        print("No reward scored above zero on both competence and non-ruthlessness.")
    print(score_table(result.rows, result.references))
    print(f"\n{summary(result, settings)}")
    print(f"Saved in {result.directory} (picture: {result.directory}/figures/score_plane.png)")
    print(f"{result.agent_steps / 1e6:,.0f} million agent-steps in {clock(result.seconds)}.")
    here = program("rewardsearch")
    print("\nNext:")
    if result.rows:
        fame = f"{result.directory}/hall_of_fame.json"
        print(f"  {here} evaluate {fame} --rank 1 --seed 7")
        print(f"  {here} inspect {result.directory}")
        print(f"  {here} battery {fame}")
        print(f"  {here} attack {fame}")
    print(f"  {here} drives")
    print(f"  {here} ui --tracking-uri {uri}")
