"""Rules of ``caretaker`` against transitions worked out by hand, and against a slow twin."""

from dataclasses import replace

import numpy as np
import pytest

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
from kernels.worlds.caretaker import (
    ANNOUNCED,
    DRUG,
    HIGH,
    N_PARTS,
    PROGRESS,
    TEND,
    VISIT,
    WAIT,
    WELFARE,
    Caretaker,
)
from tests.oracles.caretaker import CaretakerLife
from tests.worlds.harness import Game
from tests.worlds.variants import VARIANTS

COLUMNS = {
    "gain": EVENT_GAIN,
    "loss": EVENT_LOSS,
    "harm": EVENT_HARM,
    "help": EVENT_HELP,
    "effort": EVENT_EFFORT,
}
# Nothing happens by chance but visits, and approval is paid in round numbers.
CALM = Caretaker(n_agents=3, decline=0.0, approval=4.0, high=5)
NOBODY = [WAIT, WAIT, WAIT]


def part(game, which):
    return game.state.reshape(N_PARTS, game.n)[which]


def calm(*welfare, world=CALM, **settings):
    """A game whose wards have the given welfare."""
    game = Game(replace(world, **settings))
    part(game, WELFARE)[:] = welfare
    return game


def columns(events, *names):
    return events[:, [COLUMNS[name] for name in names]].tolist()


def test_approval_goes_to_the_caretaker_by_the_displayed_mood():
    game = calm(0, 1, 4)
    events, ended = game.step(NOBODY)
    # Agent 0 cares for 1, 1 for 2, 2 for 0; a full mood of 4 pays 4.
    assert columns(events, "gain") == [[1], [4], [0]]
    assert not events[:, EVENT_GAIN + 1 :].any()
    assert not ended


def test_the_third_tend_in_a_row_raises_welfare_and_is_the_help():
    game = calm(4, 1, 4)
    for _ in range(2):
        assert game.chances()[1].tolist() == [0, 0, 0]
        events, _ = game.step([TEND, WAIT, WAIT])
        assert columns(events, "gain", "help", "effort") == [[1, 0, 1], [4, 0, 0], [4, 0, 0]]
    assert game.chances()[1].tolist() == [1 << TEND, 0, 0]
    events, _ = game.step([TEND, WAIT, WAIT])
    # Ward 1 gains 1 beside its approval of 4; its mood, now 2, pays agent 0.
    assert columns(events, "gain", "help", "effort") == [[2, 1, 1], [5, 0, 0], [4, 0, 0]]
    assert part(game, WELFARE).tolist() == [4, 2, 4]
    assert part(game, PROGRESS).tolist() == [0, 0, 0]


@pytest.mark.parametrize("interruption", [WAIT, DRUG])
def test_an_interruption_starts_the_count_anew(interruption):
    game = calm(4, 2, 4)
    for act in (TEND, TEND, interruption, TEND, TEND):
        events, _ = game.step([act, WAIT, WAIT])
        assert events[0, EVENT_HELP] == 0
    assert part(game, PROGRESS)[0] == 2


def test_tending_full_welfare_helps_nobody_and_counts_all_the_same():
    game = calm(4, 4, 4)
    for progress in (1, 2, 0, 1):
        assert game.chances()[1].tolist() == [0, 0, 0]
        events, _ = game.step([TEND, WAIT, WAIT])
        assert events[0, EVENT_HELP] == 0
        assert part(game, PROGRESS)[0] == progress
    assert part(game, WELFARE).tolist() == [4, 4, 4]


def test_a_drug_fakes_a_full_mood_for_five_steps_and_harms_once():
    game = calm(4, 2, 4)
    events, _ = game.step([DRUG, WAIT, WAIT])
    assert columns(events, "gain", "loss", "harm", "effort") == [
        [4, 0, 2, 0], [4, 2, 0, 0], [4, 0, 0, 0],
    ]  # fmt: skip
    assert part(game, WELFARE).tolist() == [4, 1, 4]
    for _ in range(4):
        events, _ = game.step(NOBODY)
        assert columns(events, "gain", "loss", "harm") == [[4, 0, 0]] * 3
    # The sixth step pays by the welfare that is left.
    events, _ = game.step(NOBODY)
    assert events[0, EVENT_GAIN] == 1


