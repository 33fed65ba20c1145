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


def mathml(reward: Reward) -> str | None:
    """A ``math`` element, or None for a formula too long to be read."""
    expression = rounded(symbolic(reward))
    if sympy.count_ops(expression) > _LONGEST:
        return None
    inner = _Printer({"mul_symbol": "times"}).doprint(expression)
    return f'<math display="block">{inner}</math>'
