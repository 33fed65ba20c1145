"""Runs that have ended: looked at, compared, reproduced."""

import importlib
import json
import shutil
import subprocess
import sys
from math import sqrt

import numpy as np
import pytest
from scipy.stats import t as student

import rewardsearch
from inner_rl import Gated, InvalidInput, Linear
from inner_rl.rewards.probes import probe_inputs
from rewardsearch.cli.parser import parser
from rewardsearch.cli.reproduce import _print
from rewardsearch.comparing import agreement, as_text, check_comparable, compare
from rewardsearch.comparing.agreement import slopes_of
from rewardsearch.console import remaining_seconds
from rewardsearch.json_data import leaves, read_reward
from rewardsearch.pipeline import run_search
from rewardsearch.reproducing import Reproduction, Untracked, digest, reproduce, settings_again
from rewardsearch.run_directory import RunDirectory
from rewardsearch.runs import HallOfFame, load_run
from rewardsearch.settings import load_settings
from tests.inner_rl.some_rewards import random_rewards
from tests.rewardsearch.commands import ROOT

COMMITTED = ROOT / "experiments/quickstart_result/hall_of_fame.json"
TINY = [
    "life.phases=[{name: life, steps: 300}]",
    "search.population=4",
    "search.generations=3",
    "search.lifetimes=2",
    "report.candidates=4",
    "report.lifetimes=8",
    "report.resamples=100",
]


