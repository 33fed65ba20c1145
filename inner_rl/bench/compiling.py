"""Seconds until a new process has lived its first life."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

from inner_rl.bench.devices import CPU
from inner_rl.bench.measurement import Measurement

# Compiles or loads one world, lives one step and says how long that took.
_FIRST_LIFE = """
import time
from inner_rl import *
began = time.perf_counter()
simulate([Linear({{}})], monoculture(1, 4, stream_keys(0, (0,), 1)), Coins(),
         Life((Phase("short", 1),)), ActorCritic(),
         hardware=Hardware(device={device!r}))
print(time.perf_counter() - began)
"""


def compile_seconds(
    repeats: int, say: Callable[[str], None], device: str = CPU
) -> list[Measurement]:
    """Seconds for world ``coins``, each time in a new process: from an empty cache, then again."""
    cold, warm = [], []
    for repeat in range(repeats):
        say(f"compiling into an empty cache, {repeat + 1} of {repeats}")
        with tempfile.TemporaryDirectory() as folder:
            cold.append(_first_life(folder, device))
            warm.append(_first_life(folder, device))
    suffix = "" if device == CPU else f", {device}"
    return [
        Measurement(f"coins, compile time, cold cache{suffix}", "s", cold),
        Measurement(f"coins, compile time, warm cache{suffix}", "s", warm),
    ]


def _first_life(cache: str, device: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_LIFE.format(device=device)],
        env=os.environ | {"NUMBA_CACHE_DIR": cache},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)
