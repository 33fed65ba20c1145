import socket
import threading
import time

import pytest

from inner_rl import InvalidInput
from rewardsearch import tracking
from rewardsearch.run_directory import RunDirectory
from rewardsearch.settings import settings_from_data
from rewardsearch.tracking import Tracker
from rewardsearch.tracking_store import Store, local_uri

SETTINGS = settings_from_data({"name": "tiny"}, "tiny")
DATED = [{"time": 1000 * (1 + step), "seconds": 0.0} for step in range(9)]


@pytest.fixture
def directory(tmp_path):
    return RunDirectory.create(tmp_path, SETTINGS)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A folder with a real store, which takes seconds to make."""
    return tmp_path_factory.mktemp("store")


def real(base, directory, warn=pytest.fail):
    store = Store(local_uri(base), base)
    return store, Tracker(store, directory, warn)


def told(tracker, directory, values, picture=None):
    """Metrics of some generations, each dated by the journal."""
    for step, value in enumerate(values):
        directory.journal.append("note", {}, DATED[step])
        tracker.metrics(step, {"best": value})
    if picture:
        tracker.artifact(picture)


def history(store, name="best"):
    found = store._client.get_metric_history(store.run, name)
    return [(m.step, m.timestamp, m.value) for m in found]


def status(store):
    return store._client.get_run(store.run).info.status


def test_a_local_run_holds_settings_metrics_files_and_its_end(base, directory, tmp_path):
    picture = tmp_path / "picture.txt"
    picture.write_text("x")
    store, tracker = real(base, directory)
    tracker.start({"a": {"b": [1, 2]}, "c": [{"d": True}]}, {"settings_hash": "x"})
    told(tracker, directory, [0.0, 0.1, 0.2], picture)
    assert tracker.finish("FINISHED")
    assert status(store) == "FINISHED"
    run = store._client.get_run(store.run)
    assert run.data.params == {"a.b": "[1, 2]", "c.0.d": "True"}
    assert run.data.tags["settings_hash"] == "x"
    assert history(store) == [(0, 1000, 0.0), (1, 2000, 0.1), (2, 3000, 0.2)]
    assert [f.path for f in store._client.list_artifacts(store.run)] == ["picture.txt"]


def test_a_run_that_was_killed_is_found_again_goes_on_and_ends_as_what_it_is(base, directory):
    store, tracker = real(base, directory)
    tracker.start({}, {})
    told(tracker, directory, [0.0, 0.1])
    assert tracker.finish("KILLED")
    assert status(store) == "KILLED"
    again, other = real(base, directory)
    other.go_on({}, {})
    told(other, directory, [0.0, 0.1, 0.2])
    wait_until(lambda: again.run and len(history(again)) == 3)
    assert status(again) == "RUNNING"
    assert other.finish("FINISHED")
    assert again.run == store.run
    assert history(again) == [(0, 1000, 0.0), (1, 2000, 0.1), (2, 3000, 0.2)]
    assert status(again) == "FINISHED"


def test_without_its_cursor_everything_is_shown_again_and_still_once(base, directory):
    store, tracker = real(base, directory)
    tracker.start({}, {})
    told(tracker, directory, [0.0, 0.1])
    tracker.finish("KILLED")
    directory.tracking.unlink()
    _, other = real(base, directory)
    other.go_on({}, {})
    told(other, directory, [0.0, 0.1])
    assert other.finish("FINISHED")
    assert history(store) == [(0, 1000, 0.0), (1, 2000, 0.1)]


def test_an_unreachable_server_is_named_within_seconds(directory, tmp_path):
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(InvalidInput) as caught:
            Tracker(Store(uri, tmp_path), directory, pytest.fail).start({}, {})
    assert time.monotonic() - began < 60
    assert uri in str(caught.value)
    assert "leave out --tracking-uri" in str(caught.value)


def test_nonsense_for_an_address_is_refused(directory, tmp_path):
    with pytest.raises(InvalidInput, match="cannot use the tracking server nonsense://x"):
        Tracker(Store("nonsense://x", tmp_path), directory, pytest.fail).start({}, {})


class Imagined:
    """A store in memory, which can be dead or hang."""

    uri = "imagined"

    def __init__(self):
        self.shown, self.ends, self.dead, self.found = [], [], False, True
        self.alive = threading.Event()
        self.alive.set()

    def _reach(self):
        self.alive.wait()
        if self.dead:
            raise ConnectionError("gone\nfar away")

    def connect(self):
        self._reach()

    def open_run(self, *_):
        self._reach()
        return self.found

    def metrics(self, step, time, values):
        self._reach()
        self.shown.append((step, time, values["best"]))

    def end(self, how):
        self._reach()
        self.ends.append(how)


def wait_until(true, within=20.0):
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within
        time.sleep(0.01)


def test_a_store_that_dies_costs_one_warning_and_everything_is_shown_later(directory, monkeypatch):
    monkeypatch.setattr(tracking, "_PAUSE", 0.01)
    store, warnings = Imagined(), []
    tracker = Tracker(store, directory, warnings.append)
    tracker.start({}, {})
    store.dead = True
    told(tracker, directory, [0.5, 0.6])
    wait_until(lambda: warnings)
    time.sleep(0.1)
    store.dead = False
    assert tracker.finish("FINISHED")
    assert store.shown == [(0, 1000, 0.5), (1, 2000, 0.6)]
    assert store.ends == ["FINISHED"]
    assert len(warnings) == 1
    assert "(gone)" in warnings[0]


def test_a_store_that_stays_dead_is_told_at_the_end_and_caught_up_with_later(directory):
    store, warnings = Imagined(), []
    tracker = Tracker(store, directory, warnings.append)
    tracker.start({}, {})
    told(tracker, directory, [0.5])
    wait_until(lambda: store.shown)
    store.dead = True
    told(tracker, directory, [0.5, 0.6][1:])
    assert not tracker.finish("FINISHED")
    store.dead = False
    again = Tracker(store, directory, pytest.fail)
    again.go_on({}, {})
    told(again, directory, [0.5, 0.6])
    assert again.finish("FINISHED")
    # The cursor tells that the first was shown.
    assert [value for _, _, value in store.shown] == [0.5, 0.6]


def test_a_store_that_hangs_holds_nobody_up(directory):
    store = Imagined()
    tracker = Tracker(store, directory, pytest.fail)
    tracker.start({}, {})
    store.alive.clear()
    began = time.monotonic()
    told(tracker, directory, [0.0] * 9)
    assert time.monotonic() - began < 0.5
    assert not tracker.finish("FINISHED")
    assert time.monotonic() - began < tracking._PATIENCE + 1.0
    store.alive.set()


def test_a_store_that_is_slow_but_alive_is_waited_for(directory, monkeypatch):
    monkeypatch.setattr(tracking, "_PATIENCE", 0.3)
    store = Imagined()
    show = store.metrics
    monkeypatch.setattr(store, "metrics", lambda *told: (time.sleep(0.1), show(*told)))
    tracker = Tracker(store, directory, pytest.fail)
    tracker.start({}, {})
    told(tracker, directory, [0.1] * 9)
    assert tracker.finish("FINISHED")
    assert len(store.shown) == 9


def test_a_store_that_has_lost_the_run_is_told_everything_again(directory):
    for found, n in ((True, 1), (False, 2)):
        store = Imagined()
        store.found = found
        tracker = Tracker(store, directory, pytest.fail)
        tracker.go_on({}, {})
        told(tracker, directory, [0.1, 0.2][:n])
        assert tracker.finish("FINISHED")
        assert len(store.shown) == n


@pytest.mark.parametrize("text", ["{", "[]", '{"uri": "imagined", "shown": "9"}', '{"shown": 9}'])
def test_a_cursor_that_cannot_be_read_costs_a_repetition(text, directory):
    directory.tracking.write_text(text)
    store = Imagined()
    tracker = Tracker(store, directory, pytest.fail)
    tracker.go_on({}, {})
    told(tracker, directory, [0.1])
    assert tracker.finish("FINISHED")
    assert len(store.shown) == 1
