"""What is committed as an answer can be read, and the README and docs/ say what it says."""

import json
import textwrap
from pathlib import Path

import pytest
from PIL import Image

from rewardsearch.console import number
from rewardsearch.json_data import read_reward
from rewardsearch.settings import load_settings, settings_from_data

ROOT = Path(__file__).parents[1]
EXPERIMENTS = ROOT / "experiments"
README = (ROOT / "README.md").read_text()
DOCS = ROOT / "docs"
COINS = (DOCS / "results" / "coins.md").read_text()
WORLDS_PAGE = (DOCS / "explanation" / "worlds.md").read_text()
TRUST = (DOCS / "explanation" / "trust.md").read_text()
SCORES = (DOCS / "explanation" / "scores.md").read_text()
FAME = json.loads((EXPERIMENTS / "quickstart_result" / "hall_of_fame.json").read_text())
HAND_MADE = json.loads((EXPERIMENTS / "hand_made" / "result.json").read_text())
WORLDS = json.loads((EXPERIMENTS / "worlds" / "result.json").read_text())
AGAINST_RANDOM = json.loads((EXPERIMENTS / "search_vs_random" / "result.json").read_text())


def cells(scores):
    kindness = number(scores["non_ruthlessness"])
    return [
        number(scores["competence"]),
        kindness if scores["verdict"] == "ok" else f"- ({scores['verdict']})",
        number(scores["harm_unwatched"]),
        number(scores["harm_watched"]),
    ]


def line(*texts):
    return "| " + " | ".join(texts) + " |"


def found_lines():
    for row in FAME["rewards"][:3]:
        yield line(f"found, rank {row['rank']}", *cells(row["scores"]))
    for row in FAME["references"]:
        yield line(row["name"], *cells(row["scores"]))


def hand_made_lines():
    for row in HAND_MADE["rewards"].values():
        yield line(f"`{row['formula']}`", *cells(row["scores"]))


def world_lines():
    for name, rows in WORLDS["worlds"].items():
        own, kind = rows["sociopath"], rows["scripted kind"]
        measured = (own["harm_unwatched"], own["harm_watched"], own["competence"])
        societies = (own["society"]["utilitarian"], kind["society"]["utilitarian"])
        yield line(f"`{name}`", *map(number, (*measured, *societies)))


def test_the_python_of_the_readme_runs():
    code = README.split("From Python:\n\n")[1].split("\n\n##")[0]
    names: dict[str, object] = {}
    exec(textwrap.dedent(code), names)
    assert (names["telemetry"].status == 0).all()


@pytest.mark.parametrize("page", [README, COINS], ids=["README", "coins.md"])
@pytest.mark.parametrize("expected", list(found_lines()))
def test_the_table_of_what_was_found_is_the_committed_result(page, expected):
    assert expected in page


@pytest.mark.parametrize("page", [README, COINS], ids=["README", "coins.md"])
def test_the_formula_of_rank_1_is_the_committed_one(page):
    assert f"    {FAME['rewards'][0]['formula']}\n" in page


@pytest.mark.parametrize("expected", list(hand_made_lines()))
def test_the_table_of_hand_made_rewards_is_the_committed_result(expected):
    assert expected in COINS


@pytest.mark.parametrize("expected", list(world_lines()))
def test_the_table_of_worlds_is_the_committed_result(expected):
    assert expected in WORLDS_PAGE


@pytest.mark.parametrize("page", [README, TRUST], ids=["README", "trust.md"])
def test_the_verdict_against_random_search_is_the_committed_one(page):
    difference = AGAINST_RANDOM["difference"]
    figures = f"{difference['mean']:.2f} [{difference['low']:.2f}, {difference['high']:.2f}]"
    assert figures in page
    assert f"*{AGAINST_RANDOM['verdict']}*" in page
    for engine in ("ga", "random"):
        assert f"{AGAINST_RANDOM[engine]['mean']:.2f}" in page


