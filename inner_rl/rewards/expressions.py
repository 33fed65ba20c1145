"""Expressions: what every reward is, as a tree that can be evaluated, printed and exported.

``evaluate`` is the plain evaluator beside the kernels: float32, operation by operation, the same
bits.  It takes a whole sequence of steps at once, because traces remember.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from inner_rl.drives import INPUTS
from kernels.languages import program
from kernels.types import F32Array


@dataclass(frozen=True)
class Constant:
    """A number."""

    value: float


@dataclass(frozen=True)
class Input:
    """A drive or a context, by name."""

    name: str


@dataclass(frozen=True)
class Apply:
    """An operation on other expressions."""

    operation: str
    operands: tuple["Expression", ...]


Expression: TypeAlias = Constant | Input | Apply

ARITY: dict[str, int] = {
    "+": 2, "-": 2, "*": 2, "/": 2, "min": 2, "max": 2, ">": 2, "if": 3, "trace": 1, "tanh": 1,
}  # fmt: skip
"""Operations and how many operands each has; ``program`` explains them all but tanh."""

_ONE = np.float32(1.0)


def add(terms: Sequence[Expression]) -> Expression:
    """Sum from left to right; 0 of nothing."""
    if not terms:
        return Constant(0.0)
    total = terms[0]
    for term in terms[1:]:
        total = Apply("+", (total, term))
    return total


def times(weight: float, factor: Expression) -> Expression:
    """A weighted expression."""
    return Apply("*", (Constant(weight), factor))


def walk(expression: Expression) -> Iterator[Expression]:
    """All nodes, operands before their operation, as a stack machine meets them."""
    if isinstance(expression, Apply):
        for operand in expression.operands:
            yield from walk(operand)
    yield expression


def inputs_of(expression: Expression) -> frozenset[str]:
    """Names of the drives and contexts that occur."""
    return frozenset(node.name for node in walk(expression) if isinstance(node, Input))


def evaluate(expression: Expression, inputs: F32Array, limit: float | None = None) -> F32Array:
    """Values [n_steps] at a sequence of inputs [n_steps, N_INPUTS], traces starting at 0.

    Args:
        expression: what to evaluate.
        inputs: drives and contexts, float32.
        limit: where given, every intermediate value is kept within [-limit, limit].

    """
    if isinstance(expression, Constant):
        return np.full(len(inputs), expression.value, np.float32)
    if isinstance(expression, Input):
        return _kept(inputs[:, INPUTS[expression.name]], limit)
    operands = [evaluate(operand, inputs, limit) for operand in expression.operands]
    if expression.operation == "trace":
        return _trace(operands[0])
    if expression.operation == "if":
        condition, then, otherwise = operands
        return np.where(condition > 0, then, otherwise)
    if expression.operation == "tanh":
        return _tanh(operands[0])
    return _kept(_binary(expression.operation, *operands), limit)


def _kept(values: F32Array, limit: float | None) -> F32Array:
    return values if limit is None else np.clip(values, np.float32(-limit), np.float32(limit))


def _binary(operation: str, a: F32Array, b: F32Array) -> F32Array:
    if operation == "+":
        return a + b
    if operation == "-":
        return a - b
    if operation == "*":
        return a * b
    if operation == "/":
        small = np.abs(b) < program.SMALLEST_DIVISOR
        return np.where(small, _ONE, a / np.where(small, _ONE, b))
    if operation == "min":
        return np.where(a < b, a, b)
    if operation == "max":
        return np.where(a > b, a, b)
    return (a > b).astype(np.float32)


def _trace(values: F32Array) -> F32Array:
    out, decay, memory = np.empty_like(values), program.TRACE_DECAY, np.float32(0.0)
    for step, value in enumerate(values):
        memory = decay * memory + (_ONE - decay) * value
        out[step] = memory
    return out


def _tanh(x: F32Array) -> F32Array:
    """As ``kernels.numeric.tanh``, which has an oracle of its own."""
    e = _exp_nonpositive(-np.abs(x) - np.abs(x))
    t = (_ONE - e) / (_ONE + e)
    return np.where(x > 0, t, np.where(x <= 0, -t, x))


def _exp_nonpositive(x: F32Array) -> F32Array:
    """As ``kernels.numeric.exp_nonpositive``: range reduction, a polynomial, a power of two."""
    f = np.float32
    x = np.where(x > f(-87.0), x, f(-87.0))
    exponent = (x * f(1.4426950408889634) - f(0.5)).astype(np.int32)
    r = x - exponent.astype(np.float32) * f(0.693359375)
    r = r - exponent.astype(np.float32) * f(-2.12194440e-4)
    p = np.full_like(r, f(1.9875691500e-4))
    for coefficient in (
        1.3981999507e-3,
        8.3334519073e-3,
        4.1665795894e-2,
        1.6666665459e-1,
        5.0000001201e-1,
    ):
        p = p * r + f(coefficient)
    p = p * (r * r) + r + _ONE
    power: F32Array = ((exponent + np.int32(127)) << np.int32(23)).view(np.float32)
    scaled: F32Array = p * power
    return scaled
