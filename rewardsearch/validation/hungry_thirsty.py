"""V5: the classic of reward search, which takes a quarter of an hour and is measured elsewhere."""

from rewardsearch.validation.base import Check, Validation, Values


def _measure(_values: Values, _seed: int) -> list[Check]:
    return []


REWARD_SEARCH = Validation(
    "V5",
    "Hungry-Thirsty: a reward that also minds thirst beats fitness alone in short lives, and its "
    "advantage is gone in long ones",
    "Singh, Lewis & Barto 2009; Sorg 2010",
    (),
    _measure,
    elsewhere="experiments/hungry_thirsty (python experiments/hungry_thirsty/run.py, 15 minutes)",
)
