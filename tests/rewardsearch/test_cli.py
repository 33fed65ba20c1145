"""The commands as a person runs them: another process, real files, real exit codes."""

import json
import os
import subprocess
import sys

import pytest
from PIL import Image

from tests.rewardsearch.commands import ROOT, alone, command, run

TINY = [
    "life.phases.0.steps=1500",
    "life.phases.1.steps=500",
    "search.population=4",
    "search.generations=3",
    "search.lifetimes=2",
    "report.candidates=4",
    "report.lifetimes=8",
    "report.resamples=100",
]


def search(tmp_path, *words, by=run):
    return by("search", "experiments/quickstart.yaml", *TINY, "--run-dir", tmp_path, *words)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """One small search, run once and looked at by several tests."""
    base = tmp_path_factory.mktemp("runs")
    done = search(base, by=alone)
    assert done.returncode == 0, done.stderr
    (folder,) = [path for path in base.iterdir() if path.name.startswith("quickstart")]
    return done, folder


def test_search_prints_progress_hall_of_fame_and_what_to_do_next(finished):
    done, folder = finished
    assert "[3/3]" in done.stderr
    assert "ETA" in done.stderr
    for word in ("inert", "sociopath", "scripted kind", "scheming gap", str(folder), "Next:"):
        assert word in done.stdout
    assert "- (inert)" in done.stdout


def test_the_next_commands_work(finished):
    done, _ = finished
    lines = done.stdout.split("Next:")[1].strip().splitlines()
    for line in lines[:-1]:
        words = line.split()[1:]
        if words[0] in ("evaluate", "inspect", "battery", "attack"):
            words += ["--lifetimes", "8"]
        if words[0] == "attack":
            words += ["--thief", "clone"]
        again = run(*words)
        assert again.returncode == 0, again.stderr
    assert lines[-1].split()[1:3] == ["ui", "--tracking-uri"]


def test_the_run_directory_holds_everything(finished):
    _, folder = finished
    settings = json.loads((folder / "settings.json").read_text())
    assert settings["settings"]["search"]["population"] == 4
    assert len(settings["hash"]) == 12
    assert settings["versions"]["numba"]
    journal = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    kinds = [record["kind"] for record in journal]
    lived = ["references", *["evaluation"] * 3, "shortlist", "report"]
    assert kinds == ["start", *lived, "hall_of_fame", "end"]
    assert [len(r["genomes"]) for r in journal if r["kind"] == "evaluation"] == [16, 4, 4]
    evaluations = [record for record in journal if record["kind"] == "evaluation"]
    assert [set(record["how"]) for record in evaluations[:2]] == [
        {"random"}, {"crossover, mutation"},
    ]  # fmt: skip
    born = 0
    for record in evaluations:
        assert all(-1 <= parent < born for pair in record["parents"] for parent in pair)
        born += len(record["parents"])
    assert journal[-1]["status"] == "FINISHED"
    fame = json.loads((folder / "hall_of_fame.json").read_text())
    assert [row["name"] for row in fame["references"]] == ["inert", "sociopath", "scripted kind"]
    for row in [*fame["rewards"], *fame["references"]]:
        for measure in ("competence", "scheming_gap"):
            low, value, high = (row["scores"][measure][k] for k in ("low", "value", "high"))
            assert low <= value <= high or row["scores"]["verdict"] != "ok"
    for suffix in (".png", ".svg"):
        assert (folder / "figures" / "score_plane").with_suffix(suffix).stat().st_size > 10_000


def test_mlflow_holds_the_run(finished):
    _, folder = finished
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{folder.parent / 'mlflow.db'}")
    experiment = client.get_experiment_by_name("rewardsearch")
    (found,) = client.search_runs([experiment.experiment_id])
    assert found.info.status == "FINISHED"
    assert found.info.run_name == folder.name
    assert found.data.params["search.population"] == "4"
    assert len(client.get_metric_history(found.info.run_id, "selection_hypervolume")) == 3
    names = {artifact.path for artifact in client.list_artifacts(found.info.run_id)}
    # The report is there once the run has been inspected.
    assert names - {"inspection.html"} == {
        "hall_of_fame.json",
        "settings.json",
        "score_plane.png",
        "score_plane.svg",
    }


def test_json_is_one_object_and_equal_seeds_give_equal_results(tmp_path, finished):
    done = search(tmp_path, "--json", "--threads", "1")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    fame = json.loads((finished[1] / "hall_of_fame.json").read_text())
    for key in ("rewards", "references", "hash", "agent_steps"):
        assert data[key] == fame[key]


