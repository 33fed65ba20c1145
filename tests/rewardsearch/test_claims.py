"""Claims: rules are applied as written, intervals are as wide as told, runs go on, all run."""

import json
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from fitness.statistics.comparisons import Lifetimes, mean
from inner_rl import InvalidInput
from rewardsearch.claims import BUDGETS, Effect, Verdict, read_protocols, run_claims, running
from rewardsearch.claims.evidence import controlled, judge
from rewardsearch.claims.lives import difference
from rewardsearch.claims.registry import STUDIES
from rewardsearch.claims.report import page, table
from rewardsearch.claims.setup import Setup
from tests.rewardsearch.commands import ROOT, run

FOLDER = ROOT / "experiments" / "claims"
PROTOCOLS = read_protocols(FOLDER)
FIRST = PROTOCOLS[0]


def prediction(**changes):
    data = {"id": "x", "says": "a measure", "rule": "above", "bound": 0.1} | changes
    return type(FIRST.predictions[0])(**data)


def protocol(*predictions, comparisons=8):
    return FIRST.model_copy(update={"predictions": predictions, "comparisons": comparisons})


def effect(low, high, name="x", scope="here", **changes):
    return Effect(name, scope, (low + high) / 2, low, high, 9, **changes)


ABOVE, BELOW, WITHIN = ({"rule": rule} for rule in ("above", "below", "within"))


@pytest.mark.parametrize(
    ("rule", "low", "high", "verdict"),
    [
        (ABOVE, 0.11, 0.3, "supported"),
        (ABOVE, 0.09, 0.3, "inconclusive"),
        (ABOVE, -0.3, 0.09, "refuted"),
        (ABOVE, 0.1, 0.3, "inconclusive"),
        (BELOW, 0.11, 0.3, "refuted"),
        (BELOW, -0.3, 0.09, "supported"),
        (BELOW, 0.0, 0.11, "inconclusive"),
        (WITHIN, -0.09, 0.09, "supported"),
        (WITHIN, -0.09, 0.11, "inconclusive"),
        (WITHIN, 0.11, 0.2, "refuted"),
        (WITHIN, -0.3, -0.11, "refuted"),
        (WITHIN, -0.3, 0.3, "inconclusive"),
        (ABOVE, nan, nan, "degenerate"),
    ],
)
def test_an_effect_is_judged_by_where_its_whole_interval_lies(rule, low, high, verdict):
    assert effect(low, high).verdict(prediction(**rule)) == verdict


@pytest.mark.parametrize(
    ("rule", "low", "high", "n"),
    [
        (ABOVE, 0.0, 0.4, 4 * 9),
        (ABOVE, -0.15, 0.25, 16 * 9),
        (BELOW, 0.0, 0.4, 4 * 9),
        (WITHIN, -0.2, 0.2, 4 * 9),
        (WITHIN, -0.15, 0.25, 16 * 9),
        (WITHIN, 0.0, 0.4, 4 * 9),
        (WITHIN, -0.4, 0.0, 4 * 9),
    ],
)
def test_an_open_effect_says_what_would_decide_it(rule, low, high, n):
    told, asked = effect(low, high), prediction(**rule)
    assert told.verdict(asked) is Verdict.INCONCLUSIVE
    assert told.n_that_tells(asked) == pytest.approx(n)
    for more, verdict in ((0.99, True), (1.01, False)):
        half = (high - low) / 2 * (9 / (n * more)) ** 0.5
        narrower = effect(told.value - half, told.value + half)
        assert (narrower.verdict(asked) is Verdict.INCONCLUSIVE) == (more < 1) == verdict


def test_an_effect_on_its_bound_is_never_decided():
    assert effect(0.0, 0.2).n_that_tells(prediction()) == inf


def test_what_is_degenerate_is_nothing_else():
    told = effect(0.5, 0.6, degenerate="3 opportunities")
    assert told.verdict(prediction()) is Verdict.DEGENERATE


YES, NO, OPEN, NOTHING = (
    effect(0.2, 0.3), effect(0.0, 0.05), effect(0.0, 0.3), effect(0.2, 0.3, degenerate="few")
)  # fmt: skip


