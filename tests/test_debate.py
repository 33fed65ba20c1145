"""The page on the debate says what the committed results say."""

import json
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CLAIMS = ROOT / "experiments" / "claims"
PAGE = (ROOT / "docs" / "results" / "debate.md").read_text()
ESTIMATE = re.compile(r"([+-]?\d\.\d\d) \[([+-]?\d\.\d\d), ([+-]?\d\.\d\d)\]")
VERDICTS = json.loads((CLAIMS / "verdicts.json").read_text())


def told(data, ends):
    """Every estimate in plain data, as the page would write it."""
    if isinstance(data, dict):
        if set(ends) <= set(data) and all(isinstance(data[end], float | int) for end in ends):
            yield tuple(round(data[end], 2) + 0.0 for end in ends)
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from told(item, ends)


MEASURED = {
    estimate
    for path, ends in [
        *((path, ("value", "low", "high")) for path in CLAIMS.glob("*/result.json")),
        (CLAIMS / "phases.json", ("coefficient", "low", "high")),
    ]
    for estimate in told(json.loads(path.read_text()), ends)
}
QUOTED = [tuple(map(float, found)) for found in ESTIMATE.findall(PAGE)]


@pytest.mark.parametrize("estimate", QUOTED, ids=str)
def test_every_estimate_on_the_page_was_measured(estimate):
    assert estimate in MEASURED


def test_estimates_are_found_at_all():
    assert len(QUOTED) > 10
    assert (0.12, 0.34, 0.56) not in MEASURED


STANDING = runpy.run_path(str(CLAIMS / "run.py"))["standing"]


@pytest.mark.parametrize("claim", list(VERDICTS["11"]))
def test_the_table_has_the_verdict_of_every_claim(claim):
    verdict = STANDING(VERDICTS, claim)
    assert re.search(rf"^\| \[{claim}\]\(\S+\) \| [^|]+ \| {verdict} \|", PAGE, re.MULTILINE)
