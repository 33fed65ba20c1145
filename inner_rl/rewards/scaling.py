"""The same reward with one of its inputs felt more, less, or not at all."""

from dataclasses import replace
from typing import cast

from inner_rl.rewards.base import Reward
from inner_rl.rewards.expressions import Apply, Constant, Expression, Input, times
from inner_rl.rewards.gated import Gated
from inner_rl.rewards.linear import Linear
from inner_rl.rewards.network import Network
from inner_rl.rewards.program import Program, weighted_input


def with_input_scaled(reward: Reward, name: str, factor: float) -> Reward:
    """A reward that feels as ``reward`` would if an input were ``factor`` times as strong.

    Up to a positive scale of the whole, which no learner feels.  With factor 0 the input is gone.

    Args:
        reward: in any language.
        name: of a drive or context.
        factor: 0 or more.

    """
    match reward:
        case Linear():
            return replace(reward, weights={
                drive: weight * (factor if drive == name else 1.0)
                for drive, weight in reward.weights.items()
            })  # fmt: skip
        case Gated():
            return replace(reward, weights={
                drive: {
                    gate: weight * (factor if name in (drive, gate) else 1.0)
                    for gate, weight in gates.items()
                }
                for drive, gates in reward.weights.items()
            })  # fmt: skip
        case Network():
            return replace(reward, weights={
                key: tuple(weight * (factor if key == name else 1.0) for weight in row)
                for key, row in reward.weights.items()
            })  # fmt: skip
    program = cast(Program, reward)
    return replace(program, source=_scaled(program.source, name, factor))


def _scaled(node: Expression, name: str, factor: float) -> Expression:
    """An expression of the same size in which an input has a factor."""
    weighted = weighted_input(node)
    if weighted is not None:
        weight, input_ = weighted
        return times(weight * factor, input_) if input_.name == name else node
    match node:
        case Input(found) if found == name:
            return times(factor, node) if factor else Constant(0.0)
        case Apply(operation, operands):
            return Apply(operation, tuple(_scaled(inner, name, factor) for inner in operands))
    return node
