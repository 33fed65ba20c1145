"""Many faults of every kind, really injected: what is promised, and what happened.

``make soak`` takes some minutes.  It prints a table, writes it to ``tests/faults/soak.json`` and
fails where a promise was broken, or where the positive control was kept.
"""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from inner_rl import InvalidInput
from rewardsearch.console import aligned
from rewardsearch.journal import read_journal
from rewardsearch.json_data import read_reward
from rewardsearch.settings import load_settings
from tests.faults.runs import SEARCH, WRITES, Place
from tests.rewardsearch.commands import ROOT, stop_server

KILLS, CONTROLS, SIGNALS, FILES, FLIPS = 100, 10, 3, 4000, 1000
KILLED = -signal.SIGKILL
RNG = random.Random(20)


class Soak:
    """Rows of the table, and places to run in."""

    def __init__(self, base):
        self._base, self._n = Path(base), 0
        self.rows = []
        self.empty = Place.first(self._base / "empty")
        self.peace = self.another()
        assert self.peace.run(*SEARCH).returncode == 0

    def another(self):
        self._n += 1
        return self.empty.another(self._base / str(self._n))

    def row(self, fault, promised, happened, kept):
        self.rows.append({"fault": fault, "promised": promised, "happened": happened, "kept": kept})
        print(f"{'kept' if kept else 'BROKEN'}: {fault}: {happened}", file=sys.stderr, flush=True)


def kills(soak):
    """Half at a random moment, half inside a write, each search until it ends."""
    n, ends, same, damaged = 0, 0, 0, 0
    while n < KILLS:
        place, done = soak.another(), None
        while done != 0:
            words = ["resume", "latest"] if list(place.base.glob("*/journal.jsonl")) else SEARCH
            done = one_kill(place, words, n)
            n += done == KILLED
            assert done in (0, KILLED), done
        ends += 1
        same += place.result() == soak.peace.result()
        damaged += len(list(place.folder.glob("*damaged*")))
    soak.row(
        f"SIGKILL, {KILLS} times at random points, half of them inside a write",
        "nothing lost, result bit-identical",
        f"{n} kills, {ends} searches ended, {same} bit-identical; {damaged} torn records cut off",
        ends == same,
    )


def one_kill(place, words, n):
    """Start or resume and kill; the exit code."""
    if n % 2:
        fault = ("killed_in_write", RNG.randrange(4), RNG.random())
        return place.run(*words, fault=fault).returncode
    process = place.start(*words)
    time.sleep(RNG.uniform(0.0, 1.5))
    os.kill(process.pid, signal.SIGKILL)
    return process.wait().returncode


def control(soak):
    """The same kills where the journal is a file that is rewritten."""
    lost = 0
    for _ in range(CONTROLS):
        place = soak.another()
        fault = ("killed_in_write", RNG.randrange(2, WRITES - 1), RNG.random())
        place.run(*SEARCH, fault=("plain_writes", *fault))
        resumed = place.resume(fault=("plain_writes", "broken_by_nothing"))
        lost += resumed.returncode != 0 or place.result() != soak.peace.result()
    soak.row(
        f"positive control: plain file writes, {CONTROLS} kills inside one",
        "must lose runs",
        f"{lost} runs lost",
        lost == CONTROLS,
    )


def signals(soak):
    for number, name, code in ((signal.SIGTERM, "SIGTERM", 143), (signal.SIGINT, "Ctrl-C", 130)):
        said, ended, same = [], [], 0
        for _ in range(SIGNALS):
            place = soak.another()
            process = place.start(*SEARCH, fault=("slow_lives", RNG.uniform(0.3, 1.0)))
            process.says("loading the search engine")
            time.sleep(RNG.uniform(0.0, 0.9))
            began = time.monotonic()
            os.kill(process.pid, number)
            said.append(process.says("stopping, and saving"))
            done = process.wait()
            ended.append(time.monotonic() - began)
            told = done.stderr.split("go on with:")[1].split()
            resumed = place.run(*told[1:3]).returncode
            same += (done.returncode, resumed) == (
                code,
                0,
            ) and place.result() == soak.peace.result()
        soak.row(
            f"{name}, {SIGNALS} times",
            "first message within .5 s, saved within 5 s, the printed command goes on",
            f"first message after {max(said):.2f} s at most, ended after {max(ended):.1f} s at "
            f"most, {same} of {SIGNALS} resumed to the same result",
            max(said) < 0.5 and max(ended) < 5.0 and same == SIGNALS,
        )


