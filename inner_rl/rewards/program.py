"""Rewards in the language ``program``: short symbolic expressions over drives and contexts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from inner_rl.drives import INPUTS
from inner_rl.rewards.base import Reward
from inner_rl.rewards.checks import check_drives, check_single
from inner_rl.rewards.expressions import (
    ARITY,
    Apply,
    Constant,
    Expression,
    Input,
    evaluate,
    times,
    walk,
)
from inner_rl.rewards.probes import probe_inputs, scale_to_typical
from inner_rl.rewards.words import infix
from kernels.errors import InvalidInput
from kernels.languages import program
from kernels.layout import MAX_NODES, STACK_SIZE

OPCODES: dict[str, int] = {
    "+": program.ADD,
    "-": program.SUBTRACT,
    "*": program.MULTIPLY,
    "/": program.DIVIDE,
    "min": program.MINIMUM,
    "max": program.MAXIMUM,
    ">": program.ABOVE,
    "if": program.IF,
    "trace": program.TRACE,
}
"""Operations of the language, and the code of each in the kernel."""


@dataclass(frozen=True)
class Program(Reward):
    """A reward function in the language ``program``: up to 32 nodes, a closed set of operations.

    A number times an input, in this order, counts as one node.

    ``/`` is protected (1 where the divisor is all but 0), ``>`` gives 1 or 0, ``if`` takes the
    second operand where the first is positive, else the third, and ``trace`` is a leaky average
    of its operand over the life.  No value can leave [-10,000, 10,000].
    """

    language: ClassVar[str] = "program"
    value_limit: ClassVar[float | None] = float(program.VALUE_LIMIT)
    felt_limit: ClassVar[float | None] = float(program.FELT_LIMIT)

    source: Expression
    """The expression before it is scaled."""
    name: str = ""

    def __post_init__(self) -> None:
        """Check operations, operands, size and depth."""
        size = len(machine_nodes(self.source))
        if size > MAX_NODES:
            raise InvalidInput(f"expression has {size} nodes, at most {MAX_NODES} are possible")
        for node in walk(self.source):
            if isinstance(node, Constant):
                check_single(node.value, "a constant of the expression")
            elif isinstance(node, Input):
                check_drives([node.name], INPUTS, "drive or context")
            else:
                _check_application(node)
        depth = stack_depth(self.source)
        if depth > STACK_SIZE:
            raise InvalidInput(
                f"expression needs {depth} values at once, at most {STACK_SIZE} are possible; "
                "nest to the left rather than to the right"
            )

    @cached_property
    def scale(self) -> float:
        """Factor that brings what is felt on the probes to the typical size."""
        felt = evaluate(self.source, probe_inputs(), self.value_limit)
        return float(np.float32(scale_to_typical(felt)))

    def expression(self) -> Expression:
        """The scaled expression."""
        return times(self.scale, self.source)

    def felt(self, inputs: Any) -> Any:
        """What is felt [n_steps] at a sequence of inputs [n_steps, N_INPUTS] from birth."""
        # The scale is applied to the limited value, as in the kernel, and only then limited.
        raw = evaluate(self.source, inputs, self.value_limit)
        limit = program.FELT_LIMIT
        return np.clip(np.float32(self.scale) * raw, -limit, limit)

    def row(self) -> list[float]:
        """See ``kernels.languages.program``."""
        nodes = machine_nodes(self.source)
        return [len(nodes), self.scale, *(x for node in nodes for x in _coded(node))]

    def formula(self) -> str:
        """Written out; the scale is left out, because only the direction matters."""
        return infix(self.source) if self.scale else "0 (feels nothing)"

    def _content(self) -> dict[str, Any]:
        return {"expression": to_lists(self.source)}


def _check_application(node: Apply) -> None:
    check_drives([node.operation], OPCODES, "operation")
    if len(node.operands) != ARITY[node.operation]:
        raise InvalidInput(
            f"operation {node.operation!r} takes {ARITY[node.operation]} operands, "
            f"got {len(node.operands)}"
        )


def weighted_input(expression: Expression) -> tuple[float, Input] | None:
    """Weight and input of a number times an input, which the stack machine does at once."""
    match expression:
        case Apply("*", (Constant(weight), Input() as weighted)):
            return weight, weighted
    return None


def machine_nodes(expression: Expression) -> list[Expression]:
    """What the stack machine does, in its order."""
    if not isinstance(expression, Apply) or weighted_input(expression):
        return [expression]
    operands = (node for operand in expression.operands for node in machine_nodes(operand))
    return [*operands, expression]


def _coded(node: Expression) -> tuple[float, float, float]:
    """Operation, input and number of a node."""
    if isinstance(node, Constant):
        return program.CONSTANT, 0.0, node.value
    if isinstance(node, Input):
        return program.INPUT, INPUTS[node.name], 0.0
    if weighted := weighted_input(node):
        weight, input_ = weighted
        return program.WEIGHTED, INPUTS[input_.name], weight
    return OPCODES[node.operation], 0.0, 0.0


def stack_depth(expression: Expression) -> int:
    """How many values a stack machine holds at once at most."""
    if not isinstance(expression, Apply) or weighted_input(expression):
        return 1
    return max(held + stack_depth(operand) for held, operand in enumerate(expression.operands))


def to_lists(expression: Expression) -> Any:
    """As JSON: a number, a name, or a list of operation and operands."""
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, Input):
        return expression.name
    return [expression.operation, *(to_lists(operand) for operand in expression.operands)]


def from_lists(data: Any, room: int = MAX_NODES) -> Expression:
    """Read what ``to_lists`` wrote; raises InvalidInput for anything else."""
    if room <= 0:
        raise InvalidInput(f"expression is nested deeper than {MAX_NODES} operations")
    if isinstance(data, str):
        return Input(data)
    if isinstance(data, int | float) and not isinstance(data, bool):
        return Constant(float(data))
    if isinstance(data, list) and data and isinstance(data[0], str):
        return Apply(data[0], tuple(from_lists(operand, room - 1) for operand in data[1:]))
    shown = type(data).__name__ if isinstance(data, dict | list) else repr(data)
    raise InvalidInput(
        "expression: expected a number, the name of a drive or context, or a list of an "
        f"operation and its operands, got {shown}"
    )


def from_content(content: Mapping[str, Any]) -> Program:
    """Read the JSON keys of this language."""
    return Program(from_lists(content["expression"]))


def n_genes(inputs: Sequence[str]) -> int:
    """A symbol and a number for each possible node."""
    return 2 * MAX_NODES
