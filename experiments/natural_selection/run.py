"""What would evolution keep?  Two known results, by natural selection on material payoff.

    python experiments/natural_selection/run.py [--processes 2]

Reward genes and matching (after Wang et al. 2019), settings in ``random_own.yaml``.  Three
conditions: genes of one's own among strangers, genes of one's own among kin (two seats are of one
founder with probability .75), and genes that a group shares and is selected for.  Measure: payoff
of all per step of the last population, as it is matched, on fresh seeds, on the scale
0 = a society of sociopaths, 1 = one of scripted kind agents.  Rule, fixed before the runs:
*supported* if the 95 % t-intervals over seeds lie above .5 among kin and with shared genes, and
below .25 among strangers.

Felt outcomes (after Dridi & Akcay 2018), settings in ``felt_outcomes.yaml``.  Two beginnings: a
population of conditional cooperators, and one that feels its material payoffs.  Rule, fixed before
the runs: *two basins* if, in the last population's means and by 95 % t-intervals over seeds, who
began as cooperators still likes mutual cooperation (cc above 0) and dislikes being exploited
(cd below 0), who began selfish still prefers exploiting to cooperating (dc - cc above 0), and the
former society earns more than the latter.

Runs are kept in ``runs/natural_selection``; a second call continues where the first stopped.
"""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from inner_rl import Hardware
from rewardsearch.evolution import load_evolve_settings, run_evolution
from rewardsearch.json_data import write_json
from rewardsearch.run_directory import RunDirectory

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / "runs" / "natural_selection"
# Seed 1 was used to try the settings out; 101 to 104 were a first study that was too small: its
# result is in first_seeds.json.  The rules have not been changed since.
SEEDS = range(201, 209)
_SELFISH = {"cc": 0.6, "cd": 0.0, "dc": 1.0, "dd": 0.2}
CONDITIONS: dict[str, tuple[str, list[str]]] = {
    "strangers": ("random_own", []),
    "kin": ("random_own", ["evolution.matching=assortative", "evolution.relatedness=0.75"]),
    "shared genes": ("random_own", ["evolution.matching=group"]),
    "from cooperators": ("felt_outcomes", []),
    "from the selfish": (
        "felt_outcomes",
        [f"evolution.template.genes.{name}={value}" for name, value in _SELFISH.items()],
    ),
}
MATCHED, BASINS = ("strangers", "kin", "shared genes"), ("from cooperators", "from the selfish")
LOW, HIGH = 0.25, 0.5


class Untracked:
    """In place of a tracker: the journals have everything."""

    uri = ""

    def metrics(self, *_: Any) -> None:
        """Log nothing."""

    def artifact(self, *_: Any) -> None:
        """Log nothing."""

    def finish(self, _: str) -> bool:
        """Nothing is left to be logged."""
        return True


def evolved(job: tuple[str, int]) -> dict[str, Any]:
    """The outcome of one run, and the mean payoff of each of its generations; kept on disk."""
    condition, seed = job
    name, overrides = CONDITIONS[condition]
    settings = load_evolve_settings(HERE / f"{name}.yaml", [*overrides, f"seed={seed}"])
    path = CACHE / f"{condition.replace(' ', '_')}-{seed}-{settings.digest()}.json"
    if not path.exists():
        directory = RunDirectory.create(CACHE, settings)
        outcome = run_evolution(settings, directory, Untracked(), Hardware(1))  # type: ignore[arg-type]
        lines = (outcome.directory / "journal.jsonl").read_text().splitlines()
        records = [json.loads(line) for line in lines]
        payoffs = [
            float(np.mean([x for x in record["payoffs"].values() if x is not None]))
            for record in records
            if record["kind"] == "generation"
        ]
        genomes = last_genomes(records)
        write_json(path, outcome.to_data(settings) | {"payoffs": payoffs, "genomes": genomes})
    return dict(json.loads(path.read_text()))


def last_genomes(records: list[dict[str, Any]]) -> list[list[float]]:
    """Genomes of the members of the last generation, from a journal."""
    generations = [record for record in records if record["kind"] == "generation"]
    born = {birth["child"]: birth["genome"] for record in generations for birth in record["births"]}
    return [born[int(who)] for who in generations[-1]["payoffs"]]


def payoff_of_all(row: dict[str, Any]) -> float:
    """Payoff of all per step of a row of a report."""
    return float(row["scores"]["society"]["utilitarian"]["value"])


