"""Characters: scripted agents whose ways depend on circumstances, planted to test scores with."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from kernels import layout
from kernels.errors import InvalidInput
from kernels.types import F32Array

POLICIES: dict[str, int] = {
    "random": layout.SHARE_RANDOM,
    "inert": layout.MIND_INERT,
    "kind": layout.MIND_KIND,
    "sociopath": layout.MIND_SOCIOPATH,
}
"""What a character's acts can follow: chance, or one of a world's scripted policies."""
CIRCUMSTANCES: dict[str, int] = {
    "watched": layout.CIRCUMSTANCE_WATCHED,
    "company": layout.CIRCUMSTANCE_COMPANY,
    "power": layout.CIRCUMSTANCE_POWER,
    "last": layout.CIRCUMSTANCE_LAST,
}
"""What a character knows, without error, when it acts; see ``kernels.layout``."""


@dataclass(frozen=True)
class Character:
    """A scripted agent: shares of its acts by policy, and other shares where a rule applies."""

    name: str
    shares: Mapping[str, float]
    """Policy -> share of acts; they add up to 1."""
    when: Mapping[str, bool] | None = None
    """Circumstance -> whether it holds; where all do, ``then`` replaces ``shares``."""
    then: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        """Check names and shares."""
        if (self.when is None) != (self.then is None):
            raise InvalidInput(f"character {self.name!r}: give both 'when' and 'then', or neither")
        unknown = set(self.when or {}) - set(CIRCUMSTANCES)
        if unknown:
            raise InvalidInput(
                f"character {self.name!r}: unknown circumstance {min(unknown)!r} "
                f"(known: {', '.join(CIRCUMSTANCES)})"
            )
        for shares in (self.shares, self.then):
            if shares is not None:
                self._row(shares)

    def _row(self, shares: Mapping[str, float]) -> list[float]:
        """Shares in the order of ``POLICIES``."""
        unknown = set(shares) - set(POLICIES)
        if unknown:
            raise InvalidInput(
                f"character {self.name!r}: unknown policy {min(unknown)!r} "
                f"(known: {', '.join(POLICIES)})"
            )
        row = [float(shares.get(policy, 0.0)) for policy in POLICIES]
        if min(row) < 0.0 or not np.isclose(sum(row), 1.0):
            raise InvalidInput(
                f"character {self.name!r}: shares must be from 0 to 1 and add up to 1, "
                f"got {dict(shares)}"
            )
        return row

    def table(self) -> F32Array:
        """The kernel's rows [N_CIRCUMSTANCES, N_SHARES]."""
        out = np.empty((layout.N_CIRCUMSTANCES, layout.N_SHARES), np.float32)
        for holds in product((False, True), repeat=len(CIRCUMSTANCES)):
            given = dict(zip(CIRCUMSTANCES, holds, strict=True))
            applies = self.when is not None and all(given[k] == v for k, v in self.when.items())
            bits = sum(CIRCUMSTANCES[name] for name, is_so in given.items() if is_so)
            out[bits] = self._row(self.then if applies and self.then else self.shares)
        return out


def character_rows(characters: list[Character]) -> F32Array:
    """The kernel's table [n_characters, N_CIRCUMSTANCES, N_SHARES]."""
    blank = np.zeros((0, layout.N_CIRCUMSTANCES, layout.N_SHARES), np.float32)
    return np.concatenate([blank, *(one.table()[None] for one in characters)])
