"""Exported rewards feel what the rewards feel, in another process and another library."""

import ast
import json
import string
import subprocess
import sys

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inner_rl import Linear, Program, reward_from_data
from inner_rl.drives import CONTEXTS, DRIVES, INPUTS
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.expressions import evaluate, walk
from inner_rl.rewards.library import LIBRARY
from inner_rl.rewards.probes import probe_inputs
from inner_rl.rewards.program import from_lists
from kernels.layout import N_INPUTS
from rewardsearch.export.code import literal
from rewardsearch.export.forms import FORMS
from rewardsearch.export.labels import behaviourist_only, input_table
from rewardsearch.export.python_source import python_source
from rewardsearch.export.symbolic import WARM_UP, latex, simplified, symbol, symbolic
from rewardsearch.export.torch_module import to_torch
from rewardsearch.export.torch_source import torch_source
from tests.inner_rl.some_rewards import any_rewards, random_rewards

PROBES = probe_inputs()
FEW = PROBES[:48]
HAND_WRITTEN = [entry.reward for entry in LIBRARY.values()]
N_RANDOM = 12


def program(source):
    return Program(from_lists(source))


EDGES = [
    Linear({}),
    program(1.5),
    program(["trace", 0.5]),
    program(["/", "guilt", "guilt"]),
    program(["*", ["*", "own_gain", 9000.0], 9000.0]),
    program(["+", 1e6, ["min", 1e5, "own_gain"]]),
    program(["if", ["trace", "guilt"], ["trace", "own_gain"], ["trace", "own_pain"]]),
    program(["-", "own_gain", ["-", "own_pain", ["-", -0.5, "guilt"]]]),
    program(["/", ["/", "own_gain", ["+", 0.5, "guilt"]], ["*", -2.0, -0.25]]),
    program(["if", 0.0, "guilt", 0.25]),
]
"""No inputs, constants alone, limits, branches that both remember, brackets."""


def rewards_of(language):
    return random_rewards(language, N_RANDOM, 3)


ALL = [*HAND_WRITTEN, *EDGES, *(reward for name in LANGUAGES for reward in rewards_of(name))]


def names_of(reward):
    return [name for name in INPUTS if name in reward.inputs_used()]


IN_ANOTHER_PROCESS = """
import importlib.util, json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
felt = []
for path in sorted(folder.glob("reward_*.py")):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    steps = json.loads(path.with_suffix(".json").read_text())
    felt.append([module.reward(**step) for step in steps])
    if hasattr(module.reward, "reset"):
        module.reward.reset()
        assert [module.reward(**step) for step in steps] == felt[-1]
heavy = {"inner_rl", "numpy", "torch"} & set(sys.modules)
assert not heavy, heavy
print(json.dumps(felt))
"""


