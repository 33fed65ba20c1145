"""``rewardsearch tune``."""

import argparse
import json
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from inner_rl import LEARNERS, WORLDS, InvalidInput, Learner, Life, Phase, World
from kernels.checks import did_you_mean
from rewardsearch.cli.arguments import hardware
from rewardsearch.cli.runs import program
from rewardsearch.cli.search import warm_up
from rewardsearch.console import Progress, aligned, number, say
from rewardsearch.json_data import write_json
from rewardsearch.settings import Settings
from rewardsearch.tuning import (
    Comparison,
    Objective,
    Task,
    Trial,
    best,
    compare,
    finished,
    open_study,
    run_trials,
)
from rewardsearch.tuning.comparison import BETTER, Pair
from rewardsearch.tuning.task import settings_of


def run(args: argparse.Namespace) -> int:
    """Tune, compare, print."""
    world, learner = _chosen(args)
    task = Task(world(), _life(args.life), learner(), args.seed)
    storage = args.storage or Path("runs") / "tuning" / f"{args.world}-{args.learner}.db"
    on = hardware(args)
    study = open_study(task, storage)
    warm_up(Settings(world=task.world, learner=task.defaults), on)
    try:
        say(f"living the default settings; trials are kept in {storage}")
        objective = Objective(task, on)
        trials = run_trials(
            study, task, objective, args.trials, _teller(args, len(finished(study)))
        )
        found = best(trials)
        say("comparing the best settings with the defaults on fresh seeds")
        comparison = compare(task, task.learner(found.settings), hardware=on)
    except KeyboardInterrupt:
        n = len(finished(study))
        say(f"\nstopped; {n} of {args.trials} trials are kept in {storage}; continue with:")
        say(f"  {_again(args)}")
        raise
    data = _data(task, trials, found, comparison) | {"storage": str(storage)}
    if args.out is not None:
        _write(args.out, data)
    if args.json:
        print(json.dumps(data))
        return 0
    _print(task, trials, found, comparison)
    print(f"Saved in {args.out}" if args.out else "Save it by calling again with --out FILE.json")
    return 0


def _chosen(args: argparse.Namespace) -> tuple[type[World], type[Learner]]:
    """World and learner by their names."""
    for what, name, known in (
        ("world", args.world, [*WORLDS]),
        ("learner", args.learner, [*LEARNERS]),
    ):
        if name not in known:
            raise InvalidInput(f"unknown {what} {name!r}{did_you_mean(name, known)}")
    return WORLDS[args.world], LEARNERS[args.learner]


def _life(steps: int | None) -> Life:
    """The default life, or one of so many steps in the same proportions."""
    if steps is None:
        return Life()
    return Life((Phase("childhood", steps - steps // 4), Phase("adulthood", steps // 4)))


def _teller(args: argparse.Namespace, n_before: int) -> Callable[[Sequence[Trial]], None]:
    """Says after each trial how far the study is."""
    progress = Progress(args.trials - n_before)

    def told(trials: Sequence[Trial]) -> None:
        progress.advance(1)
        last, pruned = trials[-1], sum(trial.state == "pruned" for trial in trials)
        say(
            f"[{len(trials):>3}/{args.trials}] score {last.score:.3f} {last.state:<8}  best "
            f"{best(trials).score:.3f}, pruned {pruned}  {progress}"
        )

    return told


def _again(args: argparse.Namespace) -> str:
    """The command that continues this one."""
    words = ["tune", args.world]
    for option in ("learner", "trials", "life", "storage", "out", "seed", "threads", "device"):
        value = getattr(args, option)
        if value is not None:
            words += [f"--{option}", str(value)]
    return " ".join([program("rewardsearch"), shlex.join([*words, *["--json"] * args.json])])


def _data(
    task: Task, trials: Sequence[Trial], found: Trial, comparison: Comparison
) -> dict[str, Any]:
    """Everything, as plain JSON data."""
    tuned = task.learner(found.settings)
    worth_it = comparison.verdict == BETTER
    return {
        "world": task.world.name,
        "learner": task.defaults.name,
        "settings": settings_of(tuned if worth_it else task.defaults),
        "figures": {
            "verdict": comparison.verdict,
            "defaults": settings_of(task.defaults),
            "tuned": settings_of(tuned),
            "fresh_seeds": comparison.to_data(),
            "score_in_search": found.score,
            "trials": {"all": len(trials)} | Counter(trial.state for trial in trials),
        },
        "task": task.to_data(),
        "trials": [trial.to_data() for trial in trials],
    }


def _write(path: Path, data: dict[str, Any]) -> None:
    kept = ("world", "learner", "settings", "figures", "task")
    try:
        write_json(path, {key: data[key] for key in kept})
    except OSError as error:
        raise InvalidInput(
            f"cannot write {path} ({error.strerror}); choose another with --out"
        ) from None


def _print(task: Task, trials: Sequence[Trial], found: Trial, comparison: Comparison) -> None:
    """Settings, figures, verdict."""
    settings = [("setting", "from", "to", "defaults", "tuned")]
    settings += [
        (f"learner.{name}", f"{low:g}", f"{high:g}", f"{task.start[name]:g}", f"{value:.4g}")
        for (name, (low, high)), value in zip(
            task.defaults.tuned.items(), found.settings.values(), strict=True
        )
    ]
    figures = [("", "defaults", "tuned", "difference")]
    figures += [_row(f"gain - fine per step, {k}", pair) for k, pair in comparison.earned.items()]
    figures.append(("score", "1", number(comparison.score, digits=3), ""))
    figures += [_row(f"harm per chance, {k}", pair) for k, pair in comparison.harm.items()]
    print("\n".join(aligned(settings)) + "\n\n" + "\n".join(aligned(figures)))
    states = Counter(trial.state for trial in trials)
    print(
        f"\nVerdict: {comparison.verdict}. 95 % intervals over {comparison.lifetimes} fresh "
        f"lifetimes, differences paired; {task.world.name}, {task.defaults.name}, "
        f"seed {task.seed}, {task.life.steps:,} steps a life.\n"
        f"{len(trials)} trials, {states['pruned']} of them pruned, {states['diverged']} diverged"
        + (f"; {comparison.failed} fresh lifetimes diverged." if comparison.failed else ".")
    )


def _row(label: str, pair: Pair) -> tuple[str, str, str, str]:
    return (
        label,
        number(pair.defaults, digits=3),
        number(pair.tuned, digits=3),
        number(pair.difference, sign=True, digits=3),
    )
