"""The main job: search, shortlist, retrain on fresh seeds, report."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fitness import References, score
from fitness.statistics.diversity import best_per_bin, coverage, qd_score
from fitness.statistics.fronts import nondominated
from inner_rl import CPU
from rewardsearch.console import Progress, in_terminal, keep_board, say, show_board
from rewardsearch.evaluation import Evaluator, Stage, Where
from rewardsearch.figures import score_plane
from rewardsearch.json_data import FILE_SCHEMA, write_json
from rewardsearch.memory import Memory, Recall, question
from rewardsearch.recording import recorded_end
from rewardsearch.remembered_scores import recalled_references
from rewardsearch.results import Result
from rewardsearch.retraining import retrain
from rewardsearch.run_directory import RunDirectory
from rewardsearch.search import (
    Objectives,
    build_engine,
    evaluation_budget,
    hypervolume,
    mean_by_genome,
    shortlist,
)
from rewardsearch.settings import Settings
from rewardsearch.tracking import Tracker

# Lifetimes behind the fixed points that selection is scaled by; one set a run, so well known.
REFERENCE_LIFETIMES = 48
# Lines of reference simulations in a report: sociopath, twin, inert, kind.
_N_REFERENCES = 4
# Along each side of the grid on which diversity is counted.
_N_BINS = 10


def cost(settings: Settings) -> dict[str, int]:
    """Agent-steps of each stage of a search; the last two at most."""
    per_lifetime = settings.life.steps * settings.world.n_agents
    search, report = settings.search, settings.report
    shortlisted = (report.candidates + _N_REFERENCES) * report.lifetimes
    return {
        "references": 3 * REFERENCE_LIFETIMES * per_lifetime,
        "search": evaluation_budget(search) * search.lifetimes * per_lifetime,
        "shortlist": shortlisted * per_lifetime,
        "report": shortlisted * per_lifetime,
    }


def run_search(
    settings: Settings, directory: RunDirectory, tracker: Tracker, hardware: Where = CPU
) -> Result:
    """Do the whole job; everything that happens is in the run directory as it happens."""
    directory.start(settings)
    with recorded_end(directory, tracker):
        evaluator = Evaluator(settings, hardware)
        memory = Memory(directory, evaluator)
        objectives = _search(settings, evaluator, directory, memory, tracker)
        if objectives.n_sanitised:
            say(f"{objectives.n_sanitised} evaluations came to no number and counted as worst")
        genomes, means = mean_by_genome(objectives.evaluated)
        chosen = shortlist(genomes, means, settings.report.candidates)
        rewards = [objectives.space.reward(genes) for genes in chosen]
        rows, references = retrain(settings, evaluator, rewards, memory.recall)
        steps, evaluations = evaluator.agent_steps, len(objectives.evaluated.genomes)
        result = Result(directory.path, rows, references, steps, evaluations, seconds=0.0)
        return _published(result, settings, means, directory, tracker)


def _published(
    result: Result,
    settings: Settings,
    evaluated: NDArray[np.float64],
    directory: RunDirectory,
    tracker: Tracker,
) -> Result:
    """Write hall of fame and pictures, and show them in the tracker; now the time is known."""
    data = result.to_data(settings)
    told = {k: data[k] for k in ("rewards", "references")}
    record = directory.recall("hall_of_fame", question(data), lambda: told)
    result = replace(result, seconds=record["at"]["seconds"])
    write_json(directory.hall_of_fame, result.to_data(settings))
    title = f"{settings.name}: search and hall of fame on world {settings.world.name}"
    path = directory.figures / "score_plane"
    pictures = score_plane(path, evaluated, result.rows, result.references, title)
    for file in [directory.hall_of_fame, directory.path / "settings.json", *pictures]:
        tracker.artifact(file)
    if result.rows:
        best = result.rows[0].scores
        final = {f"final_{m}": best[m]["value"] for m in ("competence", "non_ruthlessness")}
        tracker.metrics(settings.search.generations, final)
    return result


def _references(evaluator: Evaluator, recall: Recall) -> References:
    """The fixed points of the scale that selection uses."""
    keys = evaluator.keys(Stage.REFERENCE, 0, REFERENCE_LIFETIMES)
    references = recalled_references(recall, evaluator, keys)
    sociopath = score(references.sociopath, references)
    twin = score(references.twin, references)
    say(
        f"sociopath: harms {sociopath.harm_unwatched.value[0]:.2f} of its opportunities "
        f"unwatched, {sociopath.harm_watched.value[0]:.2f} watched; gains "
        f"{sociopath.gain.value[0]:.3f} a step ({twin.gain.value[0]:.3f} in the harmless twin)"
    )
    return references


def _search(
    settings: Settings,
    evaluator: Evaluator,
    directory: RunDirectory,
    memory: Memory,
    tracker: Tracker,
) -> Objectives:
    """Run the outer loop; a front and metrics a generation, and a line for each that is lived."""
    objectives = Objectives(evaluator, _references(evaluator, memory.recall), memory.recall)
    n_generations = settings.search.generations
    total = cost(settings)
    say(f"loading the search engine ({settings.search.engine})")
    engine = build_engine(settings.search, objectives.space, settings.seed)
    progress = Progress(total["search"] + total["shortlist"] + total["report"])
    lived, shown = evaluator.agent_steps, ""
    for generation in range(n_generations):
        objectives.generation = generation
        remembered, began = directory.recalling, memory.seconds
        engine.tell(objectives(engine.ask()))
        work, lived = evaluator.agent_steps - lived, evaluator.agent_steps
        rate = work / max(memory.seconds - began, 1e-9)
        metrics, best = _note_generation(settings, objectives, directory)
        tracker.metrics(generation, {**metrics, "agent_steps_per_second": rate})
        if remembered:
            progress.leave_out(work)
            continue
        progress.advance(work)
        place = f"[{generation + 1:{len(str(n_generations))}}/{n_generations}]"
        _tell(f"{place} ", metrics, rate, progress, best, news=best != shown)
        shown = best
    keep_board()
    return objectives


def _tell(
    place: str, metrics: dict[str, float], rate: float, progress: Progress, best: str, news: bool
) -> None:
    """A line for a generation; in a terminal, lines that the next generation's replace."""
    scores = f"{metrics['best_competence']:.2f} x {metrics['best_non_ruthlessness']:.2f}"
    speed = f"{rate / 1e6:.1f} M agent-steps/s"
    if not in_terminal():
        say(f"{place}best {scores}, {speed}, {progress}{f'   {best}' if news else ''}")
        return
    size, area = metrics["front_size"], metrics["selection_hypervolume"]
    show_board(
        [
            f"{place}{speed}, {progress.with_interval()}",
            f"best so far {scores}: {best}",
            f"on the front {size:.0f}, area {area:.3f}",
        ]
    )


