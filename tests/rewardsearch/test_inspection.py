"""Inspections: every number from an oracle of its own."""

import numpy as np
import pytest

from fitness import Verdict
from fitness.statistics.bootstrap import Interval
from fitness.statistics.comparisons import Lifetimes
from fitness.tally import GAIN, N_COLUMNS
from inner_rl import Gated, InvalidInput, Life, Linear, Phase, monoculture, simulate
from inner_rl.drives import DRIVES, INPUTS, drives_of_tiers
from inner_rl.film import Film
from inner_rl.rewards.gated import GATES
from inner_rl.rewards.library import LIBRARY
from kernels import layout
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.inspection import read_history
from rewardsearch.inspection.answers import _changes, _invaded
from rewardsearch.inspection.curves import cut, measured_curves
from rewardsearch.inspection.explained import PLEASANT, UNPLEASANT, odd_terms, watcher
from rewardsearch.inspection.feelings import _sums, _told, contributions
from rewardsearch.inspection.parts import Part, _compared, measured_parts
from rewardsearch.journal import Journal
from rewardsearch.run_directory import JOURNAL
from rewardsearch.settings import settings_from_data

SHORT = {"life": {"phases": [{"name": "short", "steps": 2000}]}}
FELT = Linear({"own_gain": 1.0, "own_pain": -1.0, "distress_seen": -1.0})


def evaluator(data=SHORT):
    return Evaluator(settings_from_data(data, "here"))


def keys_of(judge, n):
    return judge.keys(Stage.INSPECT, 0, n, 3)


# Which parts matter.


def test_parts_are_changes_from_the_reward_itself():
    judge = evaluator()
    parts = measured_parts(judge, FELT, keys_of(judge, 8), 0)
    assert [(part.name, part.factor) for part in parts] == [
        (name, factor)
        for name in ("own_gain", "own_pain", "distress_seen")
        for factor in (0.0, 0.5, 2.0)
    ]
    # By hand: the changed reward lived and scored beside the other.
    by_hand = Linear({"own_gain": 1.0, "own_pain": -1.0, "distress_seen": -2.0})
    rows, _ = judge.report([FELT, by_hand], keys_of(judge, 8), 0)
    twice = parts[-1]
    for name in ("competence", "non_ruthlessness"):
        apart = rows[1].scores[name]["value"] - rows[0].scores[name]["value"]
        assert getattr(twice, name).value == pytest.approx(apart, abs=2e-6)
        assert getattr(twice, name).low <= apart <= getattr(twice, name).high


def test_what_cannot_be_judged_has_no_change():
    sums = np.tile([100.0, 30, 50, 20, 10, 1], (8, 4))
    sums[:, 3 * N_COLUMNS + GAIN] = 0.0  # The inert gain nothing.
    whole = Lifetimes(sums, np.zeros(8, np.int64))
    told = _compared("guilt", 0.0, whole, whole, (Verdict.OK, Verdict.OK), 0)
    assert (told.competence.value, told.non_ruthlessness.value) == (0.0, 0.0)
    told = _compared("guilt", 0.0, whole, whole, (Verdict.INERT, Verdict.OK), 0)
    assert told.competence.value == 0.0
    assert (told.non_ruthlessness, told.verdict) == (None, Verdict.INERT)
    told = _compared("guilt", 0.0, None, whole, (Verdict.FAILED, Verdict.OK), 0)
    assert (told.competence, told.non_ruthlessness) == (None, None)


# How a life goes.


