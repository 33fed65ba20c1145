"""From effects with intervals to verdicts, by the rules of a protocol and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import inf, isfinite, nan
from typing import Any

from rewardsearch.claims.protocol import Prediction, Protocol
from rewardsearch.json_data import json_number

_ENDS = ("value", "low", "high")
# More lifetimes or searches than anybody would pay for.
_NEVER = 1e6


class Verdict(StrEnum):
    """What data say about a claim, or about one prediction in one scope."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    """The interval holds the bound: more lives would tell."""
    DEGENERATE = "degenerate"
    """Too few opportunities, or a control that failed in every scope: nothing can be told."""
    NOT_JUDGED = "not judged"
    """A smoke run: it shows that the machinery works."""


@dataclass(frozen=True)
class Effect:
    """What was measured of one prediction in one scope."""

    prediction: str
    scope: str
    """World, learner, and whatever else was fixed, as 'coins, actor_critic'."""
    value: float
    low: float
    high: float
    """Ends of the interval, of the protocol's confidence."""
    n: int
    """Lifetimes, or searches, that it rests on."""
    degenerate: str = ""
    """Why nothing can be told, where that is so."""

    def verdict(self, prediction: Prediction) -> Verdict:
        """By the prediction's rule."""
        if self.degenerate or not all(map(isfinite, (self.value, self.low, self.high))):
            return Verdict.DEGENERATE
        bound = prediction.bound
        if prediction.rule == "within":
            inside = -bound < self.low and self.high < bound
            outside = self.low > bound or self.high < -bound
        else:
            sign = 1.0 if prediction.rule == "above" else -1.0
            worst, best = sorted((sign * self.low, sign * self.high))
            inside, outside = worst > sign * bound, best < sign * bound
        if inside:
            return Verdict.SUPPORTED
        return Verdict.REFUTED if outside else Verdict.INCONCLUSIVE

    def n_that_tells(self, prediction: Prediction) -> float:
        """How many lifetimes, or searches, would decide it, if value and spread stay as they are.

        An interval shrinks with the root of ``n``, so the side of it that reaches to the bound, or
        beyond, must be shrunk by its length over the distance of the value from the bound.
        Infinite where the value is the bound.
        """
        n = 0.0
        for bound in self._bounds(prediction):
            above = self.value > bound
            reach = self.value - self.low if above else self.high - self.value
            if abs(self.value - bound) <= reach * (self.n / _NEVER) ** 0.5:
                return inf
            n = max(n, self.n * (reach / (self.value - bound)) ** 2)
        return n

    def _bounds(self, prediction: Prediction) -> list[float]:
        """Those that the interval must leave: both, to lie within, and else the nearest."""
        bound = prediction.bound
        if prediction.rule != "within":
            return [bound]
        if abs(self.value) < bound:
            return [-bound, bound]
        return [bound if self.value > 0 else -bound]

    def to_data(self, prediction: Prediction) -> dict[str, Any]:
        """As plain JSON data; undefined numbers are null."""
        numbers = {end: json_number(getattr(self, end)) for end in _ENDS}
        told = {"prediction": self.prediction, "scope": self.scope, **numbers, "n": self.n}
        return told | {"degenerate": self.degenerate, "verdict": self.verdict(prediction).value}


def effect_of(data: dict[str, Any]) -> Effect:
    """An effect from its data."""
    ends = {end: nan if data[end] is None else data[end] for end in _ENDS}
    return Effect(data["prediction"], data["scope"], **ends, n=data["n"],
                  degenerate=data["degenerate"])  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """A measure along an axis, for the picture."""

    panel: str
    """Curves of one panel share it; 'axis -> measure, unit'."""
    name: str
    x: Sequence[float]
    value: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        ends = {
            end: [json_number(v) for v in getattr(self, end)] for end in ("value", "low", "high")
        }
        return {"panel": self.panel, "name": self.name, "x": list(map(float, self.x)), **ends}


