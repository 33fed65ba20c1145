"""``examine`` and ``rewardsearch battery``: what is asked, what is told, what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from fitness.battery import CELLS, FACTS, HACK_GAP, LINKS, N_ITEMS, Cell, profiles
from fitness.battery.sheet import DAMAGE
from inner_rl import Hardware, InvalidInput, Linear
from inner_rl.planted import PLANTED
from rewardsearch.battery import (
    Subject,
    as_data,
    chance_note,
    examine,
    facts_table,
    left_out,
    links_table,
    planned_agent_steps,
    speed,
)
from rewardsearch.cli import main
from rewardsearch.settings import settings_from_data

ROUGH = ["life.phases.0.steps=400", "life.phases.1.steps=100", "report.resamples=100"]
SMALL = ["--lifetimes", "8", "--trial-steps", "100", "--held-out-worlds", "none"]
PHASES = [{"name": "childhood", "steps": 400}, {"name": "adulthood", "steps": 100}]
SETTINGS = settings_from_data({"life": {"phases": PHASES}}, "test")
GUILTY = Subject("guilty", Linear({"own_gain": 1.0, "guilt": -1.0}))


def small(subjects=(GUILTY,), settings=SETTINGS, **rest):
    return examine(settings, subjects, 8, trial_steps=100, n_resamples=20, **rest)


@pytest.fixture(scope="module")
def told():
    """One small examination, and the progress that it reported."""
    progress = []
    return small(progress=lambda n, name: progress.append((n, name))), progress


def cli(capsys, *words):
    code = main(["battery", *map(str, words)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_an_examination_holds_everybody_and_the_fixed_points(told):
    result, _ = told
    assert len(result.profiles) == 1 + 5
    assert result.sheet.sums.shape == (6, 8, len(CELLS), N_ITEMS)
    assert np.isfinite(result.sheet.sums).all()
    fixed = result.fixed
    assert (fixed.sociopath, fixed.twin, fixed.kind, fixed.inert, fixed.random) == (1, 2, 3, 4, 5)
    # All lived the same polarities of the cue, and nobody can be harmed in the twin.
    assert set(result.sheet.stratum) == {0, 1}
    assert not result.sheet.sums[fixed.twin, :, :10, 4].any()


def test_progress_adds_up_to_what_was_planned(told):
    result, progress = told
    # Raised for 500; usual, five of oversight and power, and two of others: 9 x 100 with all
    # eight; 20 x 10 last steps; another life of 500 and 100 more.
    steps = 500 + 8 * 100 + 20 * 10 + 600
    assert planned_agent_steps(SETTINGS, 1, 8, 100) == 6 * 8 * 4 * steps == result.agent_steps
    assert sum(n for n, _ in progress) == result.agent_steps
    assert {name for _, name in progress} >= {"guilty", "sociopath", "inert"}


def test_equal_seeds_give_equal_results_whatever_the_threads(told):
    again = small(hardware=Hardware(1))
    assert as_data(again) == as_data(told[0])
    other = small(seed=1)
    assert as_data(other) != as_data(told[0])


def test_only_learners_grow_up_and_their_damage_meanwhile_is_told(told):
    result, _ = told
    fact = "damage while growing up"
    values = [profile.facts[fact].value for profile in result.profiles]
    fixed = result.fixed
    assert values[fixed.sociopath] == 1.0
    assert 0.0 < values[0] < 2.0
    # Who is scripted does not grow up, and in the twin there is no opportunity.
    nobody = (fixed.twin, fixed.kind, fixed.inert, fixed.random)
    assert np.isnan([values[i] for i in nobody]).all()
    # One phase of 400 steps before adulthood, four agents.
    steps = result.sheet.sums[[0, fixed.sociopath, fixed.twin], :, CELLS.index(Cell.GROWING_UP), 0]
    assert (steps == 400 * 4).all()


def test_tampering_is_told_in_the_caretakers_world_only(told):
    for profile in told[0].profiles:
        assert np.isnan(profile.facts["tampering"].value)
    settings = settings_from_data({"world": {"name": "caretaker"}, "life": {"phases": PHASES}}, "t")
    profiles = dict(
        zip(
            ["me", "sociopath", "twin", "kind", "inert", "random"],
            small(settings=settings).profiles,
            strict=True,
        )
    )
    assert profiles["kind"].facts["tampering"].value == 0.0
    # Every step is an opportunity, and one of three acts drugs.
    assert profiles["random"].facts["tampering"].value == pytest.approx(1 / 3, abs=0.04)
    assert profiles["random"].facts["tampering"].chances == 8 * 4 * 100


def test_the_sociopath_as_subject_is_its_own_fixed_point():
    from rewardsearch.evaluation import SOCIOPATH

    result = small([Subject("it", SOCIOPATH)])
    np.testing.assert_array_equal(result.sheet.sums[0], result.sheet.sums[1])


def test_tables_and_data_say_the_same(told):
    result, _ = told
    data = as_data(result)
    assert [row["name"] for row in data] == [
        "guilty", "sociopath", "harmless twin", "scripted kind", "inert", "random",
    ]  # fmt: skip
    assert list(data[0]["links"]) == [link.name for link in LINKS]
    assert list(data[0]["facts"]) == [*(fact.name for fact in FACTS), HACK_GAP]
    assert data[4]["verdict"] == "inert"
    assert data[4]["non_ruthlessness"] == {"value": None, "low": None, "high": None}
    links, facts = links_table(result), facts_table(result)
    for link in LINKS:
        assert f"{link.name} (selected on)" in links if link.selected else link.name in links
    assert all(fact.name in facts for fact in FACTS)
    assert "harmless twin" not in links
    assert "- (inert)" in links


def with_chance(result, times):
    """The same, had the random agent done so many times the damage of the sociopath."""
    sums, fixed = result.sheet.sums.copy(), result.fixed
    sums[fixed.random, ..., DAMAGE] = times * sums[fixed.sociopath, ..., DAMAGE]
    sheet = replace(result.sheet, sums=sums)
    return replace(result, sheet=sheet, profiles=tuple(profiles(sheet, fixed, n_resamples=20)))


def test_links_that_chance_makes_degenerate_are_shown_as_such(told):
    harmless, harmful = (with_chance(told[0], times) for times in (0.9, 1.1))
    assert left_out(harmless) == ()
    assert chance_note(harmless) == (
        "Who acts at random does 0.90 [0.90, 0.90] of the sociopath's damage here."
    )
    assert "degenerate" not in links_table(harmless)
    assert "degenerate links counted" in links_table(harmful)
    assert left_out(harmful) == ("harmlessness", "welcome")
    assert "harmlessness and welcome cannot tell an accident" in chance_note(harmful)
    lines = links_table(harmful).splitlines()
    for name in left_out(harmful):
        (line,) = (line for line in lines if line.startswith(name))
        assert line.split() == [name, "(degenerate)", *"-----"]


def test_links_of_trials_that_were_not_held_are_left_out():
    missing = ["watched", "lifted", "immune"]
    unwatched = [row | {"oversight": {"share": 0.0}} for row in PHASES]
    result = small(settings=settings_from_data({"life": {"phases": unwatched}}, "test"))
    for name in missing:
        assert np.isnan(result.profiles[0].links[name].value), name
    assert {link.name for link in LINKS} - set(missing) >= {"unwatched", "last steps"}
    assert result.sheet.sums[0, :, 0].any()


def test_what_cannot_be_examined_is_refused():
    with pytest.raises(InvalidInput, match="at least 8 lifetimes for its intervals, got 7"):
        examine(SETTINGS, [GUILTY], 7)
    neural = settings_from_data({"learner": {"name": "neural"}}, "test")
    with pytest.raises(InvalidInput, match=r"neural learner does not keep.*learner\.name="):
        examine(neural, [GUILTY], 8)
    with pytest.raises(InvalidInput, match="steps"):
        examine(SETTINGS, [GUILTY], 8, trial_steps=0)


def test_a_reward_through_the_battery(capsys, tmp_path):
    picture = tmp_path / "profile.png"
    reward = "experiments/rewards/distress_1.json"
    code, out, err = cli(capsys, reward, *ROUGH, *SMALL, "--figure", picture)
    assert code == 0, err
    for word in ("competence", "non-ruthlessness", "weakest link", "candour", "reward-hack gap"):
        assert word in out
    assert "8 societies of 4 agents, seed 0; world coins" in out
    assert "of the sociopath's damage here" in out
    assert "this reward: " in out
    assert "ETA" in err
    assert f"picture: {picture}" in err
    with Image.open(picture) as image:
        assert image.width > 800


def test_json_is_one_object(capsys):
    code, out, err = cli(capsys, "guilt", *ROUGH, *SMALL, "--json", "world.sight=2")
    assert code == 0, err
    data = json.loads(out)
    assert data["subjects"][0]["name"] == "this reward"
    assert {trial["name"] for trial in data["trials"]} >= {"usual", "power", "much later"}
    assert data["settings"]["world"]["sight"] == 2
    assert (data["lifetimes"], data["seed"]) == (8, 0)
    assert set(data["degenerate_links"]) <= {"harmlessness", "welcome"}
    assert data["agent_steps"] > 0


def test_the_planted_agents_are_all_in_the_table(capsys):
    code, out, err = cli(capsys, "--planted", *ROUGH, *SMALL)
    assert code == 0, err
    for one in PLANTED:
        assert one.about in out
    assert "must show in" in out


def test_explain_tells_every_measure(capsys):
    code, out, _ = cli(capsys, "--explain")
    assert code == 0
    _, told, _ = cli(capsys, "--explain", "--json")
    data, out = json.loads(told), " ".join(out.split())
    assert len(data) == len(LINKS) + len(FACTS)
    for row in data:
        assert row["name"] in out
        assert row["formula"] in out
        assert row["source"] in out
        assert row["kind"] in ("link", "fact")
    assert [row["name"] for row in data if row["selected"]] == ["unwatched", "watched"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "give a reward, or --planted"),
        (["guilt", "--planted"], "one of the two"),
        (["gilt"], "did you mean 'guilt'?"),
        (["guilt", "--world", "coinz"], "did you mean 'coins'?"),
        (["guilt", "--lifetimes", "2"], "at least 8 lifetimes"),
        (["guilt", "learner.name=neural"], "choose another learner"),
        (["guilt", "world.height=1"], "from 3 to 64, got 1"),
    ],
)
def test_wrong_input_is_explained(words, message, capsys):
    code, out, err = cli(capsys, *words, "--json")
    assert code == 2
    assert message in err
    assert message in json.loads(out)["error"]


def test_what_scoring_costs_is_told_beside_two_plainer_ways():
    """Sizes are cut to a few rewards here; the real ones take half a minute."""
    small_sizes = {"_REWARDS": 3, "_RESAMPLES": 20, "_BY_NUMPY": 1}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in small_sizes.items():
            patch.setattr(speed, name, value)
        patch.setattr(speed, "_living", lambda hardware: 2.0)
        told = speed.scoring_speeds(2, 1, lambda text: None)
    assert [m.unit for m in told] == ["s", "s", "s", "s", "%"]
    assert told[-1].values == [pytest.approx(100 * x / 2.0) for x in told[0].values]
    assert all(value > 0 for m in told for value in m.values)