def test_python_source_feels_the_same_in_another_process(tmp_path):
    for i, reward in enumerate(ALL):
        (tmp_path / f"reward_{i:03}.py").write_text(python_source(reward))
        names = names_of(reward)
        steps = [{n: float(row[INPUTS[n]]) for n in names} for row in PROBES]
        (tmp_path / f"reward_{i:03}.json").write_text(json.dumps(steps))
    words = [sys.executable, "-I", "-c", IN_ANOTHER_PROCESS, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for reward, felt in zip(ALL, json.loads(done.stdout), strict=True):
        expected = reward.felt(PROBES)
        # Double precision: a program may divide by a difference that is mostly rounding.
        rtol = 1e-3 if reward.language == "program" else 1e-5
        np.testing.assert_allclose(felt, expected, rtol=rtol, atol=1e-6, err_msg=reward.formula())


def loaded(source):
    """A module of exported text; in this process, because importing torch takes seconds."""
    module = {}
    exec(compile(source, "exported", "exec"), module)
    return module


def same(reward, felt, expected):
    """To the bit, but for tanh, which every library rounds in its own way."""
    if reward.language == "network":
        np.testing.assert_allclose(felt, expected, rtol=1e-5, atol=1e-6)
    else:
        np.testing.assert_array_equal(felt, expected, err_msg=reward.formula())


@pytest.mark.parametrize("reward", ALL, ids=lambda r: r.name or r.language)
def test_both_torch_modules_feel_the_same(reward):
    expected = reward.felt(FEW)
    exported = loaded(torch_source(reward))
    assert list(exported["INPUTS"]) == names_of(reward)
    columns = [INPUTS[name] for name in exported["INPUTS"]]
    inputs = torch.tensor(FEW)
    for module, steps in (
        (exported["Reward"](), inputs[:, columns]),
        (to_torch(reward), inputs),
    ):
        assert isinstance(module, torch.nn.Module)
        for _ in range(2):
            module.reset()
            same(reward, torch.stack([module(step) for step in steps]).numpy(), expected)


def test_torch_modules_feel_batches_of_any_shape():
    reward = program(["+", ["trace", "own_gain"], ["if", "watched", 0.5, "guilt"]])
    lives = torch.tensor(PROBES[:60]).reshape(10, 2, 3, N_INPUTS)  # 10 steps of 2 x 3 lives
    module, exported = to_torch(reward), loaded(torch_source(reward))
    other = exported["Reward"]()
    columns = [INPUTS[name] for name in exported["INPUTS"]]
    for felt in (
        torch.stack([module(step) for step in lives]),
        torch.stack([other(step[..., columns]) for step in lives]),
    ):
        assert felt.shape == (10, 2, 3)
        for i in range(2):
            for j in range(3):
                expected = reward.felt(lives[:, i, j].numpy())
                np.testing.assert_array_equal(felt[:, i, j].numpy(), expected)


def test_torch_modules_refuse_what_is_not_theirs():
    module = to_torch(program(["trace", "guilt"]))
    module(torch.zeros(4, N_INPUTS))
    with pytest.raises(ValueError, match="call reset"):
        module(torch.zeros(5, N_INPUTS))
    module.reset()
    module(torch.zeros(5, N_INPUTS))
    with pytest.raises(ValueError, match=f"expected inputs \\[..., {N_INPUTS}\\]"):
        module(torch.zeros(5, 2))
    with pytest.raises(ValueError, match=r"expected inputs \[..., 1\]"):
        loaded(torch_source(program("guilt")))["Reward"]()(torch.zeros(2))
    assert "guilt on belief" in repr(module)


def test_gradients_are_those_of_the_formula():
    """d/dx of 0.5 tanh(2 x) is 1 - tanh(2 x)^2, up to the scale; a protected division has one."""
    network = reward_from_data(
        {"schema": 1, "language": "network", "weights": {"guilt": [2.0, 0.0]},
         "bias": [0.0, 0.0], "output": [0.5, 0.0]}
    )  # fmt: skip
    inputs = torch.zeros(3, N_INPUTS)
    inputs[:, INPUTS["guilt"]] = torch.tensor([0.0, 0.3, 1.0])
    inputs.requires_grad_()
    to_torch(network)(inputs).sum().backward()
    expected = 2.0 * network.scaled_output[0] * (1 - np.tanh([0.0, 0.6, 2.0]) ** 2)
    np.testing.assert_allclose(inputs.grad[:, INPUTS["guilt"]].numpy(), expected, rtol=1e-4)
    for source in (["/", "own_gain", "guilt"], ["if", "guilt", "own_gain", ["trace", "guilt"]]):
        reward = program(source)
        names, module = names_of(reward), loaded(torch_source(reward))["Reward"]()
        inputs = torch.zeros(3, len(names), requires_grad=True)
        module(inputs).sum().backward()
        assert torch.isfinite(inputs.grad).all()


def test_no_gradient_reaches_into_steps_before():
    module = to_torch(program(["trace", "guilt"]))
    steps = torch.ones(2, N_INPUTS, requires_grad=True)
    module(steps[0])
    module(steps[1]).backward()
    assert steps.grad[0].abs().max() == 0.0
    assert steps.grad[1].abs().max() > 0.0


def numerically(reward, inputs):
    """Values of the simplified SymPy tree [n_steps], by other means than our evaluator."""

    def trace(x):
        out, memory = [], 0.0
        for value in np.broadcast_to(x, len(inputs)):
            memory = 0.9 * memory + 0.1 * value
            out.append(memory)
        return np.array(out)

    def ratio(a, b):
        a, b = (np.broadcast_to(np.asarray(x, float), len(inputs)) for x in (a, b))
        small = np.abs(b) < 1e-3
        return np.where(small, 1.0, a / np.where(small, 1.0, b))

    ours = {
        "Above": lambda a, b: np.where(np.greater(a, b), 1.0, 0.0),
        "Choice": lambda c, a, b: np.where(np.greater(c, 0.0), a, b),
        "Ratio": ratio,
        "Trace": trace,
    }
    names = names_of(reward)
    symbols = [*(symbol(name) for name in names), WARM_UP]
    function = sympy.lambdify(symbols, symbolic(reward), modules=[ours, "numpy"])
    columns = [inputs[:, INPUTS[name]].astype(float) for name in names]
    return np.broadcast_to(function(*columns, trace(1.0)), len(inputs))


def within_limits(reward):
    """No value of a program is limited on the probes."""
    if reward.value_limit is None:
        return True
    values = [evaluate(node, PROBES) for node in walk(reward.expression())]
    largest = max(np.abs(value).max() for value in values)
    return largest <= reward.value_limit and np.abs(values[-1]).max() <= reward.felt_limit


def test_simplification_changes_no_value():
    compared = 0
    for reward in [
        *HAND_WRITTEN,
        *EDGES,
        *random_rewards("program", 20, 4),
        *rewards_of("gated")[:3],
    ]:
        if not within_limits(reward):
            continue
        compared += 1
        np.testing.assert_allclose(
            numerically(reward, PROBES),
            reward.felt(PROBES),
            rtol=1e-4,
            atol=1e-5,
            err_msg=f"{reward.formula()} => {simplified(reward)}",
        )
    assert compared > 40


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (["-", "guilt", "guilt"], "0"),
        (["+", "guilt", ["+", "guilt", "own_gain"]], "0.88*guilt + 0.44*own_gain"),
        (["max", "own_pain", -1.0], "own_pain"),
        (["max", "own_gain", -1.0], "max(-1, own_gain)"),
        (["if", 1.0, "guilt", "envy"], "guilt"),
        (["if", [">", "guilt", 0.5], 2.0, "envy"], "(2 if guilt > 0.5 else envy)"),
        (["if", "watched", "guilt", "guilt"], "guilt"),
        (["/", "own_gain", "own_gain"], "0.41"),
        (["/", "own_gain", "guilt"], "ratio(own_gain, guilt)"),
        (["trace", ["*", 2.0, "guilt"]], "trace(guilt)"),
        ([">", "true_harm", "guilt"], "[true_harm[oracle] > guilt]"),
    ],
)
def test_simplified_formulas(source, expected):
    text = simplified(program(source))
    factor = text.removesuffix(expected)
    # Up to the scale, which stands in front.
    assert text == expected or (factor.endswith("*") and float(factor[:-1]) > 0), text


