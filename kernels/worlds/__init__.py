"""The rules of every world, written once for one agent and one step.

A world is one module (``contract`` says what is in it); adding it to ``_WORLDS`` registers it.
The functions below take the world's tag first, whose type chooses the rules when a kernel is
compiled.
"""

from types import ModuleType
from typing import Any

from kernels.compiling import by_type
from kernels.worlds import (
    absent_supervisor,
    caretaker,
    cleanup,
    coins,
    commons,
    hungry_thirsty,
    matrix,
    trust,
    wells,
)
from kernels.worlds.contract import ALL_DISARMED, Sizes, World

_WORLDS: tuple[tuple[type[World], ModuleType], ...] = (
    (coins.Coins, coins),
    (matrix.Matrix, matrix),
    (hungry_thirsty.HungryThirsty, hungry_thirsty),
    (wells.Wells, wells),
    (absent_supervisor.AbsentSupervisor, absent_supervisor),
    (caretaker.Caretaker, caretaker),
    (trust.Trust, trust),
    (commons.Commons, commons),
    (cleanup.Cleanup, cleanup),
)

WORLDS: dict[str, type[World]] = {settings().name: settings for settings, _ in _WORLDS}
"""Settings class of each world, by name."""
RULES: dict[str, ModuleType] = {settings().name: module for settings, module in _WORLDS}
"""Module of each world, by name; its docstring states the rules."""


def _rule(name: str) -> Any:
    return by_type({type(settings.tag): getattr(module, name) for settings, module in _WORLDS})


reset = _rule("reset")
observe = _rule("observe")
hazards = _rule("hazards")
helps = _rule("helps")
in_sight = _rule("in_sight")
step = _rule("step")
scripted = _rule("scripted")

__all__ = [
    "ALL_DISARMED",
    "RULES",
    "WORLDS",
    "Sizes",
    "World",
    "hazards",
    "helps",
    "in_sight",
    "observe",
    "reset",
    "scripted",
    "step",
]
