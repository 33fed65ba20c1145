"""What is known must come out: known results of the field, measured by this tool.

Each validation states a result with its source, derives the expected value from a closed form,
measures it by other means (simulation, learning agents, numerical equilibria) and compares the
two by a rule fixed beforehand; V8 and V10, known from simulations, have bounds in its place and may
be not shown.  A new one is a ``Validation`` in a module here and a line in
``registry``.
"""

from rewardsearch.validation.base import Check, Parameter, Validation
from rewardsearch.validation.registry import VALIDATIONS, chosen
from rewardsearch.validation.running import Outcome, as_data, bound, figure, told, validate

__all__ = [
    "VALIDATIONS",
    "Check",
    "Outcome",
    "Parameter",
    "Validation",
    "as_data",
    "bound",
    "chosen",
    "figure",
    "told",
    "validate",
]
