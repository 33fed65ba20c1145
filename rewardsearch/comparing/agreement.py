"""Whether rewards that were found apart are the same reward."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inner_rl import Reward
from inner_rl.drives import INPUTS
from inner_rl.rewards.probes import probe_inputs

Array = NDArray[np.float64]
_NOTHING = 1e-9


@dataclass(frozen=True)
class Agreement:
    """How alike several rewards are."""

    cosine: Array
    """[n, n] cosine of the angle between what two of them feel on the probe inputs, uncentred;
    1 for the same reward, -1 for its opposite, nan where one feels nothing."""
    signs: dict[str, list[int]]
    """Of each input that any uses: +1 liked, -1 disliked, 0 not used, for each reward."""


def agreement(rewards: Sequence[Reward]) -> Agreement:
    """Compare what rewards feel, in whichever languages they are written."""
    felt = np.stack([reward.felt(probe_inputs()) for reward in rewards]).astype(np.float64)
    size = np.linalg.norm(felt, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.clip(felt @ felt.T / np.outer(size, size), -1.0, 1.0)
    slopes = [slopes_of(reward) for reward in rewards]
    used = [name for name in INPUTS if any(name in each for each in slopes)]
    signs = {name: [_sign(each.get(name, 0.0)) for each in slopes] for name in used}
    return Agreement(cosine, signs)


def slopes_of(reward: Reward) -> dict[str, float]:
    """The linear reward that is nearest to a reward: weight by input that it uses.

    Least squares with a constant over the probe inputs; of a linear reward its weights as they
    are felt.
    """
    names = [name for name in INPUTS if name in reward.inputs_used()]
    probes = probe_inputs().astype(np.float64)
    table = np.column_stack([probes[:, [INPUTS[name] for name in names]], np.ones(len(probes))])
    weights = np.linalg.lstsq(table, reward.felt(probe_inputs()).astype(np.float64), rcond=None)[0]
    return dict(zip(names, weights[:-1].tolist(), strict=True))


def _sign(slope: float) -> int:
    return 0 if abs(slope) < _NOTHING else 1 if slope > 0 else -1
