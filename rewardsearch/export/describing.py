"""What the documentation of exported code says about a reward."""

import textwrap
from importlib.metadata import PackageNotFoundError, version

from inner_rl import Reward
from inner_rl.drives import INPUTS
from rewardsearch.export.labels import behaviourist_only, described

_WIDTH = 96


def inputs_in_order(reward: Reward) -> tuple[str, ...]:
    """The inputs that a reward uses, in genome order."""
    used = reward.inputs_used()
    return tuple(name for name in INPUTS if name in used)


def quoted(text: str) -> str:
    """Text as a docstring that holds it and nothing else, whatever the text is."""
    printable = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    escaped = printable.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}\n"""'


def documentation(reward: Reward, what: str, usage: str) -> str:
    """The docstring of an exported module."""
    name = " ".join(reward.name.split())
    title = f"Reward {name}: {what}" if name else f"A reward: {what}"
    inputs = [
        textwrap.fill(described(name), _WIDTH, initial_indent="    ", subsequent_indent="        ")
        for name in inputs_in_order(reward)
    ]
    parts = [
        textwrap.shorten(title, _WIDTH, placeholder=" ..."),
        "Formula, up to a positive factor:\n"
        + textwrap.fill(reward.formula(), _WIDTH, initial_indent="    ", subsequent_indent="    "),
        f"Language: {reward.language}. {_labels(reward)}\nWritten by {_writer()}.",
        "Inputs, for the agent at the step just done:\n" + ("\n".join(inputs) or "    none"),
        usage,
    ]
    return quoted("\n\n".join(parts))


def _labels(reward: Reward) -> str:
    if reward.uses_oracle():
        return "Uses an oracle: what nobody could sense."
    if behaviourist_only(reward):
        return "No oracle; behaviourist: an onlooker could work out all of it."
    return "No oracle; not behaviourist: it needs the inside of the learner."


def _writer() -> str:
    try:
        return f"rewardsearch {version('rewardsearch')}"
    except PackageNotFoundError:
        return "rewardsearch"
