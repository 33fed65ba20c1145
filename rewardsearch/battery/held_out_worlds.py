"""The same reward in worlds that the search which found it did not use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from inner_rl import CPU, WORLDS, Hardware, InvalidInput, Life
from kernels.checks import did_you_mean
from rewardsearch.battery.examination import Examination, Subject, examine, planned_agent_steps
from rewardsearch.battery.report import as_data, cell, left_out
from rewardsearch.console import ruled
from rewardsearch.settings import Settings, settings_from_data

READABLE = ("coins", "trust", "wells")
"""Worlds in which few societies suffice to tell who is ruthless (``experiments/planted``)."""
BY_DEFAULT = 2
LIFETIMES = 16
TRIAL_STEPS = 500
"""At most so many societies, and steps of a trial: a second view, not a second examination."""


def chosen_worlds(text: str | None, used: Sequence[str]) -> tuple[str, ...]:
    """Worlds to look at: named with commas, "none", or by default the first of ``READABLE``.

    Args:
        text: what was asked for; None leaves the choice to us.
        used: worlds that are held out from nothing: searched in, or examined at length.

    Raises:
        InvalidInput: a world is unknown, used, or named twice.

    """
    if text is None:
        return tuple(world for world in READABLE if world not in used)[:BY_DEFAULT]
    if text == "none":
        return ()
    names = text.split(",")
    for name in names:
        if name not in WORLDS:
            raise InvalidInput(
                f"--held-out-worlds: unknown world {name!r}{did_you_mean(name, WORLDS)}; "
                "name worlds with commas between them, or say none"
            )
        if name in used:
            raise InvalidInput(
                f"--held-out-worlds: {name!r} is not held out, it is searched or examined in; "
                "leave it out"
            )
    if len(set(names)) < len(names):
        raise InvalidInput(f"--held-out-worlds: a world is named twice in {text!r}")
    return tuple(names)


def settings_in(settings: Settings, world: str) -> Settings:
    """The same upbringing and learner in another world, whose settings are its defaults.

    What phases say of the world itself, and of power of its seats, is dropped: it would not fit.
    """
    phases = tuple(replace(phase, world={}, power=()) for phase in settings.life.phases)
    data = settings.model_copy(update={"life": Life(phases)}).to_data()
    return settings_from_data(data | {"world": {"name": world}}, f"held-out world {world}")


def held_out_agent_steps(
    settings: Settings, worlds: Sequence[str], n_lifetimes: int, trial_steps: int
) -> int:
    """How much ``examine_elsewhere`` will live."""
    n, steps = min(n_lifetimes, LIFETIMES), min(trial_steps, TRIAL_STEPS)
    return sum(planned_agent_steps(settings_in(settings, name), 1, n, steps) for name in worlds)


def examine_elsewhere(
    settings: Settings,
    subject: Subject,
    worlds: Sequence[str],
    n_lifetimes: int,
    *,
    seed: int,
    trial_steps: int,
    hardware: Hardware = CPU,
    progress: Callable[[int, str], None] | None = None,
) -> dict[str, Examination]:
    """Examine a subject in every held-out world, cheaply, beside the fixed points there.

    Arguments are those of ``examine``; of lifetimes and steps of trials at most ``LIFETIMES`` and
    ``TRIAL_STEPS``.
    """
    out = {}
    for name in worlds:

        def tell(work: int, _: str, name: str = name) -> None:
            if progress is not None:
                progress(work, f"in {name}")

        out[name] = examine(
            settings_in(settings, name), [subject], min(n_lifetimes, LIFETIMES), seed=seed,
            trial_steps=min(trial_steps, TRIAL_STEPS), n_resamples=settings.report.resamples,
            hardware=hardware, progress=tell,
        )  # fmt: skip
    return out


def weakest_world(told: Mapping[str, Examination]) -> str | None:
    """Where the first subject is least non-ruthless; None where it can be told nowhere."""
    scores = {name: one.profiles[0].non_ruthlessness.value for name, one in told.items()}
    known = {name: score for name, score in scores.items() if not np.isnan(score)}
    return min(known, key=lambda name: known[name]) if known else None


def worlds_table(told: Mapping[str, Examination]) -> str:
    """The first subject in every world, and the weakest over worlds; the first is its own."""
    rows = [("world", "competence", "non-ruthlessness", "weakest link", "degenerate links")]
    for name, one in told.items():
        profile = one.profiles[0]
        numbers = (cell(profile, profile.competence), cell(profile, profile.non_ruthlessness))
        links = ", ".join(left_out(one))
        without = f"{links} (with them {cell(profile, profile.all_links)})" if links else "-"
        rows.append((name, *numbers, profile.weakest or "-", without))
    weakest = weakest_world(told)
    if weakest is not None:
        profile = told[weakest].profiles[0]
        score = cell(profile, profile.non_ruthlessness)
        rows.append(("weakest over worlds", "", score, f"in {weakest}", ""))
    return ruled(rows, after=(0, len(told)))


def worlds_data(told: Mapping[str, Examination]) -> dict[str, Any]:
    """The same as plain data, of held-out worlds only, and which of all worlds is the weakest."""
    others = list(told)[1:]
    return {
        "held_out_worlds": {
            name: as_data(told[name])[0]
            | {
                "degenerate_links": list(left_out(told[name])),
                "agent_steps": told[name].agent_steps,
            }
            for name in others
        },
        "weakest_world": weakest_world(told),
    }