def test_dry_run_prints_the_cost_and_writes_nothing(tmp_path):
    done = search(tmp_path, "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    # 2,000 steps x 4 agents = 8,000 agent-steps a lifetime.
    assert data["agent_steps"]["search"] == (16 + 4 + 4) * 2 * 8000
    assert data["agent_steps"]["references"] == 3 * 48 * 8000
    assert data["agent_steps"]["report"] == (4 + 4) * 8 * 8000
    assert data["estimated_minutes"] >= 0
    # Of four brains: preferences of 152 features for 8 acts and a value for each, 4 bytes each.
    assert data["bytes_per_lifetime"]["brains"] >= 4 * 152 * 9 * 4
    assert list(tmp_path.iterdir()) == []


def test_dry_run_counts_what_a_run_then_costs(finished, tmp_path):
    planned = json.loads(search(tmp_path, "--dry-run", "--json").stdout)["agent_steps"]
    fame = json.loads((finished[1] / "hall_of_fame.json").read_text())
    # The shortlist may be shorter than allowed; nothing else may differ.
    assert planned["total"] - 2 * 8 * 4 * 8000 <= fame["agent_steps"] <= planned["total"]


REWARD = {"schema": 1, "language": "linear", "weights": {"own_gain": 1.0, "true_harm": -1.0}}


@pytest.fixture
def reward_file(tmp_path):
    path = tmp_path / "reward.json"
    path.write_text(json.dumps(REWARD))
    return path


SMALL = ["--lifetimes", "8", "life.phases.0.steps=1500", "life.phases.1.steps=500"]


def test_evaluate_scores_a_file_the_same_in_every_process(reward_file):
    results = [alone("evaluate", reward_file, *SMALL, "--json") for _ in range(2)]
    first, second = (json.loads(done.stdout) for done in results)
    assert first == second
    assert first["formula"] == "+ 0.71 own gain - 0.71 true harm done [oracle]"
    other = json.loads(run("evaluate", reward_file, *SMALL, "--json", "--seed", "1").stdout)
    assert other["scores"] != first["scores"]


@pytest.mark.parametrize("learner", ["planner", "neural"])
def test_evaluate_lets_any_learner_learn(reward_file, learner):
    short = ["life.phases.0.steps=60", "life.phases.1.steps=20", "report.lifetimes=8"]
    done = run("evaluate", reward_file, *SMALL, "--json", f"learner.name={learner}", *short)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["scores"]["n_failed"] == 0


def test_evaluate_labels_an_oracle(reward_file):
    assert "oracle drive: an upper bound" in run("evaluate", reward_file, *SMALL).stdout


def test_options_and_settings_mix_in_any_order(reward_file):
    done = run("evaluate", reward_file, *SMALL, "--json", "world.sight=2")
    assert json.loads(done.stdout)["settings"]["world"]["sight"] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["search", "absent.yaml"], "absent.yaml does not exist; check the path"),
        (["search", "experiments/quickstart.yaml", "serach.x=1"], "did you mean 'search'?"),
        (["search", "experiments/quickstart.yaml", "world.height=1"], "from 3 to 64, got 1"),
        (["search", "experiments/quickstart.yaml", "world.name=coin"], "did you mean 'coins'?"),
        (["search", "experiments/quickstart.yaml", "--run-dir", "/proc/no"], "--run-dir DIR"),
        (
            ["search", "experiments/quickstart.yaml", "--tracking-uri", "nonsense://x"],
            "cannot use the tracking server nonsense://x",
        ),
        (
            ["search", "experiments/quickstart.yaml", "world={name: hungry_thirsty}"],
            "nobody can be harmed in world hungry_thirsty",
        ),
        (["evaluate", "absent.json"], "absent.json does not exist"),
        (["evaluate", "REWARD", "--world", "coinz"], "did you mean 'coins'?"),
        (["evaluate", "REWARD", "--rank", "2"], "holds a single reward; leave out --rank"),
        (["evaluate", "REWARD", "--lifetimes", "2"], "--lifetimes must be at least 8"),
        (["evaluate", "REWARD", "life.phases=[]"], "life.phases is empty"),
        (["bench", "--world", "coinz"], "did you mean 'coins'?"),
        (["tune", "coinz"], "did you mean 'coins'?"),
        (["tune", "coins", "--learner", "planer"], "did you mean 'planner'?"),
        (["tune", "coins", "--storage", "/proc/no/t.db"], "another file with --storage"),
        (["watch", "coinz"], "did you mean 'coins'?"),
        (["watch", "coins", "--frames", "30000"], "longer than the life of 20000 steps"),
        (["watch", "coins", "--at", "19999"], "--at must be at most 19880"),
        (["watch", "coins", "--reward", "REWARD", "--policy", "kind"], "give one"),
        (["watch", "coins", "--reward", "absent.json"], "absent.json does not exist"),
        (["watch", "coins", "--out", "/proc/no/film.gif"], "choose another with --out"),
    ],
)
def test_bad_input_is_one_clear_message_and_exit_code_2(words, message, reward_file, tmp_path):
    runs = tmp_path / "runs"
    words = [reward_file if word == "REWARD" else word for word in words]
    if words[0] == "search" and "--run-dir" not in words:
        words += ["--run-dir", runs]
    done = run(*words, "--json")
    assert done.returncode == 2
    assert message in done.stderr
    assert message in json.loads(done.stdout)["error"]
    assert "Traceback" not in done.stderr
    # Nothing half-written: no run folder is left behind.
    assert not runs.exists() or not [p for p in runs.iterdir() if p.is_dir()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not valid JSON"),
        ("[1]", "expected a JSON object, got list"),
        ('{"schema": 9, "language": "linear", "weights": {}}', "this version reads schema 1"),
        ('{"schema": 1, "language": "linear", "weights": {"guilt": NaN}}', "it must be finite"),
        ('{"schema": 1, "language": "linear", "weights": {"gilt": 1}}', "did you mean 'guilt'?"),
        ('{"schema": 1, "schema": 1}', "'schema' is given twice"),
        ('{"schema": 0, "rewards": [7]}', "schema is 0, this version reads schema 1"),
        ('{"schema": 1, "rewards": []}', "holds no rewards"),
        ('{"schema": 1, "rewards": [7]}', "rank 1: expected a JSON object"),
        ("[" * 100_000, "not usable JSON"),
    ],
)
def test_bad_reward_files_are_refused(content, message, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(content)
    done = run("evaluate", path)
    assert done.returncode == 2
    assert message in done.stderr
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr


def test_watch_films_a_life(reward_file, tmp_path):
    out = tmp_path / "film.gif"
    words = ["watch", "coins", "--frames", 40, "--out", out, "--json"]
    told = [json.loads(alone(*words).stdout), json.loads(run(*words, "--policy", "kind").stdout)]
    assert told[0]["harm"] > 0
    assert told[1]["harm"] == 0
    assert told[1]["first_step"] == 20_000 - 40
    with Image.open(out) as film:
        assert film.n_frames > 30
    felt = json.loads(run(*words, "--reward", reward_file).stdout)["reward"]
    assert "true harm done" in felt
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".json"] == ["film.gif"]