@pytest.mark.parametrize(
    ("over", "effects", "verdict"),
    [
        ("all", [YES, YES], "supported"),
        ("all", [YES, NOTHING], "supported"),
        ("all", [YES, OPEN], "inconclusive"),
        ("all", [YES, NO, OPEN], "refuted"),
        ("all", [NOTHING], "degenerate"),
        ("all", [], "degenerate"),
        ("any", [NO, YES, OPEN], "supported"),
        ("any", [NO, OPEN], "inconclusive"),
        ("any", [NO, NOTHING], "refuted"),
        ("any", [NOTHING], "degenerate"),
    ],
)
def test_always_and_sometimes_are_told_apart(over, effects, verdict):
    assert judge(protocol(prediction(over=over)), effects).verdict == verdict


def test_a_claim_needs_all_its_primary_predictions_and_no_others():
    other = prediction(id="y")
    beside = prediction(id="z", role="robustness")
    rules = protocol(prediction(), other, beside)
    refuted = replace(NO, prediction="z")
    assert judge(rules, [YES, replace(YES, prediction="y"), refuted]).verdict == "supported"
    assert judge(rules, [YES, replace(OPEN, prediction="y")]).verdict == "inconclusive"
    assert judge(rules, [OPEN, replace(NO, prediction="y")]).verdict == "refuted"


def test_more_comparisons_than_the_protocol_allowed_for_are_a_fault():
    with pytest.raises(ValueError, match="3 comparisons"):
        judge(protocol(prediction(), comparisons=2), [YES, YES, YES])


def test_where_a_control_fails_nothing_is_told_and_elsewhere_all_is():
    rules = protocol(prediction(), prediction(id="control", role="control", rule="within"))
    effects = [
        effect(0.2, 0.3, scope="wells, planner"),
        effect(0.2, 0.3, scope="wellsprings"),
        effect(0.2, 0.3, scope="coins, planner"),
        effect(0.2, 0.3, name="control", scope="wells"),
        effect(-0.05, 0.05, name="control", scope="coins"),
    ]
    told = controlled(rules, effects)
    assert [e.degenerate for e in told] == ["control failed: control", "", "", "", ""]
    assert judge(rules, told).verdict == "supported"


SETUP = Setup(FIRST, "smoke", 5)


def test_an_interval_is_as_wide_as_simultaneous_confidence_needs():
    rng = np.random.default_rng(3)
    first, second = rng.normal(1.0, 0.3, 40), rng.normal(0.4, 0.2, 40)
    arms = [Lifetimes.of_values(values) for values in (first, second)]
    told = SETUP.effect("harms", "here", arms, difference(mean))
    exact = stats.ttest_rel(first, second).confidence_interval(1 - 0.05 / FIRST.comparisons)
    assert told.value == pytest.approx((first - second).mean())
    assert (told.low, told.high) == pytest.approx(tuple(exact), abs=0.04)


def test_replicates_have_their_t_interval():
    values = [0.2, 0.5, 0.35, 0.4]
    told = SETUP.of_values("harms", "here", values)
    exact = stats.ttest_1samp(values, 0.0).confidence_interval(FIRST.confidence)
    assert (told.low, told.high) == pytest.approx(tuple(exact))
    assert SETUP.of_values("harms", "here", [0.3]).verdict(prediction()) is Verdict.DEGENERATE


def test_too_few_opportunities_are_told_and_not_judged():
    sums = np.zeros((6, 6))
    sums[:, 2:4] = 20.0, 10.0
    told = SETUP.effect(
        "harms", "here", [Lifetimes(sums, np.zeros(6, np.int64))], lambda x: x[..., 3]
    )
    assert told.degenerate == "120 opportunities to harm, 200 are needed"


def test_the_hash_tells_every_change_of_a_rule_or_a_number():
    bound = FIRST.predictions[0].model_copy(update={"bound": 0.101})
    changes = [
        {"predictions": (bound, *FIRST.predictions[1:])},
        {"comparisons": FIRST.comparisons + 1},
        {"budgets": FIRST.budgets | {"standard": FIRST.budgets["standard"] | {"lifetimes": 23}}},
    ]
    digests = {FIRST.digest(), *(FIRST.model_copy(update=change).digest() for change in changes)}
    assert len(digests) == 4
    assert FIRST.model_copy(update={"folder": Path("elsewhere")}).digest() == FIRST.digest()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rule: above", "rule: about", "predictions.0.rule: input should be 'above'"),
        ("comparisons:", "comparisions:", "comparisons: field required"),
        ("  full:", "  fool:", "budgets.fool"),
        ("id: C1", "id: C0", "id: string should match"),
        ("claim: >-", "claim: [", "protocol.yaml"),
    ],
)
def test_a_protocol_that_cannot_be_used_is_refused_with_the_place(old, new, says, tmp_path):
    text = (FIRST.folder / "protocol.yaml").read_text()
    assert old in text
    (tmp_path / "c01").mkdir()
    (tmp_path / "c01" / "protocol.yaml").write_text(text.replace(old, new, 1))
    with pytest.raises(InvalidInput, match=says.replace("[", "\\[")):
        read_protocols(tmp_path)


