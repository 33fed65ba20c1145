"""The thief that is searched for: what is compared, on which seeds, and what it cannot win by."""

import json

import numpy as np
import pytest

from inner_rl import InvalidInput, Linear
from rewardsearch.attack import SEARCHED, Arena, ThiefSearch, attack, chosen, searching
from rewardsearch.attack.campaign import planned_agent_steps
from rewardsearch.attack.thieves import thieves
from rewardsearch.cli import main
from rewardsearch.evaluation import SOCIOPATH
from rewardsearch.settings import settings_from_data
from tests.rewardsearch.test_attack import GUILTY, PHASES, ROUGH, SETTINGS

SMALL = ThiefSearch(evaluations=64, societies=8, finalists=3, fresh_societies=8)
DRIVES = ("own_gain", "own_pain", "guilt")
THREE = settings_from_data(
    {
        "life": {"phases": PHASES}, "report": {"resamples": 100},
        "search": {"drives": list(DRIVES)},
    },
    "test",
)  # fmt: skip


def test_a_rare_newborn_earns_what_the_same_thief_does_in_an_attack():
    arena = Arena(SETTINGS, GUILTY, 8, stream=1)
    found = arena.rare([SOCIOPATH, GUILTY], "newborns")
    for place, name in enumerate(("scratch", "newborn")):
        told = arena.invaded_by(thieves(SETTINGS, GUILTY)[name], most=1)
        gap = (told.thief - told.resident).mean() / arena.unit()
        assert found[place] == pytest.approx(gap, abs=1e-12)


def test_streams_share_no_society():
    keys = [
        {tuple(key) for key in Arena(SETTINGS, GUILTY, 8, stream=stream)._keys.tolist()}
        for stream in range(3)
    ]
    assert len(set.union(*keys)) == 24


class Planted:
    """An arena where a known felt reward pays most; some diverge, and some are lucky in it."""

    best = np.array([0.6, 0.0, -0.8])
    lucky_stream: int | None = None
    made: tuple[int, ...] = ()

    def __init__(self, *_, stream, **__):
        Planted.made += (stream,)
        self.stream = stream

    def rare(self, rewards, _what):
        table = np.array([[reward.weights.get(name, 0.0) for name in DRIVES] for reward in rewards])
        paid = table @ self.best
        if self.stream == self.lucky_stream:
            paid = np.where(table[:, 1] > 0.8, 5.0, paid)
        return np.where(table[:, 0] < -0.9, np.nan, paid)


def found(monkeypatch, search, lucky_stream=None):
    monkeypatch.setattr(searching, "Arena", Planted)
    monkeypatch.setattr(Planted, "lucky_stream", lucky_stream)
    monkeypatch.setattr(Planted, "made", ())
    return searching.searched_thief(THREE, GUILTY, search, seed=3)


def test_it_finds_what_pays_and_chooses_on_other_streams(monkeypatch):
    thief = found(monkeypatch, ThiefSearch(evaluations=480))
    weights = np.array([thief.reward.weights.get(name, 0.0) for name in DRIVES])
    assert weights @ Planted.best > 0.98
    assert Planted.made == (searching._SEARCH, searching._CHOICE)
    assert (thief.name, thief.clone, thief.control) == (SEARCHED, False, False)


def test_luck_in_the_search_does_not_win(monkeypatch):
    """Those that like pain lead the search; the choice sees what they earn elsewhere."""
    wide = ThiefSearch(evaluations=64, finalists=64)
    assert found(monkeypatch, wide, searching._CHOICE).reward.weights["own_pain"] > 0.8
    thief = found(monkeypatch, wide, searching._SEARCH)
    assert thief.reward.weights.get("own_pain", 0.0) < 0.8


def test_an_attack_by_it_repeats_itself_and_tells_all_that_it_lives():
    def told():
        lived = []
        attacks = attack(
            THREE, GUILTY, chosen(THREE, GUILTY, (SEARCHED,)), 8, search=SMALL,
            progress=lambda n, _: lived.append(n),
        )  # fmt: skip
        assert sum(lived) == planned_agent_steps(THREE, len(attacks), 8, SMALL)
        return attacks

    first, second = told(), told()
    assert [one.thief.name for one in first] == ["kin", "newborn", SEARCHED]
    assert first[-1].thief.reward == second[-1].thief.reward
    assert first[-1].thief.learner == THREE.learner
    assert set(first[-1].thief.reward.weights) <= set(DRIVES)


def test_oracle_drives_are_never_felt_by_it():
    oracle = settings_from_data(
        {"search": {"tiers": ["sensed", "oracle"], "drives": ["own_gain", "true_harm"]}}, "test"
    )
    space = searching._space(oracle)
    assert space.inputs == ("own_gain",)
    assert space.starting_points == ()
    assert searching._space(THREE).starting_points == (SOCIOPATH,)


def test_it_is_opt_in_and_shown_with_its_formula(capsys):
    assert SEARCHED not in {thief.name for thief in chosen(SETTINGS, GUILTY, ())}
    words = ("attack", "guilt", "--thief", "searched", "--search-budget", "1", "--lifetimes", "8")
    assert main([*words, "--json", *ROUGH]) == 0
    row = json.loads(capsys.readouterr().out)["thieves"][-1]
    assert row["thief"] == SEARCHED
    assert row["formula"] == Linear(row["reward"]["weights"]).formula()
    assert main([*words, *ROUGH]) == 0
    told = capsys.readouterr()
    assert "searched is a thief by selection" in told.out
    assert row["formula"].split(" ", 2)[1] in told.out
    assert "64 thieves tried" not in told.err
    assert "0 thieves tried" in told.err


def test_impossible_searches_are_refused():
    with pytest.raises(InvalidInput, match="societies of the search must be from 8"):
        ThiefSearch(societies=2)
