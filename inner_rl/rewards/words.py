"""Rewards in words: what a person reads."""

from collections.abc import Mapping

from inner_rl.drives import DRIVES, PHRASES
from inner_rl.rewards.expressions import Apply, Constant, Expression, Input

# A weight below this share of the largest is left out of a formula in words.
NEGLIGIBLE = 0.02
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


def phrase(name: str) -> str:
    """How an input reads; oracles are labelled wherever they appear."""
    oracle = name in DRIVES and DRIVES[name].tier == "oracle"
    return PHRASES[name] + (" [oracle]" if oracle else "")


def weighted_sum(weights: Mapping[str, float]) -> str:
    """Strongest first: '+ 0.80 own gain - 0.60 guilt on belief'."""
    largest = max((abs(weight) for weight in weights.values()), default=0.0)
    terms = [
        f"{'-' if weight < 0 else '+'} {abs(weight):.2f} {phrase(name)}"
        for name, weight in sorted(weights.items(), key=lambda term: -abs(term[1]))
        if abs(weight) > NEGLIGIBLE * largest
    ]
    return " ".join(terms) if terms else "0 (feels nothing)"


def infix(expression: Expression, outer: int = 0) -> str:
    """An expression as it is written on paper, with two decimals."""
    if isinstance(expression, Constant):
        return f"{expression.value:.2f}" if expression.value >= 0 else f"({expression.value:.2f})"
    if isinstance(expression, Input):
        return phrase(expression.name)
    if expression.operation in _PRECEDENCE:
        return _binary(expression, outer)
    if expression.operation == ">":
        a, b = (infix(operand) for operand in expression.operands)
        return f"[{a} > {b}]"
    if expression.operation == "if":
        condition, then, otherwise = (infix(operand) for operand in expression.operands)
        return f"({then} if {condition} > 0 else {otherwise})"
    return f"{expression.operation}({', '.join(infix(o) for o in expression.operands)})"


def _binary(expression: Apply, outer: int) -> str:
    own = _PRECEDENCE[expression.operation]
    left, right = expression.operands
    # The right operand of - and / binds tighter: a - (b + c).
    text = f"{infix(left, own)} {expression.operation} {infix(right, own + 1)}"
    return f"({text})" if own < outer else text
