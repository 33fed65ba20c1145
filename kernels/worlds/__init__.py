"""The rules of every world, written once for one agent and one step.

A world is one module with ``reset``, ``observe``, ``hazards``, ``helps``, ``in_sight``, ``step``
and ``scripted``; adding its name to ``_WORLDS`` registers it.  The functions below
take the world's index first and are resolved by the compiler.
"""

from kernels.compiling import switch
from kernels.worlds import coins

_WORLDS = (coins,)
WORLD_COINS = 0

reset = switch(*(world.reset for world in _WORLDS))
observe = switch(*(world.observe for world in _WORLDS))
hazards = switch(*(world.hazards for world in _WORLDS))
helps = switch(*(world.helps for world in _WORLDS))
in_sight = switch(*(world.in_sight for world in _WORLDS))
step = switch(*(world.step for world in _WORLDS))
scripted = switch(*(world.scripted for world in _WORLDS))
