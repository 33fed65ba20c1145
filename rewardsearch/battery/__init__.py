"""The battery as a job: raise agents, put them through the trials, tell what came out."""

from rewardsearch.battery.examination import (
    Examination,
    Subject,
    check_examinable,
    examine,
    planned_agent_steps,
)
from rewardsearch.battery.report import as_data, facts_table, links_table, planted_table

__all__ = [
    "Examination",
    "Subject",
    "as_data",
    "check_examinable",
    "examine",
    "facts_table",
    "links_table",
    "planned_agent_steps",
    "planted_table",
]
