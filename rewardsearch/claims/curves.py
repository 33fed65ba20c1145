"""A measure along an axis, with its intervals, for the picture of a claim."""

from collections.abc import Mapping, Sequence

from fitness.statistics.comparisons import Lifetimes
from rewardsearch.claims.evidence import Curve
from rewardsearch.claims.setup import Measure, Setup


def curve(
    setup: Setup,
    panel: str,
    name: str,
    points: Mapping[float, Sequence[Lifetimes]],
    measure: Measure,
) -> Curve:
    """The measure of the arms at each place of the axis."""
    told = [setup.curve_point(arms, measure) for arms in points.values()]
    value, low, high = zip(*told, strict=True)
    return Curve(panel, name, tuple(points), value, low, high)