def test_latex_is_balanced_and_labels_oracles():
    for reward in [*HAND_WRITTEN, *rewards_of("program")]:
        text = latex(reward)
        assert text.count("{") == text.count("}")
        assert text.count(r"\left") == text.count(r"\right")
        if reward in HAND_WRITTEN:  # of others, simplification may leave nothing
            assert reward.uses_oracle() == (r"_{\text{oracle}}" in text)
    assert r"\begin{cases}" in latex(LIBRARY["conditional_cooperator"].reward)
    assert latex(Linear({"true_harm": -1.0})) == r"- \text{true harm done}_{\text{oracle}}"
    assert r"0.5 \text{guilt on belief}" not in latex(program("guilt"))


def test_tables_hold_weights_and_labels():
    table = input_table(LIBRARY["guilt_when_watched"].reward)
    assert table.columns == ("always", *CONTEXTS)
    rows = {row.name: row for row in table.rows}
    assert list(rows) == ["own_gain", "own_pain", "guilt", "watched"]
    assert rows["guilt"].weights[1] < 0 == rows["guilt"].weights[0]
    assert (rows["guilt"].tier, rows["guilt"].behaviourist) == ("thought", False)
    assert rows["watched"].tier == "context"
    assert rows["watched"].behaviourist is None
    network = input_table(LIBRARY["loss_averse_conscience"].reward)
    assert network.extra["bias"] == (0.0, 0.0)
    assert input_table(LIBRARY["conditional_cooperator"].reward).columns == ()


def test_behaviourist_rewards_are_those_an_onlooker_could_work_out():
    assert behaviourist_only(LIBRARY["being_caught"].reward)
    assert not behaviourist_only(LIBRARY["guilt"].reward)
    assert not behaviourist_only(LIBRARY["utilitarian"].reward)


@pytest.mark.parametrize("form", ["python", "torch"])
@pytest.mark.parametrize(
    "name",
    [
        '""" + __import__("os").abort() + """',
        "\\",
        'end"',
        "\\N{BULLET} \\x",
        "a\r\nimport os\0",
        "{x}",
    ],
)
def test_a_name_cannot_become_code(form, name):
    reward = Linear({"guilt": 1.0}, name)
    source, plain = FORMS[form](reward), FORMS[form](Linear({"guilt": 1.0}))
    tree, expected = ast.parse(source), ast.parse(plain)
    assert [ast.dump(node) for node in tree.body[1:]] == [ast.dump(n) for n in expected.body[1:]]
    seen = "".join(ast.get_docstring(tree).split())
    for letters in name.split("\0")[0].split():
        assert letters.strip() in seen


@settings(max_examples=60)
@given(any_rewards(), st.text(string.printable, max_size=30))
def test_any_reward_becomes_readable_code(reward, name):
    renamed = reward_from_data(reward.to_data() | {"name": name})
    for form in ("python", "torch"):
        source = FORMS[form](renamed)
        tree = ast.parse(source)
        assert isinstance(tree.body[0], ast.Expr)
        assert max(map(len, source.splitlines())) <= 110
        modules = [n.names[0].name for n in ast.walk(tree) if isinstance(n, ast.Import)]
        assert modules in ([], ["math"] if form == "python" else ["torch"])
    assert reward_from_data(json.loads(FORMS["json"](renamed))) == renamed


def test_documented_inputs_carry_unit_and_labels():
    text = " ".join(python_source(LIBRARY["shame"].reward).split())
    assert "only while watched, only within sight" in text
    assert "payoff per step" in text
    assert LIBRARY["shame"].reward.formula() in text
    assert "Uses an oracle" in torch_source(LIBRARY["utilitarian"].reward)


@given(st.floats(-(2.0**100), 2.0**100, width=32))
def test_literals_are_read_back_to_the_bit(number):
    assert np.float32(float(literal(number))) == np.float32(number)


def test_every_drive_and_context_can_be_exported():
    for name in (*DRIVES, *CONTEXTS):
        reward = program(["trace", name])
        compile(python_source(reward), name, "exec")
        assert name in simplified(reward)
