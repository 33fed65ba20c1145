"""The documentation builds without a warning, and what it tells to do can be done.

Commands run at small settings: what is told stays, and what makes it small is added behind it.
"""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.docs.reading import DOCS, PAGES, ROOT, commands, fenced, name
from tests.rewardsearch.commands import run, stop_server

pytestmark = pytest.mark.slow

LIFE = ["life.phases.0.steps=1500", "life.phases.1.steps=500"]
REPORT = ["report.candidates=2", "report.lifetimes=8", "report.resamples=100"]
SEARCH = [*LIFE, "search.population=4", "search.generations=2", "search.lifetimes=2", *REPORT]
EVOLVE = [
    *LIFE, "evolution.population=4", "evolution.generations=2", "evolution.lifetimes=2", *REPORT
]  # fmt: skip
FEW = [*LIFE, "--lifetimes", "8"]
SMALLER = {
    "search": SEARCH,
    "evolve": EVOLVE,
    "inspect": FEW,
    "evaluate": FEW,
    "battery": [*FEW, "report.resamples=100", "--trial-steps", "200"],
    "attack": [*FEW, "--thief", "clone"],
    "sweep": FEW,
    "watch": ["--frames", "6", *LIFE],
    "tune": ["--trials", "2", "--life", "2000"],
    "bench": ["--repeats", "1", "--no-compile"],
    "claims": ["--budget", "smoke"],
}
NOT_RUN = {
    "--device cuda": "needs a GPU",
    "--ray": "starts or joins a cluster: tests/rewardsearch/test_cluster.py does",
    "bench --world all": "minutes, whatever the settings",
    "bench --scoring": "minutes, whatever the settings",
    "--scaling": "minutes, whatever the settings",
    "--peers": "needs JAX",
    "rewardsearch ui": "serves until Ctrl-C: tests/rewardsearch/test_registry.py does",
}


def told():
    """Every command once, in the order of pages."""
    lines = {str(one): one for page in PAGES for one in commands(page)}
    return {line: one for line, one in lines.items() if not any(no in line for no in NOT_RUN)}


def smaller(words):
    if {"--explain", "--dry-run", "--list", "--planted"} & set(words):
        return [*words, "--lifetimes", "8"] if "--planted" in words else list(words)
    if "--fork" in words:
        return [*words, "search.generations=3"]
    return [*words, *SMALLER.get(words[0], ())]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder like the repository's, with two small searches finished."""
    path = tmp_path_factory.mktemp("folder")
    (path / "experiments").symlink_to(ROOT / "experiments")
    for seed in (1, 2):
        done = run("search", "experiments/quickstart.yaml", *SEARCH, f"seed={seed}", cwd=path)
        assert done.returncode == 0, done.stderr
    yield path
    stop_server()


@pytest.mark.parametrize("line", told())
def test_commands_run(folder, line):
    one = told()[line]
    # The first two of all runs, which the fixture has made alike.
    runs = iter(sorted((folder / "runs").glob("quickstart-*")))
    words = [next(runs) if word == "RUN" else word for word in one.words]
    done = run(*smaller(words), cwd=folder)
    assert done.returncode == 0, done.stderr
    if one.into:
        (folder / one.into).write_text(done.stdout)


def test_every_exception_is_needed():
    lines = [str(one) for page in PAGES for one in commands(page)]
    for no in NOT_RUN:
        assert any(no in line for line in lines), no


@pytest.mark.parametrize("page", [page for page in PAGES if fenced(page, "python")], ids=name)
def test_python_runs(page, folder, monkeypatch):
    monkeypatch.chdir(folder)
    blocks = [code for code in fenced(page, "python") if 'device="cuda"' not in code]
    exec("\n".join(blocks), {})


@pytest.mark.parametrize("page", [page for page in PAGES if fenced(page, "json")], ids=name)
def test_json_is_a_reward(page, tmp_path):
    for i, code in enumerate(fenced(page, "json")):
        json.loads(code)
        path = tmp_path / f"{i}.json"
        path.write_text(code)
        assert run("show", path).returncode == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The documentation as make docs builds it."""
    out = tmp_path_factory.mktemp("site")
    words = ["--quiet", "--fail-on-warning", "--keep-going", "--fresh-env", "-b", "html"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, DOCS, out],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


def test_pages_load_nothing_from_elsewhere(site):
    loaded = re.compile(r"""<(?:script|img|iframe|link)[^>]*(?:src|href)="(?:https?:)?//""")
    for page in site.rglob("*.html"):
        assert not loaded.search(page.read_text()), page
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//", style.read_text()), style


def test_the_reference_tells_what_docstrings_and_the_parser_tell(site):
    python = (site / "reference" / "python.html").read_text()
    assert "Let agents live from birth under a reward" in python
    assert "usage: rewardsearch kernels verify" in (
        site / "reference" / "command_line.html"
    ).read_text()  # fmt: skip
    assert (site / "repository" / "experiments" / "planted" / "README.html").is_file()