@pytest.mark.parametrize("name", ["worlds", "drives", "learners"])
def test_explanations_in_words_and_as_json(name):
    words = alone(name)
    assert words.returncode == 0
    data = json.loads(run(name, "--json").stdout)
    for item in data[name]:
        assert item["name"] in words.stdout
    assert not words.stderr


def test_learners_tell_what_each_setting_does_and_how_they_learn():
    words = run("learners", "--equations").stdout
    for learner in json.loads(run("learners", "--json").stdout)["learners"]:
        first_line, *_, last_line = learner["equations"].splitlines()
        assert first_line in words
        assert last_line.strip() in words
        assert all(setting["about"] for setting in learner["settings"])
        for setting in learner["settings"]:
            low, high = setting["tuned"] or (setting["default"],) * 2
            assert low <= setting["default"] <= high


def test_help_teaches_and_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from rewardsearch.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'torch', 'mlflow', 'pydantic', 'evotorch', 'optuna', 'sympy'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for word in (
        "search",
        "evaluate",
        "battery",
        "worlds",
        "learners",
        "tune",
        "bench",
        "exit codes",
    ):
        assert word in done.stdout


@pytest.mark.parametrize(
    "name",
    ["search", "resume", "evaluate", "battery", "worlds", "drives", "learners", "tune", "bench"],
)
def test_every_command_has_help_and_json(name):
    done = run(name, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout


def test_unknown_arguments_are_named():
    done = alone("drives", "--jsno")
    assert done.returncode == 2
    assert "--jsno" in done.stderr


def test_a_closed_pipe_is_no_error():
    done = subprocess.run(
        f"{' '.join(command('drives'))} | head -1",
        shell=True, capture_output=True, text=True, cwd=ROOT, env=os.environ, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr
