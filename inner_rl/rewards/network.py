"""Rewards in the language ``network``: a small multilayer perceptron over drives and contexts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from inner_rl.drives import INPUTS
from inner_rl.rewards.base import Reward
from inner_rl.rewards.checks import check_drives, check_single
from inner_rl.rewards.expressions import Apply, Constant, Expression, Input, add, times
from inner_rl.rewards.probes import probe_inputs, scale_to_typical
from inner_rl.rewards.words import infix
from kernels.errors import InvalidInput
from kernels.languages.network import N_HIDDEN


@dataclass(frozen=True)
class Network(Reward):
    """A reward function in the language ``network``.

    felt = sum_h output[h] x tanh(bias[h] + sum over inputs of weights[input][h] x input)
    """

    language: ClassVar[str] = "network"

    weights: Mapping[str, tuple[float, ...]]
    """For each drive or context its weight into each hidden unit."""
    bias: tuple[float, ...]
    output: tuple[float, ...]
    name: str = ""

    def __post_init__(self) -> None:
        """Check that every input exists, and every list is as long as the hidden layer."""
        check_drives(self.weights, INPUTS, "drive or context")
        lists = {"bias": self.bias, "output": self.output}
        lists |= {f"weights of {name!r}": row for name, row in self.weights.items()}
        for what, numbers in lists.items():
            if len(numbers) != N_HIDDEN:
                raise InvalidInput(
                    f"{what}: expected {N_HIDDEN} numbers, one a hidden unit, got {len(numbers)}"
                )
            for number in numbers:
                check_single(number, what)

    @cached_property
    def scaled_output(self) -> list[float]:
        """Output weights, scaled so that the typical size is felt on the probes."""
        largest = max(abs(number) for number in self.output) or 1.0
        unit = [number / largest for number in self.output]
        scale = scale_to_typical(self._felt_on_probes(unit))
        return [float(np.float32(number * scale)) for number in unit]

    def _terms(self) -> dict[str, list[float]]:
        """Weights of the inputs in use, in genome order, as the kernel reads them."""
        return {
            name: [float(np.float32(w)) for w in self.weights[name]]
            for name in INPUTS
            if any(self.weights.get(name, ()))
        }

    def _felt_on_probes(self, output: Sequence[float]) -> NDArray[np.float64]:
        """What unscaled outputs feel, all inputs at once: there may be many, in many rewards."""
        probes, terms = probe_inputs().astype(np.float64), self._terms()
        columns = probes[:, [INPUTS[name] for name in terms]]
        weights = np.array(list(terms.values())).reshape(len(terms), N_HIDDEN)
        felt = np.zeros(len(probes))
        for unit in range(N_HIDDEN):
            drive = self.bias[unit] + (columns * weights[:, unit]).sum(axis=1)
            felt += output[unit] * np.tanh(drive)
        return felt

    def _with_output(self, output: Sequence[float]) -> Expression:
        terms = self._terms()
        units: list[Expression] = []
        for unit, strength in enumerate(output):
            drive = add(
                [
                    Constant(float(np.float32(self.bias[unit]))),
                    *(times(row[unit], Input(name)) for name, row in terms.items()),
                ]
            )
            units.append(times(strength, Apply("tanh", (drive,))))
        return add(units)

    def expression(self) -> Expression:
        """Hidden units, each weighted, summed in order."""
        return self._with_output(self.scaled_output)

    def row(self) -> list[float]:
        """See ``kernels.languages.network``."""
        terms = self._terms()
        weights = [x for name, row in terms.items() for x in (INPUTS[name], *row)]
        return [len(terms), *self.scaled_output, *self.bias, *weights]

    def formula(self) -> str:
        """Written out: '0.41 * tanh(0.10 + 0.80 * own gain) + ...'."""
        return infix(self.expression()) if any(self.scaled_output) else "0 (feels nothing)"

    def _content(self) -> dict[str, Any]:
        return {
            "weights": {name: list(row) for name, row in self.weights.items()},
            "bias": list(self.bias),
            "output": list(self.output),
        }


def n_genes(inputs: Sequence[str]) -> int:
    """Outputs, biases, and for each input a weight into each hidden unit."""
    return N_HIDDEN * (2 + len(inputs))


def from_genes(genes: NDArray[Any], inputs: Sequence[str]) -> Network:
    """The reward of a genome [n_genes]."""
    table = np.asarray(genes, np.float64).reshape(2 + len(inputs), N_HIDDEN).tolist()
    output, bias, *rows = (tuple(row) for row in table)
    return Network(dict(zip(inputs, rows, strict=True)), bias, output)


def from_content(content: Mapping[str, Any]) -> Network:
    """Read the JSON keys of this language."""

    def numbers(row: Sequence[float]) -> tuple[float, ...]:
        return tuple(float(x) for x in row)

    weights = {name: numbers(row) for name, row in content["weights"].items()}
    return Network(weights, numbers(content["bias"]), numbers(content["output"]))
