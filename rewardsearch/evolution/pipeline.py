"""The whole job: generations live and reproduce; the last one is lived again on fresh seeds."""

import time

from fitness.evolution_steps import fertility
from inner_rl import CPU
from rewardsearch.console import Progress, say
from rewardsearch.evaluation import Evaluator, Where
from rewardsearch.evolution.figures import draw_all
from rewardsearch.evolution.genepool import GenePool
from rewardsearch.evolution.generation import Matches
from rewardsearch.evolution.history import History, journal_record
from rewardsearch.evolution.population import Population
from rewardsearch.evolution.report import Outcome, relive, summarised
from rewardsearch.evolution.settings import EvolveSettings
from rewardsearch.json_data import write_json
from rewardsearch.recording import recorded_end
from rewardsearch.run_directory import RunDirectory
from rewardsearch.tracking import Tracker

# Lines of the report beside the lineages: the population, sociopath, twin, inert, kind.
_N_OTHER_ROWS = 5


def cost(settings: EvolveSettings) -> dict[str, int]:
    """Agent-steps of each stage; of the report at most."""
    per_lifetime = settings.life.steps * settings.world.n_agents
    s, report = settings.evolution, settings.report
    lineages = min(report.candidates, s.population)
    return {
        "evolution": s.generations * s.population * s.lifetimes * per_lifetime,
        "report": (lineages + _N_OTHER_ROWS) * report.lifetimes * per_lifetime,
    }


def run_evolution(
    settings: EvolveSettings,
    directory: RunDirectory,
    tracker: Tracker,
    hardware: Where = CPU,
) -> Outcome:
    """Do the whole job; everything that happens is in the run directory as it happens."""
    start = time.monotonic()
    directory.append("start", hash=settings.digest())
    with recorded_end(directory, tracker):
        evaluator = Evaluator(settings, hardware)
        matches = Matches(evaluator, settings.evolution)
        pool = GenePool(settings.evolution)
        population = Population(settings.evolution, pool, settings.seed)
        history = _evolve(settings, matches, pool, population, directory, tracker)
        lineages = population.lineages(settings.report.candidates)
        say(f"living the last population and {len(lineages)} lineages again on fresh seeds")
        rewards = [pool.reward(genes) for genes in population.genomes]
        together, rows, references = relive(settings, evaluator, matches, rewards, lineages)
        outcome = Outcome(
            directory=directory.path,
            population=together,
            traits=summarised(pool.traits, history.traits[-1]),
            rows=rows,
            shares=[len(places) / len(rewards) for places in lineages],
            references=references,
            agent_steps=evaluator.agent_steps,
            seconds=time.monotonic() - start,
        )
        _publish(outcome, settings, history, pool.traits, directory, tracker)
    return outcome


def _evolve(
    settings: EvolveSettings,
    matches: Matches,
    pool: GenePool,
    population: Population,
    directory: RunDirectory,
    tracker: Tracker,
) -> History:
    """Let all generations live; a progress line, journal record and metric batch for each."""
    s, history = settings.evolution, History()
    total = cost(settings)
    progress = Progress(sum(total.values()))
    for generation in range(s.generations):
        rewards = [pool.reward(genes) for genes in population.genomes]
        lived = matches.generation(rewards, generation)
        directory.append("generation", generation=generation, **journal_record(population, lived))
        traits = pool.described(population.genomes, rewards)
        metrics = history.note(population, lived, traits)
        tracker.metrics(generation, metrics)
        progress.advance(total["evolution"] / s.generations)
        say(
            f"[{generation + 1:{len(str(s.generations))}}/{s.generations}] "
            f"mean payoff {metrics.get('mean_payoff', float('nan')):+.3f}, "
            f"harm unwatched {lived.harm_unwatched:.2f}, {metrics['founders']:.0f} founders' "
            f"lines left, {progress}"
        )
        if generation + 1 < s.generations:
            population.reproduce(fertility(lived.payoffs, s.selection), generation + 1)
    return history


def _publish(
    outcome: Outcome,
    settings: EvolveSettings,
    history: History,
    traits: tuple[str, ...],
    directory: RunDirectory,
    tracker: Tracker,
) -> None:
    """Write what is left and the pictures, and show them in the tracker."""
    data = outcome.to_data(settings)
    told = {key: data[key] for key in ("population", "rewards", "references")}
    directory.append("last_population", **told)
    write_json(directory.hall_of_fame, data)
    pictures = draw_all(
        directory.figures, history, traits, outcome.references, settings.world.n_agents
    )
    for file in [directory.hall_of_fame, directory.path / "settings.json", *pictures]:
        tracker.artifact(file)
    payoff = outcome.population.scores["society"]["utilitarian"]["value"]
    if payoff is not None:
        tracker.metrics(settings.evolution.generations, {"final_payoff_of_all": payoff})
