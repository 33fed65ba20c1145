"""V7: fixation probabilities that textbooks give, to check the machinery of finite populations."""

import numpy as np
from numpy.typing import NDArray

from kernels.checks import require_range


def constant_advantage(r: float, n_population: int) -> float:
    """Fixation of a mutant of constant relative fitness r: (1 - 1 / r) / (1 - r**-N).

    A geometric sum (Moran 1958; Nowak 2006, equation 6.13); 1 / N at r = 1.
    """
    require_range("relative fitness r", r, 1e-3, 1e3)
    require_range("the population size N", n_population, 2, 1_000_000)
    if r == 1.0:
        return 1.0 / n_population
    log_r = np.log(r)
    if log_r < 0:
        # The same with r**N taken out of both: nothing overflows.
        lost = np.exp((n_population - 1) * log_r)
        return float(lost * np.expm1(log_r) / np.expm1(n_population * log_r))
    return float(np.expm1(-log_r) / np.expm1(-n_population * log_r))


def tit_for_tat_table(
    rounds: int, payoffs: tuple[float, float, float, float] = (3.0, 0.0, 5.0, 1.0)
) -> NDArray[np.float64]:
    """Payoffs per round [2, 2] of tit-for-tat (mutant) and always-defect (resident).

    ``payoffs`` are (R, S, T, P).  Tit-for-tat is exploited in the first of the rounds only, and
    all rounds are played; Nowak et al. (2004) study which of the two takes over.
    """
    require_range("rounds", rounds, 1, 1e6)
    reward, sucker, temptation, punishment = payoffs
    later = rounds - 1
    return np.array(
        [
            [reward, (sucker + later * punishment) / rounds],
            [(temptation + later * punishment) / rounds, punishment],
        ]
    )
