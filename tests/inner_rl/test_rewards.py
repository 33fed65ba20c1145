import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inner_rl import DRIVES, InvalidInput, Reward, reward_from_data
from inner_rl.rewards import normalise

WEIGHTS = st.dictionaries(st.sampled_from(list(DRIVES)), st.floats(-1e6, 1e6))
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


@given(WEIGHTS)
def test_round_trip_through_json(weights):
    reward = Reward(weights, "found")
    assert reward_from_data(json.loads(json.dumps(reward.to_data()))) == reward


@given(JSON)
def test_anything_is_either_a_reward_or_one_clear_refusal(data):
    try:
        reward = reward_from_data(data, "file.json")
    except InvalidInput as error:
        assert str(error).startswith("file.json: ")  # noqa: PT017 - both outcomes are allowed
    else:
        assert all(math.isfinite(w) for w in reward.weights.values())


VALID = {"schema": 1, "language": "linear", "weights": {"own_gain": 1.0}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, "schema is 2, this version reads schema 1"),
        ({"schema": True}, "schema is True"),
        ({"language": "program"}, "unknown language 'program'"),
        ({"weights": {"guild": 1.0}}, "unknown drive 'guild' (did you mean 'guilt'?)"),
        ({"weights": {"guilt": math.nan}}, "weight of drive 'guilt' is nan"),
        ({"weights": {"guilt": "1"}}, "weight of 'guilt' must be a number, got '1'"),
        ({"weights": {"guilt": 10**400}}, "too large"),
        ({"weights": []}, "weights must be an object"),
        ({"wieghts": {}}, "unknown key 'wieghts' (did you mean 'weights'?)"),
        ({"name": 3}, "name must be text, got int"),
    ],
)
def test_refusals_name_the_thing_and_the_mend(change, message):
    with pytest.raises(InvalidInput) as caught:
        reward_from_data(VALID | change, "r.json")
    assert message in str(caught.value)


@given(arrays(np.float64, (3, 5), elements=st.floats(-1e300, 1e300)))
def test_normalised_genomes_have_length_one_or_are_zero(genomes):
    lengths = np.linalg.norm(normalise(genomes).astype(np.float64), axis=1)
    zero = ~genomes.any(axis=1)
    np.testing.assert_allclose(lengths[~zero], 1.0, rtol=1e-6)
    assert not lengths[zero].any()


def test_formula_in_words_and_numbers_strongest_first():
    # 3-4-5 triangle: weights 0.6 and 0.8 after normalisation.
    reward = Reward({"own_gain": 3.0, "guilt": -4.0, "effort": -1e-9})
    assert reward.formula() == "- 0.80 guilt on belief + 0.60 own gain"
    assert Reward({}).formula() == "0 (feels nothing)"


def test_oracle_drives_are_labelled():
    assert Reward({"true_harm": -1.0}).formula() == "- 1.00 true harm done [oracle]"
    assert Reward({"true_harm": -1.0}).uses_oracle()
    assert not Reward({"true_harm": 0.0, "guilt": 1.0}).uses_oracle()


def test_a_genome_becomes_the_reward_that_has_it():
    genome = np.arange(len(DRIVES), dtype=float) - 3
    back = Reward.from_genome(genome).genome()
    np.testing.assert_allclose(back, genome / np.linalg.norm(genome), rtol=1e-6)
