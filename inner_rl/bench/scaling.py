"""How speed depends on how much there is to do at once, and on how many do it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from inner_rl.bench.cases import OWN_PAYOFF, Case, lived, short_life
from inner_rl.bench.devices import CPU
from inner_rl.bench.measurement import UNIT, Speed
from inner_rl.hardware import available_threads
from inner_rl.learners import ActorCritic
from kernels.worlds.coins import Coins

_STEPS = 2000
# Room for eight agents and their coins; the others live there, too, so that only they change.
_PLACE = Coins(height=6, width=6)


@dataclass(frozen=True)
class _Sizes:
    """How many lifetimes a device is given."""

    lifetimes: Sequence[int]
    usual: int
    """Lifetimes where something else is varied."""


_ON_CPU = _Sizes((1, 4, 16, 64, 256), 256)
_ON_CUDA = _Sizes((256, 1024, 4096, 16_384, 65_536), 65_536)
_AGENTS = (2, 4, 8)
_GENOMES = (1, 16, 256)


def scaling(
    repeats: int, threads: int | None, say: Callable[[str], None], device: str = CPU
) -> list[Speed]:
    """Speeds of the actor-critic in ``coins``, own payoff only, one quantity varied at a time.

    Lifetimes, agents and genomes are varied on all threads; threads at the usual number of
    lifetimes.  Genomes share the lifetimes: 256 genomes live one each.
    """
    sizes, most = (_ON_CPU if device == CPU else _ON_CUDA), threads or available_threads()
    case = Case("scaling", _PLACE, OWN_PAYOFF, ActorCritic())

    def measured(name: str, case: Case, n_genomes: int, n_lifetimes: int, n: int) -> Speed:
        say(f"measuring: scaling, {name}, {device}")
        rewards, life = [case.reward] * n_genomes, short_life(_STEPS)
        rates = [lived(rewards, case, life, n_lifetimes, n, device) for _ in range(repeats + 1)]
        # The first compiles, loads and warms up.
        return Speed(f"scaling, {name}, {device}", UNIT, rates[1:], min(n, n_genomes * n_lifetimes))

    out = [measured(f"{n} lifetimes", case, 1, n, most) for n in sizes.lifetimes]
    for n in _AGENTS:
        crowd = replace(case, world=replace(_PLACE, n_agents=n))
        out.append(measured(f"{n} agents", crowd, 1, sizes.usual, most))
    for n in _GENOMES:
        out.append(measured(f"{n} genomes", case, n, sizes.usual // n, most))
    if device == CPU:
        out += [measured(f"{n} threads", case, 1, sizes.usual, n) for n in _thread_counts(most)]
    return out


def _thread_counts(most: int) -> list[int]:
    """1, 2, 4, .. and all."""
    doubled = [1 << k for k in range(most.bit_length()) if 1 << k < most]
    return [*doubled, most]
