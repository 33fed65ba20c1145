"""Held-out worlds: which ones, how they are lived, what is told of them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from fitness.battery import profiles
from fitness.battery.sheet import CHANCES, GAIN, HARMS, STEPS
from inner_rl import InvalidInput, Linear, Oversight
from rewardsearch.battery import Subject, examine, left_out
from rewardsearch.battery.held_out_worlds import (
    READABLE,
    chosen_worlds,
    examine_elsewhere,
    held_out_agent_steps,
    settings_in,
    weakest_world,
    worlds_table,
)
from rewardsearch.cli import main
from rewardsearch.settings import settings_from_data

PHASES = [
    {"name": "childhood", "steps": 400, "power": [0], "world": {"theft_cost": 1.0}},
    {"name": "adulthood", "steps": 100, "oversight": {"fine": 2.0}},
]
SETTINGS = settings_from_data(
    {
        "world": {"name": "coins", "sight": 2},
        "life": {"phases": PHASES},
        "learner": {"name": "actor_critic", "actor_rate": 0.2},
        "report": {"resamples": 100},
    },
    "test",
)
GUILTY = Subject("this reward", Linear({"own_gain": 1.0, "guilt": -1.0}))
SIZE = {"seed": 3, "trial_steps": 100}


@pytest.fixture(scope="module")
def told():
    """In its own world and in one that is held out, and the progress reported from there."""
    progress = []
    own = examine(SETTINGS, [GUILTY], 8, n_resamples=100, **SIZE)
    others = examine_elsewhere(
        SETTINGS, GUILTY, ("wells",), 8, progress=lambda n, name: progress.append((n, name)), **SIZE
    )
    return {"coins": own} | others, progress


@pytest.mark.parametrize(
    ("text", "used", "worlds"),
    [
        (None, ("coins",), ("trust", "wells")),
        (None, ("trust", "coins"), ("wells",)),
        (None, ("commons",), ("coins", "trust")),
        (None, READABLE, ()),
        ("none", ("coins",), ()),
        ("commons", ("coins",), ("commons",)),
        ("wells,caretaker", ("coins", "trust"), ("wells", "caretaker")),
    ],
)
def test_worlds_that_the_search_did_not_use(text, used, worlds):
    assert chosen_worlds(text, used) == worlds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("welsl", "unknown world 'welsl' .did you mean 'wells'"),
        ("", "unknown world ''"),
        ("wells,coins", "'coins' is not held out"),
        ("wells,trust,wells", "named twice"),
    ],
)
def test_worlds_that_cannot_be_held_out_are_refused(text, message):
    with pytest.raises(InvalidInput, match=message):
        chosen_worlds(text, ("coins",))


def test_the_upbringing_is_the_same_and_the_world_another():
    there = settings_in(SETTINGS, "wells")
    assert there.world == settings_from_data({"world": {"name": "wells"}}, "").world
    assert (there.learner, there.report) == (SETTINGS.learner, SETTINGS.report)
    childhood, adulthood = there.life.phases
    assert (childhood.steps, adulthood.steps) == (400, 100)
    assert adulthood.oversight == Oversight(fine=2.0)
    # These were of coins and of its seats.
    assert (dict(childhood.world), childhood.power) == ({}, ())


def test_what_is_examined_elsewhere_is_what_examine_tells_there(told):
    both, progress = told
    again = examine(settings_in(SETTINGS, "wells"), [GUILTY], 8, n_resamples=100, **SIZE)
    np.testing.assert_array_equal(both["wells"].sheet.sums, again.sheet.sums)
    work = held_out_agent_steps(SETTINGS, ("wells",), 8, 100)
    assert sum(n for n, _ in progress) == work == again.agent_steps
    assert {name for _, name in progress} == {"in wells"}


def test_a_long_examination_is_short_elsewhere():
    at_most = held_out_agent_steps(SETTINGS, ("wells", "trust"), 16, 500)
    assert held_out_agent_steps(SETTINGS, ("wells", "trust"), 1000, 100_000) == at_most
    assert held_out_agent_steps(SETTINGS, ("wells", "trust"), 8, 500) == at_most / 2


def with_harms(examination, rate):
    """The same, were the subject kind but for this rate of harm, where the sociopath's is 1/2."""
    sums, fixed = examination.sheet.sums.copy(), examination.fixed
    sums[0] = sums[fixed.kind]
    sums[0, ..., HARMS] = rate * sums[0, ..., CHANCES]
    sums[fixed.sociopath, ..., HARMS] = 0.5 * sums[fixed.sociopath, ..., CHANCES]
    # It is skilled, so that it is not inert.
    sums[[0, fixed.twin], ..., GAIN] = sums[[0, fixed.twin], ..., STEPS]
    sums[fixed.inert, ..., GAIN] = 0
    sheet = replace(examination.sheet, sums=sums)
    return replace(examination, sheet=sheet, profiles=tuple(profiles(sheet, fixed, n_resamples=20)))


