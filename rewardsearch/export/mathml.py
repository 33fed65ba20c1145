"""A reward's formula as MathML, which browsers typeset themselves."""

from typing import Any

import sympy
from sympy.printing.mathml import MathMLPresentationPrinter

from inner_rl import Reward
from inner_rl.drives import PHRASES
from rewardsearch.export.symbolic import rounded, symbolic

_LONGEST = 60
"""Terms beyond which a typeset formula says less than the table of weights."""


class _Printer(MathMLPresentationPrinter):  # type: ignore[misc]
    """Names of drives as upright words."""

    def _print_Symbol(self, expression: Any, style: str = "plain") -> Any:  # noqa: N802 - SymPy's
        element = self.dom.createElement("mtext")
        element.appendChild(self.dom.createTextNode(PHRASES.get(expression.name, expression.name)))
        return element


def mathml(reward: Reward) -> list[str] | None:
    """Formulas between which a line can be broken, or None for one too long to be read.

    Of a sum one a term with its sign, the heaviest first; of anything else one.
    """
    expression = rounded(symbolic(reward))
    if sympy.count_ops(expression) > _LONGEST:
        return None
    terms = sorted(sympy.Add.make_args(expression), key=_weight, reverse=True)
    return [_term(term, first=position == 0) for position, term in enumerate(terms)]


def _weight(term: sympy.Expr) -> float:
    return abs(float(term.as_coeff_Mul()[0]))


def _term(term: sympy.Expr, first: bool) -> str:
    negative = term.could_extract_minus_sign()
    sign = "<mo>\u2212</mo>" if negative else "" if first else "<mo>+</mo>"
    inner = _Printer({"mul_symbol": "times"}).doprint(-term if negative else term)
    return f"<math>{sign}{inner}</math>"
