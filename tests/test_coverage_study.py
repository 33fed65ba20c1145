"""The study of coverage: its README says what its result says, and a small version of it."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parents[1] / "experiments" / "coverage"
RESULT = json.loads((HERE / "result.json").read_text())
STUDY = runpy.run_path(str(HERE / "run.py"))
HARM = "harm per chance"
REPORT = runpy.run_path(str(HERE / "report.py"))


@pytest.mark.parametrize("expected", list(REPORT["tables"](RESULT)))
def test_the_tables_are_the_committed_result(expected):
    assert expected in (HERE / "README.md").read_text()


def test_verdicts_follow_from_the_shares_by_the_rule():
    n = RESULT["experiments"]
    for cell in RESULT["cells"]:
        missed = [round(n * cell[side]) for side in ("too_low", "too_high")]
        assert STUDY["covered"](missed, n).items() <= cell.items()
    assert STUDY["covered"]([30, 30], 1000)["verdict"] == "holds"
    assert STUDY["covered"]([60, 30], 1000)["verdict"] == "too narrow"


def test_what_the_readme_concludes():
    """From 16 lifetimes on ours holds unless harm is rare; BCa is no wider than percentiles."""
    cells = RESULT["cells"]
    ours = [c for c in REPORT["find"](cells, interval="ours") if c["n"] >= 16]
    common = [c for c in ours if c["measure"] == "competence" or c.get("rate", 1.0) >= 0.1]
    assert len(common) == 3 * (8 + 4 + 4 + 1)
    assert {c["verdict"] for c in common} == {"holds"}
    rare = [c for c in ours if c not in common and (c["rate"], c["icc"]) != (0.01, 0.01)]
    assert {c["verdict"] for c in rare} == {"too narrow"}
    plain = [c for c in REPORT["find"](cells, interval="percentile", n=16) if c["rate"] >= 0.1]
    assert {c["verdict"] for c in plain} == {"too narrow"}


def test_how_often_the_tests_err_as_the_readme_says():
    """By the rule: the lower end of the interval of false positives is .05 or less."""
    for row in RESULT["tests"]:
        if row["shift"] == 0.0:
            assert row["different"]["low"] <= 0.05
        else:
            seldom = row["equivalent"]["low"] <= 0.05
            assert seldom == (row["design"] == "two samples" or row["n"] == 64)


@pytest.fixture(scope="module")
def eight():
    """400 experiments of 8 lifetimes at rate .1, icc .01: shares that miss the truth."""
    missed = STUDY["coverage"](8, 0.1, 0.01, 400)
    return {kind: sum(counts) / 400 for (name, kind), counts in missed.items() if name == HARM}


def test_a_small_study_finds_what_the_committed_one_did(eight):
    """Within 3.3 standard errors of both, at the most."""
    for kind, share in eight.items():
        (cell,) = REPORT["find"](
            RESULT["cells"], measure=HARM, rate=0.1, icc=0.01, n=8, interval=kind
        )
        expected = 1 - cell["share"]
        error = np.sqrt(expected * (1 - expected) * (1 / 400 + 1 / RESULT["experiments"]))
        assert share == pytest.approx(expected, abs=3.3 * error)


def test_plain_percentiles_of_eight_lifetimes_are_too_narrow_and_ours_are_not(eight):
    assert eight["percentile"] > 0.09
    assert eight["ours"] < 0.09


def test_tests_err_as_seldom_as_they_say_and_see_what_they_should():
    """300 pairs of 32 lifetimes; bounds are 3.3 standard errors above .05, and far from it."""
    different, equivalent = STUDY["compared"]("paired", 32, STUDY["MARGIN"], 300)
    assert different > 0.9 * 300
    assert equivalent < (0.05 + 3.3 * 0.0126) * 300
    different, equivalent = STUDY["compared"]("paired", 32, 0.0, 300)
    assert different < (0.05 + 3.3 * 0.0126) * 300
    assert equivalent > 0.9 * 300


def test_the_truth_of_the_interquartile_mean_is_that_of_many_draws():
    rng = np.random.default_rng(0)
    drawn = np.concatenate([rng.beta(*task, 100_000) for task in STUDY["TASKS"]])
    middle = np.sort(drawn)[100_000:300_000].mean()
    assert STUDY["interquartile_truth"]() == pytest.approx(middle, abs=0.004)