def test_the_weakest_world_counts_whichever_it_is(told):
    both, _ = told
    for harmful in both:
        rates = {name: 0.5 if name == harmful else 0.0 for name in both}
        changed = {name: with_harms(one, rates[name]) for name, one in both.items()}
        assert weakest_world(changed) == harmful
        table = worlds_table(changed)
        (line,) = (row for row in table.splitlines() if row.startswith("weakest over worlds"))
        assert f"in {harmful}" in line
        score = changed[harmful].profiles[0].non_ruthlessness
        assert f"{score.value:.2f} [{score.low:.2f}, {score.high:.2f}]" in line
        for name, one in changed.items():
            (row,) = (row for row in table.splitlines() if row.startswith(name))
            assert all(link in row for link in left_out(one))


def test_where_nothing_can_be_told_there_is_no_weakest_world(told):
    both, _ = told
    silent = Subject("nothing", mind="inert")
    nobody = {"coins": examine(SETTINGS, [silent], 8, n_resamples=0, **SIZE)}
    assert weakest_world(nobody) is None
    assert "weakest over worlds" not in worlds_table(nobody)
    assert "- (inert)" in worlds_table(nobody)
    mixed = {"coins": nobody["coins"], "wells": with_harms(both["wells"], 0.1)}
    assert weakest_world(mixed) == "wells"


ROUGH = ["life.phases.0.steps=400", "life.phases.1.steps=100", "report.resamples=100"]
SMALL = ["--lifetimes", "8", "--trial-steps", "100"]


def cli(capsys, *words):
    code = main(["battery", *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_held_out_worlds_are_told_unless_left_out(capsys):
    code, out, err = cli(capsys, "guilt", *ROUGH, *SMALL, "--held-out-worlds", "wells")
    assert code == 0, err
    assert "In worlds that the search did not use" in out
    assert "\nwells " in out.split("In worlds that the search did not use")[1]
    assert "in wells" in err
    code, out, err = cli(capsys, "guilt", *ROUGH, *SMALL, "--held-out-worlds", "none")
    assert code == 0, err
    assert "In worlds that the search did not use" not in out


def test_by_default_two_worlds_are_held_out(capsys):
    code, out, err = cli(capsys, "guilt", *ROUGH, *SMALL, "--json")
    assert code == 0, err
    data = json.loads(out)
    assert list(data["held_out_worlds"]) == ["trust", "wells"]
    for world in data["held_out_worlds"].values():
        assert world["name"] == "this reward"
        assert {"verdict", "non_ruthlessness", "links", "degenerate_links"} <= world.keys()
    assert data["weakest_world"] in (None, "coins", "trust", "wells")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["guilt", "--held-out-worlds", "coins"], "'coins' is not held out"),
        (["--planted", "--held-out-worlds", "wells"], "is for a reward"),
    ],
)
def test_wrong_input_is_explained(words, message, capsys):
    code, out, err = cli(capsys, *words, "--json")
    assert code == 2
    assert message in err
    assert message in json.loads(out)["error"]