@contextmanager
def small_disk(path, size):
    """A tmpfs of that many bytes; yields how to give it space, None where none can be mounted."""
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path],
        capture_output=True,
        check=False,
    )
    more = ["mount", "-o", "remount,size=64m", path]
    try:
        yield None if mounted.returncode else lambda: subprocess.run(more, check=True)
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", path], check=True)


def full_disks(soak):
    sizes = [(8 + 24 * n) * 1024 for n in range(6)]
    told = same = refused = 0
    how = "tmpfs"
    for number, size in enumerate(sizes):
        shown = ["--tracking-uri", f"sqlite:///{soak.another().base / 'mlflow.db'}"]
        with small_disk(soak.another().base / "disk", size) as space:
            how = how if space else "RLIMIT_FSIZE"
            place = Place(soak.another().base if space is None else soak_disk(soak))
            fault = None if space else ("no_file_larger", size)
            done = place.run(*SEARCH, *shown, fault=fault)
            told += done.returncode in (0, 1, 2) and "Traceback" not in done.stderr
            if space:
                space()
            begun = list(place.base.glob("*/journal.jsonl"))
            refused += not begun
            words = ["resume", "latest", *shown] if begun else [*SEARCH, *shown]
            resumed = place.run(*words)
            assert resumed.returncode == 0, (number, resumed.stderr)
            same += place.result() == soak.peace.result()
    soak.row(
        f"full disk ({how} of {len(sizes)} sizes)",
        "no corrupt file, a clear error, goes on after space returns",
        f"{told} of {len(sizes)} ended with a clear error or in peace ({refused} before they "
        f"began), {same} went on to the same result",
        told == same == len(sizes),
    )


def soak_disk(soak):
    """The small disk that was mounted last."""
    return sorted(soak._base.glob("*/disk"), key=lambda path: int(path.parent.name))[-1]


def servers(soak):
    for hanging in (False, True):
        place = soak.another()
        done = place.run(*SEARCH, fault=("dead_store_after", 1, hanging))
        missing = 3 - len(place.metrics("front_size"))
        resumed = place.resume()
        shown = [m.step for m in place.metrics("front_size")]
        same = place.result() == soak.peace.result()
        soak.row(
            f"tracking store {'hanging' if hanging else 'dead'} mid-run",
            "the run goes on; every point shown once later",
            f"{missing} generations missing at the end, after resume {shown}, {place.status()}",
            (done.returncode, resumed.returncode) == (0, 0) and shown == [0, 1, 2] and same,
        )
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(50)
        uri = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        spent, whole, end = resumed_with(soak, "--tracking-uri", uri)
    soak.row(
        "a server that accepts and never answers, from the start of a resumed search",
        "at most 1 % slower, exit within 5 s",
        f"its thread took {spent:.2f} s of {whole:.1f} s of processor time; ended "
        f"{end:.1f} s after the last life",
        spent < 0.01 * whole and end < 5.0,
    )


def resumed_with(soak, *words):
    """Of a search that was killed early: processor time of tracking, of all, and how it ended."""
    place = soak.another()
    long = ["life.phases.0.steps=80000", "search.generations=20"]
    place.run(*SEARCH, *long, fault=("killed_in_write", 2, 0.5))
    process = place.start("resume", "latest", *words, fault=("tracking_timed",))
    process.says("tracking took", within=300)
    began = time.monotonic()
    done = process.wait()
    assert done.returncode == 0
    spent, whole = re.search(r"tracking took (\S+) s of (\S+) s", done.stderr).groups()
    return float(spent), float(whole), time.monotonic() - began


def fuzzed(soak):
    """Settings, rewards and journals with bytes changed, cut out, or put in twice."""
    seeds = {
        "yaml": ((ROOT / "experiments/quickstart.yaml").read_bytes(), load_settings),
        "json": ((soak.peace.folder / "hall_of_fame.json").read_bytes()[:200_000], read_reward),
    }
    refused = used = 0
    path = soak._base / "fuzzed"
    for number in range(FILES):
        data, read = seeds["yaml" if number % 4 == 0 else "json"]
        path.write_bytes(mutated(data))
        try:
            read(path)
            used += 1
        except InvalidInput:
            refused += 1
    soak.row(
        f"{FILES} settings and reward files with random faults",
        "used, or refused with a clear error; no traceback",
        f"{refused} refused, {used} still usable, 0 tracebacks",
        refused + used == FILES,
    )
    whole = (soak.peace.folder / "journal.jsonl").read_bytes()
    found = 0
    for _ in range(FLIPS):
        place = RNG.randrange(len(whole))
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << RNG.randrange(8)]) + whole[place + 1 :]
        )
        contents = read_journal(path)
        found += contents.damaged and len(contents.records) == whole[:place].count(b"\n")
    soak.row(
        f"{FLIPS} journals with a flipped bit",
        "detected, what comes before is used, said so",
        f"{found} detected, and exactly what comes before was used",
        found == FLIPS,
    )