def small_run(base, seed):
    settings = load_settings(ROOT / "experiments/quickstart.yaml", [*TINY, f"seed={seed}"])
    directory = RunDirectory.create(base, settings)
    run_search(settings, directory, Untracked())
    return directory.path


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A folder with two searches that differ by seed."""
    base = tmp_path_factory.mktemp("work") / "runs"
    for seed in (1, 2):
        small_run(base, seed)
    return base


@pytest.fixture
def two(base):
    return sorted((load_run(path) for path in base.iterdir()), key=lambda r: r.settings["seed"])


def test_a_run_is_an_object(two, base):
    first = two[0]
    assert rewardsearch.load_run(first.path) == first
    assert rewardsearch.load_run(first.path.name, base) == first
    assert isinstance(first, rewardsearch.Run)
    assert [row.reward for row in first.hall_of_fame] == first.rewards
    assert [row.name for row in first.references] == ["inert", "sociopath", "scripted kind"]
    evaluations = [g.evaluations for g in first.generations]
    assert evaluations == sorted(set(evaluations))
    assert (len(evaluations), evaluations[-1]) == (3, first.data["evaluations"])
    frame = first.hall_of_fame.to_frame()
    assert list(frame["rank"]) == list(range(1, len(first.rewards) + 1))
    assert frame["competence"][0] == first.hall_of_fame[0].scores["competence"]["value"]
    assert list(HallOfFame(()).to_frame().columns) == list(frame.columns)
    assert first.hall_of_fame[0].formula in str(first)


def test_generations_end_where_the_front_on_disk_is(two):
    front = json.loads((two[0].path / "front.json").read_text())["rewards"]
    points = [list(each["selection_scores"].values()) for each in front]
    # The area by its definition: cells of the grid that some point dominates.
    xs, ys = (np.unique([0.0, *column]) for column in zip(*points, strict=True))
    area = sum(
        (xs[i] - xs[i - 1]) * (ys[j] - ys[j - 1])
        for i in range(1, len(xs))
        for j in range(1, len(ys))
        if any(x >= xs[i] and y >= ys[j] for x, y in points)
    )
    assert two[0].generations[-1].hypervolume == pytest.approx(area, abs=1e-9)


def test_a_run_shows_itself_in_a_notebook(two):
    html = two[0]._repr_html_()
    assert html.count("<tr>") == 1 + len(two[0].rewards) + 3
    assert "data:image/png;base64,iVBOR" in html


def test_a_run_stands_where_a_reward_does(two, base, monkeypatch):
    monkeypatch.chdir(base.parent)
    latest = max(two, key=lambda r: (r.path / "journal.jsonl").stat().st_mtime)
    for name in (latest.path, latest.path.name, "latest"):
        reward, settings = read_reward(type(base)(name), 1)
        assert (reward, settings) == (latest.rewards[0], latest.settings)
    with pytest.raises(InvalidInput, match="begins the names of"):
        read_reward(type(base)("quick"))


def test_a_run_without_a_hall_of_fame_says_what_to_do(two, tmp_path):
    unfinished = tmp_path / "unfinished"
    shutil.copytree(two[0].path, unfinished)
    (unfinished / "hall_of_fame.json").unlink()
    for read in (read_reward, load_run):
        with pytest.raises(InvalidInput, match=r"has no hall of fame yet; finish it"):
            read(unfinished)


def test_a_changed_hall_of_fame_is_refused(two, tmp_path):
    data = json.loads((two[0].path / "hall_of_fame.json").read_text())
    file = tmp_path / "changed.json"
    data["rewards"][0]["scores"]["competence"] = 1
    file.write_text(json.dumps(data))
    with pytest.raises(InvalidInput, match="are not the scores"):
        _ = load_run(file).hall_of_fame
    for missing in ("settings", "references"):
        file.write_text(json.dumps({k: v for k, v in data.items() if k != missing}))
        with pytest.raises(InvalidInput, match="is no hall of fame"):
            load_run(file)


def test_cosines_are_those_of_a_slow_twin_and_know_opposites():
    rewards = [*random_rewards("program", 2, 1), *random_rewards("network", 2, 1)]
    rewards += [Linear({"own_gain": 1.0, "guilt": -2.0}), Linear({"own_gain": -1.0, "guilt": 2.0})]
    cosine = agreement(rewards).cosine
    felt = [[float(x) for x in reward.felt(probe_inputs())] for reward in rewards]
    for i, a in enumerate(felt):
        for j, b in enumerate(felt):
            dot = sum(x * y for x, y in zip(a, b, strict=True))
            size = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
            assert cosine[i, j] == pytest.approx(dot / size, abs=1e-9)
    assert cosine[4, 5] == pytest.approx(-1.0)
    assert np.isnan(agreement([Linear({}), rewards[4]]).cosine[0]).all()


def test_the_nearest_linear_reward_of_a_linear_reward_is_itself():
    for reward in random_rewards("linear", 5, 2):
        assert slopes_of(reward) == pytest.approx(reward.unit_weights(), abs=1e-6)


def test_signs_are_counted_over_languages():
    liked = Gated({"own_gain": {"always": 1.0}, "guilt": {"always": -1.0}})
    signs = agreement([Linear({"own_gain": 2.0}), liked]).signs
    assert signs == {"own_gain": [1, 1], "guilt": [0, -1]}


def test_searches_that_differ_by_seed_are_compared(two):
    compared = compare(two)
    assert compared.settings == {"seed": ["1", "2"]}
    areas = [area["value"] for area in compared.hypervolume]
    for area in compared.hypervolume:
        assert area["low"] <= area["value"] <= area["high"]
    reach = student.ppf(0.975, 1) * np.std(areas, ddof=1) / sqrt(2)
    assert compared.mean_hypervolume["value"] == pytest.approx(np.mean(areas))
    assert compared.mean_hypervolume["high"] == pytest.approx(np.mean(areas) + reach, rel=1e-4)
    text = as_text(compared)
    for row in compared.best:
        assert row.formula[:20] in text


def test_scores_of_other_worlds_are_not_compared_unless_asked(two):
    other = load_run(COMMITTED)
    with pytest.raises(InvalidInput, match=r"not comparable:\n(.*\n)*  report.lifetimes: 8, 48"):
        check_comparable([two[0], other], anyway=False)
    lines = compare([two[0], other], anyway=True).incomparable
    assert "life.phases.0.steps: 300, 15000" in lines
    assert not any(line.startswith("search.") for line in lines)
    assert check_comparable(two, anyway=False) == []


@pytest.mark.parametrize("runs", [[COMMITTED], [COMMITTED, COMMITTED]])
def test_one_run_is_no_comparison(runs):
    with pytest.raises(InvalidInput, match=r"two runs or more|given twice"):
        compare([load_run(path) for path in runs])


def called(*words):
    """A command in this process, which has everything imported; returns its exit code."""
    args = parser().parse_args([str(word) for word in words])
    return importlib.import_module(f"rewardsearch.cli.{args.command}").run(args)


def test_compare_from_the_command_line(two, tmp_path, capsys):
    picture = tmp_path / "compared.png"
    assert called("compare", *(r.path for r in two), "--json", "--figure", picture) == 0
    data = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in data["runs"]] == [r.path.name for r in two]
    assert [len(each["selection_hypervolume"]) for each in data["runs"]] == [3, 3]
    assert picture.stat().st_size > 10_000
    assert called("compare", *(r.path for r in two)) == 0
    assert "Similarity of the best rewards" in capsys.readouterr().out
    assert called("compare", two[0].path, COMMITTED, "--anyway") == 0
    assert "not comparable: report.lifetimes: 8, 48" in capsys.readouterr().err


def test_a_run_is_reproduced(two, capsys):
    assert called("reproduce", two[0].path, "--in-place", "--json") == 0
    told = capsys.readouterr()
    data = json.loads(told.out)
    assert data["same"]
    assert data["digests"] == [digest(two[0])] * 2
    assert "agent-steps" in told.err.splitlines()[0]
    assert data["second"] is None


def test_a_reproduction_that_differs_says_where(two, tmp_path, capsys):
    changed = tmp_path / "changed"
    shutil.copytree(two[0].path, changed)
    file = changed / "hall_of_fame.json"
    data = json.loads(file.read_text())
    data["seconds"] = 123.0
    file.write_text(json.dumps(data))
    assert Reproduction(load_run(changed), two[0]).same
    data["rewards"][0]["scores"]["competence"]["value"] = -1.0
    file.write_text(json.dumps(data))
    settings = json.loads((changed / "settings.json").read_text())
    settings["versions"]["numpy"] = "0.1"
    (changed / "settings.json").write_text(json.dumps(settings))
    done = reproduce(load_run(changed), settings_again(two[0]), tmp_path / "again")
    assert not done.same
    _print(done, in_place=False)
    assert "different, in 1 places" in capsys.readouterr().out
    value = two[0].hall_of_fame[0].scores["competence"]["value"]
    assert done.differences == [f"rewards.0.scores.competence.value: -1.0 -> {value}"]
    assert done.versions == [f"numpy: 0.1 -> {np.__version__}"]


def test_leaves_of_nested_data():
    data = {"a": {"b": [1, {"c": None}]}, "d": [], "e": 2.0}
    assert leaves(data) == {"a.b.0": 1, "a.b.1.c": None, "d": [], "e": 2.0}


def test_the_rest_of_a_job_lies_in_its_interval_as_often_as_said():
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(2000):
        work, seconds = rng.uniform(1, 3, 25), rng.normal(1.0, 0.2, 25)
        seconds *= work
        low, high = remaining_seconds(list(zip(work[:8], seconds[:8], strict=True)), sum(work[8:]))
        inside += low <= sum(seconds[8:]) <= high
    # Work of unequal size spreads a little more than equal work of the same sum would.
    assert 0.91 < inside / 2000 < 0.98
    assert remaining_seconds([(1.0, 1.0)] * 2, 5.0) is None
    assert remaining_seconds([(1.0, 2.0)] * 3, 5.0) == pytest.approx((10.0, 10.0))


IN_A_TERMINAL = """
import os, pty, sys
words = [sys.executable, "-c", sys.argv[1]]
shown = b""
def read(fd):
    global shown
    data = os.read(fd, 4096)
    shown += data
    return data
pty.spawn(words, read)
"""
BOARD = """
from rewardsearch.console import in_terminal, keep_board, say, show_board
print(in_terminal())
show_board(["one", "x" * 500])
show_board(["two", "y"])
say("a message")
show_board(["three"])
keep_board()
say("end")
"""


def test_what_is_shown_in_a_terminal_is_replaced():
    words = [sys.executable, "-c", IN_A_TERMINAL, BOARD]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=True)
    lines = done.stdout.replace("\r", "").splitlines()
    assert lines[:2] == ["True", "one"]
    assert len(lines[2]) < 500
    assert lines[3:] == [
        "\x1b[2A\x1b[Jtwo", "y", "\x1b[2A\x1b[Ja message", "three", "end",
    ]  # fmt: skip
