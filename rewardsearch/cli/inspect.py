"""``rewardsearch inspect``."""

import argparse
import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inner_rl import Hardware, InvalidInput, Reward
from inner_rl.rewards.library import LIBRARY
from kernels.compiling import source_hash
from rewardsearch.cli.arguments import hardware
from rewardsearch.cli.evaluate import settings_of
from rewardsearch.cli.search import warm_up
from rewardsearch.console import number, progress_by_stage, ruled, say
from rewardsearch.evaluation import MIN_LIFETIMES
from rewardsearch.inspection import (
    History,
    Inspection,
    answers,
    as_data,
    html,
    kernel_learner,
    measure,
    planned,
    read_history,
)
from rewardsearch.json_data import read_json, read_reward, write_atomically, write_json
from rewardsearch.resuming import find_run
from rewardsearch.run_directory import ATTACK, JOURNAL
from rewardsearch.runs import hall_of_fame_of
from rewardsearch.settings import Settings, settings_from_data
from rewardsearch.tracking import attach

_NAME = "inspection"


@dataclass(frozen=True)
class _Found:
    """What is inspected, and where it was found."""

    reward: Reward
    found_under: dict[str, Any] | None
    run: Path | None
    fame: list[dict[str, Any]]


def run(args: argparse.Namespace) -> int:
    """Measure, write the report, and tell the essentials."""
    found = _found(args)
    args.reward = Path(args.reward)
    settings = settings_of(args, found.found_under)
    kernel_learner(settings)
    if args.lifetimes < MIN_LIFETIMES:
        raise InvalidInput(
            f"--lifetimes must be at least {MIN_LIFETIMES} for an interval, got {args.lifetimes}"
        )
    attack = _attack(args, found)
    history = _history(found)
    on = hardware(args)
    warm_up(settings, on)
    told = _inspected(args, found, settings, history, attack, on)
    out = args.out or (found.run or Path()) / f"{_NAME}.html"
    _write(out, told)
    if found.run is not None:
        attach(found.run, out, say)
    if args.json:
        print(json.dumps(as_data(told) | {"report": str(out)}))
        return 0
    _print(told)
    print(f"\nReport: {out} ({out.stat().st_size / 1e6:.1f} MB, opens by itself in any browser)")
    return 0


def _found(args: argparse.Namespace) -> _Found:
    """The reward, from a run folder or from a file."""
    path = Path(args.reward)
    if args.reward in LIBRARY or path.is_file():
        reward, found_under = read_reward(path, args.rank)
        data = read_json(path) if path.is_file() else {}
        return _Found(reward, found_under, None, _fame(data))
    folder = find_run(args.reward, args.run_dir)
    fame = hall_of_fame_of(folder)
    reward, found_under = read_reward(fame, args.rank)
    return _Found(reward, found_under, folder, _fame(read_json(fame)))


def _fame(data: Any) -> list[dict[str, Any]]:
    """Entries with scores of a hall of fame."""
    entries = data.get("rewards", []) if isinstance(data, dict) else []
    return [entry for entry in entries if isinstance(entry, dict) and "scores" in entry]


def _history(found: _Found) -> History | None:
    """Of the search that found it, if its journal is there."""
    if found.run is None or found.found_under is None or not (found.run / JOURNAL).exists():
        return None
    if "search" not in found.found_under:
        return None
    return read_history(found.run, settings_from_data(found.found_under, str(found.run)))


def _attack(args: argparse.Namespace, found: _Found) -> dict[str, Any] | None:
    """What an attack on this very reward told, if there was one."""
    usual = found.run / ATTACK if found.run else None
    path = args.attack or (usual if usual and usual.exists() else None)
    if path is None:
        return None
    data = read_json(path)
    if not isinstance(data, dict) or not {"resident", "thieves", "verdict"} <= set(data):
        raise InvalidInput(f"{path} was not written by rewardsearch attack --json")
    fault = ""
    if data["resident"] != found.reward.to_data():
        fault = "tells of an attack on another reward; attack this one first"
    elif any("control" not in thief for thief in data["thieves"]):
        fault = "does not say which thieves are controls, as it would today; attack once more"
    if fault and args.attack is not None:
        raise InvalidInput(f"{path} {fault}")
    return None if fault else data


def _inspected(
    args: argparse.Namespace,
    found: _Found,
    settings: Settings,
    history: History | None,
    attack: dict[str, Any] | None,
    on: Hardware,
) -> Inspection:
    work = planned(settings, found.reward, args.lifetimes)
    say(f"inspecting {found.reward.formula()}: {sum(work.values()) / 1e6:,.0f} M steps")
    measured = measure(
        settings, found.reward, args.lifetimes, seed=args.seed, hardware=on,
        progress=progress_by_stage(sum(work.values())),
    )  # fmt: skip
    lineage = history.lineage(found.reward) if history else []
    where = found.run or Path(args.reward)
    ranked = f" --rank {args.rank}" if args.rank else ""
    command = (
        f"rewardsearch inspect {where}{ranked} --lifetimes {args.lifetimes} --seed {args.seed}"
    )
    return Inspection(
        title=_title(found, args.rank or 1, where.name),
        settings=settings,
        reward=found.reward,
        measured=measured,
        answers=answers(settings, found.reward, measured, history, lineage, attack),
        history=history,
        lineage=lineage,
        fame=found.fame,
        attack=attack,
        commands=[command] + ([f"rewardsearch reproduce {found.run}"] if found.run else []),
        attack_command=f"rewardsearch attack {where}{ranked}",
        provenance=_provenance(settings, on),
    )


def _title(found: _Found, rank: int, where: str) -> str:
    if found.fame:
        return f"Rank {rank} of {len(found.fame)} rewards found by {where}"
    return f"The reward {found.reward.name or where}"


def _provenance(settings: Settings, on: Hardware) -> dict[str, str]:
    libraries = {name: version(name) for name in ("numba", "numpy")}
    return {
        "settings hash": settings.digest(),
        "rewardsearch": version("rewardsearch"),
        "kernels": source_hash(),
        "Python": f"{platform.python_version()} on {platform.machine()}",
        **libraries,
        "device": on.device,
    }


def _write(out: Path, told: Inspection) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(out, html(told))
        write_json(out.with_suffix(".json"), as_data(told))
    except OSError as error:
        raise InvalidInput(
            f"cannot write {out} ({error.strerror}); choose another with --out"
        ) from None


def _print(told: Inspection) -> None:
    print()
    width = max(len(answer.question) for answer in told.answers)
    for answer in told.answers:
        print(f"{answer.question:{width}}  {answer.answer}")
    rows: list[tuple[str, ...]] = [("input", "without it: competence", "non-ruthlessness")]
    for part in told.measured.parts:
        if part.factor == 0.0:
            changes = [
                "-" if c is None else number(vars(c), sign=True)
                for c in (part.competence, part.non_ruthlessness)
            ]
            rows.append((part.name, *changes))
    print("\n" + ruled(rows, after=(0,)))