def mutated(data):
    for _ in range(RNG.randrange(1, 4)):
        start = RNG.randrange(len(data))
        end = min(len(data), start + RNG.randrange(1, 40))
        piece = RNG.choice(
            [b"", data[start:end] * 2, RNG.randbytes(3), b'"', b"[", b"}", b": ", b"1e999", b"NaN",
             b"\\ud800", b"null", b"-1", b"!!python/object:os.system x"]
        )  # fmt: skip
        data = data[:start] + piece + data[end:]
    return data


def two_processes(soak):
    place, took = soak.another(), []
    process = place.start(*SEARCH, fault=("slow_lives", 30.0))
    process.says("loading the search engine")
    for _ in range(SIGNALS):
        second = place.start("resume", "latest")
        took.append(second.says("is in use by"))
        assert second.wait().returncode == 2
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    soak.row(
        "two processes on one run directory",
        "one runs, the other says so within a second",
        f"said after {max(took):.2f} s at most",
        max(took) < 1.0,
    )


def broken_genomes(soak):
    place = soak.another()
    done = place.run(*SEARCH, fault=("broken_genomes",))
    records = [r for r in place.records() if r["kind"] == "evaluation"]
    n, broken = (
        sum(f(r) for r in records) for f in (lambda r: len(r["genomes"]), lambda r: r["sanitised"])
    )
    soak.row(
        "nan or infinity from half of the genomes",
        "counted and shown, never best, the search goes on",
        f"{broken} of {n} counted and shown",
        done.returncode == 0 and f"{broken} evaluations came to no number" in done.stderr,
    )


def read_only_cache(soak):
    with small_disk(soak.another().base / "disk", 1 << 20) as space:
        folder = soak_disk(soak)
        if space:
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        else:
            folder = soak.another().base / "a file, no directory"
            folder.write_text("")
        code = (
            "import numpy as np\n"
            "from kernels.compiling import entry\n"
            "x = np.zeros(1)\n"
            "@entry\n"
            "def f(x): x[0] = 1.0\n"
            "f(x)\n"
            "print(x[0])\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"NUMBA_CACHE_DIR": str(folder)},
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    said, works = "cannot write compiled kernels" in done.stderr, done.stdout == "1.0\n"
    soak.row(
        f"read-only cache directory ({'mounted read-only' if space else 'a file in its place'})",
        "works uncached, says so",
        f"{'works' if works else 'fails'}, {'said' if said else 'not said'}",
        said and works,
    )


def costs(soak):
    place = soak.another()
    words = ["search", ROOT / "experiments/quickstart.yaml", "search.generations=8"]
    done = place.run(*words, fault=("timed",))
    protection, total = map(
        float, re.search(r"protections (\S+) s of (\S+) s", done.stderr).groups()
    )
    soak.row(
        "no fault: what the protections cost (quickstart, 8 generations)",
        "at most 2 % of a search",
        f"{protection:.2f} s of {total:.1f} s, {protection / total:.1%}",
        protection < 0.02 * total,
    )
    times = []
    for n in (2, 202):
        place = soak.another()
        place.run(*SEARCH, f"search.generations={n}")
        process = place.start("resume", "latest")
        process.says("loading the search engine", within=100)
        began = time.monotonic()
        process.says("who is on the front", within=100)
        times.append(time.monotonic() - began)
        process.wait()
    each = 1000 * (times[1] - times[0]) / 200
    soak.row("no fault: a generation replayed", "cheap", f"{each:.1f} ms each, of 200", each < 50)


def main():
    with TemporaryDirectory() as base:
        soak = Soak(base)
        for part in (kills, control, signals, full_disks, servers, fuzzed, two_processes,
                     broken_genomes, read_only_cache, costs):  # fmt: skip
            part(soak)
        stop_server()
    table = [("", "fault", "promised", "happened")]
    table += [("kept" if r["kept"] else "BROKEN", r["fault"], r["promised"], r["happened"])
              for r in soak.rows]  # fmt: skip
    print("\n".join(aligned(table)))
    Path(__file__).with_name("soak.json").write_text(json.dumps(soak.rows, indent=2) + "\n")
    return 0 if all(row["kept"] for row in soak.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
