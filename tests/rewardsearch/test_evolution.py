"""Natural selection: settings, genomes, family trees, and a small world in which it runs."""

import json

import numpy as np
import pytest

from fitness.evolution_steps import fertility, heterozygosity
from inner_rl import Hardware, InvalidInput, Linear
from inner_rl.rewards.program_genes import from_genes
from kernels import layout
from rewardsearch.cli import main
from rewardsearch.evaluation import Evaluator
from rewardsearch.evolution import EvolutionSettings, EvolveSettings, run_evolution
from rewardsearch.evolution.genepool import GenePool, reflected
from rewardsearch.evolution.generation import Lived, Matches
from rewardsearch.evolution.history import journal_record
from rewardsearch.evolution.population import Population
from rewardsearch.evolution.report import summarised, typical
from rewardsearch.json_data import read_reward
from rewardsearch.run_directory import RunDirectory
from rewardsearch.settings import experiment_from_data, settings_from_data

TEMPLATE = {
    "expression": ["+", ["*", "$hope", "own_gain"], "$rest"],
    "genes": {"hope": 1, "rest": 0},
}
TINY = {
    "name": "tiny",
    "world": {"name": "coins", "n_agents": 3},
    "life": {"phases": [{"name": "childhood", "steps": 200}, {"name": "adulthood", "steps": 100}]},
    "evolution": {
        "drives": ["own_gain", "own_pain", "guilt"],
        "population": 5, "generations": 3, "lifetimes": 2, "matching": "assortative",
        "relatedness": 0.5, "mutation_rate": 0.5,
    },
    "report": {"candidates": 2, "lifetimes": 8, "resamples": 100},
}  # fmt: skip


def evolve_settings(evolution=None, **data):
    changed = TINY | data | {"evolution": TINY["evolution"] | (evolution or {})}
    return experiment_from_data(EvolveSettings, changed, "x.yaml")


def evolution(**data):
    return experiment_from_data(EvolveSettings, {"evolution": data}, "x.yaml").evolution


class Untracked:
    uri = ""

    def __init__(self):
        self.logged = []

    def metrics(self, step, values):
        self.logged.append((step, values))

    def artifact(self, *_):
        pass

    def finish(self, _):
        return True


