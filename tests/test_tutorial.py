"""The tutorial: committed with what it gave, and still works."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "experiments/tutorial/tutorial.ipynb"
TINY = """OVERRIDES = [
    "life.phases.0.steps=1500",
    "life.phases.1.steps=500",
    "search.population=8",
    "search.generations=2",
    "search.lifetimes=2",
    "report.candidates=2",
    "report.lifetimes=8",
]
LIFETIMES = 8"""


def test_it_is_committed_with_all_that_it_gave():
    notebook = nbformat.read(NOTEBOOK, 4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    shown = [output for cell in code for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    assert any("<img" in output.get("data", {}).get("text/html", "") for output in shown)
    assert NOTEBOOK.stat().st_size < 1_000_000
    text = NOTEBOOK.read_text()
    assert str(ROOT) not in text
    assert "site-packages" not in text


@pytest.mark.slow
def test_it_works_from_beginning_to_end(tmp_path, monkeypatch):
    notebook = nbformat.read(NOTEBOOK, 4)
    (settings,) = [cell for cell in notebook.cells if cell.source.startswith("OVERRIDES")]
    settings.source = TINY
    folder = tmp_path / "experiments/tutorial"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "experiments/quickstart.yaml", folder.parent)
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    # A command that failed in the shell is no error of the notebook.
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    printed = "".join(output.text for output in shown if "text" in output)
    for word in ("scripted kind", "thief", "what one agent feels"):
        assert word in printed, printed
