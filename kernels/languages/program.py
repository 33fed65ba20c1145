"""Reward language ``program``: a short symbolic expression, run by a stack machine.

Row: number of nodes; scale of the result; then for each node, in postfix order, its operation, an
input (where it is one) and a number (a constant's value, an input's weight).  Every node is
run at every step, branches of ``if`` not taken included, so that the cost and the traces do not
depend on the inputs.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.numeric import clip
from kernels.types import F32, I32, F32Array

CONSTANT = 0
INPUT = 1
TRACE = 2  # leaky average of its operand: m <- decay m + (1 - decay) x
ADD = 3
SUBTRACT = 4
MULTIPLY = 5
DIVIDE = 6  # protected (Koza 1992): 1 where the divisor is all but 0
MINIMUM = 7
MAXIMUM = 8
ABOVE = 9  # threshold: 1 where the first exceeds the second, else 0
IF = 10  # the second where the first is positive, else the third
WEIGHTED = 11  # an input times a constant

N_NODES = 0
SCALE = 1
FIRST_NODE = 2
NODE_SIZE = 3

TRACE_DECAY = np.float32(0.9)
SMALLEST_DIVISOR = np.float32(1e-3)
# Every value stays within these, so that no program can make an infinity or a nan.
VALUE_LIMIT = np.float32(1e4)
FELT_LIMIT = np.float32(16.0)
_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)


@scalar
def _binary(operation: I32, a: F32, b: F32) -> F32:
    """Result of an operation with two operands."""
    if operation == ADD:
        return a + b
    if operation == SUBTRACT:
        return a - b
    if operation == MULTIPLY:
        return a * b
    if operation == DIVIDE:
        small = -SMALLEST_DIVISOR < b < SMALLEST_DIVISOR
        return _ONE if small else a / b
    if operation == MINIMUM:
        return a if a < b else b
    if operation == MAXIMUM:
        return a if a > b else b
    return _ONE if a > b else _ZERO


@scalar
def felt(row: F32Array, inputs: F32Array, memory: F32Array, stack: F32Array) -> F32:
    """Reward felt for one step; ``memory`` [MAX_NODES] and ``stack`` are modified in place."""
    height = 0
    for node in range(np.int32(row[N_NODES])):
        at = FIRST_NODE + NODE_SIZE * node
        operation = np.int32(row[at])
        if operation == CONSTANT:
            stack[height] = row[at + 2]
            height += 1
        elif operation in (INPUT, WEIGHTED):
            value = clip(inputs[np.int32(row[at + 1])], -VALUE_LIMIT, VALUE_LIMIT)
            if operation == WEIGHTED:
                value = clip(row[at + 2] * value, -VALUE_LIMIT, VALUE_LIMIT)
            stack[height] = value
            height += 1
        elif operation == TRACE:
            trace = TRACE_DECAY * memory[node] + (_ONE - TRACE_DECAY) * stack[height - 1]
            memory[node] = trace
            stack[height - 1] = trace
        elif operation == IF:
            height -= 2
            chosen = stack[height] if stack[height - 1] > _ZERO else stack[height + 1]
            stack[height - 1] = chosen
        else:
            height -= 1
            value = _binary(operation, stack[height - 1], stack[height])
            stack[height - 1] = clip(value, -VALUE_LIMIT, VALUE_LIMIT)
    if height == 0:
        return _ZERO
    return clip(row[SCALE] * stack[0], -FELT_LIMIT, FELT_LIMIT)
