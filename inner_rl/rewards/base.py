"""What every reward function is, whatever its language."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from inner_rl.drives import DRIVES
from inner_rl.rewards.expressions import Expression, evaluate, inputs_of
from inner_rl.rewards.probes import probe_inputs
from kernels.types import F32Array

SCHEMA = 1
"""Version of the JSON layout of a reward."""


class Reward(ABC):
    """A reward function: data, never code.

    Only its direction matters: every language scales what it feels to a typical size, so that a
    reward and its positive multiples give the same lifetimes.
    """

    language: ClassVar[str]
    name: str
    value_limit: ClassVar[float | None] = None
    """Every intermediate value is kept within plus and minus this, where it is given."""
    felt_limit: ClassVar[float | None] = None
    """And what is felt within plus and minus this."""

    @abstractmethod
    def expression(self) -> Expression:
        """The scaled reward as an expression over drives and contexts."""

    @abstractmethod
    def row(self) -> list[float]:
        """The row that the kernel of the language reads."""

    @abstractmethod
    def formula(self) -> str:
        """In numbers and words, on one line."""

    @abstractmethod
    def _content(self) -> dict[str, Any]:
        """The JSON keys that are this language's own."""

    def felt(self, inputs: F32Array) -> F32Array:
        """What is felt [n_steps] at a sequence of inputs [n_steps, N_INPUTS] from birth."""
        values = evaluate(self.expression(), inputs, self.value_limit)
        if self.felt_limit is None:
            return values
        return np.clip(values, np.float32(-self.felt_limit), np.float32(self.felt_limit))

    def inputs_used(self) -> frozenset[str]:
        """Drives and contexts that occur."""
        return inputs_of(self.expression())

    def uses_oracle(self) -> bool:
        """Whether any drive in use is one that no agent could sense."""
        return any(DRIVES[name].tier == "oracle" for name in self.inputs_used() if name in DRIVES)

    def signature(self) -> bytes:
        """Equal for rewards that feel the same, to 4 decimals, on the probe inputs."""
        return np.round(self.felt(probe_inputs()), 4).tobytes()

    def to_data(self) -> dict[str, Any]:
        """A JSON object; ``reward_from_data`` reads it back."""
        data: dict[str, Any] = {"schema": SCHEMA, "language": self.language}
        if self.name:
            data["name"] = self.name
        return data | self._content()
