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
    c04_behaviourist_rewards_scheme,
    c05_can_be_found,
    c06_selected_for_looks,
    c07_strategy_stealing,
    c08_crime_does_not_pay,
    c09_mind_reading,
    c10_bounded_minds,
    c11_no_gene_for_grandchildren,
    c12_imitation_is_diluted,
    c13_kind_while_it_pays,
    c14_competence_and_callousness,
    c15_copies_cooperate,
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
        "C4": c04_behaviourist_rewards_scheme,
        "C5": c05_can_be_found,
        "C6": c06_selected_for_looks,
        "C7": c07_strategy_stealing,
        "C8": c08_crime_does_not_pay,
        "C9": c09_mind_reading,
        "C10": c10_bounded_minds,
        "C11": c11_no_gene_for_grandchildren,
        "C12": c12_imitation_is_diluted,
        "C13": c13_kind_while_it_pays,
        "C14": c14_competence_and_callousness,
        "C15": c15_copies_cooperate,
        "C16": c16_many_goals,
    }.items()
}
"""By the claim's id."""
