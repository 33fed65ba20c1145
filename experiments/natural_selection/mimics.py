"""Does selection remove a mimic that comes into an evolved population?  A rule and its runs.

    python experiments/natural_selection/mimics.py      # after run.py, whose runs it takes up

The last populations of ``run.py`` (strangers, kin, shared genes; eight seeds each) live in
societies of eight in which types are read.  Their newborns grow up with two scripted sociopaths,
so that they can learn whom to shun; these then go, and a newborn that feels nothing but its own
payoff comes.  It is read as a resident with probability m = 0, .5 or 1, and so were the sociopaths.
Residents of a society are of one founder as their parents were: r = 0 among strangers, .75 among
kin, 1 with shared genes.

Measure: selection coefficient of the rare mimic, its payoff less the residents', in gains of a
selfish life in the harmless twin; under random matching, where it meets residents, and under the
matching in which the population evolved, where it also meets its own kind.  Rule, fixed before the
runs: selection *removes* it if the 95 % t-interval over seeds lies below 0, lets it *spread* if
above 0, and otherwise the question is *open*.
"""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import run as evolution

from fitness.evolution import payoffs_at_share
from inner_rl import Hardware
from rewardsearch.attack import Arena, Payoffs, Thief
from rewardsearch.attack.thieves import own_learner
from rewardsearch.evolution import load_evolve_settings
from rewardsearch.evolution.genepool import GenePool
from rewardsearch.json_data import write_json
from rewardsearch.settings import Settings, settings_from_data

HERE = Path(__file__).parent
RELATEDNESS = {"strangers": 0.0, "kin": 0.75, "shared genes": 1.0}
PASSES = (0.0, 0.5, 1.0)
SOCIETIES, AGENTS, MET = 24, 8, 2
MATCHINGS = ("random matching", "its own matching")


def society(data: dict[str, Any]) -> Settings:
    """Where the evolved live on: as they evolved, but in eights, and read."""
    world = data["world"] | {"n_agents": AGENTS, "readable": 1.0}
    return settings_from_data(data | {"world": world}, "mimics")


def invaded(job: tuple[str, int]) -> dict[str, Any]:
    """Coefficients of the mimic in one evolved population, by matching and by m."""
    condition, seed = job
    name, overrides = evolution.CONDITIONS[condition]
    evolved_under = load_evolve_settings(HERE / f"{name}.yaml", [*overrides, f"seed={seed}"])
    pool = GenePool(evolved_under.evolution)
    genomes = np.array(evolution.evolved(job)["genomes"])
    settings, r = society(evolved_under.conditions()), RELATEDNESS[condition]
    mimic = Thief("mimic", "passes for a resident at times", own_learner(settings))
    told: dict[str, Any] = {matching: [] for matching in (*MATCHINGS, "residents' payoff")}
    for m in PASSES:
        arena = Arena(
            settings, [pool.reward(genes) for genes in genomes], SOCIETIES,
            relatedness=r, met=MET, mimicry=m, seed=seed, hardware=Hardware(1),
        )  # fmt: skip
        payoffs = arena.invaded_by(replace(mimic, mimicry=m))
        for matching, assortment in zip(MATCHINGS, (0.0, r), strict=True):
            told[matching].append(coefficient(payoffs, assortment) / arena.unit())
        told["residents' payoff"].append(float(payoffs.welfare[:, 0].mean()))
    return told


def coefficient(payoffs: Payoffs, assortment: float) -> float:
    """Payoff of a rare thief less that of residents, per step."""
    rare = np.zeros(1)
    mimic, resident = payoffs_at_share(
        payoffs.thief.mean(axis=0), payoffs.resident.mean(axis=0), rare, assortment
    )
    return float((mimic - resident)[0])


def verdict(told: dict[str, float]) -> str:
    """The rule."""
    if told["high"] < 0.0:
        return "removed"
    return "spreads" if told["low"] > 0.0 else "open"


def summary(outcomes: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """One row a population and m: means over seeds with intervals, and verdicts."""
    rows = []
    for condition, seeds in outcomes.items():
        for place, m in enumerate(PASSES):
            row: dict[str, Any] = {"population": condition, "m": m}
            for key in seeds[0]:
                row[key] = evolution.mean([one[key][place] for one in seeds])
            for matching in MATCHINGS:
                row[matching]["verdict"] = verdict(row[matching])
            rows.append(row)
    return rows


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Coefficients by m with intervals, seeds as dots; one panel a matching."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    colors = {"strangers": "#D55E00", "kin": "#009E73", "shared genes": "#0072B2"}
    figure, panels = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True, layout="constrained")
    for axes, matching in zip(panels, MATCHINGS, strict=True):
        axes.axhline(0.0, color="0.3", lw=0.8)
        for shift, (condition, color) in enumerate(colors.items()):
            own = [row for row in rows if row["population"] == condition]
            for row in own:
                told, x = row[matching], row["m"] + 0.05 * (shift - 1)
                axes.plot([x] * len(told["values"]), told["values"], ".", color=color, alpha=0.4)
                reach = [[told["mean"] - told["low"]], [told["high"] - told["mean"]]]
                axes.errorbar(x, told["mean"], reach, fmt="o", color=color, capsize=3,
                              label=condition if row is own[0] else None)  # fmt: skip
        axes.set(title=matching, xlabel="probability m that a mimic passes", xticks=PASSES)
    panels[0].set(ylabel="selection coefficient of the mimic")
    panels[0].legend(title="evolved among", fontsize=8)
    figure.savefig(path, dpi=130)


def main() -> None:
    """Let mimics into all populations; write mimics.json and mimics.png."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    jobs = [(condition, seed) for condition in RELATEDNESS for seed in evolution.SEEDS]
    with ProcessPoolExecutor(args.processes) as pool:
        done = list(pool.map(invaded, jobs))
    outcomes: dict[str, list[dict[str, Any]]] = {condition: [] for condition in RELATEDNESS}
    for (condition, _), outcome in zip(jobs, done, strict=True):
        outcomes[condition].append(outcome)
    rows = summary(outcomes)
    print(json.dumps(rows, indent=2))
    write_json(HERE / "mimics.json", rows)
    draw(rows, HERE / "mimics.png")


if __name__ == "__main__":
    main()