def on_scale(outcome: dict[str, Any]) -> float:
    """The last population's payoff; a society of sociopaths has 0, of kind agents 1."""
    ends = {row["name"]: payoff_of_all(row) for row in outcome["references"]}
    selfish, kind = ends["sociopath"], ends["scripted kind"]
    return (payoff_of_all(outcome["population"]) - selfish) / (kind - selfish)


def mean(values: list[float]) -> dict[str, Any]:
    """Mean over seeds with its 95 % t-interval."""
    low, high = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    rounded = [round(float(x), 3) for x in (np.mean(values), low, high)]
    out: dict[str, Any] = dict(zip(("mean", "low", "high"), rounded, strict=True))
    return out | {"values": [round(x, 3) for x in values]}


def matching(outcomes: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The first question, by its rule."""
    told = {
        name: {
            "payoff_of_all": mean([payoff_of_all(one["population"]) for one in outcomes[name]]),
            "on_scale": mean([on_scale(one) for one in outcomes[name]]),
            "harm": mean([one["population"]["scores"]["harm_unwatched"]["value"] or 0.0
                          for one in outcomes[name]]),
            "felt": [one["rewards"][0]["formula"] for one in outcomes[name]],
        }
        for name in MATCHED
    }  # fmt: skip
    return {"conditions": told, "verdict": matching_verdict(told)}


def matching_verdict(told: dict[str, Any]) -> str:
    """The rule on reward genes and matching."""
    good = all(told[name]["on_scale"]["low"] > HIGH for name in ("kin", "shared genes"))
    return "supported" if good and told["strangers"]["on_scale"]["high"] < LOW else "not supported"


def basins(outcomes: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The second question, by its rule."""
    told: dict[str, Any] = {}
    for name in BASINS:
        traits = [one["population"]["traits"] for one in outcomes[name]]
        told[name] = {gene: mean([row[gene]["mean"] for row in traits]) for gene in traits[0]}
        tempted = [row["dc"]["mean"] - row["cc"]["mean"] for row in traits]
        told[name]["dc - cc"] = mean(tempted)
        told[name]["payoff_of_all"] = mean(
            [payoff_of_all(one["population"]) for one in outcomes[name]]
        )
    earned = [[payoff_of_all(one["population"]) for one in outcomes[name]] for name in BASINS]
    told["difference in payoff"] = mean([a - b for a, b in zip(*earned, strict=True)])
    return {"beginnings": told, "verdict": basins_verdict(told)}


def basins_verdict(told: dict[str, Any]) -> str:
    """The rule on felt outcomes."""
    cooperators, selfish = (told[name] for name in BASINS)
    kept = cooperators["cc"]["low"] > 0 and cooperators["cd"]["high"] < 0
    tempted = selfish["dc - cc"]["low"] > 0
    richer = told["difference in payoff"]["low"] > 0
    return "two basins" if kept and tempted and richer else "not shown"


def draw(outcomes: dict[str, list[dict[str, Any]]], path: Path) -> None:
    """Mean payoff per agent-step over generations, one line a run."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    colors = dict(zip(CONDITIONS, ("#D55E00", "#009E73", "#0072B2", "#009E73", "#D55E00"),
                      strict=True))  # fmt: skip
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True, layout="constrained")
    for place, names in zip(axes, (MATCHED, BASINS), strict=True):
        for name in names:
            for i, one in enumerate(outcomes[name]):
                place.plot(one["payoffs"], color=colors[name], alpha=0.7, linewidth=1,
                           label=None if i else name)  # fmt: skip
        place.set(xlabel="generation")
        place.legend(fontsize=8)
    axes[0].set(ylabel="payoff per agent-step", title="who meets whom")
    axes[1].set(title="felt values of outcomes, among strangers")
    figure.savefig(path, dpi=130)


def main() -> None:
    """Run what is missing, analyse, write result.json and the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    jobs = [(condition, seed) for seed in SEEDS for condition in CONDITIONS]
    with ProcessPoolExecutor(args.processes) as pool:
        done = list(pool.map(evolved, jobs))
    outcomes: dict[str, list[dict[str, Any]]] = {name: [] for name in CONDITIONS}
    for (condition, _), outcome in zip(jobs, done, strict=True):
        outcomes[condition].append(outcome)
    result = {"matching": matching(outcomes), "felt_outcomes": basins(outcomes)}
    print(json.dumps(result, indent=2))
    write_json(HERE / "result.json", result)
    draw(outcomes, HERE / "payoffs.png")


if __name__ == "__main__":
    main()
