"""Lives on a Ray cluster are the lives of this machine, whoever dies there."""

import json
import os
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from inner_rl import ActorCritic, Coins, InvalidInput, Life, Linear, Phase, Seat, simulate
from inner_rl.roster import mixture, stream_keys
from rewardsearch.cluster import RayCluster, ray_cluster
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.settings import settings_from_data
from tests.rewardsearch.commands import alone

REWARDS = [Linear({"own_gain": 1.0}), Linear({"own_gain": 1.0, "distress_seen": -1.0})]
SHORT = Life((Phase("short", steps=400),))
LONG = Life((Phase("long", steps=60_000),))


@pytest.fixture(scope="module")
def cluster():
    cluster = RayCluster(threads=2)
    yield cluster
    cluster.close()


def mixed(n_lifetimes):
    seats = [Seat(reward=0), Seat(reward=1), Seat(mind="sociopath")]
    keys = stream_keys(3, (0,), n_lifetimes)
    return mixture(seats, (0.4, 0.4, 0.2), 4, keys, relatedness=0.3)


def same(ours, theirs):
    return all(
        np.array_equal(getattr(ours, name), getattr(theirs, name))
        for name in ("counts", "status", "polarity")
    )


def processes_at_work():
    """Process numbers of workers that live lives at this moment."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                title = (folder / "cmdline").read_bytes()
            except OSError:  # It has ended since.
                continue
            if title.startswith(b"ray::live"):
                found.append(int(folder.name))
    return found


@contextmanager
def a_murderer(times):
    """Kills workers at work while the body runs; yields the list of its victims."""
    victims, over = [], Event()

    def kill():
        while not over.wait(0.15) and len(victims) < times:
            for pid in processes_at_work()[:1]:
                os.kill(pid, signal.SIGKILL)
                victims.append(pid)

    thread = Thread(target=kill)
    thread.start()
    try:
        yield victims
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("harmless", [False, True])
def test_lives_on_a_cluster_have_the_bits_of_lives_here(cluster, harmless):
    done = []
    roster, arguments = mixed(37), (Coins(), SHORT, ActorCritic())
    theirs = cluster.simulate(REWARDS, roster, *arguments, harmless=harmless, progress=done.append)
    assert same(simulate(REWARDS, roster, *arguments, harmless=harmless), theirs)
    assert sum(done) == 37
    # 37 lifetimes that can tell: their order is part of the answer.
    assert len({lives.tobytes() for lives in theirs.counts}) == 37


def test_the_death_of_workers_changes_nothing(cluster):
    roster, arguments = mixed(24), (Coins(), LONG, ActorCritic())
    with a_murderer(times=2) as victims:
        theirs = cluster.simulate(REWARDS, roster, *arguments)
    assert victims
    assert same(simulate(REWARDS, roster, *arguments), theirs)


def test_an_evaluator_lives_on_the_cluster(cluster):
    settings = settings_from_data({"life": {"phases": [{"name": "short", "steps": 300}]}}, "tiny")
    there, here = Evaluator(settings, cluster), Evaluator(settings)
    keys = here.keys(Stage.EVALUATE, 0, 8)
    a, b = there.report(REWARDS, keys, 1), here.report(REWARDS, keys, 1)
    assert [row.scores for row in a[0] + a[1]] == [row.scores for row in b[0] + b[1]]
    assert there.agent_steps == here.agent_steps


def test_machines_with_other_kernels_are_refused(cluster, monkeypatch):
    ours = ray_cluster.installed()
    monkeypatch.setattr(ray_cluster, "installed", lambda: ours | {"kernels": "0123"})
    monkeypatch.setattr(cluster, "_prepared", set())
    with pytest.raises(InvalidInput, match=r"has other kernels .* install the same version"):
        cluster.simulate(REWARDS, mixed(4), Coins(), SHORT, ActorCritic())


def test_other_libraries_are_said(cluster, monkeypatch):
    told, ours = [], ray_cluster.installed()
    monkeypatch.setattr(ray_cluster, "installed", lambda: ours | {"numpy": "0.1"})
    monkeypatch.setattr(cluster, "_prepared", set())
    monkeypatch.setattr(cluster, "_warn", told.append)
    cluster.simulate(REWARDS, mixed(4), Coins(), SHORT, ActorCritic())
    assert len(told) == 1
    assert "this machine 0.1" in told[0]


def test_input_is_refused_before_anything_is_sent(cluster):
    with pytest.raises(InvalidInput, match="seat_genome must be from 0 to 0"):
        cluster.simulate(REWARDS[:1], mixed(8), Coins(), SHORT, ActorCritic())


def test_a_neural_learner_stays_here(cluster):
    settings = settings_from_data({"learner": {"name": "neural"}}, "neural")
    evaluator = Evaluator(settings, cluster)
    with pytest.raises(InvalidInput, match="leave --device and --ray out"):
        evaluator.live(REWARDS, evaluator.keys(Stage.EVALUATE, 0, 2))


def test_our_handler_of_sigterm_survives(cluster):
    # Ray puts its own in place, which would end a search without saving it.
    assert "ray" not in getattr(signal.getsignal(signal.SIGTERM), "__module__", "")


def test_without_ray_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InvalidInput, match=r"pip install .*\[ray\]"):
        RayCluster()


def test_words_that_do_not_fit(tmp_path):
    words = ("search", "experiments/quickstart.yaml", "--run-dir", tmp_path, "--ray")
    told = alone(*words, "localhost:1")
    assert told.returncode == 2
    assert "cannot join a Ray cluster at localhost:1" in told.stderr
    assert "ray start --head" in told.stderr
    told = alone(*words, "somewhere")
    assert told.returncode == 2
    assert "'somewhere' is neither auto nor HOST:PORT" in told.stderr
    told = alone(*words, "--device", "cuda")
    assert told.returncode == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_search_on_two_workers_of_which_one_is_killed_is_that_of_one_thread(tmp_path):
    words = [
        "search", "experiments/quickstart.yaml", "--json", "life.phases.0.steps=10000",
        "search.population=8", "search.generations=3", "report.lifetimes=8", "--threads",
    ]  # fmt: skip
    alone_here = alone(*words, 1, "--run-dir", tmp_path / "here")
    with a_murderer(times=1) as victims:
        on_ray = alone(*words, 2, "--run-dir", tmp_path / "there", "--ray")
    assert victims
    assert (alone_here.returncode, on_ray.returncode) == (0, 0)
    assert "Ray: A worker died or was killed" in on_ray.stderr
    ours, theirs = (json.loads(done.stdout) for done in (alone_here, on_ray))
    for told in (ours, theirs):
        del told["seconds"], told["directory"]
    assert ours == theirs


@pytest.mark.slow
@pytest.mark.parametrize("n_workers", range(1, 9))
def test_any_number_of_workers_gives_the_same_bits(n_workers):
    roster, arguments = mixed(40), (Coins(), SHORT, ActorCritic())
    cluster = RayCluster(threads=n_workers)
    try:
        assert cluster.n_workers == n_workers
        theirs = cluster.simulate(REWARDS, roster, *arguments)
    finally:
        cluster.close()
    assert same(simulate(REWARDS, roster, *arguments), theirs)


@pytest.mark.slow
def test_a_cluster_of_two_machines_of_which_one_dies():
    import ray
    from ray.cluster_utils import Cluster

    head = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    machines = [head.add_node(num_cpus=1) for _ in range(2)]
    head.wait_for_nodes()
    roster, arguments = mixed(24), (Coins(), LONG, ActorCritic())
    told = []
    cluster = RayCluster(head.address, warn=told.append)
    try:
        assert cluster.n_workers == 2
        cluster.simulate(REWARDS, mixed(8), Coins(), SHORT, ActorCritic())
        kill = Thread(target=lambda: (time.sleep(1.0), head.remove_node(machines[0], False)))
        kill.start()
        theirs = cluster.simulate(REWARDS, roster, *arguments)
        kill.join()
        alive = [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
        assert len(alive) == 1
    finally:
        cluster.close()
        head.shutdown()
    assert same(simulate(REWARDS, roster, *arguments), theirs)
    assert told == []
