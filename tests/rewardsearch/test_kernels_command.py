"""``rewardsearch kernels`` and ``python -m inner_rl``: verification, PTX, what is there."""

import json
import re

import pytest

from inner_rl import __main__ as alone
from inner_rl import verifying
from inner_rl.verifying import Verified, verify
from kernels.errors import InvalidInput
from rewardsearch.cli import kernels as command
from rewardsearch.cli import main

torch = pytest.importorskip("torch")
no_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")


def told(capsys, *words):
    code = main(["kernels", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def found(monkeypatch, differences):
    """Let verification find the differences, without living anything."""
    results = [
        Verified("coins-actor_critic", 9, []),
        Verified("wells-all_learners", 5, differences),
    ]
    for module in (command, alone):
        monkeypatch.setattr(module, "verify", lambda *_: results)


def test_info_names_libraries_processors_and_compiled_code(capsys):
    code, out, _ = told(capsys, "info", "--json")
    data = json.loads(out)
    assert code == 0
    assert re.match(r"\d+\.\d+", data["numba"])
    assert data["threads"] >= 1
    assert data["compiled code"]
    assert "gpu" in told(capsys, "info")[1]


def test_the_same_bits_are_said_and_exit_well(capsys, monkeypatch):
    found(monkeypatch, [])
    code, out, _ = told(capsys, "verify", "--device", "ptx")
    assert code == 0
    assert "2 of 2 cases: the bits of ptx are those of the cpu" in out


def test_differing_bits_are_shown_and_fail(capsys, monkeypatch):
    found(monkeypatch, ["counts[0, 1]: expected 1.0, got 2.0"])
    code, out, _ = told(capsys, "verify", "--device", "ptx")
    assert code == 1
    assert "counts[0, 1]: expected 1.0, got 2.0" in out
    assert "1 of 2 cases" in out
    assert told(capsys, "verify", "--device", "ptx", "--json")[0] == 1


def test_machines_without_the_rest_of_the_project_verify_as_well(capsys, monkeypatch):
    found(monkeypatch, ["status[0]: expected 0, got 1"])
    assert alone.main(["verify", "--device", "ptx"]) == 1
    out = capsys.readouterr().out
    assert re.search(r"coins-actor_critic +the same bits", out)
    assert "status[0]: expected 0, got 1" in out
    assert alone.main(["verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["cases"][1]["same"] is False
    assert alone.main(["bench", "--device", "gpu"]) == 2


@no_gpu
def test_an_absent_gpu_is_said_in_one_line(capsys):
    code, _, err = told(capsys, "verify")
    assert code == 2
    assert "PyTorch finds no GPU here" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["verify", "--device", "ptx", "--case", "coins-actor"],
            "did you mean 'coins-actor_critic'",
        ),
        (["ptx", "--world", "coin"], "did you mean 'coins'"),
        (["ptx", "--arch", "sm90"], "expected an architecture such as sm_90"),
    ],
)
def test_wrong_words_are_refused(words, message, capsys):
    code, _, err = told(capsys, *words)
    assert code == 2
    assert message in err


def test_a_device_that_cannot_be_verified_is_refused():
    with pytest.raises(InvalidInput, match="unknown device 'cpu'"):
        verify("cpu")


@pytest.mark.slow
def test_one_case_is_verified_in_a_process_of_its_own():
    pytest.importorskip("numba.cuda")
    steps = []
    results = verifying.verify("ptx", ["wells-actor_critic"], 1, lambda *n: steps.append(n))
    assert results == [Verified("wells-actor_critic", results[0].n_lifetimes, [])]
    assert steps == [(1, 1)]


@pytest.mark.slow
def test_ptx_of_a_world_is_written_and_reported(capsys, tmp_path):
    code, out, _ = told(
        capsys, "ptx", "--world", "wells", "--out", str(tmp_path / "w.ptx"), "--json"
    )
    data = json.loads(out)
    assert code == 0
    assert data["bytes spilled"] == data["fused multiply-adds"] == data["float64 instructions"] == 0
    assert ".entry" in (tmp_path / "w.ptx").read_text()