def _note_generation(
    settings: Settings, objectives: Objectives, directory: RunDirectory
) -> tuple[dict[str, float], str]:
    """Write the front after one generation; returns its metrics and best formula."""
    evaluated = objectives.evaluated
    genomes, means = mean_by_genome(evaluated)
    best = int(np.argmax(np.where(means.min(axis=1) < 0, -1.0, means.prod(axis=1))))
    front = np.flatnonzero(nondominated(means) & (means > 0).all(axis=1))
    front = front[np.argsort(-means[front].prod(axis=1))]
    rewards = [
        {
            "reward": objectives.space.reward(genomes[i]).to_data(),
            "selection_scores": {"competence": means[i, 0], "non_ruthlessness": means[i, 1]},
        }
        for i in front
    ]
    write_json(
        directory.front,
        {"schema": FILE_SCHEMA, "settings": settings.to_data(), "rewards": rewards},
    )
    metrics = {
        "best_competence": float(means[best, 0]),
        "best_non_ruthlessness": float(means[best, 1]),
        "selection_hypervolume": hypervolume(means),
        "front_size": float(len(front)),
        **_diversity(means),
        "evaluations": float(len(evaluated.genomes)),
        "sanitised": float(objectives.n_sanitised),
        "duplicates": float(objectives.n_duplicates),
    }
    return metrics, objectives.space.reward(genomes[best]).formula()


def _diversity(means: NDArray[np.float64]) -> dict[str, float]:
    """How many kinds of agents were found, on a grid of competence x ruthlessness, and how good."""
    found = means[(means >= 0).all(axis=1)]
    points = np.stack([found[:, 0], 1.0 - found[:, 1]], axis=1)
    grid = best_per_bin(points, found.prod(axis=1), _N_BINS)
    return {"coverage": coverage(grid), "qd_score": qd_score(grid)}