@dataclass(frozen=True)
class Reference:
    """What a fixed agent does in a place: scripted ruthless, scripted kind, random."""

    scope: str
    name: str
    measure: str
    value: float
    low: float
    high: float

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        numbers = {end: json_number(getattr(self, end)) for end in _ENDS}
        return {"scope": self.scope, "name": self.name, "measure": self.measure, **numbers}


@dataclass
class Findings:
    """All that a study found."""

    effects: list[Effect] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What else a reader should know, computed: formulas that were found, numbers left out."""
    extra: dict[str, Any] = field(default_factory=dict)
    """More data for pictures, plain."""


@dataclass(frozen=True)
class Outcome:
    """A verdict and what it rests on."""

    verdict: Verdict
    why: str


def judge(protocol: Protocol, effects: Sequence[Effect]) -> Outcome:
    """The verdict on a claim.

    A primary prediction is supported if it is in all its scopes (in any, where the protocol says
    so) and refuted if it is in any (in all).  The claim is supported if all of them are, and
    refuted if one is.  Left out are scopes in which nothing can be told; where all are, the claim
    is degenerate.
    """
    by: dict[str, list[Verdict]] = {p.id: [] for p in protocol.predictions}
    for effect in effects:
        by[effect.prediction].append(effect.verdict(protocol.prediction(effect.prediction)))
    primary = [p for p in protocol.predictions if p.role == "primary"]
    n = sum(len(by[p.id]) for p in primary)
    if n > protocol.comparisons:
        raise ValueError(f"{protocol.id}: {n} comparisons, the protocol allows for fewer")
    of_each = {p.id: _over(p, by[p.id]) for p in primary}
    why = ", ".join(_counted(name, by[name]) for name in of_each)
    for verdict in (Verdict.REFUTED, Verdict.DEGENERATE, Verdict.INCONCLUSIVE):
        if verdict in of_each.values():
            return Outcome(verdict, why)
    return Outcome(Verdict.SUPPORTED, why)


def controlled(protocol: Protocol, effects: Sequence[Effect]) -> list[Effect]:
    """The effects, degenerate in scopes in which a control did not come out as it must.

    A control of the scope 'coins' is one of all scopes that begin so, as 'coins, planner'.
    """
    failed = [
        effect
        for effect in effects
        if protocol.prediction(effect.prediction).role == "control"
        and effect.verdict(protocol.prediction(effect.prediction)) is not Verdict.SUPPORTED
    ]

    def seen(effect: Effect) -> Effect:
        if protocol.prediction(effect.prediction).role == "control" or effect.degenerate:
            return effect
        faults = [c.prediction for c in failed if f"{effect.scope}, ".startswith(f"{c.scope}, ")]
        told = f"control failed: {', '.join(faults)}" if faults else ""
        return replace(effect, degenerate=told)

    return [seen(effect) for effect in effects]


def _counted(name: str, verdicts: Sequence[Verdict]) -> str:
    """'harms: 5 of 8 supported, 2 refuted, 1 inconclusive'."""
    counts = [
        f"{verdicts.count(verdict)} {verdict.value}"
        for verdict in (Verdict.REFUTED, Verdict.INCONCLUSIVE, Verdict.DEGENERATE)
        if verdict in verdicts
    ]
    supported = f"{verdicts.count(Verdict.SUPPORTED)} of {len(verdicts)} supported"
    return f"{name}: {', '.join([supported, *counts])}"


def _over(prediction: Prediction, verdicts: Sequence[Verdict]) -> Verdict:
    """One prediction over its scopes."""
    told = [verdict for verdict in verdicts if verdict is not Verdict.DEGENERATE]
    if not told:
        return Verdict.DEGENERATE
    some, every = Verdict.REFUTED, Verdict.SUPPORTED
    if prediction.over == "any":
        some, every = every, some
    if some in told:
        return some
    return every if all(verdict is every for verdict in told) else Verdict.INCONCLUSIVE
