import socket
import time

import pytest

from inner_rl import InvalidInput
from rewardsearch.tracking import Tracker, local_uri


@pytest.fixture
def tracker(tmp_path):
    tracker = Tracker(local_uri(tmp_path), tmp_path, pytest.fail)
    tracker.connect()
    tracker.start("run", {"a": {"b": [1, 2]}, "c": [{"d": True}]}, {"settings_hash": "x"})
    return tracker


def finished(tracker):
    return tracker._client.get_run(tracker._run)


def test_a_local_run_holds_settings_metrics_files_and_its_end(tracker, tmp_path):
    picture = tmp_path / "picture.txt"
    picture.write_text("x")
    for step in range(3):
        tracker.metrics(step, {"best": step / 10})
    tracker.artifact(picture)
    assert tracker.finish("FINISHED")
    run = finished(tracker)
    assert run.info.status == "FINISHED"
    assert run.data.params == {"a.b": "[1, 2]", "c.0.d": "True"}
    history = tracker._client.get_metric_history(tracker._run, "best")
    assert [(m.step, m.value) for m in history] == [(0, 0.0), (1, 0.1), (2, 0.2)]
    assert [f.path for f in tracker._client.list_artifacts(tracker._run)] == ["picture.txt"]


def test_an_unreachable_server_is_named_within_seconds(tmp_path):
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(InvalidInput) as caught:
            Tracker(uri, tmp_path, pytest.fail).connect()
    assert time.monotonic() - began < 60
    assert uri in str(caught.value)
    assert "leave out --tracking-uri" in str(caught.value)


def test_nonsense_for_an_address_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="cannot use the tracking server nonsense://x"):
        Tracker("nonsense://x", tmp_path, pytest.fail).connect()


def test_a_server_that_dies_costs_one_warning_and_everything_is_replayed(tmp_path):
    warnings = []
    tracker = Tracker(local_uri(tmp_path), tmp_path, warnings.append)
    tracker.connect()
    tracker.start("run", {}, {})
    client = tracker._client

    class Dead:
        def __getattr__(self, name):
            raise ConnectionError("gone")

    tracker._client = Dead()
    tracker.metrics(0, {"best": 0.5})
    tracker.metrics(1, {"best": 0.6})
    assert len(warnings) == 1
    assert "gone" in warnings[0]
    tracker._client = client
    assert tracker.finish("FINISHED")
    history = client.get_metric_history(tracker._run, "best")
    assert [(m.step, m.value) for m in history] == [(0, 0.5), (1, 0.6)]
    assert client.get_run(tracker._run).info.status == "FINISHED"


def test_a_server_that_stays_dead_is_reported_at_the_end(tmp_path):
    warnings = []
    tracker = Tracker(local_uri(tmp_path), tmp_path, warnings.append)
    tracker.connect()
    tracker.start("run", {}, {})
    tracker._client = None
    tracker.metrics(0, {"best": 0.5})
    assert not tracker.finish("FINISHED")
