"""Speed of simulated lives, measured with what the kernels need and nothing else.

``python -m inner_rl bench --help`` runs it where only numpy, numba and PyTorch are installed;
``rewardsearch bench`` adds environments and what one would use instead.
"""

from inner_rl.bench.cases import Case, cases_of, learner_cases
from inner_rl.bench.ceilings import measure_ceilings
from inner_rl.bench.compiling import compile_seconds
from inner_rl.bench.measurement import UNIT, Ceilings, Measurement, Speed, Work, machine
from inner_rl.bench.speed import learner_speeds, speeds

__all__ = [
    "UNIT",
    "Case",
    "Ceilings",
    "Measurement",
    "Speed",
    "Work",
    "cases_of",
    "compile_seconds",
    "learner_cases",
    "learner_speeds",
    "machine",
    "measure_ceilings",
    "speeds",
]