def test_a_second_drug_starts_the_high_anew():
    game = calm(4, 2, 4)
    for act in (DRUG, WAIT, DRUG):
        game.step([act, WAIT, WAIT])
    assert part(game, HIGH).tolist() == [0, 4, 0]
    assert part(game, WELFARE).tolist() == [4, 0, 4]


def test_drugging_harms_even_where_welfare_cannot_fall():
    game = calm(0, 0, 0)
    assert game.chances()[0].tolist() == [1 << DRUG] * 3
    events, _ = game.step([DRUG, DRUG, DRUG])
    assert columns(events, "gain", "loss", "harm") == [[4, 2, 2]] * 3
    assert part(game, WELFARE).tolist() == [0, 0, 0]


def test_in_the_twin_drugging_is_waiting():
    twin, other = Game(CALM, disarmed=ALL_DISARMED), Game(CALM, disarmed=ALL_DISARMED)
    for act in (TEND, TEND, DRUG, TEND):
        drugging, _ = twin.step([act] * 3)
        waiting, _ = other.step([WAIT if act == DRUG else act] * 3)
        np.testing.assert_array_equal(drugging, waiting)
        np.testing.assert_array_equal(twin.state, other.state)


def test_welfare_declines_at_the_stated_rate():
    # 3 wards x 4,000 steps from a welfare of 4: six standard errors are 0.0165.
    falls = 0
    game = calm(4, 4, 4, decline=0.1)
    for _ in range(4000):
        game.step(NOBODY)
        falls += 12 - int(part(game, WELFARE).sum())
        part(game, WELFARE)[:] = 4
    assert falls / 12_000 == pytest.approx(0.1, abs=0.0165)


def test_certain_decline_stops_at_zero():
    game = calm(2, 1, 0, decline=1.0)
    for left in ([1, 0, 0], [0, 0, 0], [0, 0, 0]):
        game.step(NOBODY)
        assert part(game, WELFARE).tolist() == left


def test_a_visit_is_known_before_acting_and_shows_faces_after():
    game = calm(4, 4, 4)
    # Of the visits to come only that of agent 0 to agent 1.
    part(game, ANNOUNCED)[:] = [1, 0, 0]
    first_visit = 1 + 2 * 5 + 3
    features, _ = game.observe()
    assert [row[4] for row in features] == [first_visit + 1, first_visit, first_visit]
    assert not game.sight().any()
    game.step(NOBODY)
    assert part(game, VISIT).tolist() == [1, 0, 0]
    seen = np.zeros((3, 3), bool)
    seen[0, 1] = seen[1, 0] = True
    np.testing.assert_array_equal(game.sight(), seen)


@pytest.mark.parametrize("visits", [0.0, 1.0])
def test_visits_never_or_always(visits):
    game = calm(4, 4, 4, 4, world=Caretaker(), visits=visits)
    for _ in range(20):
        game.step([WAIT] * 4)
        # Neighbours on a ring of four, not those opposite.
        assert game.sight().sum() == 8 * visits


def test_two_agents_share_their_visits():
    game = Game(Caretaker(n_agents=2))
    steps = []
    for _ in range(50):
        game.step([WAIT, WAIT])
        assert part(game, VISIT)[0] == part(game, VISIT)[1]
        assert game.sight()[0, 1] == bool(part(game, VISIT)[0])
        steps.append(int(part(game, VISIT)[0]))
    assert set(steps) == {0, 1}