def test_every_claim_has_a_protocol_and_a_study():
    assert [p.id for p in PROTOCOLS] == list(STUDIES)
    for p in PROTOCOLS:
        assert any(x.role == "primary" for x in p.predictions), p.id
        assert any(x.role == "control" for x in p.predictions), p.id
        assert set(p.budgets["smoke"]) == set(p.budgets["standard"]) == set(p.budgets["full"]), p.id


# Of effects alone, of curves, of many panels; drawing takes far longer than smoke runs do.
DRAWN = ("C1", "C5", "C11")


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.id)
def test_a_smoke_run_measures_every_prediction_judges_nothing_and_is_not_lived_twice(
    protocol, tmp_path, monkeypatch
):
    if protocol.id not in DRAWN:
        monkeypatch.setattr(running, "draw", lambda *_: None)
    (first,) = run_claims([protocol], "smoke", 3, tmp_path)
    assert first.outcome.verdict is Verdict.NOT_JUDGED
    measured = {e.prediction for e in first.findings.effects}
    assert measured <= {p.id for p in protocol.predictions}
    # The smallest budget has one world and one learner, and may leave out what takes two.
    assert measured >= {p.id for p in protocol.predictions if p.role == "control"}
    assert any(p.role == "primary" and p.id in measured for p in protocol.predictions)
    folder = tmp_path / protocol.folder.name
    kept = json.loads((folder / "result.json").read_text())
    assert kept["protocol"] == protocol.digest()
    assert protocol.claim.strip() in page(protocol, kept)
    assert protocol.title in table([kept])
    before = (folder / "journal.jsonl").read_bytes()
    if protocol.id in DRAWN:
        assert (folder / "figure.png").stat().st_size > 5000
        monkeypatch.setattr(running, "draw", lambda *_: None)
    (again,) = run_claims([protocol], "smoke", 3, tmp_path)
    assert (folder / "journal.jsonl").read_bytes() == before
    assert again.to_data() == first.to_data()


@pytest.mark.slow
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.id)
def test_every_smoke_run_has_its_picture(protocol, tmp_path):
    run_claims([protocol], "smoke", 3, tmp_path)
    for ending in ("png", "svg"):
        assert (tmp_path / protocol.folder.name / f"figure.{ending}").stat().st_size > 5000


def test_a_run_that_was_stopped_goes_on_and_ends_the_same(tmp_path, monkeypatch):
    study, lived = STUDIES["C1"], []

    def stopped_at(number):
        def cells(setup):
            def live(cell):
                if len(lived) == number:
                    raise KeyboardInterrupt
                lived.append(cell.name)
                return cell.live()

            return [replace(cell, live=lambda cell=cell: live(cell)) for cell in study.cells(setup)]

        monkeypatch.setattr(running, "STUDIES", {"C1": replace(study, cells=cells)})

    stopped_at(4)
    with pytest.raises(KeyboardInterrupt):
        run_claims([FIRST], "smoke", 3, tmp_path / "stopped")
    assert len(lived) == 4
    stopped_at(None)
    (on,) = run_claims([FIRST], "smoke", 3, tmp_path / "stopped")
    assert len(lived) == len(set(lived)) == len(study.cells(on.setup))
    (whole,) = run_claims([FIRST], "smoke", 3, tmp_path / "whole")
    assert on.to_data() | {"seconds": 0} == whole.to_data() | {"seconds": 0}


def test_the_command_lists_runs_and_refuses(tmp_path):
    told = run("claims", "C1", "--list", "--json")
    assert json.loads(told.stdout)["claims"][0]["digest"] == FIRST.digest()
    ran = run("claims", "c1", "--budget", "smoke", "--out", tmp_path / "out", "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["claims"][0]["verdict"] == "not judged"
    wrong = run("claims", "C99")
    assert wrong.returncode == 2
    assert "unknown claim 'C99'" in wrong.stderr
    nowhere = run("claims", "--claims", tmp_path)
    assert nowhere.returncode == 2
    assert "--claims DIR" in nowhere.stderr


def test_budgets_are_those_of_every_protocol():
    assert all(set(p.budgets) == set(BUDGETS) for p in PROTOCOLS)
