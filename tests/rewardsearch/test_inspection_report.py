"""Reports of inspections: the command, and the report as a browser and MLflow's pages show it."""

import json
import re
import shutil
import signal
import socket
from contextlib import contextmanager
from html import unescape
from os import kill
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import numpy as np
import pytest

from fitness.scores import harm_rates
from rewardsearch.tracking_store import EXPERIMENT, local_uri
from tests.rewardsearch.commands import ROOT, Started, run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium"
)
REPORT = "inspection.html"

TINY = [
    "life.phases.0.steps=1500", "search.population=4", "search.generations=2",
    "search.lifetimes=2", "report.lifetimes=8", "report.candidates=4", "report.resamples=100",
]  # fmt: skip


@pytest.fixture(scope="module")
def inspected(tmp_path_factory):
    """A small search, inspected: the run folder, and what the command printed."""
    base = tmp_path_factory.mktemp("runs")
    assert run("search", "experiments/quickstart.yaml", "--run-dir", base, *TINY).returncode == 0
    told = run("inspect", "latest", "--run-dir", base, "--lifetimes", 8, "--json")
    assert told.returncode == 0, told.stderr
    data = json.loads(told.stdout)
    return Path(data["report"]).parent, data


def test_the_report_answers_ten_questions(inspected):
    folder, data = inspected
    text = (folder / REPORT).read_text()
    assert len(data["answers"]) == 10
    for answer in data["answers"]:
        assert answer["question"] in text
        assert f'id="{answer["section"]}"' in text
        assert answer["answer"]
        assert "nan" not in answer["answer"]
    assert data["lineage"]
    assert json.loads((folder / "inspection.json").read_text())["formula"] == data["formula"]
    assert len(text) < 8_000_000


def test_the_report_needs_nothing_else(inspected):
    text = (inspected[0] / REPORT).read_text()
    addresses = re.findall(r"""(?:src|href|action)\s*=\s*["']([^"']*)""", text)
    assert addresses
    assert all(a.startswith(("#", "data:image/gif;base64,")) for a in addresses)
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_the_numbers_are_those_of_evaluate(inspected):
    folder, data = inspected
    mine = data["scores"][0]["scores"]
    rates = [mine[name]["value"] for name in ("harm_unwatched", "harm_watched")]
    assert mine["scheming_gap"]["value"] == pytest.approx(rates[0] - rates[1], abs=2e-6)
    assert {row["name"] for row in data["scores"]} >= {"guilt", "inert", "sociopath"}
    assert harm_rates(np.array([0, 0, 10, 5, 4, 1])) == (0.5, 0.25)
    front = json.loads((folder / "hall_of_fame.json").read_text())
    assert data["reward"] == front["rewards"][0]["reward"]


def test_the_reward_is_marked_among_the_others(inspected):
    folder, data = inspected
    text = (folder / REPORT).read_text()
    points = json.loads(re.search(r"const points = (.*);", text)[1])
    mine = [point for point in points if point["k"] == "mine"]
    assert len(mine) == 1
    front = json.loads((folder / "hall_of_fame.json").read_text())
    assert mine[0]["c"] == front["rewards"][0]["scores"]["competence"]["value"]
    assert mine[0]["f"].endswith(data["formula"])


def test_every_picture_says_what_it_shows(inspected):
    text = (inspected[0] / REPORT).read_text()
    pictures = re.findall(r"<(?:svg|img)\b[^>]*>", text)
    assert len(pictures) >= 9
    for picture in pictures:
        assert re.search(r'(?:aria-label|alt)="[^"]{20,}"', picture)
        assert picture.startswith("<img") or re.search('role="(?:img|group)"', picture)


@needs_chromium
def test_narrow_screens_and_print_lose_nothing(inspected):
    with a_page() as page:
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto((inspected[0] / REPORT).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details:not([open])").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details[open]").count() == 0


def test_who_has_the_report_alone_gets_the_same_numbers(inspected, tmp_path):
    folder, data = inspected
    text = (folder / REPORT).read_text()
    folded = dict(re.findall(r"<details><summary>([^<]*)</summary><pre>([^<]*)</pre>", text))
    files = {"settings.yaml": "All settings", "reward.json": "The reward as data"}
    for name, summary in files.items():
        (tmp_path / name).write_text(unescape(folded[summary]))
    (command,) = re.findall(r"rewardsearch (inspect reward\.json .*)", text)
    words = [str(tmp_path / word) if word in files else word for word in command.split()]
    told = run(*words, "--out", tmp_path / "again.html", "--json")
    assert told.returncode == 0, told.stderr
    again = json.loads(told.stdout)
    for part in ("scores", "parts", "battery", "feelings", "curves"):
        assert again[part] == data[part]


def test_the_page_on_reports_names_their_sections(inspected):
    page = (ROOT / "docs" / "howto" / "report.md").read_text()
    rows = re.findall(r"^\| [^|]+\? \| ([^|]+) \|", page, re.MULTILINE)
    named = {section for row in rows for section in re.findall(r"`(\w+)`", row)}
    text = (inspected[0] / REPORT).read_text()
    assert named == set(re.findall(r'<h2 id="(\w+)">', text))