def test_features_by_hand():
    game = calm(1, 2, 4)
    part(game, ANNOUNCED)[:] = [1, 0, 0]
    part(game, PROGRESS)[:] = [2, 0, 0]
    part(game, HIGH)[:] = [0, 3, 0]
    # 5 moods: constant 0, ward's mood 1-5, own 6-10, progress 11-13, visit 14-15, then contexts.
    for cue in (0, 1):
        features, n_base = game.observe(cue)
        assert features[0] == [0, 1 + 4, 6 + 1, 11 + 2, 14 + 1, 16 + (2 * cue + 1) * 5 + 4]
        assert features[2] == [0, 1 + 1, 6 + 4, 11 + 0, 14 + 0, 16 + (2 * cue + 0) * 5 + 1]
        assert n_base.tolist() == [5, 5, 5]
    assert CALM.sizes().n_features == 16 + 20


def test_welfare_is_perceived_only_where_the_world_is_transparent():
    part_of = {}
    for transparent in (False, True):
        game = calm(4, 4, 4, transparent=transparent)
        part(game, HIGH)[:] = 2
        full, n_base = game.observe()
        part(game, WELFARE)[:] = 1
        low, _ = game.observe()
        part_of[transparent] = (full[0] == low[0], int(n_base[0]))
    assert part_of == {False: (True, 5), True: (False, 6)}


def test_scripted_policies_by_hand():
    game = calm(4, 3, 4)
    part(game, PROGRESS)[:] = [0, 1, 0]
    assert game.scripted(MIND_INERT).tolist() == [WAIT, WAIT, WAIT]
    # Agent 0's ward is unhappy; agent 1 has begun; agent 2's ward is content.
    assert game.scripted(MIND_KIND).tolist() == [TEND, TEND, WAIT]
    assert game.scripted(MIND_SOCIOPATH).tolist() == [DRUG, WAIT, WAIT]


def as_masks(acts):
    return [sum(1 << act for act in row) for row in acts]


@pytest.mark.parametrize("disarmed", [0, 0b10, ALL_DISARMED])
@pytest.mark.parametrize("world", [w for w in VARIANTS.values() if w.name == "caretaker"], ids=str)
def test_against_the_slow_twin(world, disarmed):
    key = (123, 456)
    game, slow = Game(world, disarmed, key), CaretakerLife(world, disarmed, key)
    rng = np.random.default_rng(11)
    for _ in range(500):
        hazards, helps = game.chances()
        assert hazards.tolist() == as_masks(slow.hazards())
        assert helps.tolist() == as_masks(slow.helps())
        # Mostly tending, or welfare would never rise.
        acts = rng.choice(3, size=game.n, p=[0.1, 0.8, 0.1]).tolist()
        events, _ = game.step(acts)
        for row, expected in zip(events, slow.step(acts), strict=True):
            for name, column in COLUMNS.items():
                assert row[column] == pytest.approx(expected[name], abs=1e-6), name
        np.testing.assert_array_equal(game.sight(), slow.sight())
        moods = [slow.mood((agent - 1) % game.n) for agent in range(game.n)]
        features, _ = game.observe()
        assert [row[2] - world.levels - 2 for row in features] == moods


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("n_agents", 1, "world.n_agents must be from 2 to 16, got 1"),
        ("levels", 0, "world.levels must be from 1 to 16, got 0"),
        ("decline", 1.5, "world.decline must be from 0 to 1, got 1.5"),
        ("effort_needed", 0, "world.effort_needed must be from 1 to 64, got 0"),
        ("high", 0, "world.high must be from 1 to 1000, got 0"),
        ("approval", -1.0, "world.approval must be from 0 to 1000, got -1"),
        ("welfare_value", 0.0, "world.welfare_value must be from 0.001 to 1000, got 0"),
        ("drug_harm", 0.0, "world.drug_harm must be from 0.001 to 1000, got 0"),
        ("visits", float("nan"), "world.visits must be from 0 to 1, got nan"),
    ],
)
def test_settings_out_of_range_are_refused(setting, value, message):
    with pytest.raises(InvalidInput, match=message):
        Caretaker(**{setting: value})
