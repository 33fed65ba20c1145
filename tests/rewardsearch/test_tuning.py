"""Tuning: the objective, the trials kept on disk, the comparison, and the command."""

import json
import re
import shlex
import signal
import subprocess
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from inner_rl import WORLDS, ActorCritic, Hardware, InvalidInput, Life, Phase, QLearning, Telemetry
from kernels import layout
from rewardsearch.tuning import (
    RUNGS,
    Objective,
    Rung,
    Task,
    best,
    compare,
    finished,
    open_study,
    run_trials,
)
from rewardsearch.tuning.comparison import BETTER, KEEP
from rewardsearch.tuning.objective import relative
from rewardsearch.tuning.task import earnings
from tests.rewardsearch.commands import ROOT, alone, command, run

SHORT = Life((Phase("childhood", 600), Phase("adulthood", 200)))
HOPELESS = {"actor_rate": 0.01, "critic_rate": 0.002, "discount": 0.5, "trace": 0.0}


def a_task(life=SHORT, world="wells", defaults=None, seed=0):
    return Task(WORLDS[world](), life, defaults or ActorCritic(), seed)


@pytest.fixture(scope="module")
def objective():
    return Objective(a_task(), hardware=Hardware(2))


def tried(path, objective, *until, task=None):
    """Settings and scores of a study that is opened anew for each number of trials."""
    for n_trials in until:
        study = open_study(task or a_task(), path)
        trials = run_trials(study, task or a_task(), objective, n_trials)
    return trials


@pytest.fixture(scope="module")
def six(tmp_path_factory, objective):
    """Six trials in one go, and their file."""
    path = tmp_path_factory.mktemp("study") / "six.db"
    return tried(path, objective, 6), path


def test_earnings_are_gains_less_fines_of_the_last_phase():
    counts = np.zeros((3, 2, 2, 2, layout.N_COUNTERS), np.float32)
    counts[:, 0] = 1000.0
    counts[:, 1, :, :, layout.COUNT_STEPS] = 5.0
    counts[0, 1, 0, :, layout.COUNT_GAIN] = [7.0, 3.0]
    counts[0, 1, 1, 1, layout.COUNT_FINES] = 4.0
    counts[0, 1, :, :, layout.COUNT_LOSS] = 100.0
    counts[1, 1, 1, 0, layout.COUNT_GAIN] = 20.0
    status = np.array([layout.STATUS_OK, layout.STATUS_OK, layout.STATUS_DIVERGED], np.int32)
    telemetry = Telemetry(counts, status, np.zeros(3, np.int32))
    np.testing.assert_array_equal(earnings([telemetry]), [[6.0 / 20.0, 1.0, np.nan]])


def test_the_defaults_score_one(objective):
    rungs = list(objective.climb(ActorCritic()))
    assert rungs == [Rung(n, 1.0) for n in RUNGS]


def test_what_changes_nothing_scores_one_having_really_lived(objective):
    """Beliefs are not part of own payoff: the same lives on the same streams, lived again."""
    rungs = list(objective.climb(ActorCritic(belief_rate=0.9)))
    assert rungs == [Rung(n, 1.0) for n in RUNGS]


def test_the_scores_of_the_rungs_are_means_over_first_lifetimes(objective):
    task, learner = a_task(), ActorCritic(actor_rate=0.05)
    keys = objective._keys
    own, default = (earnings(task.live(who, keys, Hardware(2))) for who in (learner, ActorCritic()))
    for rung in objective.climb(learner):
        n = rung.lifetimes
        quotients = [o[:n].sum() / d[:n].sum() for o, d in zip(own, default, strict=True)]
        assert rung.score == pytest.approx(np.mean(quotients), rel=1e-12)


def test_more_is_better_also_where_the_defaults_pay():
    defaults = np.array([2.0, -1.0])
    assert relative(defaults, defaults) == 1.0
    assert relative(np.array([4.0, -1.0]), defaults) == 1.5
    assert relative(np.array([2.0, 0.0]), defaults) == 1.5
    assert relative(np.array([2.0, -2.0]), defaults) == 0.5


def test_a_world_without_harm_has_no_twin():
    assert a_task(world="hungry_thirsty").places == ("world",)
    assert a_task().places == ("world", "harmless twin")


