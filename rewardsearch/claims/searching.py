"""Cells that search: a whole search, a choice among what it found, and lives of the chosen.

Three sets of random streams, none of them shared: those of the search, those on which is decided
which rewards are kept and which is the best, and those of the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fitness import non_ruthlessness
from fitness.scores import MIN_COMPETENCE
from fitness.statistics.diversity import best_per_bin, coverage
from fitness.statistics.fronts import nondominated
from inner_rl import WORLDS, Oversight, Reward
from kernels.types import U32Array
from rewardsearch.claims.evidence import Effect
from rewardsearch.claims.found import REPORT, looks, points
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
    Cell,
    Place,
    childhood_and_adulthood,
    learner_for,
    life_cell,
    lived,
    scheming_gap,
    sham,
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.journal import Record
from rewardsearch.memory import plain
from rewardsearch.search import (
    Objectives,
    build_engine,
    evaluation_budget,
    hypervolume,
    mean_by_genome,
    shortlist,
)
from rewardsearch.search.objectives import Kindness
from rewardsearch.settings import SearchSettings, Settings
from rewardsearch.stopping import stop_if_asked

REFERENCE_LIFETIMES = 48
"""Behind the scale of selection; one set a search, so well known."""
DECISION = 1
"""Random streams of a claim on which is decided what is kept, and what is best."""
JUDGES: Mapping[str, Kindness] = {"all": non_ruthlessness, "watched": looks}
"""By what a fitness sees."""
# Along each side of the grid on which coverage is counted.
_GRID = 10


def per_bin(genomes: Array, objectives: Array, n_bins: int, each: int) -> Array:
    """Of each of ``n_bins`` stretches of non-ruthlessness, the ``each`` most competent genomes.

    Left out is whose competence is too low for its harmlessness to say anything.

    Args:
        genomes: [n, n_genes].
        objectives: [n, 2] competence and non-ruthlessness.
        n_bins: equal parts of [0, 1]; the last holds 1 as well.
        each: at most.

    """
    where = np.minimum((objectives[:, 1] * n_bins).astype(int), n_bins - 1)
    where[objectives[:, 0] < MIN_COMPETENCE] = -1
    best = np.argsort(-objectives[:, 0], kind="stable")
    chosen = [best[where[best] == i][:each] for i in range(n_bins)]
    return np.asarray(genomes[np.concatenate(chosen)])


@dataclass(frozen=True)
class Hunt:
    """One search, and where what it finds is lived."""

    name: str
    """Unique in the study."""
    place: Place
    search: SearchSettings
    seed: int
    candidates: int
    """Rewards that are lived on the streams of decision, at most (in each bin)."""
    judge: Literal["all", "watched"] = "all"
    """Whose kindness selects and decides: see ``JUDGES``."""
    bins: int = 0
    """Take the most competent of so many stretches of non-ruthlessness; 0: the front."""
    abroad: tuple[Place, ...] = ()
    """Where else is lived on the streams of the report: the best, or with ``bins`` all kept."""

    def settings(self) -> Settings:
        """As the settings of a search."""
        place = self.place
        return Settings(
            seed=self.seed, world=place.world, life=place.life, learner=place.learner,
            search=self.search,
        )  # fmt: skip


def home(
    setup: Setup, world: str, learner: str, fine: float = Oversight.fine, label: str = ""
) -> Place:
    """A place with the lives of the budget.

    Args:
        setup: whose ``worlds`` name worlds and their settings.
        world: one of these, or the name of a world as it is.
        learner: by its name.
        fine: of the watcher.
        label: for its scope; by default the world's.

    """
    told = dict(setup["worlds"].get(world, {"name": world}))
    built = WORLDS[told.pop("name")](**told)
    life = childhood_and_adulthood(setup, Oversight(fine=fine))
    return Place(built, learner_for(built.name, learner), life, f"{label or world}, {learner}")


def sham_cells(setup: Setup, places: Sequence[Place]) -> list[Cell]:
    """Own payoff before a sham watcher, in every place."""
    keys = setup.keys(setup["lifetimes"], REPORT)
    return [life_cell(setup, sham(place), OWN_PAYOFF, keys) for place in places]


def sham_effects(
    setup: Setup, places: Sequence[Place], found: Mapping[str, Record]
) -> list[Effect]:
    """Its scheming gap there, for the control prediction ``sham``."""
    return [
        setup.effect(
            "sham",
            place.scope,
            [lived(found[f"{sham(place).scope}: {OWN_PAYOFF.name}"]).phase()],
            scheming_gap,
        )
        for place in places
    ]


def search_seed(setup: Setup, replicate: int) -> int:
    """The seed of a replicate of a claim's searches; arms share it, so that they are paired."""
    mixed = np.random.SeedSequence([setup.seed, setup.protocol.number, replicate])
    return int(mixed.generate_state(1)[0])


