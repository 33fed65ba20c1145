"""The study of strategy-stealing: its README says what its result says, by its rules."""

import json
import runpy
from pathlib import Path

import pytest

STUDY = Path(__file__).parents[1] / "experiments" / "strategy_stealing"
REPORT = runpy.run_path(str(STUDY / "report.py"))
JUDGED = runpy.run_path(str(STUDY / "run.py"))["judged"]

RESULT = json.loads((STUDY / "result.json").read_text())
README = (STUDY / "README.md").read_text()
ROOT = STUDY.parents[1]
FRONT_PAGE = (ROOT / "README.md").read_text()
PAGE = (ROOT / "docs" / "results" / "strategy_stealing.md").read_text()


def test_every_row_stands_in_the_readme():
    rows = REPORT["attack_rows"](RESULT["attack"]) + REPORT["attack_rows"](RESULT["searched"])
    assert all(row in PAGE for row in rows)
    rows += REPORT["border_rows"](RESULT["border"])
    assert len(rows) == 9
    for row in rows:
        assert row in README


def test_the_front_page_tells_the_thieves_as_they_are():
    told = {one["thief"]: one for one in RESULT["attack"]["thieves"]}
    for thief in ("scratch", "imitator", "kin"):
        at_rarity = told[thief]["at_rarity"]
        assert "{value:+.2f} [{low:+.2f}, {high:+.2f}]".format(**at_rarity) in FRONT_PAGE
    everybody = [*told.values(), *RESULT["searched"]["thieves"]]
    assert {one["thief"] for one in everybody if one["verdict"] != "defeated"} == {"kin", "newborn"}


def test_the_searched_thief_is_told_with_its_formula():
    (thief,) = RESULT["searched"]["thieves"]
    assert f"    {thief['formula']}\n" in README
    assert f"{RESULT['searched']['search']['evaluations']} felt rewards" in README


def test_the_sweep_over_oversight_is_told_as_it_is():
    cells = RESULT["oversight"]["cells"]
    verdicts = [cell["verdict"] for cell in cells]
    assert f"{verdicts.count('defeated')} of {len(cells)} cells are defeated" in README
    assert verdicts.count("inconclusive") == 2
    at = {(cell["oversight"], cell["fine"]): cell["coefficient"] for cell in cells}
    for place in ((0.0, 0.0), (1.0, 3.0)):
        text = "{:+.2f} [{:+.2f}, {:+.2f}]".format(*at[place]).replace("0.", ".")
        assert text in README
    # Where nobody watches no fine is paid: the same lives.
    assert len({tuple(at[0.0, fine]) for fine in (0.0, 1.0, 3.0, 9.0)}) == 1


def test_verdicts_follow_from_intervals():
    for one in RESULT["attack"]["thieves"] + RESULT["searched"]["thieves"]:
        low, high = one["at_rarity"]["low"], one["at_rarity"]["high"]
        if one["verdict"] == "defeated":
            assert low > 0
        if one["verdict"] == "holds":
            assert high < 0
    controls = {one["thief"]: one for one in RESULT["attack"]["thieves"]}
    assert controls["kin"]["at_rarity"] == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_the_border_is_judged_by_its_rule():
    for told in RESULT["border"].values():
        again = JUDGED(told["cells"], 1.0 - 1.0 / 3.0)
        assert again == {key: told[key] for key in ("judged", "right", "agrees")}
    far = {"transparency": 1.0, "mimicry": 0.0}
    assert JUDGED([far | {"verdict": "holds"}], 2 / 3) == {
        "judged": 1, "right": 1, "agrees": True
    }  # fmt: skip
    assert JUDGED([far | {"verdict": "defeated"}], 2 / 3)["agrees"] is False
    near = {"transparency": 1.0, "mimicry": 0.6, "verdict": "defeated"}
    assert JUDGED([near], 2 / 3) == {"judged": 0, "right": 0, "agrees": False}


@pytest.mark.parametrize(
    "name", ["attack.png", "border_innocent.png", "border_warned.png", "oversight.png"]
)
def test_pictures_are_there_and_shown(name):
    assert (STUDY / name).exists()
    assert f"({name})" in README
