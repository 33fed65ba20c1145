"""The journal: what was appended is there, whatever happened to the file."""

import hashlib
import json
import os
import resource
import subprocess
import sys

import pytest

from rewardsearch import journal as module
from rewardsearch.errors import Unwritable
from rewardsearch.journal import Journal, read_journal
from tests.rewardsearch.commands import ROOT


def filled(path, n=3, warn=pytest.fail):
    journal = Journal(path, warn)
    for number in range(n):
        journal.append("note", {"number": number, "share": 0.1 * number, "word": "\u00e9\ud800"})
    journal.close()
    return path.read_bytes()


def content(records):
    return [record["number"] for record in records]


def test_records_come_back_as_they_were_appended(tmp_path):
    path = tmp_path / "journal.jsonl"
    filled(path)
    found = read_journal(path)
    assert not found.damaged
    assert [record["share"] for record in found.records] == [0.1 * n for n in range(3)]
    assert found.records[0]["word"] == "\u00e9\ud800"
    assert content(Journal(path, pytest.fail).records) == [0, 1, 2]


def test_seals_are_a_chain_of_sha256(tmp_path):
    seal = ""
    for line in filled(tmp_path / "journal.jsonl").decode().splitlines():
        payload, _, rest = line.rpartition(', "seal": "')
        seal = hashlib.sha256((seal + payload).encode()).hexdigest()[:16]
        assert rest == seal + '"}'
        json.loads(line)


def test_every_truncation_keeps_every_whole_record(tmp_path):
    whole = filled(tmp_path / "whole.jsonl")
    ends = [i + 1 for i, byte in enumerate(whole) if byte == ord("\n")]
    path = tmp_path / "cut.jsonl"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        found = read_journal(path)
        n = sum(end <= length for end in ends)
        assert content(found.records) == list(range(n))
        assert found.damaged == (length not in (0, *ends))


def test_a_flipped_bit_anywhere_cuts_the_journal_there(tmp_path):
    whole = filled(tmp_path / "whole.jsonl")
    path = tmp_path / "flipped.jsonl"
    for place in range(len(whole)):
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
        )
        found = read_journal(path)
        assert found.damaged
        assert content(found.records) == list(range(whole[:place].count(b"\n"))), place


def test_a_missing_or_repeated_line_breaks_the_chain(tmp_path):
    first, second, third = filled(tmp_path / "whole.jsonl").splitlines(keepends=True)
    path = tmp_path / "changed.jsonl"
    for lines, n in (([first, third], 1), ([first, first], 1), ([second, third], 0)):
        path.write_bytes(b"".join(lines))
        assert (len(read_journal(path).records), read_journal(path).damaged) == (n, True)


def test_a_damaged_journal_is_cut_said_kept_beside_and_goes_on(tmp_path):
    path, said = tmp_path / "journal.jsonl", []
    whole = filled(path)
    damaged = whole[:-30] + b"X" + whole[-29:]
    path.write_bytes(damaged)
    journal = Journal(path, said.append)
    assert content(journal.records) == [0, 1]
    assert len(said) == 1
    assert "line 3 is damaged" in said[0]
    assert (tmp_path / "journal.damaged-1.jsonl").read_bytes() == damaged
    journal.append("note", {"number": 7})
    assert content(read_journal(path).records) == [0, 1, 7]
    assert not read_journal(path).damaged


def test_an_append_that_was_interrupted_leaves_nothing_that_counts(tmp_path, monkeypatch):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path, pytest.fail)
    journal.append("note", {"number": 0})

    def interrupted(file, data):
        os.write(file, data[:20])
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(module, "write_all", interrupted)
        with pytest.raises(KeyboardInterrupt):
            journal.append("note", {"number": 1})
    journal.append("note", {"number": 2})
    assert content(read_journal(path).records) == [0, 2]
    assert not read_journal(path).damaged


def test_a_disk_that_is_full_is_told_and_costs_no_record(tmp_path):
    """In another process, since a limit that was set stays."""
    path = tmp_path / "journal.jsonl"
    n_bytes = len(filled(path)) + 40
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from rewardsearch.errors import Unwritable\n"
        "from rewardsearch.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1]), print)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({n_bytes}, resource.RLIM_INFINITY))\n"
        "for space in (False, True):\n"
        "    if space:\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "    try:\n"
        "        journal.append('note', {'number': 3})\n"
        "    except Unwritable as error:\n"
        "        print(error)\n"
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    words = [sys.executable, "-c", code, path]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    assert f"cannot write {path} (File too large)" in done.stdout
    assert "make room on the disk" in done.stdout
    assert content(read_journal(path).records) == [0, 1, 2, 3]
    assert not read_journal(path).damaged


@pytest.mark.parametrize(
    "payload",
    [
        b"[1, 2",
        b'{"no": "kind"',
        b'{"kind": 7, "at": {"time": 1, "seconds": 1}',
        b'{"kind": "note"',
        b'{"kind": "note", "at": 3',
        b'{"kind": "note", "at": {"time": "now", "seconds": 1}',
        b'{"kind": "note", "at": {"time": NaN, "seconds": 1}',
        b'{"kind": "note", "at": {"time": -1, "seconds": 1}',
        b'{"kind": "note", "kind": "note", "at": {"time": 1, "seconds": 1}',
        b'{"kind": "note", "at": {"time": 1, "seconds": 1}, "x": ' + b"[" * 100_000,
        b'{"kind": "note", "at": {"time": 1, "seconds": 1}, "x": ' + b"9" * 10_000,
        b'{"kind": "note", "at": {"time": 1, "seconds": 1}, "x": "\xff"',
    ],
)
def test_what_is_sealed_but_no_record_is_damage(payload, tmp_path):
    path = tmp_path / "journal.jsonl"
    seal = hashlib.sha256(payload).hexdigest()[:16].encode()
    path.write_bytes(payload + b', "seal": "' + seal + b'"}\n')
    assert (read_journal(path).records, read_journal(path).damaged) == ([], True)


def test_a_journal_that_leads_elsewhere_is_not_followed(tmp_path):
    target = tmp_path / "elsewhere"
    target.write_text("")
    (tmp_path / "journal.jsonl").symlink_to(target)
    with pytest.raises(Unwritable):
        Journal(tmp_path / "journal.jsonl", pytest.fail)
    assert target.read_text() == ""


def test_the_clock_goes_on_where_the_last_record_left_it(tmp_path):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path, pytest.fail)
    journal.append("note", {}, {"time": 5, "seconds": 100.0})
    journal.close()
    again = Journal(path, pytest.fail)
    assert again.time == 5
    assert 100.0 <= again.append("note", {})["at"]["seconds"] < 101.0
    assert again.time > 1_000_000_000_000
