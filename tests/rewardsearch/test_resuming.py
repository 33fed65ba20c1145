"""Runs that are found, opened by one process only, remembered and compared."""

import json
import math

import numpy as np
import pytest

from inner_rl import InvalidInput
from rewardsearch.evaluation import Evaluator
from rewardsearch.memory import Memory, numbers, plain, question
from rewardsearch.resuming import changed, differences, find_run, settings_of_run
from rewardsearch.run_directory import RunDirectory, read_begun
from rewardsearch.settings import settings_from_data

SETTINGS = settings_from_data({"name": "tiny", "search": {"population": 4}}, "tiny")


@pytest.fixture
def directory(tmp_path):
    return RunDirectory.create(tmp_path / "runs", SETTINGS)


def reopened(directory, **how):
    directory.close()
    return RunDirectory(directory.path, **how)


def answered(directory, *questions):
    return [directory.recall("sum", q, lambda q=q: {"answer": len(q)})["answer"] for q in questions]


# Memory.


def test_what_was_answered_is_not_asked_again(directory):
    answered(directory, "a", "bb")
    again = reopened(directory)
    assert again.recalling
    first = again.recall("sum", "a", pytest.fail)
    assert first["answer"] == 1
    assert again.recall("sum", "bb", pytest.fail)["answer"] == 2
    assert not again.recalling
    assert answered(again, "ccc") == [3]


def test_another_question_is_refused_with_the_versions_that_changed(directory):
    answered(directory, "a")
    data = json.loads((directory.path / "settings.json").read_text())
    data["versions"]["numpy"] = "0.1"
    (directory.path / "settings.json").write_text(json.dumps(data))
    again = reopened(directory)
    with pytest.raises(InvalidInput, match=r"numpy 0\.1 -> .*--fork"):
        answered(again, "b")
    with pytest.raises(InvalidInput, match="another question"):
        reopened(again).recall("difference", "a", pytest.fail)


def test_a_fork_takes_over_what_fits_and_lives_the_rest(directory, tmp_path):
    answered(directory, "a", "bb", "ccc")
    old = reopened(directory).journal.records
    fork = RunDirectory.create(tmp_path / "forks", SETTINGS)
    fork.remember(old)
    asked = []
    for q in ("a", "bb", "x", "ccc"):
        fork.recall("sum", q, lambda q=q: asked.append(q) or {"answer": 0})
    assert asked == ["x", "ccc"]
    own = reopened(fork).journal.records
    assert [record["question"] for record in own] == ["a", "bb", "x", "ccc"]
    assert [record["at"] for record in own[:2]] == [record["at"] for record in old[:2]]


def test_a_fork_says_when_nothing_fits(directory, tmp_path, capsys):
    answered(directory, "a")
    fork = RunDirectory.create(tmp_path / "forks", SETTINGS)
    fork.remember(reopened(directory).journal.records)
    answered(fork, "b")
    assert "nothing can be taken over" in capsys.readouterr().err


def test_recalled_lives_count_as_lived(directory):
    evaluator = Evaluator(SETTINGS)
    memory = Memory(directory, evaluator)

    def live():
        evaluator.agent_steps += 1000
        return {"values": [1.0, None]}

    memory.recall("x", [np.arange(3)], live)
    again = Evaluator(SETTINGS)
    remembered = Memory(reopened(directory), again)
    record = remembered.recall("x", [np.arange(3)], pytest.fail)
    assert again.agent_steps == 1000
    assert remembered.seconds == memory.seconds
    assert np.isnan(numbers(record, "values", (2,), undefined=True)).tolist() == [False, True]


def test_questions_differ_wherever_anything_does():
    same = [("a", np.arange(3)), ("a", np.arange(3))]
    assert question(*same[0]) == question(*same[1])
    others = [
        ("b", np.arange(3)), ("a", np.arange(4)), ("a", np.arange(3.0)), ("a", [0, 1, 2]),
        (np.arange(3), "a"), ("a", np.arange(3), None), ("a", np.arange(3)[None]),
    ]  # fmt: skip
    assert len({question(*parts) for parts in [same[0], *others]}) == 8


