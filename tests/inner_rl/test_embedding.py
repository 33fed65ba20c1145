"""Known rewards as genomes: what is read back feels the same."""

import numpy as np
import pytest

from inner_rl import DRIVES, InvalidInput
from inner_rl.drives import CONTEXTS
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.embedding import genes_of
from inner_rl.rewards.library import LIBRARY
from inner_rl.rewards.probes import probe_inputs
from rewardsearch.search import search_space
from rewardsearch.settings import SearchSettings

CANNOT = {
    "linear": {"gated", "network", "program"},
    "gated": {"network", "program"},
    "network": {"linear", "gated", "program"},
    "program": {"network"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LIBRARY)
def test_every_hand_written_reward_is_a_genome_where_it_can_be_said(name, language):
    reward = LIBRARY[name].reward
    inputs = (*DRIVES, *(CONTEXTS if LANGUAGES[language].uses_contexts else ()))
    if reward.language in CANNOT[language]:
        with pytest.raises(InvalidInput, match="cannot express"):
            genes_of(reward, language, inputs)
        return
    genes = genes_of(reward, language, inputs)
    again = LANGUAGES[language].from_genes(genes, inputs)
    felt, expected = again.felt(probe_inputs()), reward.felt(probe_inputs())
    # Scales are normalised in each language's own way: compare directions.
    felt, expected = (x / np.sqrt(np.mean(np.square(x))) for x in (felt, expected))
    np.testing.assert_allclose(felt, expected, atol=2e-3)


def test_a_search_starts_from_them():
    settings = SearchSettings(start_from=("own_payoff", "guilt"), language="gated")
    space = search_space(settings)
    drawn = np.random.default_rng(0).uniform(-1, 1, (5, space.n_genes))
    first = space.first_genomes(drawn)
    assert space.reward(first[0]).inputs_used() == {"own_gain", "own_pain"}
    assert "guilt" in space.reward(first[1]).inputs_used()
    np.testing.assert_array_equal(first[2:], drawn[2:])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"start_from": ("own_payof",)}, "unknown reward 'own_payof' .did you mean 'own_payoff'"),
        (
            {"start_from": ("own_payoff",), "drives": ("guilt",)},
            "reward 'own_payoff' uses own_gain, own_pain, which is not searched",
        ),
        ({"start_from": ("own_payoff",), "language": "network"}, "'network' cannot express"),
    ],
)
def test_starting_points_that_cannot_be_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        SearchSettings(**settings)
