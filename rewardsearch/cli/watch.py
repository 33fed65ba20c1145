"""``rewardsearch watch``."""

import argparse
import json
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput, Reward, film_life
from inner_rl.neural import NeuralActorCritic
from kernels.layout import EVENT_GAIN, EVENT_HARM
from rewardsearch.cli.evaluate import settings_of
from rewardsearch.cli.search import warm_up
from rewardsearch.console import say
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Stage
from rewardsearch.films import write_gif
from rewardsearch.json_data import read_reward
from rewardsearch.settings import Settings


def run(args: argparse.Namespace) -> int:
    """Film a life."""
    reward, found_under = (SOCIOPATH, None) if args.reward is None else _read(args)
    settings = settings_of(args, found_under)
    if isinstance(settings.learner, NeuralActorCritic):
        raise InvalidInput("lives of neural learners cannot be filmed; set another learner.name")
    first_step = _first_step(args, settings)
    out = args.out or Path(f"{settings.world.name}.gif")
    warm_up(settings)
    say(f"living {settings.life.steps:,} steps, filming {args.frames} from step {first_step:,}")
    key = Evaluator(settings).keys(Stage.EVALUATE, 0, 1, seed=args.seed)[0]
    mind = args.policy or "learner"
    film = film_life(
        reward, key, settings.world, settings.life, settings.learner,
        mind=mind, first_step=first_step, n_frames=args.frames,
    )  # fmt: skip
    title = settings.world.name if mind == "learner" else f"{settings.world.name}, {mind}"
    try:
        write_gif(out, film, settings.world, title, args.fps)
    except OSError as error:
        raise InvalidInput(
            f"cannot write {out} ({error.strerror}); choose another with --out"
        ) from None
    totals = film.events.sum(axis=(0, 1))
    data: dict[str, Any] = {
        "film": str(out),
        "frames": args.frames,
        "first_step": first_step,
        "mind": mind,
        "reward": reward.formula() if mind == "learner" else None,
        "gain": round(float(totals[EVENT_GAIN]), 4),
        "harm": round(float(totals[EVENT_HARM]), 4),
    }
    if args.json:
        print(json.dumps(data))
        return 0
    who = f"learners that feel {data['reward']}" if mind == "learner" else f"scripted: {mind}"
    print(f"{out}: {args.frames} steps of {settings.world.n_agents} agents, {who}")
    print(f"together they gain {data['gain']:g} and do harm of {data['harm']:g} in it")
    return 0


def _read(args: argparse.Namespace) -> tuple[Reward, dict[str, Any] | None]:
    if args.policy is not None:
        raise InvalidInput("--reward is felt by learners and --policy is scripted; give one")
    return read_reward(args.reward, args.rank)


def _first_step(args: argparse.Namespace, settings: Settings) -> int:
    """Where the film begins: by default so that it ends with the life."""
    last_start = settings.life.steps - args.frames
    if last_start < 0:
        raise InvalidInput(
            f"--frames {args.frames} is longer than the life of {settings.life.steps} steps"
        )
    first_step = last_start if args.at is None else int(args.at)
    if first_step > last_start:
        raise InvalidInput(
            f"--at must be at most {last_start} for {args.frames} frames of a life of "
            f"{settings.life.steps} steps, got {first_step}"
        )
    return first_step
