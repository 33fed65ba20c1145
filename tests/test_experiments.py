"""What is committed as an answer can be read, and the README says what it says."""

import json
import textwrap
from pathlib import Path

import pytest

from rewardsearch.console import number
from rewardsearch.json_data import read_reward
from rewardsearch.settings import load_settings, settings_from_data

ROOT = Path(__file__).parents[1]
EXPERIMENTS = ROOT / "experiments"
README = (ROOT / "README.md").read_text()
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


def table_lines():
    for row in FAME["rewards"][:3]:
        yield line(f"found, rank {row['rank']}", *cells(row["scores"]))
    for row in FAME["references"]:
        yield line(row["name"], *cells(row["scores"]))
    for row in HAND_MADE["rewards"].values():
        yield line(f"`{row['formula']}`", *cells(row["scores"]))
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


@pytest.mark.parametrize("expected", list(table_lines()))
def test_the_tables_of_the_readme_are_the_committed_results(expected):
    assert expected in README


def test_the_verdict_of_the_readme_is_the_committed_one():
    difference = AGAINST_RANDOM["difference"]
    figures = f"{difference['mean']:.2f} [{difference['low']:.2f}, {difference['high']:.2f}]"
    assert figures in README
    assert f"*{AGAINST_RANDOM['verdict']}*" in README
    for engine in ("ga", "random"):
        assert f"{AGAINST_RANDOM[engine]['mean']:.2f}" in README


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


def test_what_the_readme_says_of_all_worlds():
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


def test_what_the_readme_says_of_the_battery_is_the_committed_result():
    told = json.loads((EXPERIMENTS / "quickstart_result" / "battery.json").read_text())
    rank_1 = told["subjects"][0]
    for key in ("non_ruthlessness", "held_out", "mean_link"):
        assert number(rank_1[key]) in README
    assert f"({rank_1['weakest']})" in README
    assert told["settings"]["world"]["name"] == "coins"
