"""Small runs that are killed, resumed and compared with one that was left in peace."""

import json
import shutil
from pathlib import Path

from mlflow import MlflowClient

from rewardsearch.tracking_store import Store, local_uri
from tests.rewardsearch.commands import ROOT, Started

SHORT = [
    "life.phases.0.steps=150", "life.phases.1.steps=50", "report.candidates=2",
    "report.lifetimes=8", "report.resamples=100",
]  # fmt: skip
SEARCH = [
    "search", ROOT / "experiments/quickstart.yaml", "world={name: matrix}", *SHORT,
    "search.population=4", "search.generations=3", "search.lifetimes=2",
]  # fmt: skip
EVOLVE = [
    "evolve", ROOT / "experiments/natural_selection/random_own.yaml", "world={name: matrix}",
    "life.phases=[{name: short, steps: 100}]", "evolution.population=4",
    "evolution.generations=3", "evolution.lifetimes=2", *SHORT[2:],
]  # fmt: skip
WRITES = 9
"""Records of the journal of such a search; one less of such an evolution's."""


class Place:
    """A folder of runs with a tracking store of its own, made once and copied."""

    def __init__(self, base):
        self.base = Path(base)
        self.base.mkdir(exist_ok=True)

    @classmethod
    def first(cls, base):
        place = cls(base)
        Store(local_uri(place.base), place.base).connect()
        return place

    def another(self, base):
        place = Place(base)
        shutil.copy(self.base / "mlflow.db", place.base)
        return place

    def start(self, *words, fault=None):
        return Started(*words, "--run-dir", self.base, fault=fault)

    def run(self, *words, fault=None):
        return self.start(*words, fault=fault).wait()

    def resume(self, *words, fault=None):
        return self.run("resume", "latest", *words, fault=fault)

    @property
    def folder(self):
        (path,) = self.base.glob("*/settings.json")
        return path.parent

    def result(self):
        """What a run ends with: all that may not depend on how often it was killed."""
        fame = json.loads((self.folder / "hall_of_fame.json").read_text())
        fame.pop("seconds")
        front = self.folder / "front.json"
        return fame, front.read_text() if front.exists() else None

    def records(self):
        lines = (self.folder / "journal.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def status(self):
        """What the run is in the tracking store."""
        return self._tracked()[1].info.status

    def metrics(self, name):
        """What the tracking store shows of a metric."""
        client, run = self._tracked()
        return client.get_metric_history(run.info.run_id, name)

    def _tracked(self):
        client = MlflowClient(local_uri(self.base))
        experiment = client.get_experiment_by_name("rewardsearch")
        runs = client.search_runs([experiment.experiment_id])
        (found,) = (run for run in runs if run.info.run_name == self.folder.name)
        return client, found
