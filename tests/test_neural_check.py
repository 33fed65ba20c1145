"""The README of the neural check says what its result says, by the rules of its script."""

import json
import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1] / "experiments" / "neural_check"
RESULT = json.loads((HERE / "result.json").read_text())
STUDY = runpy.run_path(str(HERE / "run.py"))
LEARNERS = ("linear", "neural")


@pytest.mark.parametrize("name", RESULT["formulas"])
def test_every_row_is_in_the_table_and_judged_by_the_rules(name):
    readme = (HERE / "README.md").read_text()
    rows = [RESULT[learner][name] for learner in LEARNERS]
    for learner, row in zip(LEARNERS, rows, strict=True):
        verdict = RESULT["verdicts"][name] if learner == "neural" else ""
        assert STUDY["line"](name, learner, row, verdict) in readme
    assert RESULT["verdicts"][name] == STUDY["verdict"](*(row["word"] for row in rows))


def test_the_rewards_are_those_of_the_script():
    told = {name: reward.formula() for name, reward in STUDY["rewards"]().items()}
    assert told == RESULT["formulas"]
