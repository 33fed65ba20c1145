"""The command that reruns what is known, and rules that could say no."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from fitness.evolution.known.effort import EffortGame, altruists_effort
from rewardsearch.cli import main
from rewardsearch.evolution import load_evolve_settings
from rewardsearch.validation import VALIDATIONS, Check, chosen, felt_outcomes, validate
from rewardsearch.validation.base import CONFIDENCE, wilson_interval
from rewardsearch.validation.dilemma import dilemma
from rewardsearch.validation.learned_effort import LEVEL, learned_efforts

FAST = {
    "V1": ["d=0.1", "r=0.25"],
    "V2": ["d=-0.1", "r=0.25"],
    "V2-learned": ["lives=24", "d=0.1", "alpha=0.25"],
    "V4": ["runs=2000", "b=5", "c=2", "n=12"],
    "V7": ["runs=2000", "n=20", "n_tft=8"],
    "V8": ["mutants=12", "pairs=8", "again=16", "steps=1000"],
    "V10": ["generations=12", "seeds=1", "steps=1000"],
}
# Other numbers than the defaults, where a constant would be found out.
OTHERS = {"V3": ["T=4", "R=3.5", "P=3", "S=2.5"], "V6": ["goal=20", "move=2", "fine=5"]}


# What is claimed and does not come out; see experiments/natural_selection.
NOT_SHOWN = {"s of the best mutant among cooperators": "not shown"}


def outcomes(name):
    return validate(chosen([name, *(FAST | OTHERS).get(name, [])]), seed=1)


@pytest.mark.parametrize("name", VALIDATIONS)
def test_what_is_known_comes_out_with_other_parameters(name):
    (outcome,) = outcomes(name)
    assert outcome.checks or outcome.validation.elsewhere
    for check in outcome.checks:
        assert check.verdict == NOT_SHOWN.get(check.what, "agrees"), check


def test_one_validation_as_a_person_runs_it(capsys):
    assert main(["validate", "v3"]) == 0
    told = capsys.readouterr()
    assert "[1/1] V3" in told.err
    assert "hidden: most cooperation that is stable" in told.out
    assert "2 of 2 agree" in told.out


def test_json_holds_all_that_was_compared(capsys):
    assert main(["validate", "--json", "V6", "goal=20"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["validations"]
    assert found["id"] == "V6"
    assert found["parameters"] == {"goal": [20.0], "move": [1.0], "fine": [30.0]}
    assert [check["expected"] for check in found["checks"]] == [17.0, -13.0, 11.0, 2.0, 6.0]
    assert {check["verdict"] for check in found["checks"]} == {"agrees"}


def test_the_list_teaches(capsys):
    assert main(["validate", "--list"]) == 0
    text = capsys.readouterr().out
    for word in ("Alger & Weibull 2013", "b=3: benefit of help", "experiments/hungry_thirsty"):
        assert word in text


def test_a_disagreement_is_told_and_fails(capsys, monkeypatch):
    wrong = replace(VALIDATIONS["V3"], measure=lambda *_: [Check("this", 1.0, 2.0, 0.5)])
    monkeypatch.setitem(VALIDATIONS, "V3", wrong)
    assert main(["validate", "V3"]) == 1
    assert "DISAGREES" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["V11"], "unknown validation 'V11' (did you mean"),
        (["V4", "bb=3"], "V4: no parameter is called 'bb'"),
        (["V3", "b=3"], "V3: no parameter is called 'b'"),
        (["V4", "b=x"], "b=x: expected a number"),
        (["V4", "b=3,4"], "b=3,4: takes one number, not 2"),
        (["V4", "m=0,2"], "m must be from 0 to 1, got 2"),
        (["V4", "n=10.5"], "n=10.5: expected a whole number"),
        (["V4", "b=1", "c=2"], "benefit b must be above the cost"),
        (["V1", "d=0.8"], "no degree between -0.5 and 1.1"),
        (["V3", "T=1"], "expected a prisoner's dilemma"),
    ],
)
def test_wrong_words_are_refused(capsys, words, message):
    assert main(["validate", *words]) == 2
    assert message in capsys.readouterr().err


def test_rules_of_agreement():
    assert Check("", 1.0, 1.1, 0.2).agrees
    assert not Check("", 1.0, 1.3, 0.2).agrees
    assert not Check("", 1.0, np.nan, 0.2).agrees
    assert Check("", 1.0, 1.3, 0.0, 0.9, 1.6, "covered").agrees
    assert not Check("", 1.0, 1.3, 0.5, 1.1, 1.6, "covered").agrees
    assert Check("", 1.0, 1.3, 0.5, 1.2, 1.4, "within").agrees
    # Too wide an interval proves nothing about learners.
    assert not Check("", 1.0, 1.0, 0.5, 0.4, 1.4, "within").agrees


def test_claims_beyond_a_bound_are_not_shown_or_agree():
    assert Check("", 1.0, 1.1, rule="above").verdict == "agrees"
    assert Check("", 1.0, 1.3, 0.0, 1.1, 1.6, "above").verdict == "agrees"
    assert Check("", 1.0, 1.3, 0.0, 0.9, 1.6, "above").verdict == "not shown"
    assert Check("", 1.0, 0.5, 0.0, 0.1, 0.9, "below").verdict == "agrees"
    assert Check("", 1.0, 0.5, 0.0, 0.1, 1.1, "below").verdict == "not shown"
    assert Check("", 1.0, np.nan, rule="below").verdict == "not shown"
    assert Check("", 1.0, 1.1).verdict == "disagrees"


def test_what_is_not_shown_is_told_and_fails_nothing(capsys, monkeypatch):
    lower = replace(VALIDATIONS["V3"], measure=lambda *_: [Check("this", 1.0, 0.5, rule="above")])
    monkeypatch.setitem(VALIDATIONS, "V3", lower)
    assert main(["validate", "V3"]) == 0
    told = capsys.readouterr().out
    assert "> 1" in told
    assert "0 of 1 agree, 1 not shown." in told


@pytest.mark.slow
def test_natural_selection_at_full_length():
    """As experiments/natural_selection has it: more mutants, generations and runs."""
    words = ["V8", "V10", "mutants=96", "again=512", "generations=50", "seeds=8"]
    for outcome in validate(chosen(words), seed=0):
        for check in outcome.checks:
            assert check.verdict == NOT_SHOWN.get(check.what, "agrees"), check


def test_felt_outcomes_are_those_that_evolve():
    """One expression, in the settings of the study and in the validation."""
    study = Path(__file__).parents[2] / "experiments" / "natural_selection" / "felt_outcomes.yaml"
    settings = load_evolve_settings(study)
    template = settings.evolution.template
    assert template is not None
    assert template.expression == felt_outcomes.TEMPLATE.expression
    assert template.genes == dict(zip(template.genes, felt_outcomes.COOPERATORS, strict=True))
    lived = dilemma(settings.life.steps)
    assert (lived.world, lived.learner) == (settings.world, settings.learner)
    assert lived.life == settings.life


def test_a_mutant_that_is_no_mutant_earns_the_same_bits():
    same = felt_outcomes.COOPERATORS[None]
    found = felt_outcomes.coefficients(felt_outcomes.COOPERATORS, same, 8, 500, (1,), 3)
    np.testing.assert_array_equal(found, 0.0)


def test_those_who_like_to_exploit_gain_what_the_game_pays_among_the_unconditional():
    """Residents that like to be cooperated with and to cooperate whatever comes."""
    meek, greedy = np.array([1.0, 1.0, -1.0, -1.0]), np.array([-1.0, -1.0, 1.0, 1.0])
    found = felt_outcomes.coefficients(meek, greedy[None], 16, 2000, (1,), 3).mean()
    # (5 - 3) / 3 if both do nothing else; learners explore.
    assert 0.55 < found < 2 / 3 + 0.02


@pytest.mark.parametrize(("won", "runs"), [(0, 50), (3, 50), (25, 50), (50, 50)])
def test_wilson_interval_agrees_with_scipy(won, runs):
    theirs = stats.binomtest(won, runs).proportion_ci(CONFIDENCE, method="wilson")
    np.testing.assert_allclose(wilson_interval(won, runs), theirs, atol=1e-12)


def test_learners_of_another_weight_would_not_agree():
    """The rule can fail: selfish learners do not pass for altruists of weight 0.5."""
    game = EffortGame(d=0.2)
    expected = altruists_effort(game, 0.5, 0.5)
    step = expected / LEVEL
    selfish = learned_efforts(game, 0.0, 6 * step, 8, 4000, seed=1)
    assert abs(selfish.mean() - expected) > step / 2
