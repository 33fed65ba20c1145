"""The tables on natural selection say what the results say, by the rules of the script."""

import json
import runpy
from pathlib import Path

import pytest

from rewardsearch.validation import Check, bound, told

ROOT = Path(__file__).parents[1]
HERE = ROOT / "experiments" / "natural_selection"
FOUND = json.loads((HERE / "result.json").read_text())
(STABLE,) = json.loads((HERE / "stability.json").read_text())["validations"]
MIMICS = json.loads((HERE / "mimics.json").read_text())


def interval(estimate, sign=""):
    numbers = (f"{estimate[key]:{sign}.2f}" for key in ("mean", "low", "high"))
    return "{} [{}, {}]".format(*numbers)


def matching_lines():
    for name, row in FOUND["matching"]["conditions"].items():
        measures = (interval(row[key]) for key in ("payoff_of_all", "on_scale", "harm"))
        yield f"| {name} | {' | '.join(measures)} |"


def beginning_lines():
    for name in ("from cooperators", "from the selfish"):
        row = FOUND["felt_outcomes"]["beginnings"][name]
        felt = " | ".join(interval(row[key], "+") for key in ("cc", "cd", "dc", "dd"))
        yield f"| {name} | {felt} | {interval(row['payoff_of_all'])} |"


@pytest.mark.parametrize("expected", [*matching_lines(), *beginning_lines()])
def test_the_tables_are_the_committed_results(expected):
    assert expected in (HERE / "README.md").read_text()


def stability_lines():
    for data in STABLE["checks"]:
        check = Check(**{key: value for key, value in data.items() if key != "verdict"})
        assert check.verdict == data["verdict"]
        yield f"| {check.what} | {bound(check)} | {told(check)} | {check.verdict} |"


def mimic_lines():
    for row in MIMICS:
        told = " | ".join(
            f"{interval(row[key], '+')} | {row[key]['verdict']}"
            for key in ("random matching", "its own matching")
        )
        payoff = interval(row["residents' payoff"])
        yield f"| {row['population']} | {row['m']:g} | {payoff} | {told} |"


@pytest.mark.parametrize("expected", [*stability_lines(), *mimic_lines()])
def test_the_tables_on_stability_and_mimics_are_the_committed_results(expected):
    assert expected in (HERE / "README.md").read_text()


def test_mimics_are_judged_by_the_rule(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    verdict = runpy.run_path(str(HERE / "mimics.py"))["verdict"]
    for row in MIMICS:
        for key in ("random matching", "its own matching"):
            assert verdict(row[key]) == row[key]["verdict"]
    assert verdict({"low": -0.2, "high": -0.1}) == "removed"
    assert verdict({"low": 0.1, "high": 0.2}) == "spreads"
    assert verdict({"low": -0.1, "high": 0.2}) == "open"
    # Strangers meet at random: both matchings are one.
    strangers = [row for row in MIMICS if row["population"] == "strangers"]
    assert all(row["random matching"] == row["its own matching"] for row in strangers)


def test_the_last_genomes_are_those_of_the_last_to_live():
    last_genomes = runpy.run_path(str(HERE / "run.py"))["last_genomes"]
    first = {"child": 0, "genome": [0.1]}, {"child": 1, "genome": [0.2]}
    records = [
        {"kind": "start"},
        {"kind": "generation", "payoffs": {"0": 1.0, "1": 2.0}, "births": first},
        {"kind": "generation", "payoffs": {"2": 1.0, "1": None},
         "births": [{"child": 2, "genome": [0.3]}]},
        {"kind": "last_population"},
    ]  # fmt: skip
    assert last_genomes(records) == [[0.3], [0.2]]


@pytest.mark.parametrize("page", ["README.md", "docs/results/evolution.md"])
@pytest.mark.parametrize("expected", list(matching_lines()))
def test_the_first_table_is_in_the_readme_and_the_documentation_too(expected, page):
    assert expected in (ROOT / page).read_text()


def test_the_verdicts_follow_by_the_rules_and_are_told():
    rules = runpy.run_path(str(HERE / "run.py"))
    matching, felt = FOUND["matching"], FOUND["felt_outcomes"]
    assert rules["matching_verdict"](matching["conditions"]) == matching["verdict"]
    assert rules["basins_verdict"](felt["beginnings"]) == felt["verdict"]
    for verdict in (matching["verdict"], felt["verdict"]):
        assert f"*{verdict}*" in (HERE / "README.md").read_text().lower()
