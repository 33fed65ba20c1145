"""The whole job: generations live and reproduce; the last one is lived again on fresh seeds."""

from dataclasses import replace
from typing import Any

from fitness.evolution_steps import fertility
from inner_rl import CPU, Reward
from rewardsearch.console import Progress, say
from rewardsearch.evaluation import Evaluator, Where
from rewardsearch.evolution.figures import draw_all
from rewardsearch.evolution.genepool import GenePool
from rewardsearch.evolution.generation import Lived, Matches
from rewardsearch.evolution.history import History, journal_record, lived_in
from rewardsearch.evolution.population import Population
from rewardsearch.evolution.report import Outcome, relive, summarised
from rewardsearch.evolution.settings import EvolveSettings
from rewardsearch.json_data import write_json
from rewardsearch.memory import Memory, Recall, question
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
    directory.start(settings)
    with recorded_end(directory, tracker):
        evaluator = Evaluator(settings, hardware)
        memory = Memory(directory, evaluator)
        matches = Matches(evaluator, settings.evolution)
        pool = GenePool(settings.evolution)
        population = Population(settings.evolution, pool, settings.seed)
        history = _evolve(settings, matches, pool, population, memory.recall, directory, tracker)
        lineages = population.lineages(settings.report.candidates)
        say(f"living the last population and {len(lineages)} lineages again on fresh seeds")
        rewards = [pool.reward(genes) for genes in population.genomes]
        together, rows, references = relive(
            settings, evaluator, matches, rewards, lineages, memory.recall
        )
        outcome = Outcome(
            directory=directory.path,
            population=together,
            traits=summarised(pool.traits, history.traits[-1]),
            rows=rows,
            shares=[len(places) / len(rewards) for places in lineages],
            references=references,
            agent_steps=evaluator.agent_steps,
            seconds=0.0,
        )
        return _published(outcome, settings, history, pool.traits, directory, tracker)


def _evolve(
    settings: EvolveSettings,
    matches: Matches,
    pool: GenePool,
    population: Population,
    recall: Recall,
    directory: RunDirectory,
    tracker: Tracker,
) -> History:
    """Let all generations live; metrics for each, and a line for each that is not remembered."""
    s, history = settings.evolution, History()
    total = cost(settings)
    progress = Progress(sum(total.values()))
    for generation in range(s.generations):
        rewards = [pool.reward(genes) for genes in population.genomes]
        remembered = directory.recalling
        lived = _lived(matches, population, rewards, generation, recall)
        traits = pool.described(population.genomes, rewards)
        metrics = history.note(population, lived, traits)
        tracker.metrics(generation, metrics)
        (progress.leave_out if remembered else progress.advance)(total["evolution"] / s.generations)
        if not remembered:
            say(
                f"[{generation + 1:{len(str(s.generations))}}/{s.generations}] "
                f"mean payoff {metrics.get('mean_payoff', float('nan')):+.3f}, "
                f"harm unwatched {lived.harm_unwatched:.2f}, {metrics['founders']:.0f} founders' "
                f"lines left, {progress}"
            )
        if generation + 1 < s.generations:
            population.reproduce(fertility(lived.payoffs, s.selection), generation + 1)
    return history


def _lived(
    matches: Matches,
    population: Population,
    rewards: list[Reward],
    generation: int,
    recall: Recall,
) -> Lived:
    """What became of a generation, lived or remembered."""

    def live() -> dict[str, Any]:
        lived = matches.generation(rewards, generation)
        return {"generation": generation} | journal_record(population, lived)

    felt = [reward.to_data() for reward in rewards]
    asked = (*matches.chance(generation), population.genomes, felt)
    return lived_in(recall("generation", asked, live), population)


def _published(
    outcome: Outcome,
    settings: EvolveSettings,
    history: History,
    traits: tuple[str, ...],
    directory: RunDirectory,
    tracker: Tracker,
) -> Outcome:
    """Write what is left and pictures, and show them in the tracker; now the time is known."""
    data = outcome.to_data(settings)
    told = {key: data[key] for key in ("population", "rewards", "references")}
    record = directory.recall("last_population", question(data), lambda: told)
    outcome = replace(outcome, seconds=record["at"]["seconds"])
    write_json(directory.hall_of_fame, outcome.to_data(settings))
    pictures = draw_all(
        directory.figures, history, traits, outcome.references, settings.world.n_agents
    )
    for file in [directory.hall_of_fame, directory.path / "settings.json", *pictures]:
        tracker.artifact(file)
    payoff = outcome.population.scores["society"]["utilitarian"]["value"]
    if payoff is not None:
        tracker.metrics(settings.evolution.generations, {"final_payoff_of_all": payoff})
    return outcome
