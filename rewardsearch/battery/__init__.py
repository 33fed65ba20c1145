"""The battery as a job: raise agents, put them through the trials, tell what came out."""

from rewardsearch.battery.examination import (
    FIXED,
    Examination,
    Subject,
    check_examinable,
    examine,
    planned_agent_steps,
)
from rewardsearch.battery.report import (
    as_data,
    chance_note,
    facts_table,
    left_out,
    links_table,
    planted_table,
    weak_note,
)

__all__ = [
    "FIXED",
    "Examination",
    "Subject",
    "as_data",
    "chance_note",
    "check_examinable",
    "examine",
    "facts_table",
    "left_out",
    "links_table",
    "planned_agent_steps",
    "planted_table",
    "weak_note",
]
