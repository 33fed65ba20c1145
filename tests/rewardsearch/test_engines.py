"""Search engines: what they find where it was planted, and that they are functions of what is told.

Instead of lives there is a cheap function of the genes.
"""

import json
from typing import get_args

import numpy as np
import pytest
import torch
from evotorch import Problem
from hypothesis import given
from hypothesis import strategies as st

from inner_rl import InvalidInput
from inner_rl.drives import DRIVES
from inner_rl.rewards import LANGUAGES
from rewardsearch.cli.main import main
from rewardsearch.search import (
    SearchSpace,
    build_engine,
    evaluation_budget,
    hypervolume,
    search_space,
)
from rewardsearch.search.engines import ENGINES, N_OUTCOMES
from rewardsearch.search.engines.base import NOBODY
from rewardsearch.search.engines.distributions import snes
from rewardsearch.search.engines.genetic import survivors
from rewardsearch.search.engines.map_elites import BINS, MapElites, cells
from rewardsearch.search.objectives import WORST
from rewardsearch.settings import SearchSettings, settings_from_data
from tests.oracles import fronts as slowly

# Proposals of a Gaussian process take a second each.
QUICK = [name for name in ENGINES if name != "gp"]
SIX_GENES = SearchSpace(LANGUAGES["linear"], tuple(DRIVES)[:6])


def planted(genes):
    """A planted front: competence wants gene 0 high, kindness wants it low, both gene 1 at .3."""
    near = np.exp(-4.0 * (genes[:, 1] - 0.3) ** 2 - 0.5 * (genes[:, 2:] ** 2).sum(axis=1))
    share = 1.0 / (1.0 + np.exp(-4.0 * genes[:, 0]))
    return np.stack([share * near, (1.0 - share) * near, share], axis=1)


def settings(engine, **more):
    return SearchSettings(**{"engine": engine, "population": 16, "generations": 20, **more})


def searched(what, seed=3, space=SIX_GENES, judge=planted):
    """Proposals of a whole search and the outcomes it was told."""
    engine = build_engine(what, space, seed)
    proposals, outcomes = [], []
    for _ in range(what.generations):
        proposals.append(engine.ask())
        outcomes.append(judge(proposals[-1].genomes))
        engine.tell(outcomes[-1])
    return proposals, outcomes


def found(what, seed):
    """Area that everything evaluated dominates."""
    return hypervolume(np.concatenate(searched(what, seed)[1])[:, :2])


@pytest.mark.parametrize("name", [name for name in QUICK if name != "random"])
def test_an_engine_finds_more_than_random_search_where_something_is_planted(name):
    # The planted front dominates an area of about .45; random search finds about .24.
    luck = np.mean([found(settings("random", generations=14), seed) for seed in range(1, 9)])
    # Proposals of a Parzen estimator take long, too.
    seeds = (1,) if name == "tpe" else (1, 2)
    assert np.mean([found(settings(name, generations=14), seed) for seed in seeds]) > luck + 0.04


@pytest.mark.parametrize("name", QUICK)
def test_an_engine_spends_the_budget_of_all(name):
    what = settings(name, generations=3)
    proposals, _ = searched(what)
    assert sum(len(proposal.genomes) for proposal in proposals) == evaluation_budget(what)
    for proposal in proposals:
        n = len(proposal.genomes)
        assert proposal.genomes.shape == (n, SIX_GENES.n_genes)
        assert proposal.genomes.dtype == np.float64
        assert proposal.parents.shape == (n, 2)
        assert len(proposal.how) == n


def assert_equal_proposals(one, other):
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a.genomes, b.genomes)
        np.testing.assert_array_equal(a.parents, b.parents)
        assert a.how == b.how


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_told_the_same_asks_the_same(name):
    small = settings(name, population=4, generations=2 if name == "gp" else 3)
    first, told = searched(small)
    torch.manual_seed(99)
    np.random.seed(99)  # neither global generator may matter
    engine = build_engine(small, SIX_GENES, 3)
    again = []
    for outcomes in json.loads(json.dumps([o.tolist() for o in told])):
        again.append(engine.ask())
        engine.tell(np.array(outcomes))
    assert_equal_proposals(first, again)
    other = build_engine(small, SIX_GENES, 4).ask()
    assert not np.array_equal(first[0].genomes, other.genomes)


@pytest.mark.parametrize("name", [name for name in QUICK if name not in ("random", "optuna_nsga2")])
def test_an_engine_listens_to_what_it_is_told(name):
    small = settings(name, population=8, generations=4)
    one = searched(small)[0]
    other = searched(small, judge=lambda genes: planted(-genes))[0]
    np.testing.assert_array_equal(one[0].genomes, other[0].genomes)
    assert not np.array_equal(one[-1].genomes, other[-1].genomes)


@pytest.mark.parametrize("name", [name for name in QUICK if name != "random"])
def test_broken_genomes_never_win(name):
    """Half of all genomes are broken; what is proposed at the end mostly is not."""

    def judge(genes):
        outcomes = planted(genes)
        outcomes[genes[:, 5] > 0] = WORST
        return outcomes

    proposals, outcomes = searched(settings(name, population=12, generations=14), 5, judge=judge)
    assert all(np.isfinite(proposal.genomes).all() for proposal in proposals)
    assert (outcomes[-1] > WORST).all(axis=1).mean() > 0.55


@pytest.mark.parametrize("name", QUICK)
def test_where_all_are_broken_a_search_goes_on(name):
    small = settings(name, population=4, generations=4)
    proposals, _ = searched(small, judge=lambda genes: np.full((len(genes), N_OUTCOMES), WORST))
    assert np.isfinite(np.concatenate([proposal.genomes for proposal in proposals])).all()