@pytest.mark.parametrize("steps", [[2000], [700, 1300], [5, 2000]])
def test_cutting_a_life_leaves_its_steps_and_conditions(steps):
    life = Life(tuple(Phase(f"p{i}", steps=n, learning=i > 0 or len(steps) == 1)
                      for i, n in enumerate(steps)))  # fmt: skip
    pieces = cut(life).phases
    assert sum(piece.steps for piece in pieces) == life.steps
    assert len({piece.name for piece in pieces}) == len(pieces)
    assert max(piece.steps for piece in pieces) <= -(-life.steps // 12)
    for phase in life.phases:
        own = [piece for piece in pieces if piece.name.startswith(f"{phase.name} ")]
        assert sum(piece.steps for piece in own) == phase.steps
        assert all(piece.learning == phase.learning for piece in own)


def test_curves_add_up_to_the_whole_life():
    judge = evaluator()
    keys = keys_of(judge, 8)
    curves = measured_curves(judge, {"a": FELT}, keys, 0)[0]
    told = simulate([FELT], monoculture(1, 4, keys), judge.settings.world, judge.settings.life,
                    judge.settings.learner)  # fmt: skip
    counts = told.counts[:, 0].sum(axis=(0, 2), dtype=np.float64)  # [watched, counters]
    steps = np.diff(curves.ends, prepend=0)
    gain = (curves.measures["gain"].value * steps).sum() / steps.sum()
    assert gain == pytest.approx(counts[:, layout.COUNT_GAIN].sum() / (8 * 4 * 2000), rel=1e-6)
    for name, state in (("harm_unwatched", 0), ("harm_watched", 1)):
        rate = counts[state, layout.COUNT_HARMS] / counts[state, layout.COUNT_HARM_CHANCES]
        curve = curves.measures[name]
        assert np.nanmin(curve.value) <= rate <= np.nanmax(curve.value)
        known = ~np.isnan(curve.value)
        assert (curve.low[known] <= curve.value[known] + 1e-12).all()
        assert (curve.high[known] >= curve.value[known] - 1e-12).all()


# What harm feels like.


def some_film():
    """Three acts of two agents, made up; the last is that of which nothing is felt."""
    events = np.zeros((3, 2, layout.N_EVENTS), np.float32)
    events[0, 0, layout.EVENT_HARM] = 2.0
    chances = np.zeros((3, 2, 2), bool)
    chances[0, 0, 0] = chances[1, 0, 0] = True
    inputs = np.zeros((3, 2, layout.N_INPUTS), np.float32)
    inputs[0, 0, INPUTS["own_gain"]] = 1.0
    inputs[0, 0, INPUTS["distress_seen"]] = 2.0
    inputs[1, 0, INPUTS["own_gain"]] = 0.5
    return Film(0, np.zeros((3, 1), np.uint32), np.array([False, True, False]), chances, events,
                inputs)  # fmt: skip


def test_what_is_felt_by_what_was_done():
    film, reward = some_film(), Linear({"own_gain": 0.6, "distress_seen": -0.8})
    used = ("own_gain", "distress_seen")
    sums = _sums(film, contributions(reward, used, film.inputs))
    # Unwatched: agent 1 harms and feels .6 - 1.6; agent 2 could not and feels nothing.
    np.testing.assert_allclose(sums[0, 0], [1, -1.0, 0.6, -1.6], rtol=1e-5)
    np.testing.assert_allclose(sums[0, 2], [1, 0, 0, 0])
    # Watched: agent 1 could have harmed, did not, and gained.
    np.testing.assert_allclose(sums[1, 1], [1, 0.3, 0.3, 0.0], rtol=1e-5)
    assert sums[:, :, 0].sum() == 4
    told = _told(np.stack([sums, 2 * sums]), ("felt", *used), 2, 200, 0)
    assert told.mean["unwatched"]["harmed"]["felt"].value == pytest.approx(-1.0)
    assert np.isnan(told.mean["watched"]["harmed"]["felt"].value)
    assert np.isnan(told.harm_minus_restraint["watched"].value)


def test_contributions_of_gated_rewards_are_their_terms():
    reward = Gated({"own_gain": {"always": 1.0, "watched": -0.5}, "guilt": {"always": -1.0}})
    rng = np.random.default_rng(0)
    inputs = rng.uniform(0, 1, (50, 2, layout.N_INPUTS)).astype(np.float32)
    used = ("own_gain", "guilt")
    told = contributions(reward, used, inputs)
    watched, gains = inputs[..., INPUTS["watched"]], inputs[..., INPUTS["own_gain"]]
    always, when_watched = (
        reward.scaled["own_gain"][GATES.index(gate)] for gate in ("always", "watched")
    )
    assert when_watched < 0 < always
    np.testing.assert_allclose(told[..., 1], (always + when_watched * watched) * gains, atol=1e-5)
    np.testing.assert_allclose(told[..., 0], told[..., 1] + told[..., 2], atol=1e-5)


# Where it comes from.


def a_run(folder, records):
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / JOURNAL, print)
    for record in records:
        journal.append("evaluation", record)


SETTINGS = settings_from_data({"search": {"drives": ["own_gain", "distress_seen"]}}, "here")
FIRST = {"generation": 0, "genomes": [[1.0, 0.0], [1.0, -1.0]], "parents": [[-1, -1], [-1, -1]],
         "outcomes": [[0.9, 0.0, 1.0], [0.5, 0.5, 0.5]], "how": ["random", "random"]}  # fmt: skip
SECOND = {"generation": 1, "genomes": [[1.0, -2.0], [None, 0.0]], "parents": [[1, 0], [0, 1]],
          "outcomes": [[0.4, 0.9, 0.5], [-1.0, -1.0, -1.0]],
          "how": ["crossed", "crossed"]}  # fmt: skip


