"""A reward as the text of a Python module that needs nothing but PyTorch."""

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

_DIALECT = Dialect(
    {
        "/": "divide({0}, {1})",
        "min": "smaller({0}, {1})",
        "max": "larger({0}, {1})",
        ">": "({0} > {1}).float()",
        "if": "torch.where({0}, {1}, {2})",
        "tanh": "torch.tanh({0})",
    },
    limit="limit({0}, {1})",
    lifted="zero + {0}",
)

_HELPERS = {
    "divide": f'''\
def divide(a, b):
    """Division, protected: 1 where the divisor is all but 0."""
    small = abs(b) < {literal(float(program.SMALLEST_DIVISOR))}
    # A plain number is made a tensor: torch would multiply it by a rounded reciprocal.
    return torch.where(small, 1.0, a * torch.ones_like(b) / torch.where(small, 1.0, b))''',
    "limit": '''\
def limit(values, most):
    """Values, kept within plus and minus the limit."""
    return torch.clamp(values, -most, most)''',
    "smaller": '''\
def smaller(a, b):
    """The smaller of two, either of which may be a plain number."""
    return torch.where(a < b, a, b)''',
    "larger": '''\
def larger(a, b):
    """The larger of two, either of which may be a plain number."""
    return torch.where(a > b, a, b)''',
}

_MODULE = '''\
class Reward(torch.nn.Module):
    """Feels lives step by step, a batch of any shape at once."""
{memory}
    def forward(self, inputs):
        """What is felt [...] for one step at inputs [..., {n_inputs}], in the order of INPUTS."""
{body}'''

_NO_MEMORY = '''
    def reset(self):
        """Be born again: this reward remembers nothing."""
'''

_MEMORY = f'''
    def __init__(self):
        super().__init__()
        self.reset()

    def reset(self):
        """Be born again: all traces begin at 0, for a batch of any shape."""
        self.memory = [0.0] * {{n_traces}}

    def trace(self, which, value):
        """Leaky average of a value over the life; no gradient flows into steps before."""
        average = {TRACE_KEEPS} * self.memory[which] + {TRACE_TAKES} * value
        self.memory[which] = average.detach()
        return average
'''

_USAGE = """\
Call the module once a step. What counts is which acts feel better than others: any positive
multiple is the same reward. In single precision the values are those that the learners felt.
Comparisons and limits have no gradient."""


def torch_source(reward: Reward) -> str:
    """The text of a module whose ``Reward`` is a ``torch.nn.Module`` over the inputs in use."""
    code, names = written(reward, _DIALECT), inputs_in_order(reward)
    body = "\n".join(_body(reward, code, names))
    head = documentation(reward, "what agents feel for one step.", _USAGE)
    blocks = [f"{head}\n\nimport torch\n\n{_inputs(names)}"]
    blocks += [text for name, text in _HELPERS.items() if f"{name}(" in body]
    blocks.append(
        _MODULE.format(
            memory=_MEMORY.format(n_traces=code.n_traces) if code.n_traces else _NO_MEMORY,
            n_inputs=len(names),
            body=textwrap.indent(body, "        "),
        )
    )
    return "\n\n\n".join(blocks) + "\n"


def _inputs(names: Sequence[str]) -> str:
    listed = "".join(f'\n    "{name}",' for name in names)
    return f"INPUTS = ({listed}\n)" if names else "INPUTS = ()"


def _body(reward: Reward, code: Code, names: Sequence[str]) -> list[str]:
    lines = [
        "if inputs.shape[-1] != len(INPUTS):",
        '    raise ValueError(f"expected inputs [..., {len(INPUTS)}], got {inputs.shape}")',
    ]
    if reward.value_limit is not None:
        limited = _DIALECT.limit.format("inputs", literal(reward.value_limit))
        lines.append(f"inputs = {limited}")
    result = f"zero + {code.result}" if code.constant else code.result
    if any("zero + " in line for line in (*code.statements, result)):
        lines.append("zero = inputs.new_zeros(inputs.shape[:-1])")
    if names:
        lines.append(f"{_unpacked(names)} = inputs.unbind(-1)")
    return [*lines, *code.statements, f"return {result}"]


def _unpacked(names: Sequence[str]) -> str:
    if len(", ".join(names)) <= 60:
        return ", ".join(names) if len(names) > 1 else f"({names[0]},)"
    return "(" + "".join(f"\n    {name}," for name in names) + "\n)"
