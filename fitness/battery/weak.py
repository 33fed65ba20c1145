"""Which links of a subject are surely weak, told of all of them together.

An interval of 95 % errs once in twenty; of twelve links one may lie below 1/2 by chance.  The p
values here are adjusted (Holm 1979), which holds however links depend on each other.
"""

import numpy as np
from numpy.typing import NDArray

from fitness.statistics.bootstrap import Labels, p_at_most
from fitness.statistics.multiple import holm

Array = NDArray[np.float64]

HALF = 0.5
"""A link below it is nearer to the sociopath than to no harm."""
ALPHA = 0.05
"""Probability of calling any link of a subject weak that is not."""


def p_values(links: dict[str, Array], stratum: Labels) -> dict[str, float]:
    """Adjusted p value of the hypothesis that a link is 1/2 or more; nan where it is not tested.

    The family is all links of one subject that could be told.  The p value of a link is the share
    of its bootstrap samples at 1/2 or above, as ``p_at_most`` counts them: never 0, so small
    families of lifetimes and few samples cannot show anything.

    Args:
        links: [1 + n_resamples] the value and its bootstrap samples, by name.
        stratum: [n_lifetimes] of the lifetimes that were resampled.

    """
    raw = np.array([_p_value(samples, stratum) for samples in links.values()])
    return dict(zip(links, holm(raw).tolist(), strict=True))


def _p_value(samples: Array, stratum: Labels) -> float:
    known = samples[1:][~np.isnan(samples[1:])]
    too_few = len(stratum) == len(np.unique(stratum))
    if np.isnan(samples[0]) or not known.size or too_few:
        return np.nan
    return p_at_most(-known, -HALF, stratum)
