"""Run claims: cell after cell with progress, each kept; what is known is not lived again."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inner_rl import CPU, Hardware
from kernels.compiling import source_hash
from rewardsearch.claims.evidence import Findings, Outcome, Verdict, controlled, judge
from rewardsearch.claims.figure import draw
from rewardsearch.claims.lives import Cell
from rewardsearch.claims.protocol import Protocol
from rewardsearch.claims.registry import STUDIES
from rewardsearch.claims.setup import Setup
from rewardsearch.console import Progress, say
from rewardsearch.journal import Journal, Record
from rewardsearch.json_data import write_json
from rewardsearch.memory import question
from rewardsearch.run_directory import locked
from rewardsearch.stopping import stop_if_asked

SCHEMA = 2
"""Of what a cell answers, and of results."""
_CELL = "cell"
_SECONDS_BETWEEN_LINES = 2.0


@dataclass(frozen=True)
class Result:
    """A claim, run."""

    setup: Setup
    findings: Findings
    outcome: Outcome
    seconds: float
    """That its cells took, whenever they were lived."""

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        protocol, findings = self.setup.protocol, self.findings
        return {
            "schema": SCHEMA,
            "id": protocol.id,
            "title": protocol.title,
            "verdict": self.outcome.verdict.value,
            "why": self.outcome.why,
            "protocol": protocol.digest(),
            "kernels": source_hash(),
            "budget": self.setup.budget,
            "seed": self.setup.seed,
            "confidence": protocol.confidence,
            "seconds": round(self.seconds, 1),
            "effects": [e.to_data(protocol.prediction(e.prediction)) for e in findings.effects],
            "references": [reference.to_data() for reference in findings.references],
            "curves": [curve.to_data() for curve in findings.curves],
            "notes": findings.notes,
            "extra": findings.extra,
        }


def run_claims(
    protocols: Sequence[Protocol], budget: str, seed: int, out: Path, hardware: Hardware = CPU
) -> list[Result]:
    """Test claims one after the other; each leaves result.json and a picture in its folder.

    Args:
        protocols: what is tested.
        budget: one of ``BUDGETS``.
        seed: of all lives and searches.
        out: a folder; what is lived is kept there, and is not lived again.
        hardware: what lives are lived on; no result depends on it.

    Raises:
        InvalidInput: the folder is in use or cannot be read.
        Unwritable: nothing can be written there.

    """
    out.mkdir(parents=True, exist_ok=True)
    lock = locked(out)
    try:
        setups = [Setup(protocol, budget, seed, hardware) for protocol in protocols]
        planned = [STUDIES[setup.protocol.id].cells(setup) for setup in setups]
        progress = Progress(sum(cell.agent_steps for cells in planned for cell in cells))
        return [
            _tested(setup, cells, out / setup.protocol.folder.name, progress)
            for setup, cells in zip(setups, planned, strict=True)
        ]
    finally:
        os.close(lock)


def _tested(setup: Setup, cells: Sequence[Cell], folder: Path, progress: Progress) -> Result:
    folder.mkdir(exist_ok=True)
    say(f"{setup.protocol.id} {setup.protocol.title}: {len(cells)} cells")
    journal = Journal(folder / "journal.jsonl", say)
    try:
        found = _answers(cells, journal, progress)
    finally:
        journal.close()
    findings = STUDIES[setup.protocol.id].conclude(setup, found)
    findings.effects = controlled(setup.protocol, findings.effects)
    outcome = judge(setup.protocol, findings.effects)
    if setup.budget == "smoke":
        outcome = Outcome(Verdict.NOT_JUDGED, "a smoke run shows that the machinery works")
    seconds = sum(record["took"] for record in found.values())
    result = Result(setup, findings, outcome, seconds)
    write_json(folder / "result.json", result.to_data())
    draw(folder / "figure", setup.protocol, findings, outcome)
    say(f"  {outcome.verdict.value} ({outcome.why})")
    return result


def _answers(cells: Sequence[Cell], journal: Journal, progress: Progress) -> Mapping[str, Record]:
    """The answer of every cell by its name, from the journal where it is there."""
    known = {r["question"]: r for r in journal.records if r["kind"] == _CELL}
    found: dict[str, Record] = {}
    told = 0.0
    for number, cell in enumerate(cells, 1):
        if cell.name in found:
            raise ValueError(f"two cells are called {cell.name!r}")
        stop_if_asked()
        asked = question(SCHEMA, source_hash(), cell.name, *cell.asked)
        if asked in known:
            found[cell.name] = known[asked]
            progress.leave_out(cell.agent_steps)
            continue
        began = time.monotonic()
        record = cell.live()
        took = round(time.monotonic() - began, 3)
        found[cell.name] = journal.append(_CELL, {"question": asked, **record, "took": took})
        progress.advance(cell.agent_steps)
        if number == len(cells) or time.monotonic() - told > _SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            say(f"  [{number}/{len(cells)}] {cell.name}   {progress}")
    return found
