"""Rewards as SymPy expressions: simplified by what is exactly true, shown rounded.

Constants become exact fractions, so that nothing is lost by reordering.  What SymPy has no
operation for is a function of ours that knows a few identities.  The limits of programs (every
value within 10,000, what is felt within 16) are left out: a simplified formula can differ where
they are met.  A drive that cannot be negative is known not to be.
"""

from typing import Any

import numpy as np
import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from inner_rl import Reward
from inner_rl.drives import CONTEXTS, DRIVES, PHRASES
from inner_rl.rewards.expressions import Constant, Expression, Input
from kernels.languages import program

_DIGITS = 3
_MANY_TERMS = 200


class Above(sympy.Function):  # type: ignore[misc]
    """1 where the first exceeds the second, else 0."""

    nargs = 2

    @classmethod
    def eval(cls, a: Any, b: Any) -> Any:
        """Decided where it can be."""
        return _decided(a, b, sympy.Integer(1), sympy.Integer(0))

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_nonnegative(self) -> bool:
        return True


class Choice(sympy.Function):  # type: ignore[misc]
    """The second where the first is positive, else the third."""

    nargs = 3

    @classmethod
    def eval(cls, condition: Any, then: Any, otherwise: Any) -> Any:
        """Decided where it can be."""
        if then == otherwise:
            return then
        return _decided(condition, sympy.Integer(0), then, otherwise)

    def _eval_is_extended_real(self) -> bool:
        return True


class Ratio(sympy.Function):  # type: ignore[misc]
    """Protected division: 1 where the divisor is all but 0."""

    nargs = 2

    @classmethod
    def eval(cls, a: Any, b: Any) -> Any:
        """By a number it is an ordinary division; by itself it is 1, whatever it is."""
        if a == b:
            return sympy.Integer(1)
        if b.is_Rational:
            return sympy.Integer(1) if abs(b) < _fraction(program.SMALLEST_DIVISOR) else a / b
        return None

    def _eval_is_extended_real(self) -> bool:
        return True


class Trace(sympy.Function):  # type: ignore[misc]
    """Leaky average of its operand over the life, 0 at birth."""

    nargs = 1

    @classmethod
    def eval(cls, operand: Any) -> Any:
        """Of nothing, nothing; a factor may stand outside."""
        if operand.is_number:
            return operand * WARM_UP
        factor, rest = operand.as_coeff_Mul()
        return None if factor == 1 else factor * cls(rest)

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_nonnegative(self) -> bool | None:
        sign: bool | None = self.args[0].is_nonnegative
        return True if sign else None


WARM_UP = sympy.Symbol("trace(1)", real=True, nonnegative=True)
"""Trace of 1: from 0 at birth to 1.  A symbol, since SymPy takes what has none for a number."""


def symbolic(reward: Reward) -> sympy.Expr:
    """What is felt as a SymPy expression, simplified."""
    tree = _tree(reward.expression())
    forms = [tree, sympy.factor_terms(tree)]
    if _n_terms(tree) <= _MANY_TERMS:
        forms.append(sympy.expand(tree))
    return min(forms, key=sympy.count_ops)


def simplified(reward: Reward) -> str:
    """The simplified formula as text, constants rounded, oracles labelled."""
    return str(_Text().doprint(rounded(symbolic(reward))))


def latex(reward: Reward) -> str:
    """The simplified formula in LaTeX, constants rounded, oracles labelled."""
    return str(_Latex().doprint(rounded(symbolic(reward))))


def symbol(name: str) -> sympy.Symbol:
    """The symbol of a drive or context."""
    low = 0.0 if name in CONTEXTS else DRIVES[name].low
    # Assumptions that are None must be left out, or symbols would be known to be of neither sign.
    return sympy.Symbol(name, real=True, **({"nonnegative": True} if low >= 0.0 else {}))


def _tree(node: Expression) -> sympy.Expr:
    if isinstance(node, Constant):
        return _fraction(node.value)
    if isinstance(node, Input):
        return symbol(node.name)
    operands = [_tree(operand) for operand in node.operands]
    return _OPERATIONS[node.operation](*operands)


_OPERATIONS: dict[str, Any] = {
    "+": sympy.Add,
    "-": lambda a, b: a - b,
    "*": sympy.Mul,
    "/": Ratio,
    "min": sympy.Min,
    "max": sympy.Max,
    ">": Above,
    "if": Choice,
    "trace": Trace,
    "tanh": sympy.tanh,
}


def _fraction(number: Any) -> sympy.Rational:
    return sympy.Rational(float(np.float32(number)))


