"""The tables of known results say what the committed result says."""

import json
from pathlib import Path

import pytest

from rewardsearch.validation import VALIDATIONS, Check, bound, chosen, told

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "experiments" / "validation"
MEASURED = json.loads((STUDY / "result.json").read_text())["validations"]
HEADLINES = (
    "k* at r=0.5, d=0.2",
    "k* at r=0.5, d=-0.2",
    "alpha* at r=0, d=0.2",
    "alpha* at r=0, d=-0.2",
    "alpha* at r=0.5, d=0.2",
    "learned effort at alpha=0, d=0.2",
    "learned effort at alpha=0.5, d=0.2",
    "hidden: most cooperation that is stable",
    "readable: least cooperation that is stable",
    "m*, rare mimics in an infinite population",
    "N x fixation of a mimic, N=50, m=0.6667, simulated",
    "m at which a mimic is neutral, N=50, linear equations",
    "short way, blind to the supervisor",
    "weight of guilt from which the long way is felt better",
    "relative fitness 1.1, N=100, simulated",
    "tit-for-tat into always-defect, 50 rounds, simulated",
    "s of the best mutant among cooperators",
    "s of the selfish among cooperators",
    "strangers: highest of 3",
    "kin: lowest of 3",
    "shared genes: lowest of 3",
)
"""Checks that stand in the documentation too."""


def checks():
    for validation in MEASURED:
        for data in validation["checks"]:
            check = Check(**{k: v for k, v in data.items() if k != "verdict"})
            yield validation["id"], check, data["verdict"]


def line(name, check, verdict):
    return (
        f"| {name} | {check.what} | {bound(check)} | {told(check)} | {verdict} "
        f"| `rewardsearch validate {name}` |"
    )


@pytest.mark.parametrize(("name", "check", "verdict"), list(checks()))
def test_the_table_of_the_study(name, check, verdict):
    assert verdict == check.verdict
    assert line(name, check, verdict) in (STUDY / "README.md").read_text()


@pytest.mark.parametrize("what", HEADLINES)
def test_the_table_of_the_documentation(what):
    ((name, check, verdict),) = [found for found in checks() if found[1].what == what]
    assert line(name, check, verdict) in (ROOT / "docs" / "results" / "validation.md").read_text()


def test_the_result_is_of_all_validations_with_their_defaults():
    assert [validation["id"] for validation in MEASURED] == list(VALIDATIONS)
    for validation, (current, values) in zip(MEASURED, chosen([]), strict=True):
        assert validation["statement"] == current.statement
        assert validation["parameters"] == {name: list(told) for name, told in values.items()}
