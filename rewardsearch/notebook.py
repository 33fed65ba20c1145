"""How a run shows itself in a notebook: a table and the plane of the two scores."""

import base64
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from rewardsearch.console import number
from rewardsearch.evaluation import Row
from rewardsearch.figures import score_plane
from rewardsearch.runs import Run
from rewardsearch.search import mean_by_genome

_HEAD = ("", "competence", "non-ruthlessness", "scheming gap", "felt reward")


def as_html(run: Run) -> str:
    """A heading, the rows of the report, and the picture, in one piece of HTML."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in _HEAD)
    rows = [_cells(str(rank), row) for rank, row in enumerate(run.hall_of_fame, 1)]
    rows += [_cells(row.name, row) for row in run.references]
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    settings = run.settings
    about = (
        f"{run.name}: world {settings['world']['name']}, seed {settings['seed']}, 95 % intervals "
        f"over {settings['report']['lifetimes']} lifetimes on fresh seeds"
    )
    return (
        f"<p>{escape(about)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f'<img alt="competence against non-ruthlessness" width="560" '
        f'src="data:image/png;base64,{_picture(run)}">'
    )


def _cells(label: str, row: Row) -> tuple[str, ...]:
    scores = row.scores
    return (
        label,
        number(scores["competence"]),
        number(scores["non_ruthlessness"]) if scores["verdict"] == "ok" else scores["verdict"],
        number(scores["scheming_gap"], sign=True),
        row.formula,
    )


def _picture(run: Run) -> str:
    """The score plane as base64 of a PNG."""
    evaluated = run.evaluated
    means = mean_by_genome(evaluated)[1] if evaluated.genomes else np.zeros((0, 2))
    with TemporaryDirectory() as folder:
        files = score_plane(
            Path(folder, "plane"), means, run.hall_of_fame, run.references, run.name
        )
        return base64.b64encode(files[0].read_bytes()).decode()