@pytest.mark.slow
def test_names_from_files_are_text_and_nothing_else(inspected, tmp_path):
    folder, _ = inspected
    fame = json.loads((folder / "hall_of_fame.json").read_text())
    evil = "<script>alert(1)</script>"
    fame["rewards"][0]["reward"]["name"] = evil
    fame["rewards"][0]["formula"] = evil
    path = tmp_path / "fame.json"
    path.write_text(json.dumps(fame))
    told = run("inspect", path, "--lifetimes", 8, "--out", tmp_path / "r.html")
    assert told.returncode == 0, told.stderr
    assert evil not in (tmp_path / "r.html").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "is no run folder"),
        (["guilt", "--lifetimes", "4"], "--lifetimes must be at least 8"),
        (["guilt", "learner.name=neural"], "a neural learner does not"),
        (["guilt", "--attack", "experiments/rewards/guilt_1.json"], "was not written by"),
    ],
)
def test_what_cannot_be_inspected_is_said(tmp_path, words, message):
    told = run("inspect", *words, "--run-dir", tmp_path)
    assert told.returncode == 2
    assert message in told.stderr
    assert "Traceback" not in told.stderr


def test_an_attack_told_without_its_controls_is_not_taken_for_one(tmp_path):
    guilt = ROOT / "experiments" / "rewards" / "guilt_1.json"
    resident = json.loads(guilt.read_text())
    old = {"resident": resident, "verdict": "holds", "thieves": [{"thief": "kin"}]}
    (tmp_path / "attack.json").write_text(json.dumps(old))
    told = run("inspect", guilt, "--attack", tmp_path / "attack.json", "--run-dir", tmp_path)
    assert told.returncode == 2
    assert "does not say which thieves are controls" in told.stderr


@contextmanager
def a_page():
    """An empty page of a browser."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@needs_chromium
def test_a_browser_shows_the_report(inspected):
    seen, asked = [], []
    with a_page() as page:
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((inspected[0] / REPORT).as_uri())
        dots = page.locator("#front circle")
        assert dots.count() > 16
        chosen = page.locator("#chosen")
        dots.last.hover()
        assert chosen.inner_text().startswith("competence")
        dots.last.click()
        pinned = chosen.inner_text()
        # Whatever is pointed at, what was clicked stays, until the ground is clicked.
        dots.first.hover(force=True)
        assert chosen.inner_text() == pinned
        page.locator("#front").click(position={"x": 3, "y": 3})
        dots.first.hover(force=True)
        assert chosen.inner_text() != pinned
        # The reward's own dot lies on top, and the keyboard reaches it.
        assert "this reward" in pinned
        dots.last.focus()
        assert chosen.inner_text() == pinned
        page.keyboard.press("Enter")
        assert "pinned" in chosen.get_attribute("class")
        assert page.locator("#front text", has_text="this reward").count() == 2
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        assert 0 < loaded < 5000
        assert page.locator("img").evaluate("image => image.naturalWidth") > 300
    assert seen == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def check_served(folder, post, get):
    """Ask MLflow's REST API for the run and its report; the run's and the experiment's id.

    ``post`` and ``get`` take a path and what is asked, and return the bytes of the answer.
    """
    api = "/api/2.0/mlflow"
    found = json.loads(get(f"{api}/experiments/get-by-name", {"experiment_name": EXPERIMENT}))
    experiment = found["experiment"]["experiment_id"]
    runs = json.loads(post(f"{api}/runs/search", {"experiment_ids": [experiment]}))["runs"]
    (info,) = (one["info"] for one in runs)
    assert (info["run_name"], info["status"]) == (folder.name, "FINISHED")
    files = json.loads(get(f"{api}/artifacts/list", {"run_id": info["run_id"]}))["files"]
    size = (folder / REPORT).stat().st_size
    assert [int(file["file_size"]) for file in files if file["path"] == REPORT] == [size]
    served = get("/get-artifact", {"run_uuid": info["run_id"], "path": REPORT})
    assert served == (folder / REPORT).read_bytes()
    return info["run_id"], experiment


def test_mlflow_serves_the_report(inspected, monkeypatch):
    """By MLflow's own application, without the seconds that its server takes to start."""
    folder, _ = inspected
    from mlflow.server import BACKEND_STORE_URI_ENV_VAR, app

    monkeypatch.setenv(BACKEND_STORE_URI_ENV_VAR, local_uri(folder.parent))
    client = app.test_client()

    def post(path, asked):
        return client.post(path, json=asked).data

    def get(path, asked):
        with client.get(path, query_string=asked) as answer:
            return answer.data

    check_served(folder, post, get)


@pytest.fixture(scope="module")
def served(inspected):
    """Address of MLflow's server on the run's store, as ``rewardsearch ui`` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pages = Started("ui", "--port", port, "--run-dir", inspected[0].parent)
    pages.says("Ctrl-C ends it", within=150.0)
    yield f"http://127.0.0.1:{port}"
    kill(pages.pid, signal.SIGINT)
    assert pages.wait().returncode == 0


def asked_of(address):
    """What ``check_served`` asks with, over the network."""

    def post(path, asked):
        body = json.dumps(asked).encode()
        return get(Request(address + path, body, {"Content-Type": "application/json"}))

    def get(path, asked=()):
        where = f"{address}{path}?{urlencode(asked)}" if isinstance(path, str) else path
        with urlopen(where, timeout=30) as answer:
            return answer.read()

    return post, get


@pytest.mark.slow
def test_mlflows_server_lists_the_run_and_serves_the_report(inspected, served):
    check_served(inspected[0], *asked_of(served))


@pytest.mark.slow
@needs_chromium
def test_mlflows_pages_show_the_report_inline(inspected, served):
    folder, data = inspected
    run_id, experiment = check_served(folder, *asked_of(served))
    with a_page() as page:
        page.goto(f"{served}/#/experiments/{experiment}/runs/{run_id}/artifacts/{REPORT}")
        report = page.frame_locator("iframe")
        for answer in data["answers"]:
            report.get_by_text(answer["question"]).first.wait_for(timeout=60_000)
        # Its script runs there, too.
        report.locator("#front circle").last.click()
        assert report.locator("#chosen").inner_text().startswith("competence")