def test_what_diverges_scores_zero_and_is_seen(objective, six, tmp_path):
    wild = ActorCritic(critic_rate=1.0, discount=0.9999)
    (rung,) = objective.climb(wild)
    assert (rung.lifetimes, rung.score) == (RUNGS[0], 0.0)
    assert rung.failed > 0

    class Diverging:
        def climb(self, learner):
            first = learner == ActorCritic()
            yield from objective.climb(learner) if first else [Rung(8, 0.0, 2)]

    trials = tried(tmp_path / "wild.db", Diverging(), 3)
    assert [trial.state for trial in trials] == ["complete", "diverged", "diverged"]
    assert [trial.score for trial in trials] == [1.0, 0.0, 0.0]
    assert best(trials).number == 0


def test_wide_positive_ranges_are_searched_on_a_log_scale(six):
    task = a_task()
    assert [name for name in task.start if task.log_scale(name)] == ["actor_rate", "critic_rate"]
    (found,) = {
        tuple((name, space.log) for name, space in trial.distributions.items())
        for trial in open_study(task, six[1]).trials
    }
    assert dict(found) == {name: task.log_scale(name) for name in task.start}


def test_trials_begin_with_the_defaults_and_never_repeat(six):
    trials, _ = six
    assert trials[0].settings == a_task().start
    assert trials[0].score == 1.0
    assert len({tuple(trial.settings.items()) for trial in trials}) == len(trials) == 6


def test_a_continued_study_makes_the_same_trials_as_one_in_one_go(six, objective, tmp_path):
    assert tried(tmp_path / "resumed.db", objective, 1, 4, 4, 6) == six[0]


def test_nothing_more_is_tried_once_there_are_enough(six, objective):
    trials, path = six
    assert tried(path, objective, 3) == trials


def test_an_interrupted_trial_is_made_again(six, objective, tmp_path):
    lived = 0

    class Interrupted:
        def climb(self, learner):
            nonlocal lived
            lived += 1
            for rung in objective.climb(learner):
                if lived in (1, 4):
                    raise KeyboardInterrupt
                yield rung

    path = tmp_path / "interrupted.db"
    for n_kept in (0, 2):
        with pytest.raises(KeyboardInterrupt):
            tried(path, Interrupted(), 6)
        assert len(finished(open_study(a_task(), path))) == n_kept
    assert tried(path, objective, 6) == six[0]


def test_other_settings_are_refused_and_named(six):
    with pytest.raises(InvalidInput, match=r"\(seed: 0 there, 1 now\).*--storage FILE.db"):
        open_study(a_task(seed=1), six[1])
    with pytest.raises(InvalidInput, match=r"learner.actor_rate: 0.2 there, 0.3 now"):
        open_study(a_task(defaults=ActorCritic(actor_rate=0.3)), six[1])
    longer = Life((Phase("childhood", 600), Phase("adulthood", 201)))
    with pytest.raises(InvalidInput, match=r"\(life.phases.1.steps: 200 there, 201 now\)"):
        open_study(a_task(life=longer), six[1])


def test_the_hopeless_are_pruned(objective, tmp_path):
    path = tmp_path / "pruned.db"
    tried(path, objective, 6)
    open_study(a_task(), path).enqueue_trial(HOPELESS)
    last = tried(path, objective, 7)[-1]
    assert (last.state, last.lifetimes, last.settings) == ("pruned", RUNGS[0], HOPELESS)
    assert last.score < 1.0


def test_bad_defaults_are_improved_and_good_ones_kept(tmp_path):
    longer = Life((Phase("childhood", 1500), Phase("adulthood", 500)))
    task = a_task(longer, defaults=ActorCritic(**HOPELESS))
    trials = tried(tmp_path / "bad.db", Objective(task, Hardware(2)), 6, task=task)
    found = best(trials)
    assert found.score > 1.05
    comparison = compare(task, task.learner(found.settings), 16, hardware=Hardware(2))
    assert comparison.verdict == BETTER
    assert comparison.score["low"] > 1.0
    assert comparison.earned["world"].difference["low"] > 0.0
    # The same two the other way around.
    good = replace(task, defaults=task.learner(found.settings))
    comparison = compare(good, task.defaults, 16, hardware=Hardware(2))
    assert comparison.verdict == KEEP
    assert comparison.score["high"] < 1.0


def test_nothing_is_better_than_itself():
    comparison = compare(a_task(), ActorCritic(), 8, hardware=Hardware(2))
    zero = {"value": 0.0, "low": 0.0, "high": 0.0}
    assert [pair.difference for pair in comparison.earned.values()] == [zero, zero]
    assert comparison.verdict == KEEP


