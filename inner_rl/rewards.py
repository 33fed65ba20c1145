"""Reward functions as data: weights on drives, in words, in numbers, and as a JSON object."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.drives import DRIVES
from kernels.checks import did_you_mean
from kernels.errors import InvalidInput
from kernels.languages import LANGUAGE_LINEAR
from kernels.types import F32Array

SCHEMA = 1
LANGUAGES: dict[str, int] = {"linear": LANGUAGE_LINEAR}
_KEYS = {"schema", "language", "name", "weights"}
# A weight below this share of the largest is left out of the formula in words.
_NEGLIGIBLE = 0.02


@dataclass(frozen=True)
class Reward:
    """A reward function in the language ``linear``: felt = sum of weight x drive.

    Only the direction of the weights matters: learners normalise the scale.
    """

    weights: Mapping[str, float]
    name: str = ""

    def __post_init__(self) -> None:
        """Check that every drive exists and every weight is a number."""
        for drive, weight in self.weights.items():
            if drive not in DRIVES:
                raise InvalidInput(f"unknown drive {drive!r}{did_you_mean(drive, DRIVES)}")
            if not math.isfinite(weight):
                raise InvalidInput(f"weight of drive {drive!r} is {weight}; it must be finite")

    @classmethod
    def from_genome(cls, genome: NDArray[Any], name: str = "") -> "Reward":
        """The reward of one genome [n_genes] in the order of ``DRIVES``, scaled to length 1."""
        unit = normalise(np.asarray(genome, np.float64)[None, :])[0]
        return cls({d: float(w) for d, w in zip(DRIVES, unit, strict=True) if w != 0.0}, name)

    def genome(self) -> NDArray[np.float64]:
        """Weights [n_genes] in the order of ``DRIVES``, unnormalised."""
        return np.array([self.weights.get(name, 0.0) for name in DRIVES], np.float64)

    def formula(self) -> str:
        """In numbers and words, strongest first: '+0.80 own gain - 0.60 guilt on belief'."""
        unit = normalise(self.genome()[None, :])[0]
        largest = float(np.max(np.abs(unit), initial=0.0))
        terms = []
        for weight, drive in sorted(
            zip(unit.tolist(), DRIVES.values(), strict=True), key=lambda term: -abs(term[0])
        ):
            if abs(weight) > _NEGLIGIBLE * largest:
                sign = "-" if weight < 0 else "+"
                oracle = " [oracle]" if drive.tier == "oracle" else ""
                terms.append(f"{sign} {abs(weight):.2f} {drive.phrase}{oracle}")
        return " ".join(terms) if terms else "0 (feels nothing)"

    def uses_oracle(self) -> bool:
        """Whether any drive with weight is one that no agent could sense."""
        return any(w != 0.0 and DRIVES[d].tier == "oracle" for d, w in self.weights.items())

    def to_data(self) -> dict[str, Any]:
        """A JSON object; ``reward_from_data`` reads it back."""
        data: dict[str, Any] = {"schema": SCHEMA, "language": "linear"}
        if self.name:
            data["name"] = self.name
        return data | {"weights": dict(self.weights)}


def reward_from_data(data: object, where: str = "reward") -> Reward:
    """Read a reward from parsed JSON; raises InvalidInput naming ``where`` and the fault."""
    if not isinstance(data, dict):
        raise InvalidInput(f"{where}: expected a JSON object, got {type(data).__name__}")
    for key in data:
        if key not in _KEYS:
            raise InvalidInput(f"{where}: unknown key {key!r}{did_you_mean(str(key), _KEYS)}")
    schema = data.get("schema")
    if schema != SCHEMA or isinstance(schema, bool):
        raise InvalidInput(
            f"{where}: schema is {schema!r}, this version reads schema {SCHEMA}; "
            "export the reward again with a matching version of rewardsearch"
        )
    language = data.get("language")
    if not isinstance(language, str) or language not in LANGUAGES:
        raise InvalidInput(
            f"{where}: unknown language {language!r}{did_you_mean(str(language), LANGUAGES)}"
        )
    name, weights = data.get("name", ""), data.get("weights")
    if not isinstance(name, str):
        raise InvalidInput(f"{where}: name must be text, got {type(name).__name__}")
    if not isinstance(weights, dict):
        raise InvalidInput(f"{where}: weights must be an object of drive: number")
    for drive, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise InvalidInput(f"{where}: weight of {drive!r} must be a number, got {weight!r}")
    try:
        return Reward({drive: float(weight) for drive, weight in weights.items()}, name)
    except (InvalidInput, OverflowError) as error:
        raise InvalidInput(f"{where}: {error}") from None


def normalise(genomes: NDArray[Any]) -> F32Array:
    """Scale each genome to Euclidean length 1; a zero genome stays zero.

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
