import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inner_rl import LEARNERS, ActorCritic, InvalidInput, Planner, tuned_for
from inner_rl.learners import TUNED
from kernels.worlds import WORLDS
from rewardsearch.settings import (
    Settings,
    apply_overrides,
    load_settings,
    settings_from_data,
)
from rewardsearch.yaml_data import parse_yaml


def refusal(data):
    with pytest.raises(InvalidInput) as caught:
        settings_from_data(data, "x.yaml")
    return str(caught.value)


def life_of(**phase):
    return {"life": {"phases": [{"name": "a", "steps": 9, **phase}]}}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"serach": {}}, "x.yaml: unknown key 'serach' (did you mean 'search'?)"),
        ({"search": {"populaton": 8}}, "unknown key 'populaton' in search (did you mean"),
        ({"world": {"hight": 5}}, "unknown key 'hight' in world (did you mean 'height'?)"),
        (
            {"life": {"phases": [{"name": "a", "steps": 9, "oversight": {"shar": 1.0}}]}},
            "unknown key 'shar' in life.phases.0.oversight (did you mean 'share'?)",
        ),
        ({"search": {"engine": "gaa"}}, "search.engine: unknown 'gaa' (did you mean 'ga'?)"),
        ({"search": {"tiers": ["oracl"]}}, "search.tiers.0: unknown 'oracl' (did you mean"),
        ({"world": {"name": "matrix", "height": 5}}, "unknown key 'height' in world"),
        ({"world": {"name": "matrix", "roundz": 5}}, "(did you mean 'rounds'?)"),
        ({"world": {"name": "matrix", "rounds": 0}}, "world.rounds must be from 1 to 1e+06"),
        ({"world": {"name": "matrix", "payoffs": [1.0]}}, "world.payoffs"),
        ({"world": {"name": "matrix", "game": "chess"}}, "world.game: unknown 'chess'"),
        ({"world": {"name": "coinz"}}, "world.name: unknown 'coinz' (did you mean 'coins'?)"),
        (
            {"learner": {"name": "planer"}},
            "learner.name: unknown 'planer' (did you mean 'planner'?)",
        ),
        ({"learner": {"depth": 2}}, "unknown key 'depth' in learner"),
        ({"learner": {"name": "planner", "deepth": 2}}, "in learner (did you mean 'depth'?)"),
        ({"learner": {"name": "planner", "depth": 9}}, "learner.depth must be from 0 to 4, got 9"),
        ({"learner": {"name": "neural", "hidden": 0}}, "learner.hidden must be from 1 to 4096"),
        (life_of(power=[4]), "life phase 'a': power must name seats from 0 to 3"),
        (life_of(world={"theft_cots": 1.0}), "unknown setting 'theft_cots' (did you mean"),
        (life_of(world={"theft_cost": "dear"}), "life phase 'a': world"),
        (life_of(world={"view": 1}), "view would change who is there"),
        (life_of(learning=False), "no phase has learning on"),
        (life_of(imitation="onyl"), "imitation: unknown 'onyl' (did you mean 'only'?)"),
        ({"search": {"population": 3}}, "search.population: input should be"),
        ({"world": {"height": 2}}, "x.yaml: world.height must be from 3 to 64, got 2"),
        ({"seed": "1"}, "seed: input should be a valid integer, got '1'"),
        ({"seed": 1.5}, "seed: input should be a valid integer, got 1.5"),
        ({"seed": True}, "seed: input should be a valid integer, got True"),
        ({"search": {"mutation": math.nan}}, "search.mutation: input should be"),
        ({"name": "../escape"}, "name: string should match pattern"),
        ({"life": {"phases": [{"steps": 10}]}}, "life.phases.0.name: field required"),
        ([], "expected settings (key: value), got list"),
        ("text", "expected settings (key: value), got str"),
    ],
)
def test_refusals_name_the_thing_and_the_mend(data, message):
    assert message in refusal(data)


def test_every_fault_is_named_not_just_the_first():
    lines = refusal({"seed": -1, "wrold": {}}).splitlines()
    assert len(lines) == 2


def test_resolved_settings_read_back_the_same():
    settings = settings_from_data({"seed": 7, "search": {"tiers": ["oracle"]}}, "x")
    again = settings_from_data(json.loads(json.dumps(settings.to_data())), "y")
    assert again == settings
    assert again.digest() == settings.digest() != Settings().digest()


