"""Ours beside its peers: each pair is timed in a process of its own, see ``worker``."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from inner_rl.bench import UNIT, Speed

PEERS = ("jax_coins", "jax_matrix", "torch_pettingzoo")
"""Modules of this package, each with ``contest``."""
_WORKER = "rewardsearch.bench.peers.worker"
_INSTALL_JAX = "pip install -c constraints.txt 'jax>=0.5'"
# For libraries that would otherwise use all cores, or a GPU.
_ONE_THREAD = {
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Comparison:
    """Both speeds on one core."""

    ours: Speed
    peer: Speed
    bound: bool
    """Whether the process was bound to one core."""

    @property
    def ratio(self) -> float:
        """Median of ours by median of the peer's."""
        return self.ours.median / self.peer.median

    @property
    def ratios(self) -> list[float]:
        """Ours by the peer's, turn by turn."""
        return [a / b for a, b in zip(self.ours.values, self.peer.values, strict=True)]

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        return {
            "ours": self.ours.to_data(), "peer": self.peer.to_data(), "ratio": self.ratio,
            "ratios": self.ratios, "bound_to_one_core": self.bound,
        }  # fmt: skip


def compare(repeats: int, say: Callable[[str], None]) -> list[Comparison]:
    """Every contest whose peer is installed; says in one line what is missing."""
    out = []
    for name in PEERS:
        if name.startswith("jax") and find_spec("jax") is None:
            say(f"{name} is left out, as jax is not installed: {_INSTALL_JAX}")
            continue
        say(f"measuring: ours and {name} in turns, on one core")
        done = subprocess.run(
            [sys.executable, "-m", _WORKER, name, str(repeats)],
            env=os.environ | _ONE_THREAD, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        told = json.loads(done.stdout)
        out.append(
            Comparison(
                Speed(f"{told['name']}, ours", UNIT, told["ours"]),
                Speed(f"{told['name']}, {told['peer']}", UNIT, told["theirs"]),
                told["bound"],
            )
        )
    return out