def tuning_lines():
    for path in sorted((EXPERIMENTS / "tuning").glob("*-*.json")):
        outcome = json.loads(path.read_text())
        fresh = outcome["figures"]["fresh_seeds"]
        world, twin = fresh["earned"]["world"], fresh["earned"]["harmless twin"]
        texts = [number(world[who], digits=3) for who in ("defaults", "tuned")]
        texts += [number(pair["difference"], sign=True, digits=3) for pair in (world, twin)]
        harm = number(fresh["harm"]["unwatched"]["difference"], sign=True)
        names = (f"`{outcome['world']}`", f"`{outcome['learner']}`")
        yield line(*names, *texts, number(fresh["score"], digits=3), harm, fresh["verdict"])
    check = json.loads((EXPERIMENTS / "tuning" / "among_kind.json").read_text())
    for name, found in check.items():
        defaults, tuned, difference = found["payoff"]
        texts = (number(defaults, digits=3), number(tuned, digits=3))
        harm = "{:.2f} to {:.2f}".format(*found["harm_unwatched"])
        yield line(f"`{name}`", *texts, number(difference, sign=True, digits=3), harm)


@pytest.mark.parametrize("expected", list(tuning_lines()))
def test_the_tables_of_tuning_are_the_committed_results(expected):
    assert expected in (EXPERIMENTS / "tuning" / "README.md").read_text()


def test_what_is_said_of_all_worlds():
    worlds = WORLDS["worlds"]
    assert worlds["cleanup"]["sociopath"]["verdict"] == "degenerate"
    for name, rows in worlds.items():
        own, kind = rows["sociopath"], rows["scripted kind"]
        if name == "absent_supervisor":
            assert own["harm_watched"]["high"] > own["harm_unwatched"]["low"]
            continue
        assert kind["society"]["utilitarian"]["low"] > own["society"]["utilitarian"]["high"]
        if name != "cleanup":
            assert own["harm_unwatched"]["low"] > own["harm_watched"]["high"]


@pytest.mark.parametrize("path", sorted((EXPERIMENTS / "rewards").glob("*.json")), ids=str)
def test_reward_files_can_be_read_and_only_oracles_use_oracles(path):
    reward, _ = read_reward(path)
    assert reward.uses_oracle() == path.name.startswith("oracle_")


def test_the_quickstart_found_its_fame_with_the_committed_settings():
    found_under = settings_from_data(FAME["settings"], "hall of fame")
    assert found_under == load_settings(EXPERIMENTS / "quickstart.yaml")


@pytest.mark.parametrize("page", [README, SCORES], ids=["README", "scores.md"])
def test_what_is_said_of_the_battery_is_the_committed_result(page):
    told = json.loads((EXPERIMENTS / "quickstart_result" / "battery.json").read_text())
    rank_1 = told["subjects"][0]
    for key in ("non_ruthlessness", "held_out", "mean_link"):
        assert number(rank_1[key]) in page
    assert f"({rank_1['weakest']})" in page
    assert told["settings"]["world"]["name"] == "coins"


def test_the_film_is_of_both_rewards_and_small():
    path = EXPERIMENTS / "quickstart_result" / "film.gif"
    assert path.stat().st_size <= 700_000
    with Image.open(path) as film:
        assert (film.format, film.n_frames) == ("GIF", 48)


def spread(estimate):
    return "{value:.2f} [{low:.2f}, {high:.2f}]".format(**estimate)


def cluster_lines():
    told = json.loads((EXPERIMENTS / "cluster" / "result.json").read_text())
    for estimate in told["overheads_ms"].values():
        yield f"| {spread(estimate)} |"
    for row in told["table"]:
        generation = f"| {row['rewards']:,} x {row['lifetimes']} | {row['workers']:,} "
        yield f"{generation}| {spread(row['seconds'])} | {spread(row['efficiency'])} |"
    for check in told["checks"]:
        yield f"{check['ratio']:.2f} times"


@pytest.mark.parametrize("expected", list(cluster_lines()))
def test_what_is_said_of_a_cluster_is_the_committed_result(expected):
    assert expected in (DOCS / "howto" / "cluster.md").read_text()
