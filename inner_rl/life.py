"""A life: ordered phases, so that childhood, a lifted watcher or a grant of power are data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

from inner_rl.oversight import Oversight
from kernels import layout
from kernels.checks import did_you_mean, require_range
from kernels.errors import InvalidInput
from kernels.worlds import World

IMITATION: dict[str, int] = {
    "none": layout.IMITATION_NONE,
    "only": layout.IMITATION_ONLY,
    "interleaved": layout.IMITATION_INTERLEAVED,
}


@dataclass(frozen=True)
class Phase:
    """A stretch of life under one set of conditions."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    name: str
    steps: int
    learning: bool = True
    """Whether agents learn by reinforcement; what they feel is counted in any case."""
    oversight: Oversight = field(default_factory=Oversight)
    imitation: Literal["none", "only", "interleaved"] = "none"
    """Whether learners of the kind ``imitation`` clone who is in sight; with ``only`` they learn
    from nothing else meanwhile, with ``interleaved`` from every step's reward as well."""
    probed: bool = False
    """Whether intent, and what nobody sees, are counted: see ``kernels.probing``.  It is slower."""
    power: tuple[int, ...] = ()
    """Seats that have power: only their acts can harm.  By default all acts can."""
    world: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the world that differ in this phase; if its rules change, not only payoffs, the
    world begins anew."""

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range(f"life phase {self.name!r}: steps", self.steps, 1, 100_000_000)

    def world_from(self, world: World) -> World:
        """The world as it is in this phase.

        Raises:
            InvalidInput: an unknown setting, or one that changes who is there or what is perceived.

        """
        where = f"life phase {self.name!r}: world"
        known = [setting for setting in vars(world) if setting != "name"]
        for name in self.world:
            if name not in known:
                raise InvalidInput(f"{where}: unknown setting {name!r}{did_you_mean(name, known)}")
        try:
            changed = type(world)(**{**vars(world), **self.world})
        except TypeError as error:
            raise InvalidInput(f"{where}: {error}") from None
        if (changed.n_agents, changed.sizes()) != (world.n_agents, world.sizes()):
            raise InvalidInput(
                f"{where}: {', '.join(self.world)} would change who is there or what can be "
                "perceived, and brains would not fit; change payoffs or probabilities"
            )
        return changed


def _childhood_and_adulthood() -> tuple[Phase, ...]:
    return (Phase("childhood", 15_000), Phase("adulthood", 5_000))


@dataclass(frozen=True)
class Life:
    """Phases in order; scores are read from the last one."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    phases: tuple[Phase, ...] = field(default_factory=_childhood_and_adulthood)

    def __post_init__(self) -> None:
        """Check that there is something to live."""
        if not self.phases:
            raise InvalidInput("life.phases is empty; give at least one phase")
        # Counts are float32 sums: exact up to 2**24 steps of a phase.
        require_range("life: steps of all phases", self.steps, 1, 16_000_000)

    @property
    def steps(self) -> int:
        """Length of the whole life, steps."""
        return sum(phase.steps for phase in self.phases)

    def check_learning(self) -> None:
        """Raise InvalidInput if nobody ever learns: newborn agents would act at random for ever."""
        if not any(phase.learning or phase.imitation != "none" for phase in self.phases):
            raise InvalidInput("life.phases: no phase has learning on, so no agent could learn")

    def cut(self, n_pieces: int) -> "Life":
        """The same life with every phase cut into pieces of equal length, for learning curves.

        Lives are lived alike, but for the time of gains, which is counted from a piece's beginning.

        Raises:
            InvalidInput: a phase has fewer steps than there are pieces.

        """
        pieces = []
        for phase in self.phases:
            require_range(f"pieces of life phase {phase.name!r}", n_pieces, 1, phase.steps)
            ends = [phase.steps * (i + 1) // n_pieces for i in range(n_pieces)]
            lengths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
            pieces += [replace(phase, steps=length) for length in lengths]
        return Life(tuple(pieces))