def test_a_history_is_read_back(tmp_path):
    a_run(tmp_path, [FIRST, SECOND])
    history = read_history(tmp_path, SETTINGS)
    # By hand: (.9, 0) dominates nothing; .5 x .5; then .4 x .9 and the strip .1 x .5 beside it.
    np.testing.assert_allclose(history.hypervolumes, [0.25, 0.41])
    line = history.lineage(history.reward(2))
    assert [(a.generation, a.how, a.objectives) for a in line] == [
        (0, "random", (0.5, 0.5)), (1, "crossed", (0.4, 0.9)),
    ]  # fmt: skip
    assert history.lineage(Linear({"own_pain": 1.0})) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parents": [[2, 0], [0, 1]]}, "descends from a later one"),
        ({"genomes": [[1.0], [0.5]]}, "has not the . genes that are searched"),
        ({"genomes": [[1.0]]}, "'outcomes' is not an array of numbers \\[1, 3\\]"),
        ({"how": None}, "'how' is not a list of 2 names"),
    ],
)
def test_a_history_that_does_not_fit_is_refused(tmp_path, change, message):
    a_run(tmp_path, [FIRST, SECOND | change])
    with pytest.raises(InvalidInput, match=message):
        read_history(tmp_path, SETTINGS)


def test_a_run_without_evaluations_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="holds no evaluations"):
        read_history(tmp_path, SETTINGS)


# What is said of it.


def test_a_drive_is_at_most_one_of_punishment_and_reward():
    assert not UNPLEASANT & PLEASANT
    assert set(DRIVES) >= UNPLEASANT | PLEASANT
    # Every oracle is one of them: a search that wants harm must not pass unnoticed.
    assert {d.name for d in drives_of_tiers(("oracle",))} <= UNPLEASANT | PLEASANT


def test_weights_against_the_grain_are_told_the_strongest_first():
    reward = Linear({"own_gain": -3.0, "guilt": 4.0, "blame": -5.0, "novelty": -2.0, "envy": 0.1})
    length = 54.01**0.5
    told = [
        f"guilt on belief is felt as good ({4 / length:+.2f})",
        f"own gain is felt as bad ({-3 / length:+.2f})",
    ]
    assert odd_terms(reward) == told
    assert odd_terms(LIBRARY["guilt"].reward) == []


def test_the_watcher_is_described_by_phase_where_phases_differ():
    unlike = {
        "life": {
            "phases": [
                {"name": "young", "steps": 1000, "oversight": {"share": 0.0}},
                {"name": "old", "steps": 1000, "oversight": {"share": 0.25, "cue": False}},
            ]
        }
    }
    assert watcher(settings_from_data(unlike, "here")) == (
        "in young: never there; in old: there at 25% of all steps, 20 at a time; it notices 100% "
        "of harms and takes 3 from who did them; agents do not perceive it"
    )
    assert watcher(SETTINGS).startswith("there at 50% of all steps")


def part(verdict, competence, kindness):
    return Part("guilt", 0.0, Interval(*competence), kindness and Interval(*kindness), verdict)


@pytest.mark.parametrize(
    ("one", "changes"),
    [
        (part(Verdict.OK, (0.1, 0.05, 0.2), (-0.3, -0.4, -0.2)),
         [("competence rises", " (+0.10)"), ("non-ruthlessness falls", " (-0.30)")]),
        (part(Verdict.OK, (0.1, -0.05, 0.2), (-0.3, -0.6, 0.0)), []),
        (part(Verdict.INERT, (-0.7, -0.8, -0.6), None), [("agents cannot be judged (inert)", "")]),
    ],
)  # fmt: skip
def test_what_a_part_does_is_told_score_by_score(one, changes):
    assert _changes(one) == changes


def thief(control, value, low, high):
    return {"control": control, "at_rarity": {"value": value, "low": low, "high": high}}


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ("defeated", "It can be invaded: when rare, 1 of 2 kinds of ruthless newcomers earn surely "
         "more than the residents in whose place they are, s = -0.10 to +0.30"),
        ("holds", "Ruthless newcomers do not get in: when rare, 1 of 2"),
        ("failed", "cannot be told: some of those lives diverged"),
    ],
)  # fmt: skip
def test_an_attack_is_told_from_the_residents_side_without_controls(verdict, says):
    thieves = [thief(True, 0.9, 0.8, 1.0), thief(False, 0.3, 0.2, 0.4),
               thief(False, -0.1, -0.2, 0.1), thief(False, None, None, None)]  # fmt: skip
    attack = {"verdict": verdict, "resident": "mine", "thieves": thieves}
    assert says in _invaded(attack)
    assert "was not asked" in _invaded(None)
