"""The tables of the engines study say what its results say, by the rule of its script."""

import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from rewardsearch.search.engines import ENGINES
from rewardsearch.settings import SearchSettings
from tests.test_studies import interval

STUDY = Path(__file__).parents[1] / "experiments" / "engines"
TEXT = (STUDY / "README.md").read_text()
FOUND = json.loads((STUDY / "result.json").read_text())
NOISE = json.loads((STUDY / "noise.json").read_text())
SCRIPT = runpy.run_path(str(STUDY / "run.py"))


def lines():
    for name, row in (FOUND["contestants"] | NOISE["contestants"]).items():
        worlds = " | ".join(interval(world) for world in row["worlds"].values())
        to_ga = interval(row["to_ga"], "+") if row["to_ga"] else ""
        yield f"| `{name.removeprefix('ga ')}` | {worlds} | {row['mean']:.2f} | {to_ga} |"


@pytest.mark.parametrize("expected", list(lines()))
def test_the_tables_are_the_committed_results(expected):
    assert expected in TEXT


def test_the_page_has_the_means():
    page = (STUDY.parents[1] / "docs" / "howto" / "engines.md").read_text()
    for name, row in FOUND["contestants"].items():
        to_ga = f" {interval(row['to_ga'], '+')} " if row["to_ga"] else "  "
        assert re.search(rf"\| `{name}` \| [^|]+ \| {row['mean']:.2f} \|{re.escape(to_ga)}\|", page)


def test_the_default_follows_from_the_areas_by_the_rule():
    areas = {
        world: {
            name: np.array(row["worlds"][world]["values"])
            for name, row in FOUND["contestants"].items()
        }
        for world in SCRIPT["WORLDS"]
    }
    again = SCRIPT["analyse"](areas)
    for name, row in FOUND["contestants"].items():
        assert again["contestants"][name]["mean"] == pytest.approx(row["mean"], abs=2e-4)
        # Committed areas are rounded to four digits.
        if row["to_ga"]:
            assert again["contestants"][name]["to_ga"] == pytest.approx(row["to_ga"], abs=2e-4)
    assert again["default"] == FOUND["default"] == SearchSettings().engine
    assert f"**The default stays `{again['default']}`**" in TEXT


def test_a_challenger_is_the_default_only_if_its_interval_lies_above_0():
    ga = np.array([0.5, 0.52, 0.48])
    sure, unsure = ga + np.array([0.1, 0.11, 0.09]), ga + np.array([0.6, -0.2, 0.1])
    assert SCRIPT["analyse"]({"w": {"ga": ga, "snes": sure}})["default"] == "snes"
    told = SCRIPT["analyse"]({"w": {"ga": ga, "snes": unsure}})
    assert (told["best"], told["default"]) == ("snes", "ga")


def test_the_areas_are_of_the_seeds_and_engines_that_the_script_names():
    assert FOUND["seeds"] == NOISE["seeds"] == list(SCRIPT["SEEDS"])
    assert list(FOUND["contestants"]) == list(SCRIPT["CONTESTANTS"])
    assert set(FOUND["contestants"]) <= set(ENGINES)


def test_no_care_for_noise_had_an_interval_above_0():
    assert all(row["to_ga"]["low"] <= 0 for row in NOISE["contestants"].values())
    coins = NOISE["first_lifetime_condemns"]["coins"]
    assert f"{coins['falsely']:.2f} [{coins['low']:.2f}, {coins['high']:.2f}] falsely" in TEXT
