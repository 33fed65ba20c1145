"""The tables on natural selection say what the results say, by the rules of the script."""

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HERE = ROOT / "experiments" / "natural_selection"
FOUND = json.loads((HERE / "result.json").read_text())


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


@pytest.mark.parametrize("expected", list(matching_lines()))
def test_the_first_table_is_in_the_main_readme_too(expected):
    assert expected in (ROOT / "README.md").read_text()


def test_the_verdicts_follow_by_the_rules_and_are_told():
    rules = runpy.run_path(str(HERE / "run.py"))
    matching, felt = FOUND["matching"], FOUND["felt_outcomes"]
    assert rules["matching_verdict"](matching["conditions"]) == matching["verdict"]
    assert rules["basins_verdict"](felt["beginnings"]) == felt["verdict"]
    for verdict in (matching["verdict"], felt["verdict"]):
        assert f"*{verdict}*" in (HERE / "README.md").read_text().lower()
