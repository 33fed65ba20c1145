"""How far does a cluster scale?  Overheads measured here, larger clusters simulated with them.

    python experiments/cluster/run.py        # two minutes on two cores

1. Overheads of a task and of a call: tasks of one step of life on a Ray cluster of one worker, by
   number of tasks; slopes and intercept by least squares, in each of REPEATS rounds.
2. Check, by rule fixed before: the model's prediction for real lives on one and on two workers must
   be within 15 % of what is measured, else the table says that the model is wrong.
3. Efficiency (seconds of work / (workers x seconds that passed)) of one generation on up to 1,000
   workers, for three sizes of generation; work of a task as measured for lives on this machine.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from model import Overheads, makespan

from inner_rl import ActorCritic, Coins, Hardware, Life, Linear, Phase, monoculture, simulate
from inner_rl.roster import Roster, stream_keys
from rewardsearch.cluster import RayCluster
from rewardsearch.cluster.ray_cluster import lives_of_a_task
from rewardsearch.cluster.worker import Job, live, part

HERE = Path(__file__).parent
REPEATS = 7
N_TASKS = (50, 200, 800)
WORKERS = (10, 100, 1000)
# Rewards x lifetimes of a generation; the quickstart's is the first.
GENERATIONS = ((32, 4), (256, 16), (4096, 32))
REWARD, WORLD, LEARNER = [Linear({"own_gain": 1.0, "own_pain": -1.0})], Coins(), ActorCritic()
STEPS = 20_000
TOLERANCE = 0.15


def roster(n: int) -> Roster:
    """Lifetimes of societies of four."""
    return monoculture(1, WORLD.n_agents, stream_keys(5, (0,), n))


def life(steps: int) -> Life:
    """A life of one phase."""
    return Life((Phase("life", steps=steps),))


def timed_tasks(cluster: RayCluster, n: int) -> dict[str, float]:
    """Seconds of the parts of a call with ``n`` tasks of one step."""
    import ray

    task = ray.remote(live)
    lives = roster(1)
    began = time.perf_counter()
    shared = ray.put(Job(REWARD, WORLD, life(1), LEARNER, False))
    stored = time.perf_counter()
    tasks = [task.remote(shared, lives) for _ in range(n)]
    handed_out = time.perf_counter()
    ray.wait(tasks, num_returns=n, fetch_local=False)
    ended = time.perf_counter()
    ray.get(tasks)
    collected = time.perf_counter()
    return {
        "call": stored - began,
        "submit": handed_out - stored,
        "work": ended - stored,
        "collect": collected - ended,
    }


def overheads(cluster: RayCluster) -> Overheads:
    """Overheads from one round of timings on a cluster of one worker."""
    times = {n: timed_tasks(cluster, n) for n in N_TASKS}

    def slope(name: str) -> float:
        return max(0.0, float(np.polyfit(N_TASKS, [times[n][name] for n in N_TASKS], 1)[0]))

    fixed = np.polyfit(N_TASKS, [sum(times[n][k] for k in ("work", "collect")) for n in N_TASKS], 1)
    return Overheads(
        call=max(0.0, float(fixed[1])) + float(np.mean([times[n]["call"] for n in N_TASKS])),
        submit=slope("submit"),
        start=slope("work"),
        collect=slope("collect"),
    )


def seconds_of_lives(n: int) -> list[float]:
    """Seconds of each of ``n`` lifetimes in one thread here."""
    took = []
    lives = roster(n)
    for i in range(n):
        began = time.perf_counter()
        simulate(REWARD, part(lives, i, i + 1), WORLD, life(STEPS), LEARNER, hardware=Hardware(1))
        took.append(time.perf_counter() - began)
    return took


def tasks_of(n_lives: int, n_workers: int, seconds: list[float], rng: np.random.Generator):
    """Seconds of work of the tasks of a call: lifetimes drawn from those measured."""
    size = lives_of_a_task(n_lives, STEPS * WORLD.n_agents, n_workers)
    drawn = rng.choice(seconds, n_lives)
    return [float(drawn[first : first + size].sum()) for first in range(0, n_lives, size)]


def median(values: list[float]) -> dict[str, float]:
    """Median, lowest and highest."""
    return {"value": float(np.median(values)), "low": min(values), "high": max(values)}


def check(n_workers: int, measured: list[Overheads], seconds: list[float]) -> dict[str, object]:
    """Real lives on a real cluster of one or two workers beside what the model says."""
    n_lives, rng = 256, np.random.default_rng(1)
    cluster = RayCluster(threads=n_workers)
    try:
        cluster.simulate(REWARD, roster(8 * n_workers), WORLD, life(10), LEARNER)
        took = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            cluster.simulate(REWARD, roster(n_lives), WORLD, life(STEPS), LEARNER)
            took.append(time.perf_counter() - began)
    finally:
        cluster.close()
    predicted = [makespan(tasks_of(n_lives, n_workers, seconds, rng), n_workers, o)
                 for o in measured]  # fmt: skip
    ratio = float(np.median(took) / np.median(predicted))
    return {
        "workers": n_workers, "lives": n_lives, "measured": median(took),
        "predicted": median(predicted), "ratio": ratio, "holds": abs(ratio - 1.0) <= TOLERANCE,
    }  # fmt: skip


def draw(table: list[dict[str, object]], path: Path) -> None:
    """Efficiency by number of workers, a line for each size of generation."""
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    for (rewards, lifetimes), mark in zip(GENERATIONS, "os^", strict=True):
        rows = [row for row in table if row["rewards"] == rewards]
        shares = [row["efficiency"] for row in rows]
        label = f"{rewards:,} rewards x {lifetimes} lifetimes"
        axes.plot(WORKERS, [s["value"] for s in shares], marker=mark, label=label)
        axes.fill_between(
            WORKERS, [s["low"] for s in shares], [s["high"] for s in shares], alpha=0.2
        )
    axes.set(xscale="log", ylim=(0, 1.02), xlabel="workers", ylabel="share of their time at work")
    axes.legend(title="a generation")
    figure.savefig(path, dpi=130)


def main() -> None:
    """Measure, check, simulate, write result.json."""
    cluster = RayCluster(threads=1)
    try:
        cluster.simulate(REWARD, roster(8), WORLD, life(10), LEARNER)
        timed_tasks(cluster, 100)
        measured = [overheads(cluster) for _ in range(REPEATS)]
    finally:
        cluster.close()
    simulate(REWARD, roster(4), WORLD, life(10), LEARNER)
    seconds = seconds_of_lives(200)
    print("overheads", measured, file=sys.stderr)
    checks = [check(n, measured, seconds) for n in (1, 2)]
    table = simulated(measured, seconds)
    result = {
        "overheads_ms": {
            name: median([1000.0 * getattr(o, name) for o in measured])
            for name in ("call", "submit", "start", "collect")
        },
        "ms_of_a_life": median([1000.0 * s for s in seconds]),
        "checks": checks,
        "table": table,
    }
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n")
    draw(table, HERE / "efficiency.png")


def simulated(measured: list[Overheads], seconds: list[float]) -> list[dict[str, object]]:
    """What generations would take on more workers than are here."""
    rng, table = np.random.default_rng(0), []
    for rewards, lifetimes in GENERATIONS:
        for n_workers in WORKERS:
            runs = []
            for o in measured:
                tasks = tasks_of(rewards * lifetimes, n_workers, seconds, rng)
                span = makespan(tasks, n_workers, o)
                runs.append((span, sum(tasks) / (n_workers * span)))
            table.append(
                {
                    "rewards": rewards,
                    "lifetimes": lifetimes,
                    "workers": n_workers,
                    "tasks": len(tasks),
                    "seconds": median([span for span, _ in runs]),
                    "efficiency": median([share for _, share in runs]),
                }
            )
    return table


if __name__ == "__main__":
    main()
