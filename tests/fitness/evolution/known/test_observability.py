"""V3: the enumeration, and the arguments of the source replayed one by one."""

import pytest

from fitness.evolution.known.observability import (
    _destabilises,
    _Dilemma,
    stable_hidden,
    stable_readable,
)
from kernels.errors import InvalidInput

CLASSIC = (5.0, 3.0, 1.0, 0.0)


@pytest.mark.parametrize("dilemma", [CLASSIC, (3.0, 2.0, 0.0, -1.0), (4.0, 3.5, 3.0, 2.5)])
def test_the_switch(dilemma):
    assert stable_hidden(*dilemma) == [0.0]
    # Who keeps cooperation is indifferent against a cooperator and never gives in to less.
    assert stable_readable(*dilemma) == {1.0: [(0, -1)]}


def test_defection_is_destabilised_by_a_secret_handshake_and_by_nothing_less():
    """Against defectors nothing pays, so who enters must do better among its own."""
    dilemma = _Dilemma(*CLASSIC)
    selfish, conditional = (-1, -1), (1, -1)
    assert _destabilises(dilemma, conditional, selfish, 0)
    assert not _destabilises(dilemma, selfish, selfish, 0)
    # The altruist cooperates with defectors too.
    assert not _destabilises(dilemma, (1, 1), selfish, 0)


def test_the_altruist_is_exploited():
    stable = stable_readable(*CLASSIC)
    assert all((1, 1) not in who for who in stable.values())


def test_other_games_are_refused():
    for payoffs in ((3.0, 5.0, 1.0, 0.0), (9.0, 3.0, 1.0, 0.0)):
        with pytest.raises(InvalidInput, match="expected a prisoner's dilemma"):
            stable_readable(*payoffs)
