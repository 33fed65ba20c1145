"""Known rewards as genomes of a search: where it can start from."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.drives import CONTEXTS
from inner_rl.rewards import program_genes
from inner_rl.rewards.base import Reward
from inner_rl.rewards.gated import ALWAYS, GATES, Gated
from inner_rl.rewards.linear import Linear
from inner_rl.rewards.network import Network
from inner_rl.rewards.program import Program
from kernels.errors import InvalidInput

Genes = NDArray[np.float64]
Embed = Callable[[Any, Sequence[str]], Genes]


def _unit(table: list[list[float]]) -> Genes:
    """Genes in [-1, 1] with the largest at an end, row by row."""
    genes = np.array(table, np.float64).ravel()
    largest = float(np.abs(genes).max(initial=0.0))
    return genes / largest if largest else genes


def _linear(reward: Linear, inputs: Sequence[str]) -> Genes:
    return _unit([[reward.weights.get(name, 0.0)] for name in inputs])


def _gated(reward: Linear | Gated, inputs: Sequence[str]) -> Genes:
    if isinstance(reward, Linear):
        reward = Gated({name: {ALWAYS: weight} for name, weight in reward.weights.items()})
    rows = [reward.weights.get(name, {}) for name in inputs]
    return _unit([[row.get(gate, 0.0) for gate in GATES] for row in rows])


def _network(reward: Network, inputs: Sequence[str]) -> Genes:
    zeros = [0.0] * len(reward.bias)
    rows = [list(reward.weights.get(name, zeros)) for name in inputs]
    output = _unit([list(reward.output)]).tolist()
    return np.array([output, list(reward.bias), *rows]).ravel()


def _program(reward: Reward, inputs: Sequence[str]) -> Genes:
    source = reward.source if isinstance(reward, Program) else reward.expression()
    return program_genes.to_genes(source, inputs)


_EMBEDDINGS: dict[str, Embed] = {
    "linear": _linear, "gated": _gated, "network": _network, "program": _program,
}  # fmt: skip

_SAYS: dict[str, tuple[type[Reward], ...]] = {
    "linear": (Linear,),
    "gated": (Linear, Gated),
    "network": (Network,),
    "program": (Linear, Gated, Program),
}
"""Classes of rewards that each language can say."""


def genes_of(reward: Reward, language: str, inputs: Sequence[str]) -> Genes:
    """A genome [n_genes] of a search in ``language`` over ``inputs`` that is the given reward.

    Raises:
        InvalidInput: the language cannot say it, or not all of its inputs are searched.

    """
    # Contexts are gates, not inputs, of a gated reward.
    searched = {*inputs, *(CONTEXTS if language == Gated.language else ())}
    missing = sorted(reward.inputs_used() - searched)
    embed = _EMBEDDINGS[language]
    if not isinstance(reward, _SAYS[language]):
        raise InvalidInput(
            f"reward {reward.name!r} is of language {reward.language!r}, which {language!r} "
            "cannot express"
        )
    if missing:
        raise InvalidInput(
            f"reward {reward.name!r} uses {', '.join(missing)}, which is not searched"
        )
    return embed(reward, inputs)
