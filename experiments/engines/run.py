"""Which engine finds most at equal budget, and what care for noise buys.  Paired, on fresh seeds.

    python experiments/engines/run.py      # about an hour and a half on two cores

On three worlds every contestant searches for linear rewards over the same eight drives, with the
same seeds, the same number of lived lifetimes (640 rewards x 4) and the same retraining of the same
number of candidates.  The measure is the area that the reported hall of fame dominates
(hypervolume, reference point (0, 0)), on lifetimes that neither search nor choice has seen.

Rule, fixed before the run: the default is the engine that is best on average over worlds, but a
challenger replaces ``ga`` only if the 95 % t-interval of its mean paired difference, over all pairs
of world and seed, lies above 0.  An option of ``ga`` against noise (``reevaluate``, ``racing``,
``rejection``) stays only if the same interval of its difference to ``ga`` lies above 0.

Not here: ``gp``, of which one proposal takes 1.2 s at six genes, ten minutes a search, and ``xnes``
and ``pgpe``, which are kin to ``cmaes`` and ``snes``.

Finished searches are kept in ``runs/engines``; a second call continues where the first stopped.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.retraining import retrain
from rewardsearch.search import Objectives, build_engine, hypervolume, mean_by_genome, shortlist
from rewardsearch.settings import Settings, settings_from_data

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / "runs" / "engines"
# Not matrix, wells, trust or caretaker: there random search, too, reaches an area of 1.
WORLDS = ("coins", "commons", "absent_supervisor")
SEEDS = range(601, 606)
CONTESTANTS: dict[str, dict[str, Any]] = {
    "ga": {},
    "random": {},
    "map_elites": {},
    "snes": {},
    "cmaes": {},
    "tpe": {},
    "optuna_nsga2": {},
    "cem": {},
    "ga racing": {"racing": True},
    "ga rejection": {"rejection": True},
    "ga reevaluate": {"reevaluate": 8},
}
REFERENCE_LIFETIMES = 48
DRIVES = [
    "own_gain", "own_pain", "effort", "distress_seen", "joy_seen", "blame", "guilt", "sympathy",
]  # fmt: skip


def settings(world: str, contestant: str, seed: int) -> Settings:
    """One search, of shorter lives than the quickstart's."""
    data = {
        "name": f"{world}-{contestant.replace(' ', '-')}-{seed}",
        "seed": seed,
        "world": {"name": world},
        "life": {
            "phases": [{"name": "childhood", "steps": 2500}, {"name": "adulthood", "steps": 500}]
        },
        "search": {
            "engine": contestant.split()[0], "drives": DRIVES,
            "population": 32, "generations": 17, "lifetimes": 4, **CONTESTANTS[contestant],
        },
        "report": {"candidates": 8, "lifetimes": 24, "resamples": 100},
    }  # fmt: skip
    return settings_from_data(data, "engines")


def searched(what: Settings) -> tuple[Evaluator, Objectives]:
    """Search until as many lifetimes were lived as 640 rewards live four each."""
    evaluator = Evaluator(what)
    keys = evaluator.keys(Stage.REFERENCE, 0, REFERENCE_LIFETIMES)
    objectives = Objectives(evaluator, evaluator.references(keys))
    engine = build_engine(what.search, objectives.space, what.seed)
    lifetime = what.life.steps * what.world.n_agents
    budget = 640 * what.search.lifetimes * lifetime + evaluator.agent_steps
    duplicates = 0
    while evaluator.agent_steps + duplicates < budget:
        engine.tell(objectives(engine.ask().genomes))
        duplicates = objectives.n_duplicates * what.search.lifetimes * lifetime
        objectives.generation += 1
    return evaluator, objectives


def result(world: str, contestant: str, seed: int) -> dict[str, Any]:
    """Area, best product, seconds and what was evaluated in one search, kept on disk."""
    what = settings(world, contestant, seed)
    path = CACHE / f"{what.name}-{what.digest()}.json"
    if not path.exists():
        began = time.monotonic()
        evaluator, objectives = searched(what)
        seconds = time.monotonic() - began
        genomes, means = mean_by_genome(objectives.evaluated)
        chosen = shortlist(genomes, means, what.report.candidates)
        rows, _ = retrain(what, evaluator, [objectives.space.reward(row) for row in chosen])
        points = [
            [row.scores[m]["value"] or 0.0 for m in ("competence", "non_ruthlessness")]
            for row in rows
        ]
        found = {
            "points": points,
            "area": hypervolume(np.array(points)) if points else 0.0,
            "selection_area": hypervolume(means),
            "seconds": seconds,
            "evaluations": len(objectives.evaluated.genomes),
            "rejected": objectives.n_rejected,
        }
        path.write_text(json.dumps(found))
    return dict(json.loads(path.read_text()))


def run_missing() -> dict[str, dict[str, np.ndarray]]:
    """Areas by world and contestant, in the order of seeds; says how long it will take."""
    jobs = [(w, c, s) for s in SEEDS for w in WORLDS for c in CONTESTANTS]
    areas: dict[str, dict[str, list[float]]] = {w: {c: [] for c in CONTESTANTS} for w in WORLDS}
    began = time.monotonic()
    for i, (world, contestant, seed) in enumerate(jobs, 1):
        areas[world][contestant].append(result(world, contestant, seed)["area"])
        left = (time.monotonic() - began) / i * (len(jobs) - i) / 60
        area = areas[world][contestant][-1]
        print(f"[{i}/{len(jobs)}] {world} {contestant} {seed}: {area:.3f}, {left:.0f} minutes left",
              file=sys.stderr, flush=True)  # fmt: skip
    return {w: {c: np.array(v) for c, v in by.items()} for w, by in areas.items()}


def main() -> None:
    """Run what is missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    run_missing()


if __name__ == "__main__":
    main()