def _decided(a: Any, b: Any, then: Any, otherwise: Any) -> Any:
    above = a > b
    if above == sympy.true:
        return then
    return otherwise if above == sympy.false else None


def _n_terms(tree: sympy.Expr) -> int:
    """About how many terms an expansion would have."""
    if tree.is_Add:
        return sum(_n_terms(term) for term in tree.args)
    product = 1
    for factor in tree.args:
        product *= _n_terms(factor)
    return product


def rounded(tree: sympy.Expr) -> sympy.Expr:
    """Fractions with a few digits; what is all but whole becomes whole."""
    fractions = {
        number: _shown(number) for number in tree.atoms(sympy.Rational) if not number.is_Integer
    }
    return tree.xreplace(fractions)


def _shown(number: sympy.Rational) -> sympy.Expr:
    short = float(f"{float(number):.{_DIGITS}g}")
    whole = short.is_integer() and abs(short) < 1e6
    return sympy.Integer(int(short)) if whole else sympy.Float(short, _DIGITS)


class _Text(StrPrinter):  # type: ignore[misc]
    """As a person writes it: [a > b], (x if c > 0 else y)."""

    def _print_Symbol(self, expr: Any) -> str:  # noqa: N802 - SymPy finds printers by name
        return f"{expr.name}[oracle]" if _is_oracle(expr.name) else str(expr.name)

    def _print_Float(self, expr: Any) -> str:  # noqa: N802
        return f"{float(expr):.{_DIGITS}g}"

    def _print_Above(self, expr: Any) -> str:  # noqa: N802
        a, b = (self._print(arg) for arg in expr.args)
        return f"[{a} > {b}]"

    def _print_Choice(self, expr: Any) -> str:  # noqa: N802
        condition, then, otherwise = expr.args
        return f"({self._print(then)} if {self._test(condition)} else {self._print(otherwise)})"

    def _print_Ratio(self, expr: Any) -> str:  # noqa: N802
        a, b = (self._print(arg) for arg in expr.args)
        return f"ratio({a}, {b})"

    def _print_Trace(self, expr: Any) -> str:  # noqa: N802
        return f"trace({self._print(expr.args[0])})"

    def _print_Min(self, expr: Any) -> str:  # noqa: N802
        return f"min({self.stringify(expr.args, ', ')})"

    def _print_Max(self, expr: Any) -> str:  # noqa: N802
        return f"max({self.stringify(expr.args, ', ')})"

    def _test(self, condition: Any) -> str:
        a, b = condition.args if isinstance(condition, Above) else (condition, 0)
        return f"{self._print(a)} > {self._print(b)}"


class _Latex(LatexPrinter):  # type: ignore[misc]
    """As it is typeset: Iverson brackets, cases, and the trace as an operator."""

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:  # noqa: N802
        if expr == WARM_UP:
            return r"\operatorname{trace}\left( 1 \right)"
        return rf"\text{{{PHRASES[expr.name]}}}" + (
            r"_{\text{oracle}}" if _is_oracle(expr.name) else ""
        )

    def _print_Float(self, expr: Any) -> str:  # noqa: N802
        mantissa, _, exponent = f"{float(expr):.{_DIGITS}g}".partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa

    def _print_Above(self, expr: Any, exp: str | None = None) -> str:  # noqa: N802
        a, b = (self._print(arg) for arg in expr.args)
        return self._raised(rf"\left[ {a} > {b} \right]", exp)

    def _print_Choice(self, expr: Any, exp: str | None = None) -> str:  # noqa: N802
        condition, then, otherwise = expr.args
        a, b = condition.args if isinstance(condition, Above) else (condition, sympy.Integer(0))
        cases = (
            rf"\begin{{cases}} {self._print(then)} & \text{{if }} {self._print(a)} > "
            rf"{self._print(b)} \\ {self._print(otherwise)} & \text{{otherwise}} \end{{cases}}"
        )
        return self._raised(rf"\left( {cases} \right)", exp)

    def _print_Ratio(self, expr: Any, exp: str | None = None) -> str:  # noqa: N802
        a, b = (self._print(arg) for arg in expr.args)
        return self._raised(rf"\operatorname{{ratio}}\left( {a}, {b} \right)", exp)

    def _print_Trace(self, expr: Any, exp: str | None = None) -> str:  # noqa: N802
        operand = self._print(expr.args[0])
        return self._raised(rf"\operatorname{{trace}}\left( {operand} \right)", exp)

    def _raised(self, text: str, exponent: str | None) -> str:
        return text if exponent is None else rf"{text}^{{{exponent}}}"


def _is_oracle(name: str) -> bool:
    return name in DRIVES and DRIVES[name].tier == "oracle"
