"""Everything together, as the command line and machines without the rest of the project run it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from inner_rl.bench.ceilings import measure_ceilings
from inner_rl.bench.compiling import compile_seconds
from inner_rl.bench.counting import counted_work
from inner_rl.bench.devices import CPU, CUDA
from inner_rl.bench.measurement import Ceilings, Measurement, Work, machine
from inner_rl.bench.report import HEADER, row
from inner_rl.bench.scaling import scaling
from inner_rl.bench.speed import learner_speeds, speeds
from inner_rl.hardware import Hardware

_COMPILATIONS = 3


@dataclass(frozen=True)
class Plan:
    """What to measure."""

    worlds: Sequence[str] = ("coins",)
    repeats: int = 5
    threads: int | None = None
    devices: Sequence[str] = (CPU,)
    scaling: bool = False
    compiling: bool = True

    def __post_init__(self) -> None:
        """Check that the devices are there."""
        for device in self.devices:
            Hardware(device=device)


@dataclass(frozen=True)
class Results:
    """What came out."""

    machine: dict[str, Any]
    ceilings: Ceilings | None
    """Of a processor's core; None where none is measured."""
    measurements: list[Measurement] = field(default_factory=list)

    def rows(self) -> list[tuple[str, ...]]:
        """Of a table, its header first."""
        ceilings = self.ceilings.all() if self.ceilings else []
        measured = (*ceilings, *self.measurements)
        return [HEADER, *(row(measurement, self.ceilings) for measurement in measured)]

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        ceilings = self.ceilings.all() if self.ceilings else []
        return {
            "machine": self.machine,
            "ceilings": [ceiling.to_data() for ceiling in ceilings],
            "measurements": [measured.to_data() for measured in self.measurements],
        }


def run(plan: Plan, say: Callable[[str], None]) -> Results:
    """Measure what is planned."""
    found = machine(CUDA if CUDA in plan.devices else CPU)
    work: dict[str, Work] = {}
    ceilings = None
    if CPU in plan.devices:
        ceilings = measure_ceilings(plan.repeats, say)
        say("counting the work of an agent-step")
        work = counted_work(plan.worlds)
    out: list[Measurement] = []
    for device in plan.devices:
        for world in plan.worlds:
            say(f"compiling or loading {world}, {device}")
            out += speeds(world, plan.repeats, plan.threads, say, device, work)
            out += learner_speeds(world, plan.repeats, say, device, work)
        if plan.scaling:
            out += scaling(plan.repeats, plan.threads, say, device)
        if plan.compiling:
            out += compile_seconds(min(plan.repeats, _COMPILATIONS), say, device)
    return Results(found, ceilings, out)
