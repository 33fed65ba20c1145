"""Agent-steps per second of every case, on one thread and on all, or on a GPU."""

from collections.abc import Callable, Mapping, Sequence

from inner_rl.bench.cases import Case, cases_of, learner_cases, lived
from inner_rl.bench.devices import CPU
from inner_rl.bench.measurement import UNIT, Speed, Work
from inner_rl.hardware import available_threads

Say = Callable[[str], None]
_NOTHING: Mapping[str, Work] = {}


def speeds(
    world: str,
    repeats: int,
    threads: int | None,
    say: Say,
    device: str = CPU,
    work: Mapping[str, Work] = _NOTHING,
) -> list[Speed]:
    """Speeds of the actor-critic with every reward, and of the world alone.

    Args:
        world: its name.
        repeats: measurements of each.
        threads: most threads; by default all processors.  A GPU knows none.
        say: told what is measured.
        device: ``cpu`` or ``cuda``.
        work: of an agent-step, by name of the case: see ``counting``.

    """
    counts = _worker_counts(device, threads or available_threads())
    out = []
    for case in cases_of(world):
        for n in counts:
            out.append(speed(case, repeats, n, say, device, work.get(case.name)))
    return out


def learner_speeds(
    world: str, repeats: int, say: Say, device: str = CPU, work: Mapping[str, Work] = _NOTHING
) -> list[Speed]:
    """Speeds of the other learners, own payoff only, on one thread."""
    cases = [case for case in learner_cases(world) if device == CPU or case.compiled]
    return [speed(case, repeats, 1, say, device, work.get(case.name)) for case in cases]


def speed(
    case: Case, repeats: int, threads: int, say: Say, device: str = CPU, work: Work | None = None
) -> Speed:
    """Measure one case after one small life that compiles or loads what it needs."""
    where = f"{threads} thread{'s' if threads > 1 else ''}" if device == CPU else device
    say(f"measuring: {case.name}, {where}")
    life, n = case.life(device), case.n_lifetimes(device, threads)
    lived([case.reward], case, life, 1, threads, device)
    values = [lived([case.reward], case, life, n, threads, device) for _ in range(repeats)]
    return Speed(f"{case.name}, {where}", UNIT, values, threads, work if device == CPU else None)


def _worker_counts(device: str, threads: int) -> Sequence[int]:
    return sorted({1, threads}) if device == CPU else [1]
