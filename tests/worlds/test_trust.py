"""Rules of ``trust`` against transitions worked out by hand, and against a slow twin."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from kernels.errors import InvalidInput
from kernels.layout import (
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    MIND_INERT,
    MIND_KIND,
    MIND_SOCIOPATH,
)
from kernels.worlds import ALL_DISARMED
from kernels.worlds.trust import (
    FAVOURED,
    GRAB,
    INVEST,
    LAST_ACT,
    MET,
    N_PARTS,
    NO_ACT,
    PARTNER,
    PROTECTION,
    STOCK,
    WAIT,
    Trust,
)
from tests.oracles.trust import TrustLife
from tests.worlds.harness import Game
from tests.worlds.variants import VARIANTS

COLUMNS = {
    "gain": EVENT_GAIN,
    "loss": EVENT_LOSS,
    "harm": EVENT_HARM,
    "help": EVENT_HELP,
    "effort": EVENT_EFFORT,
}
PAIR = Trust(n_agents=2)


def part(game, which):
    return game.state[: N_PARTS * game.n].reshape(N_PARTS, game.n)[which]


def clock(game):
    return int(game.state[-1])


def favouring(first, clock=0, **settings):
    """A pair at a step of an episode; ``first`` (0 or 1) is whom the turn favours."""
    game = Game(replace(PAIR, **settings))
    part(game, FAVOURED)[:] = [first == 0, first == 1]
    game.state[-1] = clock
    return game


def columns(events, *names):
    return events[:, [COLUMNS[name] for name in names]].tolist()


def masks(*acts):
    return [sum(1 << act for act in row) for row in acts]


def test_investing_pays_the_partner_and_fills_its_stock():
    game = favouring(0)
    events, ended = game.step([INVEST, WAIT])
    assert columns(events, "gain", "help", "effort") == [[0, 1, 1], [1, 0, 0]]
    assert not events[:, [EVENT_LOSS, EVENT_HARM]].any()
    assert part(game, STOCK).tolist() == [0, 1]
    assert not ended


def test_grabbing_takes_what_was_invested_and_nothing_else():
    game = favouring(0)
    assert game.chances()[0].tolist() == masks([], [])
    events, _ = game.step([GRAB, GRAB])
    assert not events.any()
    assert not part(game, PROTECTION).any()
    game.step([INVEST, WAIT])
    assert game.chances()[0].tolist() == masks([GRAB], [])
    events, _ = game.step([GRAB, WAIT])
    assert columns(events, "gain", "loss", "harm", "effort") == [[2, 0, 3, 0], [0, 3, 0, 0]]
    assert part(game, STOCK).tolist() == [0, 0]


@pytest.mark.parametrize(("stock", "units"), [(1, 1), (3, 3), (7, 3)])
def test_one_grab_takes_up_to_the_limit(stock, units):
    game = favouring(0, grab_limit=3)
    part(game, STOCK)[:] = [0, stock]
    events, _ = game.step([GRAB, WAIT])
    assert columns(events, "gain", "loss", "harm") == [
        [2 * units, 0, 3 * units], [0, 3 * units, 0],
    ]  # fmt: skip
    assert part(game, STOCK).tolist() == [0, stock - units]


def test_a_grab_is_answered_for_six_steps():
    game = favouring(0)
    part(game, STOCK)[:] = [2, 2]
    # The answer does not hinder what the partner does at the same time.
    events, _ = game.step([GRAB, INVEST])
    assert columns(events, "gain", "loss", "help") == [[3, 0, 0], [0, 3, 1]]
    for left in range(6, 0, -1):
        assert part(game, PROTECTION).tolist() == [0, left]
        hazards, helps = game.chances()
        # The taker can invest in the other, who cannot invest but could grab.
        assert hazards.tolist() == masks([], [GRAB])
        assert helps.tolist() == masks([INVEST], [])
        events, _ = game.step([GRAB, INVEST])
        assert columns(events, "gain", "loss", "harm", "help") == [[0] * 4] * 2
        assert columns(events, "effort") == [[0], [1]]
    hazards, helps = game.chances()
    assert hazards.tolist() == masks([GRAB], [GRAB])
    assert helps.tolist() == masks([INVEST], [INVEST])


def test_both_can_grab_at_once():
    game = favouring(0)
    part(game, STOCK)[:] = [1, 1]
    events, _ = game.step([GRAB, GRAB])
    assert columns(events, "gain", "loss", "harm") == [[2, 3, 3]] * 2
    assert part(game, PROTECTION).tolist() == [6, 6]


@pytest.mark.parametrize("holder", [0, 1])
def test_power_breaks_protection_and_disarms_the_partner(holder):
    other = 1 - holder
    game = favouring(holder, clock=14)
    part(game, STOCK)[:] = 5
    part(game, PROTECTION)[:] = 4
    assert game.chances()[0].tolist() == [0, 0]
    game.step([WAIT, WAIT])
    assert clock(game) == 15
    for _ in range(3):
        hazards, _ = game.chances()
        assert (hazards[holder], hazards[other]) == (1 << GRAB, 0)
        events, _ = game.step([GRAB, GRAB])
        assert columns(events, "gain", "harm")[holder] == [2, 3]
        assert columns(events, "gain", "harm")[other] == [0, 0]
        # The grab is answered still, though it is no use against the next.
        assert part(game, PROTECTION)[other] == 6


def test_immunity_grabs_unanswered_and_leaves_the_partner_its_arms():
    game = favouring(0, clock=15, grant="immunity")
    part(game, STOCK)[:] = 5
    for _ in range(2):
        assert game.chances()[0].tolist() == masks([GRAB], [GRAB])
        events, _ = game.step([GRAB, WAIT])
        assert columns(events, "gain", "loss") == [[2, 0], [0, 3]]
        assert not part(game, PROTECTION).any()
    # The partner's grab is answered; a protection that stands is not broken by immunity.
    game.step([WAIT, GRAB])
    assert part(game, PROTECTION).tolist() == [6, 0]
    part(game, PROTECTION)[:] = [0, 2]
    assert game.chances()[0].tolist() == masks([], [GRAB])


def test_the_last_round_turns_at_the_last_step_and_favours_nobody():
    game = favouring(0, clock=18, grant="last_round", turn_at=3)
    first_turn = 1 + 5 + 2 + 8
    part(game, STOCK)[:] = 2
    assert [row[5] for row in game.observe()[0]] == [first_turn + 0] * 2
    game.step([WAIT, WAIT])
    assert [row[5] for row in game.observe()[0]] == [first_turn + 1] * 2
    assert game.chances()[0].tolist() == masks([GRAB], [GRAB])
    events, ended = game.step([GRAB, GRAB])
    assert columns(events, "gain", "loss") == [[2, 3]] * 2
    assert ended == 1
    assert not part(game, PROTECTION).any()


def test_an_episode_ends_after_its_length_and_clears_everything():
    game = Game(Trust(length=7, turn_at=3))
    for time in range(21):
        assert clock(game) == time % 7
        _, ended = game.step([INVEST] * 4)
        assert ended == (time % 7 == 6)
        if ended:
            assert not part(game, STOCK).any()
            assert not part(game, PROTECTION).any()
            assert (part(game, LAST_ACT) == NO_ACT).all()


def test_faces_are_those_of_the_step_just_done_even_if_it_was_the_last():
    game = Game(Trust(length=2, turn_at=1))
    changed = False
    for _ in range(30):
        before = part(game, PARTNER).tolist()
        _, ended = game.step([WAIT] * 4)
        assert part(game, MET).tolist() == before
        np.testing.assert_array_equal(np.argmax(game.sight(), axis=1), before)
        assert (game.sight().sum(axis=1) == 1).all()
        changed |= bool(ended) and part(game, PARTNER).tolist() != before
    assert changed


def test_pairs_and_favours_are_drawn_uniformly():
    # Four agents make three pairings and four ways to favour in each: 12, equally likely.
    # Chi-squared, false alarm 1 in 1,000.
    seen: Counter[tuple] = Counter()
    for seed in range(2400):
        game = Game(Trust(), key=(seed, 3))
        partner = part(game, PARTNER)
        assert partner[partner].tolist() == [0, 1, 2, 3]
        assert (part(game, FAVOURED) + part(game, FAVOURED)[partner] == 1).all()
        seen[tuple(partner.tolist()), tuple(part(game, FAVOURED).tolist())] += 1
    assert len(seen) == 12
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


def test_each_of_an_odd_number_is_left_without_a_partner_equally_often():
    alone: Counter[int] = Counter()
    for seed in range(1500):
        game = Game(Trust(n_agents=3), key=(seed, 5))
        (one,) = np.flatnonzero(part(game, PARTNER) == np.arange(3))
        alone[int(one)] += 1
        assert not part(game, FAVOURED)[one]
    assert stats.chisquare(list(alone.values())).pvalue > 1e-3


@pytest.mark.parametrize("act", [WAIT, INVEST, GRAB])
def test_without_a_partner_no_act_has_an_effect(act):
    game = Game(Trust(n_agents=3))
    (one,) = np.flatnonzero(part(game, PARTNER) == np.arange(3))
    for time in range(20):
        hazards, helps = game.chances()
        assert hazards[one] == helps[one] == 0
        features, _ = game.observe()
        # Alone; nothing to grab; no act of a partner; the turn comes, but favours nobody.
        turn = 16 + int(time >= 15)
        assert features[one][1:3] == [1 + 4, 6 + 0]
        assert features[one][4:6] == [12 + 3, turn]
        acts = [WAIT] * 3
        acts[one] = act
        events, _ = game.step(acts)
        assert events[:, :EVENT_EFFORT].sum() == 0
        assert events[one, EVENT_EFFORT] == (act == INVEST)
        assert not game.sight()[one].any()


def test_features_by_hand():
    game = favouring(1, clock=15)
    part(game, STOCK)[:] = [2, 0]
    part(game, PROTECTION)[:] = [3, 0]
    part(game, LAST_ACT)[:] = [INVEST, GRAB]
    # Constant 0, protection 1-5, haul 6-7, own act 8-11, partner's 12-15, turn 16-19, contexts.
    for cue in (0, 1):
        features, n_base = game.observe(cue)
        assert features[0] == [0, 1 + 2, 6 + 0, 8 + 1, 12 + 2, 16 + 3, 20 + 4 * cue + 3]
        assert features[1] == [0, 1 + 1, 6 + 1, 8 + 2, 12 + 1, 16 + 2, 20 + 4 * cue + 2]
        assert n_base.tolist() == [6, 6]
    assert PAIR.sizes().n_features == 28


def test_in_the_twin_grabbing_is_waiting():
    twin, other = Game(PAIR, disarmed=ALL_DISARMED), Game(PAIR, disarmed=ALL_DISARMED)
    for time in range(40):
        acts = [GRAB if time % 3 else INVEST, INVEST]
        grabbing, _ = twin.step(acts)
        waiting, _ = other.step([WAIT if act == GRAB else act for act in acts])
        np.testing.assert_array_equal(grabbing, waiting)
        for which in (STOCK, PROTECTION, PARTNER):
            np.testing.assert_array_equal(part(twin, which), part(other, which))


def test_scripted_policies_by_hand():
    game = favouring(0)
    part(game, STOCK)[:] = [0, 1]
    assert game.scripted(MIND_INERT).tolist() == [WAIT, WAIT]
    assert game.scripted(MIND_KIND).tolist() == [INVEST, INVEST]
    assert game.scripted(MIND_SOCIOPATH).tolist() == [GRAB, INVEST]


@pytest.mark.parametrize("grant", ["power", "immunity", "last_round"])
def test_against_one_who_invests_early_grabs_cost_more_than_they_take_and_late_ones_pay(grant):
    turn = 19 if grant == "last_round" else 15
    payoffs = {}
    for when in ("never", "early", "late"):
        game = favouring(0, grant=grant)
        payoffs[when] = 0.0
        for time in range(20):
            willing = time < turn if when == "early" else time >= turn and when == "late"
            grabs = willing and game.chances()[0][0]
            events, _ = game.step([GRAB if grabs else INVEST, INVEST])
            payoffs[when] += float(events[0, EVENT_GAIN])
    assert payoffs["never"] == 20
    assert payoffs["early"] < payoffs["never"] < payoffs["late"]


TURNS = {"not yet": 0, "nobody": 1, "mine": 2, "partner's": 3}


def indices(world, seen):
    """Base features for what the slow twin perceives in words."""
    protection, haul, own, partners, turn = seen
    standing = 4 if protection == "alone" else 2 * protection[0] + protection[1]
    first_act = 6 + world.grab_limit + 1
    acts = [3 if act is None else act for act in (own, partners)]
    return [
        0, 1 + standing, 6 + haul, first_act + acts[0], first_act + 4 + acts[1],
        first_act + 8 + TURNS[turn],
    ]  # fmt: skip


@pytest.mark.parametrize("disarmed", [0, 0b10, ALL_DISARMED])
@pytest.mark.parametrize("world", [w for w in VARIANTS.values() if w.name == "trust"], ids=str)
def test_against_the_slow_twin(world, disarmed):
    key = (321, 654)
    game, slow = Game(world, disarmed, key), TrustLife(world, disarmed, key)
    rng = np.random.default_rng(12)
    for _ in range(500):
        hazards, helps = game.chances()
        assert hazards.tolist() == masks(*slow.hazards())
        assert helps.tolist() == masks(*slow.helps())
        features, _ = game.observe()
        assert [row[:6] for row in features] == [indices(world, s) for s in slow.features()]
        acts = rng.choice(3, size=game.n, p=[0.2, 0.5, 0.3]).tolist()
        events, ended = game.step(acts)
        expected, should_end = slow.step(acts)
        assert ended == should_end
        for row, slow_row in zip(events, expected, strict=True):
            for name, column in COLUMNS.items():
                assert row[column] == pytest.approx(slow_row[name], abs=1e-6), name
        np.testing.assert_array_equal(game.sight(), slow.sight())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_agents": 17}, "world.n_agents must be from 2 to 16, got 17"),
        ({"length": 1}, "world.length must be from 2 to 10000, got 1"),
        ({"turn_at": 20}, r"world.turn_at \(a step of the episode\) must be from 0 to 19, got 20"),
        ({"grant": "imunity"}, r"world.grant: unknown 'imunity' \(did you mean 'immunity'\?\)"),
        ({"benefit": 0.0}, "world.benefit must be from 0.001 to 1000, got 0"),
        ({"grab_gain": -1.0}, "world.grab_gain must be from 0 to 1000, got -1"),
        ({"grab_loss": 0.0}, "world.grab_loss must be from 0.001 to 1000, got 0"),
        ({"grab_limit": 0}, "world.grab_limit must be from 1 to 16, got 0"),
        ({"retaliation": -1}, "world.retaliation must be from 0 to 10000, got -1"),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(InvalidInput, match=message):
        Trust(**settings)
