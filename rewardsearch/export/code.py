"""Expressions as Python statements, for any library that computes: the dialect says how.

Traces become statements of their own, in the order in which the kernels meet them, so that each
is updated at every step; all else is free of effects and may be written in one line.  What depends
on constants alone is computed here, in single precision, as the kernels do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from inner_rl import Reward
from inner_rl.rewards.expressions import Apply, Constant, Expression, Input, evaluate
from kernels.languages import program
from kernels.layout import N_INPUTS

_NO_INPUTS = np.zeros((1, N_INPUTS), np.float32)
# An operand that is longer gets a name, so that lines stay readable: of a sum or product without
# limits, of an operation that is limited, of one with three operands.
_LONG = 40
_LONG_LIMITED = 28
_LONG_OF_THREE = 24
_SUM, _PRODUCT, _ATOM = 1, 2, 3
_LEVEL = {"+": _SUM, "-": _SUM, "*": _PRODUCT}

TRACE_KEEPS = str(program.TRACE_DECAY)
TRACE_TAKES = str(np.float32(1.0) - program.TRACE_DECAY)


@dataclass(frozen=True)
class Dialect:
    """How a library writes what Python has no operator for."""

    templates: Mapping[str, str]
    """For /, min, max, >, if and tanh: operands as {0}, {1}, {2}."""
    limit: str
    """How a value {0} is kept within [-{1}, {1}]."""
    lifted: str
    """How a plain number {0} becomes what a trace remembers."""


@dataclass(frozen=True)
class Code:
    """An expression, written."""

    statements: tuple[str, ...]
    result: str
    """An expression over what the statements define."""
    n_traces: int
    constant: bool
    """Whether the result is a plain number."""


@dataclass(frozen=True)
class _Value:
    text: str
    level: int = _ATOM
    within: bool = True
    """Whether it is known to lie within the limit."""
    number: float | None = None
    bare: str = ""
    """As it was before it was limited."""
    test: str = ""
    """As a condition, where it is a comparison."""


def written(reward: Reward, dialect: Dialect) -> Code:
    """Write what a reward feels; the inputs are taken to lie within its limit already."""
    writer = _Writer(reward.value_limit, dialect)
    value = writer.write(reward.expression())
    limit, result = reward.felt_limit, value.text
    if limit is not None and value.number is not None:
        result = literal(min(limit, max(-limit, value.number)))
    elif limit is not None:
        # The wider limit that may be around it already is then not needed.
        result = dialect.limit.format(value.bare or value.text, literal(limit))
    constant = value.number is not None
    return Code(tuple(writer.statements), result, writer.n_traces, constant)


def literal(number: float) -> str:
    """The shortest decimal that is this number in single precision."""
    return str(float(str(np.float32(number))))


class _Writer:
    def __init__(self, limit: float | None, dialect: Dialect) -> None:
        self.limit = limit
        self.dialect = dialect
        self.statements: list[str] = []
        self.n_traces = 0
        self.n_named = 0

    def write(self, node: Expression) -> _Value:
        """Statements for all that a node needs; returns how it is then written."""
        if isinstance(node, Constant):
            return self._number(float(np.float32(node.value)))
        if isinstance(node, Input):
            return _Value(node.name)
        longest = _LONG if self.limit is None else _LONG_LIMITED
        longest = _LONG_OF_THREE if len(node.operands) == 3 else longest
        operands = [self._short(self.write(operand), longest) for operand in node.operands]
        if node.operation == "trace":
            return self._trace(operands[0])
        if node.operation == "if":
            return self._if(*operands)
        if all(operand.number is not None for operand in operands):
            return self._computed(node.operation, operands)
        if node.operation == "tanh":
            return _Value(self.dialect.templates["tanh"].format(operands[0].text))
        return self._binary(node.operation, *operands)

    def _number(self, number: float) -> _Value:
        within = self.limit is None or abs(number) <= self.limit
        return _Value(literal(number), _ATOM if number >= 0 else _SUM, within, number)

    def _computed(self, operation: str, operands: list[_Value]) -> _Value:
        numbers = tuple(Constant(operand.number or 0.0) for operand in operands)
        return self._number(float(evaluate(Apply(operation, numbers), _NO_INPUTS, self.limit)[0]))

    def _trace(self, operand: _Value) -> _Value:
        text = operand.text
        if operand.number is not None:
            text = self.dialect.lifted.format(text)
        name = f"trace_{self.n_traces}"
        self.statements.append(f"{name} = self.trace({self.n_traces}, {text})")
        self.n_traces += 1
        return _Value(name, within=operand.within)

    def _if(self, condition: _Value, then: _Value, otherwise: _Value) -> _Value:
        if condition.number is not None:
            return then if condition.number > 0 else otherwise
        test = condition.text + " > 0"
        if condition.test:
            test = condition.test
        text = self.dialect.templates["if"].format(test, then.text, otherwise.text)
        return _Value(text, within=then.within and otherwise.within)

    def _binary(self, operation: str, a: _Value, b: _Value) -> _Value:
        if operation == "*" and 0.0 in (a.number, b.number):
            return self._number(0.0)
        unchanged = _unchanged(operation, a, b)
        if unchanged is not None and (unchanged.within or self.limit is None):
            return unchanged
        if operation in _LEVEL:
            value = _arithmetic(operation, a, b)
        elif operation == "/" and b.number is not None:
            value = self._divided(a, b.number)
        else:
            text = self.dialect.templates[operation].format(a.text, b.text)
            within = operation == ">" or (operation != "/" and a.within and b.within)
            value = _Value(text, within=within, test=f"{a.text} > {b.text}" * (operation == ">"))
        if self.limit is None or value.within:
            return value
        limited = self.dialect.limit.format(value.text, literal(self.limit))
        return _Value(limited, bare=value.text)

    def _divided(self, a: _Value, divisor: float) -> _Value:
        if abs(divisor) < program.SMALLEST_DIVISOR:
            return self._number(1.0)
        text = f"{_in_brackets(a, _PRODUCT)} / {_in_brackets(self._number(divisor), _ATOM)}"
        return _Value(text, _PRODUCT, within=False)

    def _short(self, value: _Value, longest: int) -> _Value:
        """The value itself, or the name that it is given because it is long."""
        if len(value.text) <= longest or value.text.isidentifier():
            return value
        self.n_named += 1
        name = f"part_{self.n_named}"
        self.statements.append(f"{name} = {value.text}")
        return _Value(name, within=value.within)


def _unchanged(operation: str, a: _Value, b: _Value) -> _Value | None:
    """The operand that an operation with a neutral number leaves as it is."""
    neutral = {"+": 0.0, "*": 1.0}.get(operation)
    if neutral is not None and a.number == neutral:
        return b
    if (neutral is not None and b.number == neutral) or (operation == "-" and b.number == 0.0):
        return a
    return None


def _arithmetic(operation: str, a: _Value, b: _Value) -> _Value:
    level = _LEVEL[operation]
    left = a.text if a.number is not None else _in_brackets(a, level)
    plain = b.number is not None and level == _SUM
    right = b.text if plain else _in_brackets(b, level + 1)
    # a + -0.5 * b reads a - 0.5 * b: the same number.
    if level == _SUM and right.startswith("-"):
        operation, right = ("-" if operation == "+" else "+"), right[1:]
    return _Value(f"{left} {operation} {right}", level, within=False)


def _in_brackets(value: _Value, level: int) -> str:
    return value.text if value.level >= level else f"({value.text})"