def test_overrides_are_yaml_and_reach_into_lists():
    data = {"seed": 1, "life": {"phases": [{"name": "a", "steps": 5}]}}
    changed = apply_overrides(
        data, ["seed=3", "search.mutation=1e-1", "life.phases.0.steps=9", "search.tiers=[oracle]"]
    )
    settings = settings_from_data(changed, "x")
    assert settings.seed == 3
    assert settings.search.mutation == 0.1
    assert settings.life.phases[0].steps == 9
    assert settings.search.tiers == ("oracle",)
    assert data["seed"] == 1


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("seed", "is not an override; write key.sub=value"),
        ("=3", "is not an override"),
        ("life.phases.4.steps=1", "'4' is no index of the list life.phases"),
        ("seed.x=1", "seed is 1, it has no 'x'"),
        ("seed=[1", "override 'seed=[1'"),
    ],
)
def test_bad_overrides_are_refused(override, message):
    data = {"seed": 1, "life": {"phases": [{"name": "a", "steps": 5}]}}
    with pytest.raises(InvalidInput) as caught:
        apply_overrides(data, [override])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("off", "off"),
        ("yes", "yes"),
        ("010", 10),
        ("true", True),
        ("~", None),
        (".inf", math.inf),
        ("-.5", -0.5),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
    ],
)
def test_scalars_are_what_they_look_like(text, value):
    assert parse_yaml(f"a: {text}", "x") == {"a": value}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "x: line 2: 'a' is given twice"),
        ("a: &b [1]\nc: *b", "x: line 2: aliases (*name) are not accepted"),
        ("!!python/object/apply:os.system ['true']", "could not determine a constructor"),
        ("a: [1, 2", "x: line 1, column 9"),
        ("1: 2", "x: line 1: keys must be text, got 1"),
        ("a: " + "9" * 5000, "number with 5000 digits"),
        ("[" * 3000, "x:"),
    ],
)
def test_malformed_yaml_is_refused_with_its_place(text, message):
    with pytest.raises(InvalidInput) as caught:
        parse_yaml(text, "x")
    assert message in str(caught.value)


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@, \n\t#1."), max_size=40))
def test_any_text_is_data_or_one_clear_refusal(text):
    try:
        parse_yaml(text, "x.yaml")
    except InvalidInput as error:
        assert "x.yaml" in str(error)  # noqa: PT017 - both outcomes are allowed


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(InvalidInput, match="does not exist; check the path"):
        load_settings(tmp_path / "absent.yaml")
    with pytest.raises(InvalidInput, match="is a directory"):
        load_settings(tmp_path)
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match="not UTF-8"):
        load_settings(binary)


def test_an_empty_file_means_all_defaults(tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text("")
    assert load_settings(path) == Settings()


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_can_be_set_and_read_back(name):
    settings = settings_from_data({"world": {"name": name}}, "x")
    assert settings.world == WORLDS[name]()
    assert settings_from_data(settings.to_data(), "x") == settings


@pytest.mark.parametrize(
    ("search", "message"),
    [
        ({"drives": ["guild"]}, "search.drives: unknown drive 'guild' (did you mean 'guilt'?)"),
        ({"drives": ["true_harm"]}, "'true_harm' is of tier 'oracle'; add 'oracle' to search.ti"),
        ({"drives": []}, "search.drives is empty"),
        ({"language": "programme"}, "search.language: unknown 'programme' (did you mean 'program'"),
    ],
)
def test_search_spaces_that_do_not_exist_are_refused(search, message):
    with pytest.raises(InvalidInput) as caught:
        settings_from_data({"search": search}, "x.yaml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_drives_can_be_chosen_among_the_tiers():
    search = settings_from_data({"search": {"drives": ["guilt", "own_gain"]}}, "x").search
    assert search.searched_drives == ("own_gain", "guilt")
    everything = settings_from_data({}, "x").search.searched_drives
    assert len(everything) == 27


@pytest.mark.parametrize("name", [*LEARNERS, "neural"])
def test_every_learner_can_be_set_and_read_back(name):
    settings = settings_from_data({"learner": {"name": name, "discount": 0.8}}, "x")
    assert (settings.learner.name, settings.learner.discount) == (name, 0.8)
    assert settings_from_data(settings.to_data(), "x") == settings


def test_phases_say_all_that_changes_in_a_life():
    phase = {"imitation": "interleaved", "power": [1, 2], "world": {"theft_cost": 4.0}}
    settings = settings_from_data(life_of(**phase), "x")
    assert settings.life.phases[0].power == (1, 2)
    assert settings.life.phases[0].world_from(settings.world).theft_cost == 4.0
    assert settings_from_data(settings.to_data(), "x") == settings


def test_another_learner_or_world_begins_from_its_own_defaults():
    data = settings_from_data({"learner": {"trace": 0.5}, "world": {"height": 7}}, "x").to_data()
    words = ["learner.depth=3", "learner.name=planner", "world.name=wells"]
    settings = settings_from_data(apply_overrides(data, words), "x")
    assert settings.learner == Planner(depth=3)
    assert settings.world == WORLDS["wells"]()
    same = settings_from_data(apply_overrides(data, ["learner.name=actor_critic"]), "x")
    assert same.learner.trace == 0.5


def test_a_learner_is_tuned_for_its_world_unless_told_otherwise():
    def learner(**data):
        return settings_from_data({"world": {"name": "caretaker"}, **data}, "x").learner

    assert learner() == tuned_for("caretaker", ActorCritic) != ActorCritic()
    assert learner(learner={"trace": 0.0}) == replace(
        tuned_for("caretaker", ActorCritic), trace=0.0
    )
    assert learner(learner={"name": "planner"}) == Planner()
    assert settings_from_data({}, "x").learner == ActorCritic()


def test_tuned_settings_are_those_that_the_study_found():
    folder = Path(__file__).parents[2] / "experiments" / "tuning"
    found = {}
    for path in folder.glob("*-*.json"):
        outcome = json.loads(path.read_text())
        if outcome["figures"]["verdict"] == "better than the defaults":
            found[outcome["world"], outcome["learner"]] = outcome["settings"]
    assert set(found) == set(TUNED)
    for key, settings in TUNED.items():
        # Rounded to three digits.
        assert settings == {name: pytest.approx(found[key][name], rel=5e-3) for name in settings}
        assert vars(tuned_for(key[0], LEARNERS[key[1]])) == found[key] | settings


def test_of_many_faults_the_first_are_told_and_the_rest_counted():
    with pytest.raises(InvalidInput) as caught:
        settings_from_data({f"key{n}": n for n in range(25)}, "x")
    assert str(caught.value).splitlines()[-1] == "x: and 15 more faults"
    assert len(str(caught.value).splitlines()) == 11
