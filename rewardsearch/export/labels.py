"""The inputs of a reward as a table: weights, labels, sources."""

from dataclasses import dataclass

from inner_rl import Gated, Linear, Network, Reward
from inner_rl.drives import CONTEXTS, DRIVES, INPUTS, Context, Drive
from inner_rl.rewards.gated import GATES
from kernels.languages.network import N_HIDDEN


@dataclass(frozen=True)
class InputRow:
    """One input that a reward uses; what a context has no label for is None."""

    name: str
    phrase: str
    weights: tuple[float, ...]
    """As scaled in the learner; one a column of the table, none for programs."""
    tier: str
    """sensed, thought or oracle for a drive, else context."""
    behaviourist: bool | None
    about: str | None
    watched_only: bool | None
    within_sight: bool | None
    unit: str | None
    formula: str
    source: str


@dataclass(frozen=True)
class InputTable:
    """All inputs that a reward uses, in genome order."""

    columns: tuple[str, ...]
    """What the weights mean."""
    rows: tuple[InputRow, ...]
    extra: dict[str, tuple[float, ...]]
    """Numbers of each column that belong to no input: bias and output of hidden units."""


def input_table(reward: Reward) -> InputTable:
    """Inputs of a reward with weights and labels."""
    columns, weights, extra = _weights(reward)
    used = reward.inputs_used()
    rows = tuple(_row(name, weights.get(name, ())) for name in INPUTS if name in used)
    return InputTable(columns, rows, extra)


def behaviourist_only(reward: Reward) -> bool:
    """Whether an onlooker could work out every drive in use; contexts have no such label."""
    return all(DRIVES[name].behaviourist for name in reward.inputs_used() if name in DRIVES)


def described(name: str) -> str:
    """One line on an input for the documentation of exported code."""
    row = _row(name, ())
    labels = row.tier
    if row.behaviourist is not None:
        labels += ", behaviourist" if row.behaviourist else ", not behaviourist"
        labels += f", about {row.about}"
        labels += ", only while watched" if row.watched_only else ""
        labels += ", only within sight" if row.within_sight else ""
    unit = f" ({row.unit})" if row.unit else ""
    return f"{name}: {row.phrase}{unit}; {labels}. {row.formula}"


def _weights(
    reward: Reward,
) -> tuple[tuple[str, ...], dict[str, tuple[float, ...]], dict[str, tuple[float, ...]]]:
    """Columns, weights by input, and what belongs to no input."""
    if isinstance(reward, Linear):
        return ("weight",), {name: (w,) for name, w in reward.unit_weights().items()}, {}
    if isinstance(reward, Gated):
        return GATES, {name: tuple(row) for name, row in reward.scaled.items()}, {}
    if isinstance(reward, Network):
        columns = tuple(f"unit {unit}" for unit in range(1, N_HIDDEN + 1))
        weights = {name: tuple(row) for name, row in reward.weights.items()}
        extra = {"bias": tuple(reward.bias), "output": tuple(reward.scaled_output)}
        return columns, weights, extra
    return (), {}, {}


def _row(name: str, weights: tuple[float, ...]) -> InputRow:
    item: Drive | Context = DRIVES[name] if name in DRIVES else CONTEXTS[name]
    if isinstance(item, Context):
        return InputRow(
            name, item.phrase, weights, "context", None, None, None, None, None,
            item.formula, item.source,
        )  # fmt: skip
    return InputRow(
        name, item.phrase, weights, item.tier, item.behaviourist, item.about, item.watched_only,
        item.within_sight, item.unit, item.formula, item.source,
    )  # fmt: skip
