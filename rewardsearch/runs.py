"""A run to look at: settings, hall of fame, rewards, and what the journal tells of generations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from inner_rl import InvalidInput, Reward, reward_from_data
from rewardsearch.console import number
from rewardsearch.evaluation import MEASURES, SOCIOPATH, Row
from rewardsearch.journal import Record, read_journal
from rewardsearch.json_data import FILE_SCHEMA, read_json
from rewardsearch.memory import numbers
from rewardsearch.remembered_scores import scores_in
from rewardsearch.resuming import find_run
from rewardsearch.run_directory import JOURNAL, read_begun
from rewardsearch.search import hypervolume, mean_by_genome
from rewardsearch.search.engines import N_OUTCOMES, OBJECTIVES
from rewardsearch.search.objectives import Evaluated

RUNS = Path("runs")
"""Where runs are looked for if nothing else is said."""
LATEST = "latest"
HALL_OF_FAME = "hall_of_fame.json"
_COLUMNS = {
    measure if end == "value" else f"{measure}_{end}": (measure, end)
    for measure in MEASURES
    for end in ("value", "low", "high")
}
"""Which number of the scores is under which name."""


@dataclass(frozen=True)
class Generation:
    """What a search knew after one of its generations, by the scores that selection saw."""

    evaluations: int
    best_product: float
    hypervolume: float


class HallOfFame(tuple[Row, ...]):
    """Rows of a report, best first."""

    __slots__ = ()

    def records(self) -> list[dict[str, Any]]:
        """A flat record of each row: rank, formula, verdict, and each measure with its ends."""
        return [
            {"rank": rank, "formula": row.formula, "verdict": row.scores["verdict"]}
            | {name: row.scores[measure][end] for name, (measure, end) in _COLUMNS.items()}
            for rank, row in enumerate(self, 1)
        ]

    def to_frame(self) -> Any:
        """The records as a pandas DataFrame; raises InvalidInput where pandas is not installed."""
        try:
            import pandas as pd
        except ImportError:
            raise InvalidInput(
                "to_frame needs pandas: pip install pandas; records() does without"
            ) from None
        return pd.DataFrame(self.records(), columns=["rank", "formula", "verdict", *_COLUMNS])


@dataclass(frozen=True)
class Run:
    """A run of an outer loop that has come to its end, or a hall of fame by itself."""

    path: Path
    """Its folder, or the file."""
    data: dict[str, Any] = field(repr=False)
    """The hall of fame as plain data."""
    versions: dict[str, str] = field(repr=False)
    """What it was begun with; none are known of a file by itself."""

    @property
    def name(self) -> str:
        """Of the folder, or where there is none, of the folder that the file is in."""
        return self.path.name if self.path.is_dir() else self.path.resolve().parent.name

    @property
    def settings(self) -> dict[str, Any]:
        """As plain data."""
        settings: dict[str, Any] = self.data["settings"]
        return settings

    @property
    def evolved(self) -> bool:
        """Whether natural selection made it, and not a search."""
        return "evolution" in self.data

    @cached_property
    def hall_of_fame(self) -> HallOfFame:
        """What was found, best product of the two scores first."""
        return HallOfFame(_rows(self.data, "rewards", self.path))

    @cached_property
    def references(self) -> tuple[Row, ...]:
        """Inert, sociopath and scripted kind."""
        return tuple(_rows(self.data, "references", self.path))

    @property
    def rewards(self) -> list[Reward]:
        """Of the hall of fame, best first."""
        return [row.reward for row in self.hall_of_fame if row.reward is not None]

    @cached_property
    def evaluated(self) -> Evaluated:
        """Every evaluation of the search; empty where there is no journal, or no search."""
        if not self.path.is_dir():
            return Evaluated()
        return read_evaluated(evaluations(self.path))

    @cached_property
    def generations(self) -> tuple[Generation, ...]:
        """What the search knew after each of its generations."""
        return tuple(generations_of(self.evaluated))

    def _repr_html_(self) -> str:
        from rewardsearch.notebook import as_html

        return as_html(self)

    def __str__(self) -> str:
        """One line: what it is and what was best."""
        best = "nothing found"
        if self.hall_of_fame:
            scores = self.hall_of_fame[0].scores
            best = (
                f"best {number(scores['competence'])} x {number(scores['non_ruthlessness'])}, "
                f"{self.hall_of_fame[0].formula}"
            )
        return f"{self.name}: {best}"


def load_run(run: str | Path, base: Path = RUNS) -> Run:
    """Read a run.

    Args:
        run: a folder, the beginning of a run's name in ``base``, ``latest``, or a hall of fame.
        base: where run folders are.

    Raises:
        InvalidInput: there is none, it has not come to its end, or its files cannot be read.

    """
    path = Path(run)
    if path.is_file():
        return Run(path, _read_hall_of_fame(path), {})
    path = find_run(str(run), base)
    return Run(path, _read_hall_of_fame(hall_of_fame_of(path)), read_begun(path).versions)


def hall_of_fame_of(path: Path) -> Path:
    """The hall of fame of a run folder; raises InvalidInput where it has none yet."""
    file = path / HALL_OF_FAME
    if not file.is_file():
        raise InvalidInput(
            f"{path} has no hall of fame yet; finish it (rewardsearch resume {path}), or take the "
            f"front so far: {path / 'front.json'}"
        )
    return file


def _read_hall_of_fame(path: Path) -> dict[str, Any]:
    data = read_json(path)
    if not isinstance(data, dict) or not isinstance(data.get("settings"), dict):
        raise InvalidInput(f"{path} is no hall of fame: it does not say its settings")
    if data.get("schema") != FILE_SCHEMA:
        raise InvalidInput(
            f"{path}: schema is {data.get('schema')!r}, this version reads schema {FILE_SCHEMA}"
        )
    for key in ("rewards", "references"):
        if not isinstance(data.get(key), list):
            raise InvalidInput(f"{path} is no hall of fame: {key!r} is missing; was it changed?")
    return data


def _rows(data: dict[str, Any], key: str, path: Path) -> Iterator[Row]:
    rows = data[key]
    scores = scores_in(
        {"kind": key, key: [row.get("scores") if isinstance(row, dict) else None for row in rows]},
        key, len(rows),
    )  # fmt: skip
    for number_, (row, told) in enumerate(zip(rows, scores, strict=True), 1):
        found = row.get("reward")
        reward = None if found is None else reward_from_data(found, f"{path}: {key}, {number_}")
        if key == "references" and row.get("name") == "sociopath":
            reward = SOCIOPATH
        name = reward.name if reward is not None else row.get("name", "")
        yield Row(str(name), str(row.get("formula", "")), told, reward)


def evaluations(path: Path) -> list[Record]:
    """Answers of the journal in a run folder that are of a search's evaluations, in order."""
    return [r for r in read_journal(path / JOURNAL).records if r["kind"] == "evaluation"]


def read_evaluated(records: Iterable[Record]) -> Evaluated:
    """All rows of such answers; raises InvalidInput where one cannot be used."""
    found = Evaluated()
    for record in records:
        genomes = record.get("genomes")
        rows: Sequence[Any] = genomes if isinstance(genomes, list) else []
        n_genes = len(rows[0]) if rows and isinstance(rows[0], list) else 0
        outcomes = numbers(record, "outcomes", (len(rows), N_OUTCOMES))
        found.generation += [int(numbers(record, "generation", ()))] * len(rows)
        # A broken gene is no number.
        found.genomes += list(numbers(record, "genomes", (len(rows), n_genes), undefined=True))
        found.objectives += list(outcomes[:, OBJECTIVES])
    return found


def generations_of(evaluated: Evaluated) -> Iterator[Generation]:
    """What was known after each generation."""
    for last in sorted(set(evaluated.generation)):
        known = evaluated.until(last)
        _, means = mean_by_genome(known)
        product = float(np.where(means.min(axis=1) < 0, -1.0, means.prod(axis=1)).max())
        yield Generation(len(known.generation), product, hypervolume(means))
