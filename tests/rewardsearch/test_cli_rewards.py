"""The commands that explain and export rewards, as a person runs them."""

import json
import subprocess
import sys

import pytest

from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.library import LIBRARY
from tests.rewardsearch.commands import ROOT, alone, run
from tests.rewardsearch.test_cli import REWARD, SMALL

FAME = ROOT / "experiments" / "quickstart_result" / "hall_of_fame.json"


@pytest.fixture
def reward_file(tmp_path):
    path = tmp_path / "reward.json"
    path.write_text(json.dumps(REWARD))
    return path


@pytest.mark.parametrize("name", ["rewards", "languages"])
def test_lists_in_words_and_as_json(name):
    words = alone(name)
    assert words.returncode == 0, words.stderr
    data = json.loads(run(name, "--json").stdout)
    for item in data[name]:
        assert item["name"] in words.stdout
        assert item["formula"] in " ".join(words.stdout.split())  # long texts are wrapped
    assert {item["name"] for item in data[name]} == set(LIBRARY if name == "rewards" else LANGUAGES)
    assert not words.stderr


@pytest.mark.parametrize("name", ["show", "export", "rewards", "languages"])
def test_help_gives_examples(name):
    done = run(name, "--help")
    assert done.returncode == 0
    assert "example" in done.stdout
    assert f"\n  rewardsearch {name if name in ('show', 'export') else ''}" in done.stdout
    assert "--json" in done.stdout


@pytest.mark.parametrize(
    "name", ["own_payoff", "reciprocator", "loss_averse_conscience", "virtue_kindness"]
)
def test_show_explains_a_reward_of_any_language(name):
    done = run("show", name)
    assert done.returncode == 0, done.stderr
    entry = LIBRARY[name]
    for word in (name, entry.reward.language, "simplified", "behaviourist only", "tier"):
        assert word in done.stdout
    # Long texts are wrapped.
    shown = " ".join(done.stdout.split())
    assert entry.source in shown
    assert entry.purpose in shown
    data = json.loads(run("show", name, "--json").stdout)
    assert data["formula"] == entry.reward.formula()
    assert {row["name"] for row in data["inputs"]} == entry.reward.inputs_used()
    assert data["uses_oracle"] == entry.reward.uses_oracle()


def test_show_reads_files_and_ranks(reward_file):
    assert "0.707*own_gain - 0.707*true_harm[oracle]" in alone("show", reward_file).stdout
    fame = json.loads(FAME.read_text())
    told = [json.loads(run("show", FAME, "--rank", k, "--json").stdout) for k in (1, 2)]
    assert [data["reward"] for data in told] == [row["reward"] for row in fame["rewards"][:2]]


def test_export_to_python_runs_without_us(tmp_path):
    out = tmp_path / "guilty.py"
    done = alone("export", "guilt", "--to", "python", "--output", out)
    assert done.returncode == 0, done.stderr
    assert str(out) in done.stdout
    code = "from guilty import reward; print(reward(own_gain=1.0, own_pain=0.0, guilt=3.0))"
    felt = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert float(felt.stdout) == pytest.approx(-2.0 / 3.0**0.5, rel=1e-6)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["guilty.py"]


def test_export_to_every_form(tmp_path):
    assert "torch.nn.Module" in run("export", "shame", "--to", "torch").stdout
    assert run("export", "shame", "--to", "latex").stdout.count(r"\text{") == 3
    data = json.loads(run("export", "shame", "--to", "json").stdout)
    assert data == LIBRARY["shame"].reward.to_data()
    told = json.loads(run("export", FAME, "--rank", "2", "--to", "json", "--json").stdout)
    out = tmp_path / "found.json"
    out.write_text(told["text"])
    assert json.loads(run("show", out, "--json").stdout)["reward"] == json.loads(told["text"])


def test_export_labels_an_oracle():
    assert "oracle drive: an upper bound" in run("export", "utilitarian", "--to", "python").stderr


def test_a_name_of_the_library_can_be_evaluated_and_watched(tmp_path):
    done = run("evaluate", "shame", *SMALL, "--json")
    assert json.loads(done.stdout)["reward"] == LIBRARY["shame"].reward.to_data()
    out = tmp_path / "film.gif"
    words = ["watch", "coins", "--frames", 20, "--out", out, "--reward", "shame", "--json"]
    assert json.loads(run(*words).stdout)["reward"] == LIBRARY["shame"].reward.formula()


def test_a_file_of_a_library_name_needs_a_path(reward_file, tmp_path):
    (tmp_path / "shame").write_text(reward_file.read_text())
    command = [sys.executable, "-m", "rewardsearch", "show", "--json"]
    formulas = [
        json.loads(subprocess.check_output([*command, word], cwd=tmp_path))["formula"]
        for word in ("shame", str(tmp_path / "shame"))
    ]
    assert formulas[0] == LIBRARY["shame"].reward.formula()
    assert "true harm done" in formulas[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "inequity_avresion"], "did you mean 'inequity_aversion'?"),
        (["show", "xyzzy"], "xyzzy is neither a file nor a reward of the library (known: "),
        (["evaluate", "gilt"], "did you mean 'guilt'?"),
        (["watch", "coins", "--reward", "gilt"], "did you mean 'guilt'?"),
        (["show", "absent.json"], "absent.json does not exist; check the path"),
        (["show", "guilt", "--rank", "1"], "guilt is a single reward of the library"),
        (["show", "REWARD", "--rank", "2"], "holds a single reward; leave out --rank"),
        (["show", FAME, "--rank", "9999"], "--rank must be from 1 to"),
        (["export", "guilt", "--to", "pyton"], "to 'pyton' (did you mean 'python'?)"),
        (["export", "gilt", "--to", "python"], "did you mean 'guilt'?"),
        (
            ["export", "guilt", "--to", "python", "--output", "/proc/no/x.py"],
            "cannot write /proc/no/x.py (No such file or directory); choose another with --output",
        ),
        (["export", "guilt", "--to", "python", "--output", "FOLDER"], "(Is a directory)"),
    ],
)
def test_bad_input_is_one_clear_message_and_exit_code_2(words, message, reward_file, tmp_path):
    (tmp_path / "folder").mkdir()
    places = {"REWARD": reward_file, "FOLDER": tmp_path / "folder"}
    done = run(*(places.get(word, word) for word in words), "--json")
    assert done.returncode == 2
    assert message in done.stderr
    assert message in json.loads(done.stdout)["error"]
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "reward.json"]


def test_what_export_becomes_must_be_said():
    done = run("export", "guilt")
    assert done.returncode == 2
    assert "--to" in done.stderr
