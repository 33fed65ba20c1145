"""The table of formulas is that of the code, and selection cannot see what is held out."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fitness.battery import FACTS, LINKS

ROOT = Path(__file__).parents[3]
FORMULAS = (ROOT / "fitness" / "README.md").read_text()
TITLES = ("## Links", "## Facts")


def lines(measures):
    for m in measures:
        seen = "sees it" if m.selected else "never sees it"
        yield f"| {m.name} | {m.formula} | {m.source} | {seen} |".replace("|g|", "\\|g\\|")


@pytest.mark.parametrize(("title", "measures"), list(zip(TITLES, (LINKS, FACTS), strict=True)))
def test_the_table_of_formulas_is_that_of_the_code(title, measures):
    part = FORMULAS.split(title)[1].split("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")][2:]
    assert rows == list(lines(measures))


def test_what_selects_does_not_load_what_is_held_out():
    """Beside the contract that import-linter checks: in a fresh process, by what is loaded."""
    code = (
        "import sys, rewardsearch.pipeline, rewardsearch.search, rewardsearch.evaluation\n"
        "import rewardsearch.retraining, rewardsearch.tuning\n"
        "print([m for m in sys.modules if 'battery' in m or m == 'inner_rl.planted'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_import_linter_refuses_a_search_that_looks_at_the_battery(tmp_path):
    """The contract can fail: in a copy whose archive imports the battery it is broken."""
    for package in ("kernels", "inner_rl", "fitness", "rewardsearch"):
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "rewardsearch" / "search" / "archive.py").open("a") as file:
        file.write("\nfrom fitness.battery import profiles\n")
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "Selection never sees the held-out battery BROKEN" in done.stdout
    assert done.stdout.count(" BROKEN") == 1
