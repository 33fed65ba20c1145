"""Random rewards of every language, for property tests."""

import numpy as np
from hypothesis import strategies as st

from inner_rl import Gated, Linear, Network, Program
from inner_rl.drives import CONTEXTS, DRIVES
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.gated import GATES
from inner_rl.rewards.program import from_lists

WEIGHT = st.floats(-1e6, 1e6)
INPUT_NAMES = (*DRIVES, *CONTEXTS)
_LEAF = st.sampled_from(INPUT_NAMES) | st.floats(-1e3, 1e3)


def expressions(max_leaves=8):
    """Expressions as JSON, small enough for any stack."""
    return st.recursive(
        _LEAF,
        lambda inner: (
            st.tuples(st.sampled_from(["+", "-", "*", "/", "min", "max", ">"]), inner, inner)
            | st.tuples(st.just("if"), inner, inner, inner)
            | st.tuples(st.just("trace"), inner)
        ).map(list),
        max_leaves=max_leaves,
    )


def _fits(source):
    try:
        Program(from_lists(source))
    except ValueError:
        return False
    return True


def any_rewards():
    """Rewards of any language, named or not."""
    name = st.text(max_size=5)
    pair = st.tuples(WEIGHT, WEIGHT)
    return st.one_of(
        st.builds(Linear, st.dictionaries(st.sampled_from(list(DRIVES)), WEIGHT), name),
        st.builds(
            Gated,
            st.dictionaries(
                st.sampled_from(list(DRIVES)), st.dictionaries(st.sampled_from(GATES), WEIGHT)
            ),
            name,
        ),
        st.builds(Network, st.dictionaries(st.sampled_from(INPUT_NAMES), pair), pair, pair, name),
        st.builds(Program, expressions().filter(_fits).map(from_lists), name),
    )


def random_rewards(language, n, seed, inputs=None):
    """Rewards of random genomes, as a search draws them first."""
    language = LANGUAGES[language]
    inputs = inputs or (*DRIVES, *(CONTEXTS if language.uses_contexts else ()))
    genes = np.random.default_rng(seed).uniform(-1.0, 1.0, (n, language.n_genes(inputs)))
    return [language.from_genes(row, inputs) for row in language.newborn(genes)]
