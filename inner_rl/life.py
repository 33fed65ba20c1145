"""A life: ordered phases, so that childhood and adulthood are data."""

from dataclasses import dataclass, field
from typing import ClassVar

from inner_rl.oversight import Oversight
from kernels.checks import require_range
from kernels.errors import InvalidInput


@dataclass(frozen=True)
class Phase:
    """A stretch of life under one set of conditions."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    name: str
    steps: int
    learning: bool = True
    oversight: Oversight = field(default_factory=Oversight)
    power: tuple[int, ...] = ()
    """Seats that have power: only their acts can harm.  By default all acts can."""

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range(f"life phase {self.name!r}: steps", self.steps, 1, 100_000_000)


def _childhood_and_adulthood() -> tuple[Phase, ...]:
    return (Phase("childhood", 15_000), Phase("adulthood", 5_000))


@dataclass(frozen=True)
class Life:
    """Phases in order; scores are read from the last one."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    phases: tuple[Phase, ...] = field(default_factory=_childhood_and_adulthood)

    def __post_init__(self) -> None:
        """Check that there is something to live and to learn."""
        if not self.phases:
            raise InvalidInput("life.phases is empty; give at least one phase")
        if not any(phase.learning for phase in self.phases):
            raise InvalidInput("life.phases: no phase has learning on, so no agent could learn")
        # Counts are float32 sums: exact up to 2**24 steps of a phase.
        require_range("life: steps of all phases", self.steps, 1, 16_000_000)

    @property
    def steps(self) -> int:
        """Length of the whole life, steps."""
        return sum(phase.steps for phase in self.phases)
