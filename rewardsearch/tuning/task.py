"""What is tuned, for which world, and what is lived for it."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from inner_rl import Hardware, InvalidInput, Learner, Life, Telemetry, World, monoculture, simulate
from kernels import layout
from kernels.checks import require_range
from kernels.types import U32Array
from rewardsearch.evaluation import SOCIOPATH

Array = NDArray[np.float64]

_WIDE = 20.0
"""Positive ranges whose ends differ by more than this factor are searched on a log scale."""


@dataclass(frozen=True)
class Task:
    """Settings of one learner, to be found for one world and life."""

    world: World
    life: Life
    defaults: Learner
    """The settings to start from and to beat."""
    seed: int = 0

    def __post_init__(self) -> None:
        """Check that there is something to tune, from inside the ranges.

        Raises:
            InvalidInput: the learner names no setting to tune, or a default is out of its range.

        """
        name = self.defaults.name
        if not self.defaults.tuned:
            raise InvalidInput(
                f"learner {name!r} names no settings to tune; choose another (rewardsearch "
                "learners), or declare them in its class as `tuned`"
            )
        for setting, (low, high) in self.defaults.tuned.items():
            require_range(f"learner.{setting} to start tuning from", self.start[setting], low, high)

    @property
    def start(self) -> dict[str, float]:
        """The defaults of the tuned settings."""
        return {setting: getattr(self.defaults, setting) for setting in self.defaults.tuned}

    @property
    def places(self) -> tuple[str, ...]:
        """Where lives are lived: the world, and its harmless twin where there is harm at all."""
        return ("world", "harmless twin") if self.world.can_harm else ("world",)

    def log_scale(self, setting: str) -> bool:
        """Whether a setting is searched on a log scale."""
        low, high = self.defaults.tuned[setting]
        return low > 0 and high / low > _WIDE

    def learner(self, settings: dict[str, float]) -> Learner:
        """The learner with some of its settings changed."""
        return replace(self.defaults, **cast(Any, settings))

    def live(self, learner: Learner, keys: U32Array, hardware: Hardware) -> list[Telemetry]:
        """Let societies of sociopaths with this learner live every key, at every place."""
        roster = monoculture(1, self.world.n_agents, keys)
        return [
            simulate(
                [SOCIOPATH], roster, self.world, self.life, learner,
                harmless=place != "world", hardware=hardware,
            )
            for place in self.places
        ]  # fmt: skip

    def to_data(self) -> dict[str, Any]:
        """Everything that decides what a trial scores, as plain JSON data."""
        return {
            "world": asdict(cast(Any, self.world)),
            "life": asdict(self.life),
            "learner": settings_of(self.defaults),
            "ranges": {name: list(ends) for name, ends in self.defaults.tuned.items()},
            "seed": self.seed,
        }


def settings_of(learner: Learner) -> dict[str, Any]:
    """Name and settings, as a settings file has them."""
    return {field.name: getattr(learner, field.name) for field in fields(learner)}


def earnings(lived: list[Telemetry]) -> Array:
    """What acts brought those who did them: (gain - fine) / agent-step, in the last phase.

    Not the payoff gain - loss - fine: a loss is what *others'* acts do to an agent.  In a society
    of thieves the losses, summed over all, grow with every theft and outweigh what it gained; the
    worst learner, who never finds out that theft pays, would win.  Fines are counted, because they
    follow from the own act: to steal while watched is no strength.  Effort is no payoff.

    Where all live on one stock this is a poor measure of strength: who takes it hardly changes what
    all gain, and restraint may be mistaken for skill (see ``experiments/tuning``).

    Returns:
        [n_places, n_lifetimes], payoff units; nan in lifetimes that failed.

    """
    return np.stack([_of_one_place(telemetry) for telemetry in lived])


def _of_one_place(telemetry: Telemetry) -> Array:
    last = telemetry.counts[:, -1].sum(axis=(1, 2), dtype=np.float64)
    net = last[:, layout.COUNT_GAIN] - last[:, layout.COUNT_FINES]
    per_step = np.full(net.shape, np.nan)
    lived = telemetry.status == layout.STATUS_OK
    per_step[lived] = net[lived] / last[lived, layout.COUNT_STEPS]
    return per_step
