"""Run validations and tell what came out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from rewardsearch.validation.base import Check, Validation, Values


@dataclass(frozen=True)
class Outcome:
    """One validation, measured."""

    validation: Validation
    values: Values
    checks: list[Check]
    seconds: float

    @property
    def disagrees(self) -> bool:
        """Whether any check does."""
        return any(check.verdict == "disagrees" for check in self.checks)


def validate(
    validations: Sequence[tuple[Validation, Values]],
    seed: int = 0,
    progress: Callable[[Validation], None] | None = None,
) -> list[Outcome]:
    """Measure each, in order; ``progress`` is called before each."""
    outcomes = []
    for validation, values in validations:
        if progress is not None:
            progress(validation)
        start = time.perf_counter()
        checks = validation.measure(values, seed)
        outcomes.append(Outcome(validation, values, checks, time.perf_counter() - start))
    return outcomes


def figure(value: float) -> str:
    """Four digits, and none below the sixth decimal: what is 0 but for rounding is told as 0."""
    return f"{round(value, 6) + 0.0:.4g}"


def bound(check: Check) -> str:
    """What is expected: a figure, or beyond which one it should lie."""
    return {"above": "> ", "below": "< "}.get(check.rule, "") + figure(check.expected)


def told(check: Check) -> str:
    """What was measured, with its interval."""
    text = figure(check.measured)
    if check.low is None or check.high is None:
        return text
    return f"{text} [{figure(check.low)}, {figure(check.high)}]"


def as_data(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """For JSON."""
    return [
        {
            "id": outcome.validation.id,
            "statement": outcome.validation.statement,
            "source": outcome.validation.source,
            "parameters": {name: list(values) for name, values in outcome.values.items()},
            "checks": [_check_data(check) for check in outcome.checks],
            "elsewhere": outcome.validation.elsewhere,
            "seconds": round(outcome.seconds, 2),
        }
        for outcome in outcomes
    ]


def _check_data(check: Check) -> dict[str, Any]:
    measured = check.measured if isfinite(check.measured) else None
    return asdict(check) | {"measured": measured, "verdict": check.verdict}
