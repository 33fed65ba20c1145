"""Reward languages: how a genome turns drives into the reward that a learner feels.

A language is one module with ``felt``; adding its name to ``_LANGUAGES`` registers it.
"""

from kernels.compiling import switch
from kernels.languages import linear

_LANGUAGES = (linear,)
LANGUAGE_LINEAR = 0

felt = switch(*(language.felt for language in _LANGUAGES))
