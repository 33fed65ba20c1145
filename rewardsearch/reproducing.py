"""A run once more: the same settings must give the same hall of fame."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inner_rl import CPU
from rewardsearch.evaluation import Where
from rewardsearch.evolution import EvolveSettings, run_evolution
from rewardsearch.evolution import cost as evolution_cost
from rewardsearch.json_data import leaves
from rewardsearch.pipeline import cost as search_cost
from rewardsearch.pipeline import run_search
from rewardsearch.run_directory import RunDirectory
from rewardsearch.runs import Run, load_run
from rewardsearch.settings import Settings, experiment_from_data
from rewardsearch.tracking import Tracker

_NOT_COMPARED = ("seconds",)
"""What may differ: the time that it took."""


class Untracked(Tracker):
    """A tracker that shows nothing anywhere."""

    def __init__(self) -> None:
        self.uri = "nowhere"

    def metrics(self, step: int, values: dict[str, float]) -> None:
        """Show nothing."""

    def artifact(self, path: Path) -> None:
        """Show nothing."""

    def finish(self, status: str) -> bool:
        """Nothing is left to be shown."""
        return True


@dataclass(frozen=True)
class Reproduction:
    """Two halls of fame of the same settings."""

    first: Run
    second: Run

    @property
    def same(self) -> bool:
        """Whether all but the seconds is equal."""
        return digest(self.first) == digest(self.second)

    @property
    def differences(self) -> list[str]:
        """Each number or text that differs, as ``key: first -> second``."""
        return _changes(leaves(_compared(self.first)), leaves(_compared(self.second)))

    @property
    def versions(self) -> list[str]:
        """Each library, and our own code, whose version differs; none are known of a lone file."""
        return _changes(self.first.versions, self.second.versions) if self.first.versions else []


def settings_again(run: Run) -> Settings | EvolveSettings:
    """The settings that a run was made with; raises InvalidInput where they cannot be read."""
    where = f"{run.path}: settings"
    if not run.evolved:
        return experiment_from_data(Settings, run.settings, where)
    # A hall of fame says where and how was lived as a search would; natural selection has its own.
    lived = {key: value for key, value in run.settings.items() if key != "search"}
    data = lived | {"evolution": run.data["evolution"]}
    return experiment_from_data(EvolveSettings, data, where)


def agent_steps(settings: Settings | EvolveSettings) -> dict[str, int]:
    """Agent-steps of each stage, at most."""
    if isinstance(settings, EvolveSettings):
        return evolution_cost(settings)
    return search_cost(settings)


def reproduce(
    run: Run, settings: Settings | EvolveSettings, base: Path, on: Where = CPU
) -> Reproduction:
    """Run the settings of a run again, in a new folder in ``base``."""
    directory = RunDirectory.create(base, settings)
    if isinstance(settings, EvolveSettings):
        run_evolution(settings, directory, Untracked(), on)
    else:
        run_search(settings, directory, Untracked(), on)
    return Reproduction(run, load_run(directory.path))


def digest(run: Run) -> str:
    """Of a hall of fame without its seconds: the first 16 hexadecimal digits of SHA-256."""
    canonical = json.dumps(_compared(run), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _compared(run: Run) -> dict[str, Any]:
    return {key: value for key, value in run.data.items() if key not in _NOT_COMPARED}


def _changes(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    keys = dict.fromkeys([*first, *second])
    return [
        f"{key}: {first.get(key, 'nothing')} -> {second.get(key, 'nothing')}"
        for key in keys
        if first.get(key, ...) != second.get(key, ...)
    ]