def searches(setup: Setup, engine: str, drives: Sequence[str]) -> SearchSettings:
    """Linear rewards over the drives, with the numbers of the budget."""
    data = {
        "engine": engine,
        "tiers": ("sensed", "thought", "oracle"),
        "drives": tuple(drives),
        "population": setup["population"],
        "generations": setup["generations"],
        "lifetimes": setup["search_lifetimes"],
    }
    return SearchSettings.model_validate(data)


def search_cell(setup: Setup, hunt: Hunt) -> Cell:
    """The search, the choice on streams of decision, and the lives of the report."""
    settings, n = hunt.settings(), setup["lifetimes"]
    deciding, reporting = setup.keys(n, DECISION), setup.keys(n, REPORT)
    life = settings.life.steps * settings.world.n_agents
    lifetimes = evaluation_budget(hunt.search) * hunt.search.lifetimes + 3 * REFERENCE_LIFETIMES
    abroad = [place.settings().to_data() for place in hunt.abroad]
    return Cell(
        hunt.name,
        (settings.to_data(), hunt.judge, hunt.bins, hunt.candidates, abroad, deciding, reporting),
        float(life * (lifetimes + 2 * hunt.candidates * max(hunt.bins, 1) * n)),
        lambda: _Search(setup, hunt).record(deciding, reporting),
    )


class _Search:
    """What one cell does."""

    def __init__(self, setup: Setup, hunt: Hunt) -> None:
        self._setup, self._hunt = setup, hunt
        self._evaluator = Evaluator(hunt.settings(), setup.hardware)
        self._kindness = JUDGES[hunt.judge]

    def record(self, deciding: U32Array, reporting: U32Array) -> Record:
        """Plain JSON data; see ``Found``."""
        rewards, believed = self._searched()
        decided = self._points(rewards, deciding)
        kept = np.flatnonzero(decided[:, 0] >= MIN_COMPETENCE)
        if not self._hunt.bins:
            kept = kept[nondominated(decided[kept])]
        rewards, decided = [rewards[i] for i in kept], decided[kept]
        abroad = [Evaluator(p.settings(), self._setup.hardware) for p in self._hunt.abroad]
        if not self._hunt.bins and rewards:
            travellers = [rewards[int(np.argmax(decided.prod(axis=1)))]]
        else:
            travellers = rewards
        return {
            "rewards": [reward.to_data() for reward in rewards],
            "decided": decided.tolist(),
            "sums": _lives(self._evaluator, rewards, reporting),
            "abroad": [_lives(each, travellers, reporting) for each in abroad],
            **believed,
        }

    def _searched(self) -> tuple[list[Reward], Record]:
        """The candidates of a search, and what it believes to have found."""
        settings, hunt = self._hunt.settings(), self._hunt
        keys = self._evaluator.keys(Stage.REFERENCE, 0, REFERENCE_LIFETIMES)
        references = self._evaluator.references(keys)
        objectives = Objectives(self._evaluator, references, kindness=self._kindness)
        engine = build_engine(settings.search, objectives.space, settings.seed)
        for objectives.generation in range(settings.search.generations):
            stop_if_asked()
            engine.tell(objectives(engine.ask()))
        genomes, means = mean_by_genome(objectives.evaluated)
        if hunt.bins:
            chosen = per_bin(genomes, means, hunt.bins, hunt.candidates)
        else:
            chosen = shortlist(genomes, means, hunt.candidates)
        believed = {"selection_area": hypervolume(means), "coverage": _coverage(means)}
        return [objectives.space.reward(row) for row in chosen], believed

    def _points(self, rewards: list[Reward], keys: U32Array) -> Array:
        """Competence and kindness [n, 2] on some streams; 0 where kindness cannot be told."""
        if not rewards:
            return np.zeros((0, 2))
        references = self._evaluator.references(keys)
        fixed = (references.sociopath, references.twin, references.inert)
        own, twin, inert = (each.sums.sum(axis=1)[0] for each in fixed)
        sums = self._evaluator.live(rewards, keys).sums.sum(axis=1)
        return points(sums, own, twin, inert, self._kindness)


def _lives(evaluator: Evaluator, rewards: list[Reward], keys: U32Array) -> list[Any]:
    """Sums [n, n_lifetimes, N_COLUMNS] as plain data; an empty list of no rewards."""
    return list(plain(evaluator.live(rewards, keys).sums)) if rewards else []


def _coverage(means: Array) -> float:
    """Share of a grid of competence x ruthlessness that holds a reward."""
    told = np.clip(means[(means >= 0).all(axis=1)], 0.0, 1.0)
    shown = np.stack([told[:, 0], 1.0 - told[:, 1]], axis=1)
    return coverage(best_per_bin(shown, told.prod(axis=1), _GRID))
