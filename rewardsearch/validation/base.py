"""A known result, its parameters, and what was measured of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fitness.statistics.bootstrap import interval, resampled_sums
from kernels.checks import require_range
from kernels.errors import InvalidInput

CONFIDENCE = 0.999
"""Of every interval here: with dozens of checks, 95 % ones would cry wolf at each run."""

Values = Mapping[str, tuple[float, ...]]
"""Values of parameters by name."""

Rule = Literal["equal", "covered", "within", "above", "below"]
Verdict = Literal["agrees", "disagrees", "not shown"]


@dataclass(frozen=True)
class Check:
    """One figure: expected by a closed form, and measured.

    Rules, fixed by the validation and not by what comes out:

    * ``equal``: nothing was left to chance; the two differ by at most ``tolerance``.
    * ``covered``: the expected figure lies in the interval of the measured one.
    * ``within``: the whole interval lies within ``tolerance`` of the expected figure.
    * ``above``, ``below``: the whole interval, or the figure if it has none, lies on this side of
      the expected one, which is a bound.  Such claims come from simulations of other learners; what
      does not come out here is not shown, and not refuted.
    """

    what: str
    expected: float
    measured: float
    tolerance: float = 0.0
    low: float | None = None
    high: float | None = None
    rule: Rule = "equal"

    @property
    def agrees(self) -> bool:
        """Whether the rule is met; nan never agrees."""
        if self.rule == "above":
            return (self.measured if self.low is None else self.low) > self.expected
        if self.rule == "below":
            return (self.measured if self.high is None else self.high) < self.expected
        if self.rule == "equal" or self.low is None or self.high is None:
            return abs(self.measured - self.expected) <= self.tolerance
        if self.rule == "covered":
            return self.low <= self.expected <= self.high
        return self.low >= self.expected - self.tolerance and (
            self.high <= self.expected + self.tolerance
        )

    @property
    def verdict(self) -> Verdict:
        """The verdict in words."""
        if self.agrees:
            return "agrees"
        return "not shown" if self.rule in ("above", "below") else "disagrees"


@dataclass(frozen=True)
class Parameter:
    """A number that a validation depends on, or several to go through."""

    name: str
    default: tuple[float, ...]
    low: float
    high: float
    meaning: str
    whole: bool = False
    """Whole numbers only."""
    many: bool = False
    """Several values may be given, separated by commas; each is checked."""

    def read(self, text: str) -> tuple[float, ...]:
        """Values from '5' or '0,0.5'.

        Raises:
            InvalidInput: not numbers, too many, or outside the range.

        """
        try:
            values = tuple(float(word) for word in text.split(","))
        except ValueError:
            more = ", or several separated by commas" if self.many else ""
            raise InvalidInput(f"{self.name}={text}: expected a number{more}") from None
        if len(values) > 1 and not self.many:
            raise InvalidInput(f"{self.name}={text}: takes one number, not {len(values)}")
        for value in values:
            require_range(self.name, value, self.low, self.high)
            if self.whole and value != int(value):
                raise InvalidInput(f"{self.name}={text}: expected a whole number")
        return values

    def told(self) -> str:
        """'b=3: benefit, from 0 to 1000'."""
        values = ",".join(f"{value:.6g}" for value in self.default)
        return f"{self.name}={values}: {self.meaning}, from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Validation:
    """A known result that can be measured here."""

    id: str
    statement: str
    source: str
    parameters: tuple[Parameter, ...]
    measure: Callable[[Values, int], list[Check]]
    """Checks from values of all parameters and a seed."""
    elsewhere: str = ""
    """Where what takes too long is measured, with its command."""


def mean_interval(values: NDArray[np.float64], seed: int) -> tuple[float, float]:
    """Interval of the mean of independent values [n] at ``CONFIDENCE``, by bootstrap."""
    stratum = np.zeros(len(values), np.int64)
    sums = resampled_sums(values[None, :, None], stratum, 10_000, seed)
    low, high = interval(sums[0, :, 0] / len(values), stratum, CONFIDENCE)
    return float(low), float(high)


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Interval of a share at ``CONFIDENCE`` (Wilson 1927), good down to no success at all."""
    z = NormalDist().inv_cdf((1.0 + CONFIDENCE) / 2.0)
    share, weight = successes / trials, z * z / trials
    middle = (share + weight / 2.0) / (1.0 + weight)
    reach = z * ((share * (1.0 - share) + weight / 4.0) / trials) ** 0.5 / (1.0 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)
