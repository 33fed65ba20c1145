"""Runs that were begun: found, read back, compared with other settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput
from kernels.checks import did_you_mean
from rewardsearch.evolution import EvolveSettings
from rewardsearch.journal import read_journal
from rewardsearch.run_directory import JOURNAL, SETTINGS, Begun, RunDirectory
from rewardsearch.settings import Experiment, Settings, apply_overrides, experiment_from_data

_LATEST = "latest"


def find_run(run: str, base: Path) -> Path:
    """The folder of a run: itself, the only one in ``base`` whose name begins so, or the latest.

    Raises:
        InvalidInput: there is none, or more than one.

    """
    if (Path(run) / SETTINGS).is_file():
        return Path(run)
    runs = {path.parent.name: path.parent for path in base.glob(f"*/{SETTINGS}")}
    if not runs:
        raise InvalidInput(f"{run!r} is no run folder, and there is none in {base}; see --run-dir")
    if run == _LATEST:
        return max(runs.values(), key=_last_active)
    fitting = sorted(name for name in runs if name.startswith(run))
    if len(fitting) > 1 and run not in fitting:
        raise InvalidInput(f"{run!r} begins the names of {', '.join(fitting)}; name one of them")
    if not fitting:
        raise InvalidInput(f"no run in {base} is called {run!r}{did_you_mean(run, runs)}")
    return runs[run if run in fitting else fitting[0]]


def _last_active(path: Path) -> float:
    journal = path / JOURNAL
    return (journal if journal.exists() else path / SETTINGS).stat().st_mtime


def settings_of_run(begun: Begun, where: Path) -> Experiment:
    """The settings of a run; raises InvalidInput unless they are those it was begun with."""
    kind = EvolveSettings if "evolution" in begun.settings else Settings
    settings = experiment_from_data(kind, begun.settings, str(where / SETTINGS))
    if settings.digest() != begun.digest:
        raise InvalidInput(
            f"{where / SETTINGS}: the settings have hash {settings.digest()}, not {begun.digest} "
            "as noted there: they were changed, or written by another version of rewardsearch; "
            "undo that, or begin a new run"
        )
    return settings


def changed(settings: Experiment, overrides: Sequence[str], where: Path) -> Experiment:
    """Settings of a run with some of them overridden."""
    data = apply_overrides(settings.to_data(), overrides)
    return experiment_from_data(type(settings), data, str(where / SETTINGS))


def differences(old: Experiment, new: Experiment) -> list[str]:
    """Each setting that differs, as ``key: old -> new``."""
    return _differences(old.to_data(), new.to_data(), "")


def _differences(old: Any, new: Any, key: str) -> list[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        names = [*old, *(name for name in new if name not in old)]
        return [
            line
            for name in names
            for line in _differences(old.get(name), new.get(name), f"{key}.{name}".strip("."))
        ]
    return [] if old == new else [f"{key}: {old!r} -> {new!r}"]


def fork(path: Path, base: Path, settings: Experiment) -> RunDirectory:
    """A new run that takes over what an older one has lived, as far as settings allow."""
    lived = read_journal(path / JOURNAL).records
    directory = RunDirectory.create(base, settings)
    directory.remember(lived)
    return directory
