"""Searches side by side: comparable or not, how good, and whether they found the same reward."""

from rewardsearch.comparing.agreement import Agreement, agreement
from rewardsearch.comparing.comparability import check_comparable, differing_settings
from rewardsearch.comparing.report import Compared, as_data, as_text, compare

__all__ = [
    "Agreement",
    "Compared",
    "agreement",
    "as_data",
    "as_text",
    "check_comparable",
    "compare",
    "differing_settings",
]