@pytest.mark.parametrize("name", ["ga", "map_elites"])
@pytest.mark.parametrize("language", ["linear", "program"])
def test_parents_are_earlier_genomes_that_children_resemble(name, language):
    what = settings(name, language=language, mutation=1e-6)
    space = search_space(what)
    proposals, _ = searched(what, space=space)
    everyone = np.concatenate([proposal.genomes for proposal in proposals])
    born = np.cumsum([0] + [len(proposal.genomes) for proposal in proposals])
    assert (proposals[0].parents == NOBODY).all()
    for start, proposal in zip(born[1:], proposals[1:], strict=False):
        assert ((proposal.parents >= 0) & (proposal.parents < start)).all()
        mothers = everyone[proposal.parents[:, 0]]
        own = np.abs(proposal.genomes - mothers).sum(axis=1)
        others = np.abs(proposal.genomes - np.roll(mothers, 1, axis=0)).sum(axis=1)
        assert np.median(own) <= np.median(others)


def test_children_of_crossover_lie_on_the_line_of_their_parents():
    """Of both: simulated binary crossover keeps the sum of a pair (Deb & Agrawal 1995)."""
    proposals, _ = searched(settings("ga", mutation=1e-9, generations=2))
    everyone, children = proposals[0].genomes, proposals[1]
    n = len(children.genomes) // 2
    np.testing.assert_array_equal(children.parents[:n], children.parents[n:])
    both = children.genomes[:n] + children.genomes[n:]
    np.testing.assert_allclose(both, everyone[children.parents[:n]].sum(axis=1), atol=1e-5)


def test_a_population_of_samples_moves_to_the_better_half():
    """One gene matters: the mean of the samples climbs it from generation to generation."""
    engine = snes(settings("snes", population=64), SIX_GENES, 1)
    means = []
    for _ in range(8):
        genes = engine.ask().genomes
        score = 1.0 / (1.0 + np.exp(-genes[:, :1]))
        engine.tell(np.concatenate([score, np.ones_like(score), score], axis=1))
        means.append(genes[:, 0].mean())
    assert np.mean(np.diff(means[1:]) > 0) > 0.8


def test_cells_by_hand():
    outcomes = np.array([[0.0, 0.0, 0.0], [0.05, 0.15, 0.5], [1.0, 1.0, 1.0], [0.999, 0.1, 0.34]])
    assert cells(outcomes).tolist() == [[0, 0, 0], [0, 1, 1], [9, 9, 2], [9, 1, 1]]


def test_the_archive_holds_the_best_of_every_cell_and_nothing_else():
    what = settings("map_elites")
    engine = MapElites(what, SIX_GENES, 2)
    genomes, outcomes = [], []
    for _ in range(6):
        genomes += list(engine.ask().genomes)
        told = planted(np.array(genomes[len(outcomes) :]))
        told[::5] = WORST
        engine.tell(told)
        outcomes += list(told)
    best = {}
    for row, (competence, kindness, style) in enumerate(outcomes):
        if competence == WORST:
            continue
        place = zip((competence, kindness, style), BINS, strict=True)
        cell = tuple(min(int(x * n), n - 1) for x, n in place)
        if cell not in best or competence * kindness > best[cell][1]:
            best[cell] = (row, competence * kindness)
    assert {cell: elite.row for cell, elite in engine.archive.items()} == {
        cell: row for cell, (row, _) in best.items()
    }
    for elite in engine.archive.values():
        np.testing.assert_array_equal(elite.genome, genomes[elite.row])


@given(st.lists(st.integers(0, 200), min_size=5, max_size=12, unique=True), st.data())
def test_survivors_of_a_crowded_front_are_its_ends_and_the_least_crowded(places, data):
    along = np.array(places) / 200
    points = np.stack([along, 1.0 - along**2], axis=1)
    size = data.draw(st.integers(3, len(places) - 1))
    distance = np.array(slowly.crowding_distance(points.tolist(), [0] * len(points)))
    kept = survivors(batch(points), size).evals[:, :2].numpy()
    among = [int(np.abs(points - point).sum(axis=1).argmin()) for point in kept]
    assert len(set(among)) == size
    left_out = np.delete(distance, among)
    assert np.isinf(distance[among]).sum() == 2
    assert distance[among].min() >= left_out.max() - 1e-5


def test_survivors_come_from_better_fronts_first():
    points = np.array([[0.1, 0.1], [0.9, 0.2], [0.2, 0.9], [0.6, 0.15], [0.15, 0.5]])
    assert survivors(batch(points), 2).evals[:, 0].sort().values.tolist() == pytest.approx(
        [0.2, 0.9]
    )
    assert 0.1 not in survivors(batch(points), 4).evals[:, 0].numpy().round(3)


def batch(points):
    """An evaluated batch of EvoTorch solutions with these objectives [n, 2]."""
    problem = Problem(["max", "max"], solution_length=1, initial_bounds=(0, 1))
    solutions = problem.generate_batch(len(points))
    solutions.set_evals(torch.as_tensor(points, dtype=torch.float32))
    return solutions


def test_the_settings_know_every_engine():
    assert set(get_args(SearchSettings.model_fields["engine"].annotation)) == set(ENGINES)


def test_too_many_genes_for_a_gaussian_process_are_refused():
    with pytest.raises(InvalidInput, match=r"these are \d+.*search.engine=tpe"):
        settings_from_data({"search": {"engine": "gp", "language": "gated"}}, "here")


def test_engines_in_words_and_as_json(capsys):
    assert main(["engines"]) == 0
    words = capsys.readouterr().out
    assert main(["engines", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["engines"]
    assert [engine["name"] for engine in data] == list(ENGINES)
    for engine in data:
        assert engine["name"] in words
        assert engine["source"] in words
