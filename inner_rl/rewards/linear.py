"""Rewards in the language ``linear``: weights on drives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from inner_rl.drives import DRIVES, INPUTS
from inner_rl.rewards.base import Reward
from inner_rl.rewards.checks import check_drives, check_number
from inner_rl.rewards.expressions import Expression, Input, add, times
from inner_rl.rewards.words import weighted_sum
from kernels.types import F32Array


@dataclass(frozen=True)
class Linear(Reward):
    """A reward function in the language ``linear``: felt = sum of weight x drive."""

    language: ClassVar[str] = "linear"

    weights: Mapping[str, float]
    name: str = ""

    def __post_init__(self) -> None:
        """Check that every drive exists and every weight is a number."""
        check_drives(self.weights, DRIVES)
        for drive, weight in self.weights.items():
            check_number(weight, f"weight of drive {drive!r}")

    def unit_weights(self) -> dict[str, float]:
        """Weights other than 0 in genome order, scaled to length 1."""
        genome = np.array([self.weights.get(name, 0.0) for name in DRIVES], np.float64)
        unit = normalise(genome[None, :])[0]
        return {name: float(w) for name, w in zip(DRIVES, unit, strict=True) if w != 0.0}

    def expression(self) -> Expression:
        """Weighted drives, summed in genome order."""
        return add([times(weight, Input(name)) for name, weight in self.unit_weights().items()])

    def row(self) -> list[float]:
        """See ``kernels.languages.linear``."""
        terms = self.unit_weights()
        pairs = [number for name, weight in terms.items() for number in (INPUTS[name], weight)]
        return [len(terms), *pairs]

    def formula(self) -> str:
        """Strongest first: '+ 0.80 own gain - 0.60 guilt on belief'."""
        return weighted_sum(self.unit_weights())

    def _content(self) -> dict[str, Any]:
        return {"weights": dict(self.weights)}


def n_genes(inputs: Sequence[str]) -> int:
    """One weight for each drive among the inputs."""
    return sum(name in DRIVES for name in inputs)


def from_genes(genes: NDArray[Any], inputs: Sequence[str]) -> Linear:
    """The reward of a genome [n_genes], scaled to length 1."""
    names = [name for name in inputs if name in DRIVES]
    weights = dict(zip(names, np.asarray(genes, np.float64).tolist(), strict=True))
    return Linear(Linear(weights).unit_weights())


def from_content(content: Mapping[str, Any]) -> Linear:
    """Read the JSON keys of this language."""
    return Linear({name: float(weight) for name, weight in content["weights"].items()})


def normalise(genomes: NDArray[Any]) -> F32Array:
    """Scale each genome [n, n_genes] to Euclidean length 1; a zero genome stays zero.

    Done in float64 and rounded once, so that a genome and its positive multiples give the
    same float32 weights and with them the same lifetimes.
    """
    genomes = np.asarray(genomes, np.float64)
    # Dividing by the largest weight first keeps huge and tiny genomes from over- or underflow.
    largest = np.max(np.abs(genomes), axis=-1, keepdims=True, initial=0.0)
    scaled = np.divide(genomes, largest, out=np.zeros_like(genomes), where=largest > 0)
    length = np.linalg.norm(scaled, axis=-1, keepdims=True)
    unit = np.divide(scaled, length, out=np.zeros_like(scaled), where=length > 0)
    return np.asarray(unit, np.float32)