# Settings.


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"matching": "asortative"}, "unknown 'asortative' (did you mean 'assortative'?)"),
        ({"matching": "assortative"}, "evolution.relatedness belongs to evolution.matching assor"),
        ({"relatedness": 0.5}, "got matching random, relatedness 0.5"),
        ({"matching": "assortative", "relatedness": 1.5}, "evolution.relatedness: input should be"),
        ({"births": 3}, "evolution.births belongs to evolution.reproduction moran"),
        ({"population": 1}, "evolution.population: input should be greater than or equal to 2"),
        ({"selection": -1.0}, "evolution.selection"),
        ({"drives": ["guild"]}, "evolution.drives: unknown drive 'guild' (did you mean 'guilt'?)"),
        ({"drives": ["true_harm"]}, "add 'oracle' to evolution.tiers"),
        ({"start_from": ["kind"]}, "evolution.start_from: unknown reward 'kind'"),
        ({"poplation": 3}, "unknown key 'poplation' in evolution (did you mean 'population'?)"),
        ({"template": TEMPLATE, "drives": ["guilt"]}, "leave out evolution.drives"),
        ({"template": TEMPLATE | {"genes": {"hope": 1.0}}}, "$rest of the expression has no value"),
        (
            {"template": TEMPLATE | {"genes": {"hope": 1, "rest": 0, "hop": 0}}},
            "'hop' is not in the expression (did you mean 'hope'?)",
        ),
        (
            {"template": {"expression": ["+", "$a", "own_gian"], "genes": {"a": 0}}},
            "evolution.template.expression: unknown drive or context 'own_gian' (did you mean",
        ),
        (
            {"template": TEMPLATE | {"expresion": 1}},
            "'expresion' in evolution.template (did you mean 'expres",
        ),
        ({"template": {"expression": "guilt", "genes": {}}}, "has no gene; write $NAME"),
        (
            {"template": {"expression": "$a", "genes": {"a": 2.0}}},
            "evolution.template.genes.a must be from -1 to 1, got 2",
        ),
    ],
)
def test_settings_that_cannot_be_used_are_explained(data, message):
    with pytest.raises(InvalidInput) as caught:
        evolution(**data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_search_is_no_evolution_and_the_other_way_round():
    with pytest.raises(InvalidInput, match="unknown key 'search'"):
        experiment_from_data(EvolveSettings, {"search": {}}, "x.yaml")
    with pytest.raises(InvalidInput, match="unknown key 'evolution'"):
        settings_from_data({"evolution": {}}, "x.yaml")


def test_settings_are_hashed_and_read_back():
    settings = evolve_settings()
    assert experiment_from_data(EvolveSettings, settings.to_data(), "x") == settings
    assert evolve_settings({"selection": 2.0}).digest() != settings.digest()
    conditions = settings_from_data(settings.conditions(), "x")
    assert (conditions.world, conditions.life) == (settings.world, settings.life)


# Genomes.


def test_reflection_folds_genes_back():
    def folded(x):
        while not -1.0 <= x <= 1.0:
            x = 2.0 - x if x > 1.0 else -2.0 - x
        return x

    genes = np.random.default_rng(0).normal(0.0, 3.0, 500)
    assert reflected(genes) == pytest.approx([folded(x) for x in genes])


def test_without_selection_mutation_favours_no_value():
    rng, genes = np.random.default_rng(1), np.full(4000, 0.9)
    for _ in range(80):
        genes = reflected(genes + rng.normal(0.0, 0.3, 4000))
    # Uniform on [-1, 1]: mean 0, variance 1/3.
    assert genes.mean() == pytest.approx(0.0, abs=4 / np.sqrt(3 * 4000))
    assert genes.var() == pytest.approx(1 / 3, rel=0.06)


def test_of_a_linear_reward_the_traits_are_its_weights():
    pool = GenePool(evolution(drives=["own_gain", "guilt", "blame"]))
    assert pool.traits == ("own_gain", "blame", "guilt")
    genomes = np.random.default_rng(2).uniform(-1, 1, (6, 3))
    rewards = [pool.reward(genes) for genes in genomes]
    unit = genomes / np.linalg.norm(genomes, axis=1, keepdims=True)
    assert pool.described(genomes, rewards) == pytest.approx(unit, abs=1e-4)


@pytest.mark.parametrize("language", ["gated", "network", "program"])
def test_every_language_evolves_and_is_described(language):
    settings = evolution(language=language, drives=["own_gain", "guilt"], recombination=0.5)
    pool, rng = GenePool(settings), np.random.default_rng(3)
    genomes = pool.first(rng)
    children = np.stack(
        [pool.child(a, b, rng) for a, b in zip(genomes, genomes[::-1], strict=True)]
    )
    rewards = [pool.reward(genes) for genes in children]
    assert np.isfinite(pool.described(children, rewards)).all()
    assert np.abs(children).max() <= 1.0


def test_first_genomes_are_copies_of_known_rewards_in_turn():
    pool = GenePool(evolution(start_from=["own_payoff", "guilt"], population=5))
    first = [pool.reward(genes).formula() for genes in pool.first(np.random.default_rng(0))]
    assert first == [first[0], first[1]] * 2 + [first[0]]
    assert first[0] == "+ 0.71 own gain - 0.71 own pain"


def test_children_are_copies_mutants_or_recombinants():
    rng = np.random.default_rng(4)
    one, other = np.full(200, 0.25), np.full(200, -0.5)

    def child(**settings):
        return GenePool(evolution(**settings)).child(one, other, rng)

    assert (child(mutation_rate=0.0) == one).all()
    mutant = child(mutation_rate=1.0, mutation=0.1)
    assert np.std(mutant - one) == pytest.approx(0.1, rel=0.25)
    mixed = child(mutation_rate=0.0, recombination=1.0)
    assert set(mixed) == {0.25, -0.5}
    assert (mixed == one).mean() == pytest.approx(0.5, abs=0.15)


def test_mutant_programs_come_from_the_subtree_operators():
    pool = GenePool(evolution(language="program", drives=["own_gain", "guilt"], mutation_rate=1.0))
    rng = np.random.default_rng(5)
    parent = pool.first(rng)[0]
    sizes = {len(str(from_genes(pool.child(parent, parent, rng), pool.traits).source))
             for _ in range(30)}  # fmt: skip
    assert len(sizes) > 3


def test_a_template_evolves_its_named_numbers_only():
    pool = GenePool(evolution(template=TEMPLATE, mutation_rate=1.0))
    assert pool.traits == ("hope", "rest")
    child = pool.child(
        pool.first(np.random.default_rng(0))[0], np.zeros(2), np.random.default_rng(0)
    )
    source = pool.reward(np.array([0.5, -0.25])).to_data()["expression"]
    assert source == ["+", ["*", 0.5, "own_gain"], -0.25]
    assert child.shape == (2,)


# Populations.


def drifting(reproduction, seed, **data):
    settings = evolution(
        template=TEMPLATE, population=10, reproduction=reproduction, mutation_rate=0.0, **data
    )
    return Population(settings, GenePool(settings), seed)


@pytest.mark.parametrize(
    ("reproduction", "decay"),
    [("wright_fisher", 1 - 1 / 10), ("moran", (1 - 2 / 10**2) ** 10)],
)
def test_without_selection_a_population_drifts_as_theory_says(reproduction, decay):
    payoffs, n_runs, t = np.arange(10.0), 150, 6
    found = []
    for seed in range(n_runs):
        population = drifting(reproduction, seed)
        for generation in range(1, t + 1):
            population.reproduce(fertility(payoffs, 0.0), generation)
        found.append(heterozygosity(population.founders))
    error = np.std(found) / np.sqrt(n_runs)
    assert np.mean(found) == pytest.approx(0.9 * decay**t, abs=4 * error)


@pytest.mark.parametrize("reproduction", ["wright_fisher", "moran"])
def test_the_family_tree_is_complete(reproduction):
    settings = evolution(template=TEMPLATE, population=6, reproduction=reproduction)
    population = Population(settings, GenePool(settings), 0)
    known = {one.id: one for one in population.members}
    for generation in range(1, 12):
        before = {one.id for one in population.members}
        population.reproduce(np.ones(6), generation)
        for child in population.newborn:
            assert child.id not in known
            assert child.born == generation
            # Wright-Fisher's parents lived before; Moran's may be of the same batch.
            assert child.parent in (before if reproduction == "wright_fisher" else known)
            assert child.founder == known[child.parent].founder
            known[child.id] = child
        assert {one.id for one in population.members} <= known.keys()
        assert len(population.newborn) == 6


def test_lineages_are_counted_back_to_common_ancestors():
    settings = evolution(drives=["own_gain", "guilt"], population=6, mutation_rate=1.0)
    population = Population(settings, GenePool(settings), 0)
    for generation in range(1, 5):
        population.reproduce(np.ones(6), generation)
    whole = population.lineages(6)
    assert sorted(place for places in whole for place in places) == list(range(6))
    few = population.lineages(2)
    assert 1 <= len(few) <= 2
    assert [len(places) for places in few] == sorted(map(len, few), reverse=True)
    for places in few:
        assert len({population.members[place].founder for place in places}) == 1


def test_copies_count_as_one_lineage():
    population = drifting("wright_fisher", 0)
    assert population.lineages(3) == [list(range(10))]


# A generation lives.


def test_payoffs_are_what_each_genome_got_in_its_seats():
    settings = evolve_settings()
    seen = []

    class Watched(Evaluator):
        def simulate(self, rewards, roster, **how):
            seen.append((roster, super().simulate(rewards, roster, **how)))
            return seen[-1][1]

    rewards = [Linear({"own_gain": 1.0, "own_pain": -x}) for x in (0.0, 0.5, 1.0)]
    lived = Matches(Watched(settings), settings.evolution).generation(rewards, 0)
    ((roster, telemetry),) = seen
    assert roster.seat_genome.shape == (3 * 2, 3)
    # Every genome founds its groups on the same streams.
    assert (roster.keys[:2] == roster.keys[2:4]).all()
    got = {genome: [0.0, 0.0] for genome in range(3)}
    harms = chances = 0.0
    for life, row in enumerate(roster.seat_genome.tolist()):
        for seat, genome in enumerate(row):
            both = telemetry.counts[life, -1, :, seat].astype(float).sum(axis=0)
            got[genome][0] += both[layout.COUNT_GAIN] - both[layout.COUNT_LOSS]
            got[genome][0] -= both[layout.COUNT_FINES]
            got[genome][1] += both[layout.COUNT_STEPS]
            harms += telemetry.counts[life, -1, 0, seat, layout.COUNT_HARMS]
            chances += telemetry.counts[life, -1, 0, seat, layout.COUNT_HARM_CHANCES]
    expected = [payoff / steps for payoff, steps in got.values()]
    assert lived.payoffs == pytest.approx(expected)
    assert lived.harm_unwatched == pytest.approx(harms / chances)


def test_groups_of_shared_genes_are_monocultures_and_strangers_are_not():
    def seats(**matching):
        settings = evolve_settings({"relatedness": None} | matching)
        found = []

        class Watched(Evaluator):
            def simulate(self, rewards, roster, **how):
                found.append(roster.seat_genome)
                return super().simulate(rewards, roster, **how)

        rewards = [Linear({"own_gain": 1.0})] * 4
        Matches(Watched(settings), settings.evolution).generation(rewards, 0)
        return found[0]

    shared = seats(matching="group")
    assert (shared == shared[:, :1]).all()
    strangers = seats(matching="random")
    assert np.bincount(strangers.ravel()).tolist() == [2 * 3] * 4
    assert (strangers != strangers[:, :1]).any()


def lived_through(tmp_path, threads, **evolution):
    settings = evolve_settings(evolution)
    directory = RunDirectory.create(tmp_path / str(threads), settings)
    tracker = Untracked()
    outcome = run_evolution(settings, directory, tracker, Hardware(threads))
    lines = (outcome.directory / "journal.jsonl").read_text().splitlines()
    told = outcome.to_data(settings) | {"seconds": 0}
    records = [json.loads(line) for line in lines]
    for record in records:
        for dated in ("at", "seal", "lived_seconds"):
            record.pop(dated, None)
    return told, records, outcome, tracker


def test_a_run_is_the_same_on_any_number_of_threads_and_leaves_everything_behind(tmp_path):
    told, journal, outcome, tracker = lived_through(tmp_path, 1)
    again, same_journal, *_ = lived_through(tmp_path, 3)
    assert told == again
    assert journal == same_journal
    kinds = [record["kind"] for record in journal]
    assert kinds == ["start", *["generation"] * 3, "report", "last_population", "end"]
    born = {}
    for record in journal[1:4]:
        for birth in record["births"]:
            assert birth["generation"] == record["generation"]
            assert (birth["parent"] is None) == (record["generation"] == 0)
            assert birth["parent"] is None or birth["parent"] in born
            assert birth["payoff"] == record["payoffs"][str(birth["child"])]
            born[birth["child"]] = birth["genome"]
        assert len(record["payoffs"]) == 5
    assert len(born) == 15
    assert [step for step, _ in tracker.logged] == [0, 1, 2, 3]
    assert {"mean_payoff", "harm_unwatched", "founders"} <= set(tracker.logged[0][1])
    pictures = {path.name for path in (outcome.directory / "figures").iterdir()}
    assert {"weights.png", "payoff_and_harm.png", "lineages.svg"} <= pictures
    reward, conditions = read_reward(outcome.directory / "hall_of_fame.json")
    assert reward.formula() == told["rewards"][0]["formula"]
    assert settings_from_data(conditions, "x").world.n_agents == 3
    assert [row["name"] for row in told["references"]] == ["inert", "sociopath", "scripted kind"]


def test_births_that_never_lived_have_no_payoff_in_the_journal():
    population = drifting("moran", 0, births=20)
    population.reproduce(np.ones(10), 1)
    record = journal_record(population, Lived(np.arange(10.0), np.nan, 0.5, 0))
    assert len(record["births"]) == 20
    lived = [birth for birth in record["births"] if birth["payoff"] is not None]
    assert 0 < len(lived) <= 10
    assert all(record["payoffs"][str(birth["child"])] == birth["payoff"] for birth in lived)
    assert record["harm_unwatched"] is None


# The report.


def test_the_typical_member_is_nearest_to_the_mean_of_what_is_felt():
    rewards = [Linear({"own_gain": 1.0, "guilt": -x}) for x in (0.0, 0.3, 0.35, 2.0)]
    assert typical(rewards) is rewards[2]


def test_traits_are_summarised_by_hand():
    table = np.array([[0.0, 1.0], [0.5, 1.0], [1.0, 1.0]])
    told = summarised(("a", "b"), table)
    assert told["a"] == {"mean": 0.5, "low": 0.05, "high": 0.95}
    assert told["b"] == {"mean": 1.0, "low": 1.0, "high": 1.0}


# The command.


@pytest.fixture
def settings_file(tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text(json.dumps(TINY))
    return path


def test_evolve_prints_the_population_its_lineages_and_what_to_do_next(
    settings_file, tmp_path, capsys, monkeypatch
):
    runs = tmp_path / "runs"

    def untracked(settings, args):
        # MLflow takes seconds; that it is opened and filled is tested with ``search``.
        return RunDirectory.create(args.run_dir, settings), Untracked()

    monkeypatch.setattr("rewardsearch.cli.evolve.open_run", untracked)
    assert main(["evolve", str(settings_file), "--run-dir", str(runs)]) == 0
    told = capsys.readouterr()
    assert "[3/3]" in told.err
    assert "ETA" in told.err
    for word in ("population", "lineage 1", "sociopath", "scripted kind", "Next:", str(runs)):
        assert word in told.out


def test_evolve_tells_its_cost_and_writes_nothing(settings_file, tmp_path, capsys):
    runs = tmp_path / "runs"
    words = ["evolve", str(settings_file), "--dry-run", "--json", "--run-dir", str(runs)]
    assert main(words) == 0
    data = json.loads(capsys.readouterr().out)
    # 300 steps x 3 agents = 900 agent-steps a lifetime.
    assert data["agent_steps"]["evolution"] == 3 * 5 * 2 * 900
    assert data["agent_steps"]["report"] == (2 + 5) * 8 * 900
    assert not runs.exists()


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("evolution.matching=group", "evolution.relatedness belongs to"),
        ("evolutoin.selection=1", "did you mean 'evolution'?"),
        ("world.name=hungry_thirsty", "nobody can be harmed in world hungry_thirsty"),
    ],
)
def test_evolve_refuses_bad_input_in_one_line(word, message, settings_file, tmp_path, capsys):
    words = ["evolve", str(settings_file), word, "--json", "--run-dir", str(tmp_path / "runs")]
    assert main(words) == 2
    assert message in json.loads(capsys.readouterr().out)["error"]
    assert not (tmp_path / "runs").exists()


def test_defaults_are_usable():
    assert EvolutionSettings().assortment == 0.0
    assert evolve_settings({"matching": "group", "relatedness": None}).evolution.assortment == 1.0
