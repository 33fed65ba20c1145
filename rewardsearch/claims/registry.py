"""The study of each claim."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rewardsearch.claims.evidence import Findings
from rewardsearch.claims.lives import Cell
from rewardsearch.claims.setup import Setup
from rewardsearch.claims.studies import (
    c01_ruthless_by_default,
    c02_ruthless_ifier,
    c03_bad_to_get_caught,
    c08_crime_does_not_pay,
    c13_kind_while_it_pays,
    c16_many_goals,
)
from rewardsearch.journal import Record


@dataclass(frozen=True)
class Study:
    """How a claim is tested."""

    cells: Callable[[Setup], list[Cell]]
    """What is lived."""
    conclude: Callable[[Setup, Mapping[str, Record]], Findings]
    """What that shows, from the answer of each cell by its name."""


STUDIES: Mapping[str, Study] = {
    name: Study(module.cells, module.conclude)
    for name, module in {
        "C1": c01_ruthless_by_default,
        "C2": c02_ruthless_ifier,
        "C3": c03_bad_to_get_caught,
        "C8": c08_crime_does_not_pay,
        "C13": c13_kind_while_it_pays,
        "C16": c16_many_goals,
    }.items()
}
"""By the claim's id."""