def test_conditions_of_life_are_part_of_every_question(directory, tmp_path):
    Memory(directory, Evaluator(SETTINGS)).recall("x", [1], dict)
    other = changed(SETTINGS, ["world.theft_cost=4"], tmp_path)
    with pytest.raises(InvalidInput, match="another question"):
        Memory(reopened(directory), Evaluator(other)).recall("x", [1], dict)


@pytest.mark.parametrize("x", [0.1, -0.0, 1e-320, 1 / 3, np.float32(0.1).item(), 2**60 + 1.0])
def test_numbers_survive_the_journal_to_the_last_bit(x):
    record = json.loads(json.dumps({"kind": "x", "x": plain(np.array([x, np.nan]))}))
    back = numbers(record, "x", (2,), undefined=True)
    assert back[0].tobytes() == np.float64(x).tobytes()
    assert math.isnan(back[1])


@pytest.mark.parametrize(
    "x",
    [
        None,
        "a",
        [1],
        [1, 2, 3],
        [[1, 2]],
        [1, "2"],
        [1, True],
        [1, None],
        [1, math.inf],
        {"a": 1},
        [1, [2]],
        [1, 10**400],
    ],
)
def test_what_is_no_array_of_numbers_of_the_shape_is_refused(x):
    with pytest.raises(InvalidInput, match="was the journal changed"):
        numbers({"kind": "k", "x": x}, "x", (2,))


# Folders.


def test_a_folder_that_is_open_is_refused_with_its_holder(directory):
    with pytest.raises(InvalidInput, match=r"is in use by process \d+ on .*; wait until"):
        RunDirectory(directory.path)
    reopened(directory)


@pytest.mark.parametrize("name", ["journal.jsonl", "tracking.json", "lock", "figures"])
def test_links_out_of_the_folder_are_refused(name, directory, tmp_path):
    directory.close()
    path = directory.path / name
    (path.rmdir if name == "figures" else lambda: path.unlink(missing_ok=True))()
    target = tmp_path / "target"
    target.mkdir() if name == "figures" else target.write_text("mine")
    path.symlink_to(target)
    with pytest.raises(InvalidInput, match="is a link or no file of a run"):
        RunDirectory(directory.path)
    assert target.is_dir() or target.read_text() == "mine"


def test_what_a_killed_process_left_half_written_is_removed(directory):
    left = directory.path / ".front.json.123.tmp"
    left.write_text("{")
    reopened(directory)
    assert not left.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"settings": 3}, "'settings' is missing or of the wrong type"),
        ({"hash": None}, "'hash' is missing"),
        ({"id": "../../x"}, "32 hexadecimal digits"),
        ({"versions": {"numpy": 3}}, "versions must be text"),
        ({"hash": "0" * 12}, "not 000000000000 as noted there"),
        ({"settings": {"serach": {}}}, "did you mean 'search'"),
    ],
)
def test_settings_that_were_changed_are_refused(change, message, directory):
    file = directory.path / "settings.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(InvalidInput, match=message):
        settings_of_run(read_begun(directory.path), directory.path)


def test_runs_are_found_by_path_beginning_and_latest(tmp_path):
    runs = [RunDirectory.create(tmp_path, SETTINGS).path for _ in range(2)]
    other = RunDirectory.create(tmp_path, changed(SETTINGS, ["name=other"], tmp_path))
    other.append("note")
    assert find_run(str(runs[0]), tmp_path) == runs[0]
    assert find_run(runs[1].name, tmp_path) == runs[1]
    assert find_run("oth", tmp_path) == other.path
    assert find_run("latest", tmp_path) == other.path
    with pytest.raises(InvalidInput, match="begins the names of"):
        find_run("tiny", tmp_path)
    with pytest.raises(InvalidInput, match="no run in"):
        find_run("nothing", tmp_path)
    with pytest.raises(InvalidInput, match="there is none in"):
        find_run("latest", tmp_path / "empty")


def test_differences_name_each_setting_that_changed(tmp_path):
    new = changed(SETTINGS, ["seed=2", "world.theft_cost=4", "search.population=4"], tmp_path)
    assert differences(SETTINGS, new) == ["seed: 1 -> 2", "world.theft_cost: 2.0 -> 4.0"]
    assert differences(SETTINGS, SETTINGS) == []
