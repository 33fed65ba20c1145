"""Rewards in MLflow's registry, and its pages: what is loaded feels what the reward feels."""

import os
import signal
import socket
import subprocess
from urllib.request import urlopen

import mlflow
import numpy as np
import pandas as pd
import pytest

from inner_rl import InvalidInput, Linear, Program
from inner_rl.drives import INPUTS
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.probes import probe_inputs
from inner_rl.rewards.program import from_lists
from rewardsearch.export.mlflow_model import model_name, register
from rewardsearch.tracking_store import local_uri
from tests.inner_rl.some_rewards import random_rewards
from tests.rewardsearch.commands import ROOT, command

STEPS = 24


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def store(base):
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(local_uri(base))
    yield base
    mlflow.set_tracking_uri(before)


def table_of(reward):
    columns = [name for name in INPUTS if name in reward.inputs_used()]
    probes = probe_inputs()[:STEPS, [INPUTS[name] for name in columns]].astype(float)
    return pd.DataFrame(probes, columns=columns)


REMEMBERS = Program(from_lists(["-", "own_gain", ["trace", "guilt"]]), name="remembers")


@pytest.mark.parametrize(
    "reward",
    [REMEMBERS, *(random_rewards(name, 1, 5)[0] for name in LANGUAGES)],
    ids=["trace", *LANGUAGES],
)
def test_a_registered_model_feels_what_the_reward_feels(reward, store, request):
    done = register(reward, f"felt-{request.node.callspec.id}", local_uri(store), store)
    assert done.uri == f"models:/felt-{request.node.callspec.id}/1"
    model = mlflow.pyfunc.load_model(done.uri)
    table, expected = table_of(reward), reward.felt(probe_inputs()[:STEPS])
    rtol = 1e-3 if reward.language == "program" else 1e-5
    # Columns go by their names; a second call is a second life.
    for columns in (table, table[table.columns[::-1]]):
        np.testing.assert_allclose(model.predict(columns), expected, rtol=rtol, atol=1e-6)
    felt = model.unwrap_python_model().predict(None, table.to_numpy())
    np.testing.assert_allclose(felt, expected, rtol=rtol, atol=1e-6)
    names = [column.name for column in model.metadata.signature.inputs.inputs]
    assert names == list(model.input_example.columns) == list(table.columns)
    files = mlflow.artifacts.list_artifacts(done.uri)
    assert not any(file.path.endswith(".pkl") for file in files)
    assert any(file.path.endswith("reward_model.py") for file in files)


def test_a_name_that_is_there_gets_another_version(store):
    reward = Linear({"own_gain": 1.0})
    versions = [register(reward, "again", local_uri(store), store).uri for _ in range(2)]
    assert versions == ["models:/again/1", "models:/again/2"]


def test_what_cannot_be_a_model_is_refused(base):
    with pytest.raises(InvalidInput, match="--name must be 1 to 64"):
        register(Linear({"guilt": 1.0}), "a/b", local_uri(base), base)
    with pytest.raises(InvalidInput, match="uses no input"):
        register(Linear({}), "nothing", local_uri(base), base)


def test_names_are_made_from_those_of_rewards():
    assert model_name(Linear({}, name="my idea: 2/3")) == "my-idea-2-3"
    assert model_name(Linear({}, name="::")) == "reward"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.slow
def test_ui_serves_until_ctrl_c(store):
    register(Linear({"own_gain": 1.0}), "served", local_uri(store), store)
    port = free_port()
    with subprocess.Popen(
        command("ui", "--port", port, "--run-dir", store), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as served:  # fmt: skip
        address = served.stdout.readline().strip()
        assert address == f"http://127.0.0.1:{port}"
        with urlopen(address, timeout=30) as page:
            assert b"MLflow" in page.read()
        os.kill(served.pid, signal.SIGINT)
        assert served.wait(30) == 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
