"""Reward languages: how inputs (drives and contexts) turn into the reward that a learner feels.

A language is one module with ``felt(row, inputs, memory, stack)``; adding it to ``_LANGUAGES``
registers it.  The row is written by the class of the same name in ``inner_rl.rewards``.  All
languages cost a bounded number of operations, and give the same bits on every device and in
``inner_rl.rewards.expressions.evaluate``.
"""

from kernels.compiling import switch
from kernels.languages import gated, linear, network, program

_LANGUAGES = (linear, gated, network, program)
LINEAR, GATED, NETWORK, PROGRAM = range(len(_LANGUAGES))

felt = switch(*(language.felt for language in _LANGUAGES))