@pytest.mark.parametrize(
    ("world", "twin", "verdict"), [(2.0, 0.9, KEEP), (2.0, 0.995, BETTER), (1.01, 1.0, KEEP)]
)
def test_a_trifle_counts_neither_for_nor_against(monkeypatch, world, twin, verdict):
    """Planted earnings, whose differences are certain."""
    task, chance = a_task(), np.random.default_rng(0).normal(0.0, 0.001, (2, 8))
    lives = iter([[[1.0], [1.0]], [[world], [twin]]])
    monkeypatch.setattr(
        "rewardsearch.tuning.comparison.earnings", lambda _: np.array(next(lives)) + chance
    )
    comparison = compare(task, ActorCritic(actor_rate=0.1), 8, hardware=Hardware(2))
    assert comparison.score["low"] > 1.0
    for pair, earned in zip(comparison.earned.values(), (world, twin), strict=True):
        assert pair.difference["low"] == pytest.approx(earned - 1.0, abs=1e-6)
    assert comparison.verdict == verdict


def test_a_lifetime_that_failed_leaves_no_figure():
    comparison = compare(
        a_task(), ActorCritic(critic_rate=1.0, discount=0.9999), 8, hardware=Hardware(2)
    )
    assert comparison.failed > 0
    assert comparison.score == {"value": None, "low": None, "high": None}
    assert comparison.verdict == KEEP
    json.dumps(comparison.to_data(), allow_nan=False)


@dataclass(frozen=True)
class Untunable(QLearning):
    tuned: ClassVar[dict[str, tuple[float, float]]] = {}


def test_what_cannot_be_tuned_is_refused():
    with pytest.raises(InvalidInput, match="names no settings to tune"):
        a_task(defaults=Untunable())
    with pytest.raises(InvalidInput, match=r"learner.discount to start .* from 0.5 to 0.99"):
        a_task(defaults=ActorCritic(discount=0.1))
    with pytest.raises(InvalidInput, match="diverge"):
        Objective(a_task(defaults=Wild()))
    with pytest.raises(InvalidInput, match="earn nothing in 8 lifetimes"):
        Objective(a_task(Life((Phase("moment", 1),)), world="hungry_thirsty"))


@dataclass(frozen=True)
class Wild(ActorCritic):
    tuned: ClassVar[dict[str, tuple[float, float]]] = {"critic_rate": (0.0, 1.0)}
    critic_rate: float = 1.0
    discount: float = 0.9999


WORDS = ["tune", "wells", "--life", "800", "--threads", "2"]


def test_the_command_from_beginning_to_end(six, tmp_path):
    storage, out = tmp_path / "wells.db", tmp_path / "wells.json"
    done = alone(*WORDS, "--trials", 6, "--storage", storage, "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^\[  \d/6\] score .* best .* pruned .* ETA", done.stderr, re.M)) == 6
    data, saved = json.loads(done.stdout), json.loads(out.read_text())
    assert [trial["score"] for trial in data["trials"]] == [trial.score for trial in six[0]]
    assert data.items() >= {k: v for k, v in saved.items() if k != "trials"}.items()
    figures = saved["figures"]
    chosen = "tuned" if figures["verdict"] == BETTER else "defaults"
    assert saved["settings"] == figures[chosen]
    assert figures["trials"]["all"] == 6
    assert figures["fresh_seeds"]["lifetimes"] == 48

    again = run(*WORDS, "--trials", 6, "--storage", storage)
    assert "[  " not in again.stderr
    for word in ("learner.actor_rate", "harmless twin", "Verdict: " + figures["verdict"], "--out"):
        assert word in again.stdout


def test_ctrl_c_loses_no_trial_and_says_how_to_go_on(tmp_path):
    words = [*WORDS, "--trials", 500, "--storage", tmp_path / "my trials.db"]
    process = subprocess.Popen(
        command(*words),
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    for line in process.stderr:
        if line.startswith("[  2/500]"):
            break
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    assert process.wait(timeout=30) == 130
    assert "Traceback" not in rest
    kept = int(re.search(r"stopped; (\d+) of 500 trials are kept in", rest)[1])
    assert kept >= 2
    told = shlex.split(rest.strip().splitlines()[-1])
    assert told[1:3] == ["tune", "wells"]
    told[told.index("500")] = str(kept)
    done = run(*told[1:], "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["trials"]) == kept
