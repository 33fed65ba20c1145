"""What a reward can be exported to."""

import json
from collections.abc import Callable

from inner_rl import InvalidInput, Reward
from kernels.checks import did_you_mean
from rewardsearch.export.mlflow_source import mlflow_source
from rewardsearch.export.python_source import python_source
from rewardsearch.export.torch_source import torch_source


def _latex(reward: Reward) -> str:
    # SymPy takes a second to import; the other forms do without.
    from rewardsearch.export.symbolic import latex

    return latex(reward) + "\n"


def _json(reward: Reward) -> str:
    return json.dumps(reward.to_data(), indent=2, allow_nan=False) + "\n"


FORMS: dict[str, Callable[[Reward], str]] = {
    "python": python_source,
    "torch": torch_source,
    "latex": _latex,
    "json": _json,
    "mlflow": mlflow_source,
}
"""Text of a reward by form."""


def exported(reward: Reward, form: str) -> str:
    """The reward as text of a form; raises InvalidInput for a form that does not exist."""
    if form not in FORMS:
        raise InvalidInput(f"cannot export to {form!r}{did_you_mean(form, FORMS)}")
    return FORMS[form](reward)
