"""Rewards as data: reading, writing, words, scale."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inner_rl import DRIVES, InvalidInput, Linear, reward_from_data
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.linear import normalise
from inner_rl.rewards.probes import probe_inputs
from tests.inner_rl.some_rewards import any_rewards, expressions, random_rewards

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["schema", "language", "weights", "name", "own_gain", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(any_rewards())
def test_round_trip_through_json(reward):
    assert reward_from_data(json.loads(json.dumps(reward.to_data()))) == reward


@given(JSON)
def test_anything_is_either_a_reward_or_one_clear_refusal(data):
    try:
        reward = reward_from_data(data, "file.json")
    except InvalidInput as error:
        assert str(error).startswith("file.json: ")  # noqa: PT017 - both outcomes are allowed
    else:
        assert all(math.isfinite(w) for w in reward.weights.values())


VALID = {
    "linear": {"weights": {"own_gain": 1.0}},
    "gated": {"weights": {"own_gain": {"always": 1.0, "watched": -0.5}}},
    "network": {"weights": {"own_gain": [1.0, 2.0]}, "bias": [0.0, 0.1], "output": [1.0, -1.0]},
    "program": {"expression": ["+", "own_gain", ["*", 0.5, "guilt"]]},
}
MUTATIONS = st.sampled_from(
    [None, True, -1, 1e400, math.nan, "x", "own_gain", [], {}, [1], ["+"], {"x": 1}, [[]], "+"]
)


def places(data, path=()):
    """Paths of everything inside parsed JSON."""
    yield path
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*path, key))


@given(st.sampled_from(list(VALID)), st.data())
def test_a_mutated_file_is_either_a_reward_or_one_clear_refusal(language, data):
    original = {"schema": 1, "language": language, "name": "it", **VALID[language]}
    broken = json.loads(json.dumps(original))
    path = data.draw(st.sampled_from(list(places(broken))[1:]))
    place = broken
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = data.draw(MUTATIONS)
    try:
        reward = reward_from_data(broken, "file.json")
    except InvalidInput as error:
        assert str(error).startswith("file.json: ")  # noqa: PT017 - both outcomes are allowed
        assert "\n" not in str(error)  # noqa: PT017 - like a report
    else:
        assert np.isfinite(reward.row()).all()


@pytest.mark.parametrize(
    ("language", "change", "message"),
    [
        ("linear", {"schema": 2}, "schema is 2, this version reads schema 1"),
        ("linear", {"schema": True}, "schema is True"),
        ("linear", {"language": "programme"}, "unknown language 'programme' (did you mean 'progr"),
        ("linear", {"weights": {"guild": 1.0}}, "unknown drive 'guild' (did you mean 'guilt'?)"),
        ("linear", {"weights": {"guilt": math.nan}}, "weight of drive 'guilt' is nan"),
        ("linear", {"weights": {"guilt": "1"}}, "weight of 'guilt' must be a number, got '1'"),
        ("linear", {"weights": {"guilt": 10**400}}, "too large"),
        ("linear", {"weights": []}, "weights must be an object of drive: number"),
        ("linear", {"wieghts": {}}, "unknown key 'wieghts' (did you mean 'weights'?)"),
        ("linear", {"name": 3}, "name must be text, got int"),
        ("gated", {"weights": {"guilt": {"whenever": 1.0}}}, "unknown gate 'whenever'"),
        ("gated", {"weights": {"guilt": 1.0}}, "weights of 'guilt' must be an object of gate"),
        ("network", {"bias": [1.0]}, "bias: expected 2 numbers, one a hidden unit, got 1"),
        ("network", {"weights": {"power": [1.0, "2"]}}, "weights of 'power' must be a number"),
        ("program", {"expression": ["^", 1, 2]}, "unknown operation '^'"),
        ("program", {"expression": ["+", 1]}, "operation '+' takes 2 operands, got 1"),
        ("program", {"expression": ["trace", "hunger"]}, "unknown drive or context 'hunger'"),
        ("program", {"expression": None}, "expression: expected a number, the name of a drive"),
        ("program", {"expression": {"__import__": "os"}}, "expected a number, the name"),
    ],
)
def test_refusals_name_the_thing_and_the_mend(language, change, message):
    with pytest.raises(InvalidInput) as caught:
        reward_from_data({"schema": 1, "language": language, **VALID[language]} | change, "r.json")
    assert message in str(caught.value)


def test_a_missing_key_is_named():
    with pytest.raises(InvalidInput, match="output is missing; a network reward needs it"):
        reward_from_data({"schema": 1, "language": "network", "weights": {}, "bias": [0, 0]})


@pytest.mark.parametrize(
    ("depth", "message"), [(20, "has 41 nodes, at most 32"), (500, "nested deeper than 32")]
)
def test_programs_beyond_reason_are_refused(depth, message):
    expression = "own_gain"
    for _ in range(depth):
        expression = ["+", 1.0, expression]
    with pytest.raises(InvalidInput, match=message):
        reward_from_data({"schema": 1, "language": "program", "expression": expression})


def test_programs_that_need_too_deep_a_stack_are_refused():
    expression = "own_gain"
    for _ in range(10):
        expression = ["if", "own_gain", 1.0, expression]
    with pytest.raises(InvalidInput, match="needs 21 values at once, at most 16"):
        reward_from_data({"schema": 1, "language": "program", "expression": expression})


@given(arrays(np.float64, (3, 5), elements=st.floats(-1e300, 1e300)))
def test_normalised_genomes_have_length_one_or_are_zero(genomes):
    lengths = np.linalg.norm(normalise(genomes).astype(np.float64), axis=1)
    zero = ~genomes.any(axis=1)
    np.testing.assert_allclose(lengths[~zero], 1.0, rtol=1e-6)
    assert not lengths[zero].any()


@pytest.mark.parametrize("language", ["linear", "gated", "network"])
@pytest.mark.parametrize("factor", [10.0, 1e-3])
def test_only_the_direction_of_a_reward_matters(language, factor):
    """Multiples of the weights (of a network: of its outputs) give the same kernel row."""
    data = json.loads(json.dumps(VALID[language]))
    key = "output" if language == "network" else "weights"

    def scaled(value):
        if isinstance(value, dict):
            return {k: scaled(v) for k, v in value.items()}
        return [scaled(v) for v in value] if isinstance(value, list) else factor * value

    head = {"schema": 1, "language": language}
    row = reward_from_data(head | data).row()
    again = reward_from_data(head | data | {key: scaled(data[key])}).row()
    np.testing.assert_allclose(again, row, rtol=1e-6)


@given(expressions())
def test_multiples_of_a_program_feel_the_same(source):
    head = {"schema": 1, "language": "program"}
    once = reward_from_data(head | {"expression": source})
    twice = reward_from_data(head | {"expression": ["*", 2.0, source]})
    # Where no value meets its limit.
    if np.abs(np.array(once.row())).max() < 100 and once.scale > 1e-3:
        assert twice.scale == pytest.approx(once.scale / 2, rel=1e-5)


def test_formula_in_words_and_numbers_strongest_first():
    # 3-4-5 triangle: weights 0.6 and 0.8 after normalisation.
    reward = Linear({"own_gain": 3.0, "guilt": -4.0, "effort": -1e-9})
    assert reward.formula() == "- 0.80 guilt on belief + 0.60 own gain"
    assert Linear({}).formula() == "0 (feels nothing)"


def test_formulas_of_the_other_languages():
    formulas = {
        name: reward_from_data({"schema": 1, "language": name, **content}).formula()
        for name, content in VALID.items()
    }
    assert formulas["program"] == "own gain + 0.50 * guilt on belief"
    always, watched = formulas["gated"].split("; ")
    assert always.startswith("+ ")
    assert always.endswith(" own gain")
    assert watched.startswith("watched: - ")
    assert formulas["network"].count("tanh(") == 2


def test_oracle_drives_are_labelled():
    assert Linear({"true_harm": -1.0}).formula() == "- 1.00 true harm done [oracle]"
    assert Linear({"true_harm": -1.0}).uses_oracle()
    assert not Linear({"true_harm": 0.0, "guilt": 1.0}).uses_oracle()
    program = {"schema": 1, "language": "program", "expression": ["max", "true_help", 0.0]}
    assert reward_from_data(program).uses_oracle()
    assert "true help given [oracle]" in reward_from_data(program).formula()


@given(arrays(np.float64, len(DRIVES), elements=st.floats(-1.0, 1.0)))
def test_a_genome_becomes_the_reward_that_has_it(genes):
    reward = LANGUAGES["linear"].from_genes(genes, tuple(DRIVES))
    back = np.array([reward.weights.get(name, 0.0) for name in DRIVES])
    if np.abs(genes).max() > 1e-30:
        np.testing.assert_allclose(back, genes / np.linalg.norm(genes), rtol=1e-5, atol=1e-7)


READ_AND_FEEL = (
    "import json, sys\n"
    "from inner_rl import reward_from_data\n"
    "from inner_rl.rewards.probes import probe_inputs\n"
    "for path in sys.argv[1:]:\n"
    "    reward = reward_from_data(json.load(open(path)), path)\n"
    "    print(reward.felt(probe_inputs()).tobytes().hex())\n"
)


def test_a_saved_reward_feels_the_same_to_the_bit_in_another_process(tmp_path):
    rewards = [reward for name in LANGUAGES for reward in random_rewards(name, 5, 11)]
    paths = [tmp_path / f"{i}.json" for i in range(len(rewards))]
    for reward, path in zip(rewards, paths, strict=True):
        path.write_text(json.dumps(reward.to_data()))
    words = [sys.executable, "-c", READ_AND_FEEL, *map(str, paths)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [r.felt(probe_inputs()).tobytes().hex() for r in rewards]


@pytest.mark.parametrize(
    ("language", "change"),
    [
        ("program", {"expression": ["*", 1e300, "guilt"]}),
        ("network", {"weights": {"guilt": [1e300, 0.0]}}),
        ("network", {"bias": [0.0, -1e300]}),
    ],
)
def test_numbers_beyond_single_precision_are_refused(language, change):
    """They would be infinite in the kernels, and infinity times 0 is nothing that can be felt."""
    data = {"schema": 1, "language": language, **VALID[language]} | change
    with pytest.raises(InvalidInput, match="single precision ends at"):
        reward_from_data(data)
