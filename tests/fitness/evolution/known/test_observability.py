"""V3: the enumeration, and the arguments of the source replayed with real utilities."""

import pytest

from fitness.evolution.known.observability import TYPES, stable_hidden, stable_readable
from kernels.errors import InvalidInput

CLASSIC = (5.0, 3.0, 1.0, 0.0)


@pytest.mark.parametrize("dilemma", [CLASSIC, (3.0, 2.0, 0.0, -1.0), (4.0, 3.5, 3.0, 2.5)])
def test_the_switch(dilemma):
    assert stable_hidden(*dilemma) == [0.0]
    # Who keeps cooperation is indifferent against a cooperator and never gives in to less.
    assert stable_readable(*dilemma) == {1.0: [(0, -1)]}


def test_the_secret_handshake_that_destabilises_defection():
    """Selfish residents, and entrants that cooperate with whoever does: computed by hand."""
    temptation, reward, punishment, _ = CLASSIC
    # Against a selfish resident nothing but mutual defection is an equilibrium; among
    # themselves entrants also have mutual cooperation.
    share = 1e-6
    resident = punishment
    entrant = (1 - share) * punishment + share * reward
    assert entrant > resident
    assert temptation > reward
    assert (-1, -1) in TYPES
    assert 0.0 not in stable_readable(*CLASSIC)


def test_the_altruist_is_exploited():
    stable = stable_readable(*CLASSIC)
    assert all((1, 1) not in who for who in stable.values())


def test_other_games_are_refused():
    for payoffs in ((3.0, 5.0, 1.0, 0.0), (9.0, 3.0, 1.0, 0.0)):
        with pytest.raises(InvalidInput, match="expected a prisoner's dilemma"):
            stable_readable(*payoffs)
