"""Rewards in the language ``gated``: weights on drives that depend on the context."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from inner_rl.drives import CONTEXTS, DRIVES, INPUTS
from inner_rl.rewards.base import Reward
from inner_rl.rewards.checks import check_drives, check_number
from inner_rl.rewards.expressions import Apply, Constant, Expression, Input, add, times
from inner_rl.rewards.probes import probe_inputs, scale_to_typical
from inner_rl.rewards.words import weighted_sum

ALWAYS = "always"
GATES = (ALWAYS, *CONTEXTS)
"""When a weight counts: always, or as much as a context holds."""


@dataclass(frozen=True)
class Gated(Reward):
    """A reward function in the language ``gated``.

    felt = sum over drives of (w[always] + sum over contexts of w[context] x context) x drive
    """

    language: ClassVar[str] = "gated"

    weights: Mapping[str, Mapping[str, float]]
    """For each drive its weight by gate."""
    name: str = ""

    def __post_init__(self) -> None:
        """Check that every drive and gate exists and every weight is a number."""
        check_drives(self.weights, DRIVES)
        for drive, gates in self.weights.items():
            check_drives(gates, GATES, "gate")
            for gate, weight in gates.items():
                check_number(weight, f"weight of drive {drive!r}, {gate}")

    @cached_property
    def scaled(self) -> dict[str, list[float]]:
        """Weights of each drive in use by gate, in genome order, scaled to the typical size."""
        table = {
            name: np.array([self.weights[name].get(gate, 0.0) for gate in GATES], np.float64)
            for name in DRIVES
            if any(self.weights.get(name, {}).values())
        }
        largest = max((float(np.abs(row).max()) for row in table.values()), default=1.0)
        unit = {name: (row / largest).tolist() for name, row in table.items()}
        scale = scale_to_typical(_felt_on_probes(unit))
        return {
            name: [float(np.float32(weight * scale)) for weight in row]
            for name, row in unit.items()
            if scale
        }

    def expression(self) -> Expression:
        """Drives in genome order, each with a weight that is a sum over gates."""
        return _expression(self.scaled)

    def row(self) -> list[float]:
        """See ``kernels.languages.gated``."""
        terms = self.scaled
        return [len(terms), *(x for name, row in terms.items() for x in (INPUTS[name], *row))]

    def formula(self) -> str:
        """By gate: '+ 0.80 own gain; recently harmed: + 0.40 grudge'."""
        parts = []
        for i, gate in enumerate(GATES):
            weights = {name: row[i] for name, row in self.scaled.items() if row[i]}
            if weights:
                condition = "" if gate == ALWAYS else f"{CONTEXTS[gate].phrase}: "
                parts.append(condition + weighted_sum(weights))
        return "; ".join(parts) if parts else "0 (feels nothing)"

    def _content(self) -> dict[str, Any]:
        return {"weights": {drive: dict(gates) for drive, gates in self.weights.items()}}


def _felt_on_probes(table: Mapping[str, Sequence[float]]) -> NDArray[np.float64]:
    """What unscaled weights feel, all drives at once: there may be many, in many rewards."""
    probes = probe_inputs().astype(np.float64)
    weights = np.array(list(table.values())).reshape(len(table), len(GATES))
    opened = np.ones((len(probes), len(table))) * weights[:, 0]
    for i, context in enumerate(CONTEXTS, 1):
        opened += probes[:, [INPUTS[context]]] * weights[:, i]
    felt: NDArray[np.float64] = (opened * probes[:, [INPUTS[name] for name in table]]).sum(axis=1)
    return felt


def _expression(table: Mapping[str, Sequence[float]]) -> Expression:
    terms: list[Expression] = []
    for name, row in table.items():
        gated = [times(w, Input(c)) for w, c in zip(row[1:], CONTEXTS, strict=True) if w]
        terms.append(Apply("*", (add([Constant(row[0]), *gated]), Input(name))))
    return add(terms)


def n_genes(inputs: Sequence[str]) -> int:
    """For each drive among the inputs a weight for each gate."""
    return len(GATES) * sum(name in DRIVES for name in inputs)


def from_genes(genes: NDArray[Any], inputs: Sequence[str]) -> Gated:
    """The reward of a genome [n_genes]."""
    names = [name for name in inputs if name in DRIVES]
    table = np.asarray(genes, np.float64).reshape(len(names), len(GATES)).tolist()
    return Gated(
        {n: dict(zip(GATES, row, strict=True)) for n, row in zip(names, table, strict=True)}
    )


def from_content(content: Mapping[str, Any]) -> Gated:
    """Read the JSON keys of this language."""
    return Gated(
        {
            drive: {g: float(w) for g, w in gates.items()}
            for drive, gates in content["weights"].items()
        }
    )
