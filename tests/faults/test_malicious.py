"""Whatever a file holds: one clear message, exit code 2, no traceback, and nothing is executed."""

import hashlib
import json
import resource
import shutil
import signal

import pytest

from inner_rl import InvalidInput
from inner_rl.brains import load_brains
from rewardsearch.cli import main
from rewardsearch.journal import read_journal
from rewardsearch.json_data import read_reward
from rewardsearch.settings import load_settings
from tests.faults.malicious import files
from tests.faults.runs import SEARCH, Place
from tests.faults.soak import mutated
from tests.rewardsearch.commands import ROOT

READERS = {
    "search": ["search", "FILE", "--dry-run"],
    "evolve": ["evolve", "FILE", "--dry-run"],
    "evaluate": ["evaluate", "FILE"],
    "settings": ["evaluate", "guilt", "--settings", "FILE"],
    "show": ["show", "FILE"],
    "export": ["export", "FILE", "--to", "json"],
    "battery": ["battery", "FILE"],
    "attack": ["attack", "FILE"],
    "sweep": ["sweep", "FILE", "--x", "fine=0,3", "--y", "oversight=0,1"],
    "watch": ["watch", "coins", "--reward", "FILE"],
}
HARMLESS = {"search": {"empty"}, "evolve": {"empty"}, "settings": {"empty"}}
"""What is no fault there: an empty file of settings means the defaults."""


@pytest.fixture(scope="module")
def mark(tmp_path_factory):
    return tmp_path_factory.mktemp("executed") / "mark"


@pytest.fixture(scope="module")
def harmful(mark):
    return files(mark)


def refused(words, capsys, path):
    """What a command says that refuses a file."""
    signal.alarm(90)
    try:
        code = main([str(path) if word == "FILE" else str(word) for word in words])
    finally:
        signal.alarm(0)
    told = capsys.readouterr()
    assert code == 2, (words, path.name, told)
    assert "Traceback" not in told.err
    assert told.out == ""
    message = told.err[told.err.index("rewardsearch ") :]
    assert len(message) < 2000, (path.name, message)
    assert not any(ord(letter) < 32 and letter != "\n" for letter in message), (path.name, message)
    return message


@pytest.mark.parametrize("reader", READERS)
def test_every_command_refuses_every_harmful_file(reader, harmful, mark, tmp_path, capsys):
    for name, content in harmful.items():
        if name in HARMLESS.get(reader, ()):
            continue
        path = tmp_path / name.replace(" ", "_")
        path.write_bytes(content)
        assert path.name in refused(READERS[reader], capsys, path)
    assert not mark.exists()


@pytest.fixture(scope="module")
def killed_once(left_in_peace, tmp_path_factory):
    place = left_in_peace.another(tmp_path_factory.mktemp("killed"))
    assert place.run(*SEARCH, fault=("killed_in_write", 4, 1.0)).returncode == -signal.SIGKILL
    return place


@pytest.fixture
def killed(killed_once, tmp_path):
    """A search that was killed."""
    return Place(shutil.copytree(killed_once.base, tmp_path / "runs"))


def test_settings_and_rewards_with_random_faults_are_used_or_refused(left_in_peace, tmp_path):
    path, refused = tmp_path / "fuzzed", 0
    fame = (left_in_peace.folder / "hall_of_fame.json").read_bytes()
    quickstart = (ROOT / "experiments/quickstart.yaml").read_bytes()
    for data, read in [(fame, read_reward)] * 150 + [(quickstart, load_settings)] * 50:
        path.write_bytes(mutated(data))
        try:
            read(path)
        except InvalidInput as error:
            refused += str(path) in str(error)
    assert refused > 100


def test_resume_refuses_harmful_settings(harmful, mark, killed, capsys):
    for name, content in harmful.items():
        file = killed.folder / "settings.json"
        file.write_bytes(content)
        assert file.name in refused(["resume", file.parent], capsys, file), name
    assert not mark.exists()


def test_a_harmful_journal_counts_as_damage(harmful, mark, killed, tmp_path):
    whole = (killed.folder / "journal.jsonl").read_bytes()
    n = len(read_journal(killed.folder / "journal.jsonl").records)
    for content in harmful.values():
        path = tmp_path / "journal.jsonl"
        path.write_bytes(whole + content)
        found = read_journal(path)
        assert (len(found.records), found.damaged) == (n, content != b"")
    assert not mark.exists()


def sealed(lines):
    """Lines of a journal with seals that fit: who can write a journal can seal it."""
    seal, out = "", b""
    for line in lines:
        payload = line.rpartition(', "seal": "')[0]
        seal = hashlib.sha256((seal + payload).encode()).hexdigest()[:16]
        out += f'{payload}, "seal": "{seal}"}}\n'.encode()
    return out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"outcomes": [', '"outcomes": ["x", '),
        ('"outcomes": ', '"outcomes": null, "was": '),
        ('"sanitised": ', '"sanitised": "many", "was": '),
        ('"sociopath_sums": [', '"sociopath_sums": [[], '),
        ('"twin_seats": ', '"twin_seats": {}, "was": '),
        ('"agent_steps": ', '"agent_steps": [1], "was": '),
        ('"lived_seconds": ', '"lived_seconds": null, "was": '),
        ('"question": "', '"question": "../../'),
    ],
)
def test_answers_that_were_forged_are_refused(old, new, killed, capsys):
    path = killed.folder / "journal.jsonl"
    lines = path.read_text().splitlines()
    assert any(old in line for line in lines)
    forged = [line.replace(old, new, 1) for line in lines]
    path.write_bytes(sealed(forged))
    message = refused(["resume", killed.folder], capsys, path)
    assert "journal" in message


def test_brains_are_never_executed(harmful, mark, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    assert soft == hard == resource.RLIM_INFINITY
    for name, content in harmful.items():
        path = tmp_path / "brains.npz"
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="holds no brains"):
            load_brains(path)
        assert not mark.exists(), name
    assert not (tmp_path.parent / "escaped.npy").exists()


def test_a_folder_that_was_moved_is_resumed_where_it_is(killed, tmp_path):
    """No path in a run's files says where it is."""
    moved = tmp_path / "elsewhere" / "renamed"
    moved.parent.mkdir()
    shutil.copy(killed.base / "mlflow.db", moved.parent)
    text = "".join(path.read_text() for path in killed.folder.glob("*.json*"))
    shutil.move(killed.folder, moved)
    settings = json.loads((moved / "settings.json").read_text())
    assert "directory" not in settings
    assert main(["resume", str(moved), "--json"]) == 0
    assert str(killed.base) not in text.replace(f"sqlite:///{killed.base}/mlflow.db", "")
