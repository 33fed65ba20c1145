"""The tables of two studies say what their results say, by the rules of their scripts."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from rewardsearch.console import number
from rewardsearch.search import evaluation_budget
from tests.fitness.battery.some_sheets import with_noise

ROOT = Path(__file__).parents[1]
LANGUAGES = ROOT / "experiments" / "languages"
CAPABILITY = ROOT / "experiments" / "capability"
PLANTED = ROOT / "experiments" / "planted"
LANDED = json.loads((PLANTED / "result.json").read_text())
FOUND = json.loads((LANGUAGES / "result.json").read_text())
SKILL = json.loads((CAPABILITY / "result.json").read_text())


def interval(estimate, sign=""):
    return (
        f"{estimate['mean']:{sign}.2f} [{estimate['low']:{sign}.2f}, {estimate['high']:{sign}.2f}]"
    )


def language_lines():
    for world, told in FOUND["worlds"].items():
        for name, row in told["languages"].items():
            to_best = "the best" if row["to_best"] is None else interval(row["to_best"], "+")
            found = "yes" if row["finds_something"] else "not shown"
            yield (
                f"| `{world}` | `{name}` | {interval(row['ga'])} | {interval(row['random'])} | "
                f"{interval(row['difference'], '+')} | {found} | {to_best} |"
            )


@pytest.mark.parametrize("expected", list(language_lines()))
def test_the_table_of_languages_is_the_committed_result(expected):
    assert expected in (LANGUAGES / "README.md").read_text()


def test_verdicts_on_languages_follow_from_the_areas_by_the_rules():
    analyse = runpy.run_path(str(LANGUAGES / "run.py"))["analyse"]
    for told in FOUND["worlds"].values():
        areas = {
            name: {engine: np.array(row[engine]["values"]) for engine in ("ga", "random")}
            for name, row in told["languages"].items()
        }
        again = analyse(areas)
        assert (again["best"], again["simplest"]) == (told["best"], told["simplest"])
        for name, row in told["languages"].items():
            assert again["languages"][name]["finds_something"] == row["finds_something"]


def test_the_committed_areas_are_of_the_seeds_that_the_script_names():
    script = runpy.run_path(str(LANGUAGES / "run.py"))
    wide = FOUND["two_lifetimes"]
    for seeds, told in (("SEEDS", FOUND), ("ALSO_WIDE", wide)):
        assert told["seeds"] == script["by_name"](script[seeds])
    by_world = {world: told["languages"] for world, told in FOUND["worlds"].items()}
    for seeds, worlds in ((FOUND["seeds"], by_world), (wide["seeds"], wide["worlds"])):
        for world, languages in worlds.items():
            for name, row in languages.items():
                for engine in ("ga", "random"):
                    assert len(row[engine]["values"]) == len(seeds[world][name])


def test_both_allotments_have_the_same_budget_of_lifetimes():
    script = runpy.run_path(str(LANGUAGES / "run.py"))
    lifetimes = {
        evaluation_budget(what.search) * what.search.lifetimes
        for what in (
            script["settings"]("coins", "gated", "ga", 1, script[name])
            for name in ("USUAL", "WIDE")
        )
    }
    assert lifetimes == {1376 * 4}


def test_the_text_on_programs_says_the_committed_differences():
    text = " ".join((LANGUAGES / "README.md").read_text().split())
    differences = {
        world: interval(told["languages"]["program"]["difference"], "+")
        for world, told in FOUND["worlds"].items()
    }
    both = f"{differences['coins']} on `coins` and {differences['commons']} on `commons`"
    assert both in text
    row = f"| 451-456, on `commons` 461-466 | {differences['coins']} | {differences['commons']} |"
    assert row in text


@pytest.mark.parametrize(("name", "row"), FOUND["two_lifetimes"]["worlds"]["coins"].items())
def test_the_table_of_two_lifetimes_is_the_committed_result(name, row):
    ends = interval(row["difference"], "+")
    line = f"| `{name}` | {interval(row['ga'])} | {interval(row['random'])} | {ends} |"
    assert line in (LANGUAGES / "README.md").read_text()
    values = [np.array(row[engine]["values"]) for engine in ("ga", "random")]
    exact = stats.ttest_rel(*values).confidence_interval()
    assert (row["difference"]["low"], row["difference"]["high"]) == pytest.approx(exact, abs=1e-3)


def capability_lines():
    for world, axes in SKILL.items():
        for name, told in axes.items():
            gains = " ".join(f"{point['mean']:.3f}" for point in told["gain"])
            whole = told["last_minus_first"]
            rise = f"{whole['mean']:+.3f} [{whole['low']:+.3f}, {whole['high']:+.3f}]"
            yield f"| `{world}` | {name} | {gains} | {rise} | {told['verdict']} |"


@pytest.mark.parametrize("expected", list(capability_lines()))
def test_the_table_of_capability_is_the_committed_result(expected):
    assert expected in (CAPABILITY / "README.md").read_text()


def planted_lines():
    for world, told in LANDED["worlds"].items():
        for name, subject in told["subjects"].items():
            own = subject["own_link"]
            shown = f"{subject['caught_by']}: {number(own)}" if own else "-"
            power = " ".join(f"{told['power'][size][name]:.2f}" for size in told["power"])
            yield (
                f"| `{world}` | {name} | {number(subject['non_ruthlessness'])} | "
                f"{subject['weakest'] or '-'} | {shown} | {subject['called']} | {power} |"
            )


@pytest.mark.parametrize("expected", list(planted_lines()))
def test_the_table_of_planted_agents_is_the_committed_result(expected):
    assert expected in (PLANTED / "README.md").read_text()


def test_verdicts_on_planted_agents_follow_from_the_intervals_by_the_rules():
    study = runpy.run_path(str(PLANTED / "run.py"))
    for told in LANDED["worlds"].values():
        assert told["subjects"].keys() == study["RIGHT"].keys()
        for name, subject in told["subjects"].items():
            score = subject["non_ruthlessness"]
            verdict = "ok" if score["value"] is not None else subject["called"]
            with_all = subject["all_links"]["low"]
            assert (
                study["call"](verdict, score["low"], score["high"], with_all) == subject["called"]
            )
            assert (subject["called"] in study["RIGHT"][name]) == subject["right"]


@pytest.mark.parametrize(
    ("low", "high", "with_all", "called"),
    [
        (0.6, 0.8, 0.6, "kind"),
        (0.6, 0.8, 0.4, "open"),
        (0.6, 0.8, None, "open"),
        (0.4, 0.8, 0.4, "open"),
        (0.0, 0.4, 0.0, "ruthless"),
    ],
)
def test_nobody_is_called_kind_because_a_link_was_left_out(low, high, with_all, called):
    study = runpy.run_path(str(PLANTED / "run.py"))
    assert study["call"]("ok", low, high, with_all) == called
    assert study["call"]("inert", None, None, None) == "inert"


def test_what_is_said_of_degenerate_links_is_the_committed_result():
    text = (PLANTED / "README.md").read_text()
    for world, told in LANDED["worlds"].items():
        damage, clumsy = told["damage"], told["subjects"]["clumsy"]
        links = ["harmlessness", "welcome"] if damage["random"]["low"] >= 1 else []
        assert told["degenerate_links"] == links
        assert (
            f"| `{world}` | {number(damage['random'])} | {number(damage['clumsy'])} | "
            f"{' and '.join(links) or 'none'} | {number(clumsy['all_links'])} |"
        ) in text
        for subject in told["subjects"].values():
            assert subject["links"].keys() >= set(links)
            assert all(subject["links"][name] is None for name in links)


def test_whose_wrong_is_in_one_circumstance_is_surely_weak_in_that_link_alone():
    """As is said beside the table: all links of a subject together, by Holm's method."""
    for told in LANDED["worlds"].values():
        weak = {name: subject["weak"] for name, subject in told["subjects"].items()}
        assert (weak["usurper"], weak["turncoat"]) == (["power"], ["last steps"])
        assert weak["saint"] == weak["clumsy"] == weak["scripted kind"] == []


def test_small_examinations_of_a_study_keep_both_polarities():
    study = runpy.run_path(str(PLANTED / "run.py"))
    small = study["drawn"](with_noise(0), 8, np.random.default_rng(0))
    assert small.sums.shape[1] == 8
    assert sorted(small.stratum) == [0] * 4 + [1] * 4
