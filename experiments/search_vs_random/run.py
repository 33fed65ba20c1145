"""Does the search beat random search of equal budget?  Paired over seeds, on fresh lifetimes.

    python experiments/search_vs_random/run.py [--seeds 10] [key.sub=value ...]

Each seed is one pair: the quickstart with its own engine and with ``search.engine=random``,
the same number of evaluated lifetimes, the same retraining of the same number of candidates.
The measure is the area that the reported hall of fame dominates (hypervolume, reference point
(0, 0)), from the lifetimes it is reported on, which neither search nor shortlist has seen.

Decision rule, fixed before the run: *supported* if the 95 % t-interval of the mean paired
difference lies above 0, *refuted* if it lies below 0, otherwise *inconclusive*.

Runs are kept in ``runs/search_vs_random``; a second call continues where the first stopped.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from rewardsearch.search import hypervolume

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = ROOT / "runs" / "search_vs_random"
ENGINES = ("ga", "random")
# Seeds 101 to 110 were spent on an earlier version of the algorithm: see README.md here.
FIRST_SEED = 201


def search(engine: str, seed: int, overrides: list[str]) -> dict[str, Any]:
    """One search as a user would run it; its JSON result, kept on disk."""
    tag = "-".join([engine, str(seed), *(word.replace("/", "_") for word in overrides)])
    path = CACHE / f"{tag}.json"
    if not path.exists():
        print(f"seed {seed}: {engine}", file=sys.stderr, flush=True)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "rewardsearch", "search", "experiments/quickstart.yaml"),
                *(f"seed={seed}", f"search.engine={engine}", *overrides),
                *("--run-dir", str(CACHE), "--json"),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        path.write_text(done.stdout)
    return dict(json.loads(path.read_text()))


def front(result: dict[str, Any]) -> np.ndarray:
    """Reported points [n, 2] of a hall of fame; undefined kindness counts as none."""
    points = [
        [row["scores"][m]["value"] or 0.0 for m in ("competence", "non_ruthlessness")]
        for row in result["rewards"]
    ]
    return np.array(points).reshape(-1, 2)


def verdict(low: float, high: float) -> str:
    """The decision rule."""
    if low > 0:
        return "supported"
    return "refuted" if high < 0 else "inconclusive"


def analyse(fronts: dict[str, list[np.ndarray]]) -> dict[str, Any]:
    """Hypervolume of each engine and the paired difference, with 95 % t-intervals."""
    areas = {e: np.array([hypervolume(f) if len(f) else 0.0 for f in fronts[e]]) for e in fronts}
    out: dict[str, Any] = {"n_pairs": len(areas["ga"])}
    for name, values in [*areas.items(), ("difference", areas["ga"] - areas["random"])]:
        low, high = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
        out[name] = {
            "mean": round(float(values.mean()), 4),
            "low": round(float(low), 4),
            "high": round(float(high), 4),
            "values": values.round(4).tolist(),
        }
    best = {e: [float(f.prod(axis=1).max()) if len(f) else 0.0 for f in fronts[e]] for e in fronts}
    out["best_product_mean"] = {e: round(float(np.mean(v)), 4) for e, v in best.items()}
    out["verdict"] = verdict(out["difference"]["low"], out["difference"]["high"])
    return out


def draw(fronts: dict[str, list[np.ndarray]], path: Path) -> None:
    """Every front, stepped as it dominates, beside the paired areas."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    colors = {"ga": "#0072B2", "random": "#D55E00"}
    labels = {"ga": "genetic algorithm", "random": "random search"}
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.6), layout="constrained")
    for engine, points in fronts.items():
        for i, raw in enumerate(points):
            f = raw[np.argsort(raw[:, 0])]
            y = np.maximum.accumulate(f[::-1, 1])[::-1]
            left.step(
                [0, *f[:, 0]], [y[0], *y], where="pre", alpha=0.6, color=colors[engine],
                label=labels[engine] if i == 0 else None,
                linestyle="-" if engine == "ga" else "--",
            )  # fmt: skip
    left.set(xlabel="competence", ylabel="non-ruthlessness", xlim=(0, 1.02), ylim=(0, 1.02))
    left.set_title("reported fronts, one line a seed")
    left.legend(loc="lower left")
    areas = {e: [hypervolume(f) for f in fronts[e]] for e in fronts}
    for a, b in zip(areas["random"], areas["ga"], strict=True):
        right.plot([0, 1], [a, b], color="0.7", zorder=1)
    for x, engine in enumerate(("random", "ga")):
        right.scatter([x] * len(areas[engine]), areas[engine], color=colors[engine], zorder=2)
        mean = np.mean(areas[engine])
        right.plot([x - 0.15, x + 0.15], [mean, mean], color=colors[engine], linewidth=3)
    right.set(xlim=(-0.5, 1.5), ylim=(0, 1), ylabel="hypervolume on fresh seeds")
    right.set_xticks([0, 1], ["random search", "genetic algorithm"])
    right.set_title("same budget, paired by seed; bars are means")
    figure.savefig(path, dpi=130)


def main() -> None:
    """Run what is missing, analyse, write result.json and the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("overrides", nargs="*")
    args = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    fronts: dict[str, list[np.ndarray]] = {engine: [] for engine in ENGINES}
    spent: dict[str, int] = dict.fromkeys(ENGINES, 0)
    for seed in range(FIRST_SEED, FIRST_SEED + args.seeds):
        for engine in ENGINES:
            result = search(engine, seed, args.overrides)
            fronts[engine].append(front(result))
            spent[engine] += result["evaluations"]
    assert spent["ga"] == spent["random"], "the budgets differ"
    analysis = analyse(fronts)
    print(json.dumps(analysis, indent=2))
    if not args.overrides:
        (HERE / "result.json").write_text(json.dumps(analysis, indent=2) + "\n")
        draw(fronts, HERE / "fronts.png")


if __name__ == "__main__":
    main()
