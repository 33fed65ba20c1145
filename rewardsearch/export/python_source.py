"""A reward as the text of a Python module that needs nothing but Python."""

import textwrap
from collections.abc import Sequence

from inner_rl import Reward
from kernels.languages import program
from rewardsearch.export.code import (
    TRACE_KEEPS,
    TRACE_TAKES,
    Code,
    Dialect,
    literal,
    written,
)
from rewardsearch.export.describing import documentation, inputs_in_order

_ONE_LINE = 80

_DIALECT = Dialect(
    {
        "/": "divide({0}, {1})",
        "min": "min({0}, {1})",
        "max": "max({0}, {1})",
        ">": "float({0} > {1})",
        "if": "({1} if {0} else {2})",
        "tanh": "math.tanh({0})",
    },
    limit="limit({0}, {1})",
    lifted="{0}",
)

_DIVIDE = f'''\
def divide(a, b):
    """Division, protected: 1 where the divisor is all but 0."""
    return 1.0 if abs(b) < {literal(float(program.SMALLEST_DIVISOR))} else a / b'''

_LIMIT = '''\
def limit(value, most):
    """The value, kept within plus and minus the limit."""
    return max(-most, min(most, value))'''

_TRACES = '''\
class Reward:
    """Feels one life, step by step; what it remembers of the steps before is kept here."""

    def __init__(self):
        self.reset()

    def reset(self):
        """Be born again: all traces begin at 0."""
        self.memory = [0.0] * {n_traces}

    def trace(self, which, value):
        """Leaky average of a value over the life."""
        self.memory[which] = {keeps} * self.memory[which] + {takes} * value
        return self.memory[which]

    def __call__({parameters}):
        """What is felt for one step."""
{body}


reward = Reward()
"""Call this once a step, and reward.reset() at birth; one Reward() for each agent."""'''

_FUNCTION = '''\
def reward({parameters}):
    """What is felt for one step."""
{body}'''

_USAGE = """\
Call reward(...) once a step, with the inputs as keywords. What counts is which acts feel better
than others: any positive multiple is the same reward. Computed in double precision; the learners
felt it in single precision, which can differ where a comparison or a division is exactly at its
threshold."""


def python_source(reward: Reward) -> str:
    """The text of a module whose ``reward`` is a function of the inputs in use.

    If the reward remembers, ``reward`` is an object with the same call and a ``reset``.
    """
    code, names = written(reward, _DIALECT), inputs_in_order(reward)
    lines = [*_limited(reward, names), *code.statements, f"return {code.result}"]
    text = "\n".join(lines)
    head = documentation(reward, "what one agent feels for one step.", _USAGE)
    blocks = [f"{head}\n\nimport math" if "math." in text else head]
    blocks += [_DIVIDE] * ("divide(" in text)
    blocks += [_LIMIT] * ("limit(" in text)
    blocks.append(_traced(code, names, text) if code.n_traces else _function(names, text))
    return "\n\n\n".join(blocks) + "\n"


def _limited(reward: Reward, names: Sequence[str]) -> list[str]:
    if reward.value_limit is None:
        return []
    return [f"{name} = limit({name}, {literal(reward.value_limit)})" for name in names]


def _traced(code: Code, names: Sequence[str], body: str) -> str:
    return _TRACES.format(
        n_traces=code.n_traces,
        keeps=TRACE_KEEPS,
        takes=TRACE_TAKES,
        parameters=_parameters(["self", *_keywords(names)], "    "),
        body=textwrap.indent(body, "        "),
    )


def _function(names: Sequence[str], body: str) -> str:
    return _FUNCTION.format(
        parameters=_parameters(_keywords(names), ""), body=textwrap.indent(body, "    ")
    )


def _keywords(names: Sequence[str]) -> list[str]:
    return ["*", *names] if names else []


def _parameters(names: Sequence[str], indent: str) -> str:
    """On one line if they fit, else a line each."""
    if len(", ".join(names)) <= _ONE_LINE:
        return ", ".join(names)
    return "".join(f"\n{indent}    {name}," for name in names) + f"\n{indent}"
