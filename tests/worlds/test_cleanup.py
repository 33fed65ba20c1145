"""Rules of ``cleanup`` against transitions worked out by hand, and against a slow twin."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from inner_rl import ActorCritic, Life, Linear, Phase, monoculture, simulate, stream_keys
from kernels.compiling import entry
from kernels.errors import InvalidInput
from kernels.layout import (
    COUNT_GAIN,
    COUNT_LOSS,
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    EVENT_OUT,
    MIND_INERT,
    MIND_KIND,
    MIND_SOCIOPATH,
)
from kernels.worlds import ALL_DISARMED
from kernels.worlds.beams import FACING, OUT, X, Y, box, in_beam
from kernels.worlds.bitrows import NOWHERE, any_in, nearest
from kernels.worlds.cleanup import Cleanup
from kernels.worlds.cleanup_acts import BEAM, CLEAN
from kernels.worlds.cleanup_ground import CLOCK, N_PARTS, N_WASTE, ROWS
from kernels.worlds.torus import EAST, NORTH, SOUTH, STAY, WEST
from tests.oracles.cleanup import CleanupLife
from tests.worlds.harness import Game
from tests.worlds.variants import VARIANTS

COLUMNS = {
    "gain": EVENT_GAIN,
    "loss": EVENT_LOSS,
    "harm": EVENT_HARM,
    "help": EVENT_HELP,
    "effort": EVENT_EFFORT,
    "out": EVENT_OUT,
}
# Nothing appears on its own, so that a step is what agents do.
STILL = Cleanup(n_agents=2, waste_rate=0.0, apple_rate=1e-4)


def part(game, which):
    return game.state[: N_PARTS * game.n].reshape(N_PARTS, game.n)[which]


def word(game, which):
    return int(game.state[N_PARTS * game.n + which])


def grid(game):
    start = N_PARTS * game.n + ROWS
    return game.state[start : start + game.world.height]


def things(game, waste=True):
    """Cells (x, y) with waste, or with apples."""
    world = game.world
    columns = range(world.river) if waste else range(world.width - world.orchard, world.width)
    rows = enumerate(grid(game).tolist())
    return {(x, y) for y, row in rows for x in columns if row >> x & 1}


def scene(world, agents, waste=(), apples=(), **options):
    """A game with agents (x, y, facing), waste and apples where they are told to be."""
    game = Game(world, **options)
    for agent, (x, y, facing) in enumerate(agents):
        part(game, X)[agent], part(game, Y)[agent], part(game, FACING)[agent] = x, y, facing
    grid(game)[:] = 0
    for x, y in [*waste, *apples]:
        grid(game)[y] |= 1 << x
    game.state[N_PARTS * game.n + N_WASTE] = len(waste)
    return game


def columns(events, *names):
    return events[:, [COLUMNS[name] for name in names]].tolist()


def masks(*acts):
    return [sum(1 << act for act in row) for row in acts]


@entry
def _box(facing, length, wing, out):
    out[0], out[1], out[2], out[3] = box(7, 8, facing, length, wing)


@entry
def _in_beam(facing, x, y, length, wing, out):
    out[0] = in_beam(7, 8, facing, x, y, length, wing)


@entry
def _any_in(rows, height, low, high, top, bottom, out):
    out[0] = any_in(rows, 3, height, low, high, top, bottom)


@entry
def _nearest(rows, height, low, high, x, y, reach, out):
    out[0], out[1], out[2] = nearest(rows, 3, height, low, high, x, y, reach)


def told_by(rule, *args, n):
    """What a rule returns: rules are called from compiled code only."""
    out = np.zeros(n, np.int64)
    rule(*args, out)
    return out.tolist()


def test_beams_as_boxes_are_beams():
    for facing in (NORTH, SOUTH, EAST, WEST):
        for length, wing in ((1, 0), (5, 1), (2, 3)):
            low, high, top, bottom = told_by(_box, facing, length, wing, n=4)
            for x in range(16):
                for y in range(16):
                    inside = low <= x <= high and top <= y <= bottom
                    assert inside == told_by(_in_beam, facing, x, y, length, wing, n=1)[0]


def test_things_in_rows_of_bits_against_sets_of_cells():
    rng = np.random.default_rng(4)
    for _ in range(2000):
        height, width = rng.integers(1, 25, size=2)
        rows = np.zeros(height + 3, np.uint32)
        cells = set()
        for _ in range(rng.integers(0, 6)):
            x, y = int(rng.integers(width)), int(rng.integers(height))
            rows[3 + y] |= np.uint32(1 << x)
            cells.add((x, y))
        low, high = np.sort(rng.integers(-4, 30, size=2))
        top, bottom = np.sort(rng.integers(-4, 30, size=2))
        told = {(x, y) for x, y in cells if low <= x <= high and top <= y <= bottom}
        [found] = told_by(
            _any_in, rows, int(height), int(low), int(high), int(top), int(bottom), n=1
        )
        assert found == bool(told)
        x, y, reach = int(rng.integers(width)), int(rng.integers(height)), int(rng.integers(25))
        ways = [
            (abs(i - x) + abs(j - y), abs(j - y), j - y, i - x)
            for i, j in cells
            if low <= i <= high and max(abs(i - x), abs(j - y)) <= reach
        ]
        place = (int(height), int(low), int(high), x, y, reach)
        dx, dy, length = told_by(_nearest, rows, *place, n=3)
        assert (length, abs(dy), dy, dx) == min(ways, default=(NOWHERE, 0, 0, 0))


def test_agents_walk_up_to_the_walls_and_face_where_they_tried_to_go():
    game = scene(STILL, [(0, 0, EAST), (8, 8, NORTH)])
    events, ended = game.step([WEST, SOUTH])
    assert part(game, X).tolist() == [0, 8]
    assert part(game, Y).tolist() == [0, 8]
    assert part(game, FACING).tolist() == [WEST, SOUTH]
    assert columns(events, "effort", "gain") == [[1, 0], [1, 0]]
    game.step([SOUTH, STAY])
    assert (part(game, X)[0], part(game, Y)[0]) == (0, 1)
    assert part(game, FACING).tolist() == [SOUTH, SOUTH]
    assert not ended


def test_an_apple_is_eaten_on_arrival():
    game = scene(STILL, [(5, 2, NORTH), (3, 3, NORTH)], apples=[(6, 2), (7, 2)])
    events, _ = game.step([EAST, STAY])
    assert columns(events, "gain", "help", "harm", "effort") == [[1, 0, 0, 1], [0, 0, 0, 0]]
    assert things(game, waste=False) == {(7, 2)}
    events, _ = game.step([STAY, STAY])
    assert not events[:, EVENT_GAIN].any()


def test_chance_decides_who_of_several_eats():
    game = scene(STILL, [(5, 2, NORTH), (7, 2, NORTH)], apples=[(6, 2)])
    gains = np.array([game.tried([EAST, WEST], (5, k))[:, EVENT_GAIN] for k in range(1000)])
    assert (gains.sum(axis=1) == 1).all()
    assert stats.binomtest(int(gains[:, 0].sum()), 1000).pvalue > 1e-3


def test_cleaning_removes_the_first_waste_of_each_column():
    # Facing west from (5, 4): rows 3, 4 and 5, cells 4 to 0.
    waste = [(2, 3), (0, 3), (1, 4), (0, 5), (2, 6)]
    game = scene(STILL, [(5, 4, WEST), (4, 8, NORTH)], waste)
    assert game.chances()[1].tolist() == masks([CLEAN], [])
    events, _ = game.step([CLEAN, STAY])
    assert columns(events, "help", "gain", "effort") == [[3, 0, 1], [0, 0, 0]]
    assert things(game) == {(0, 3), (2, 6)}
    assert word(game, N_WASTE) == 2
    events, _ = game.step([CLEAN, STAY])
    assert columns(events, "help")[0] == [1]
    assert game.chances()[1].tolist() == masks([], [])
    events, _ = game.step([CLEAN, STAY])
    assert columns(events, "help", "effort")[0] == [0, 1]


@pytest.mark.parametrize(
    ("facing", "reached"),
    [
        (NORTH, {(0, 3), (1, 2), (2, 3)}),
        (SOUTH, {(0, 5), (1, 5), (2, 5)}),
        (WEST, {(0, 3), (0, 4), (0, 5)}),
        (EAST, {(2, 3), (2, 4), (2, 5)}),
    ],
)
def test_cleaning_goes_every_way_but_not_under_the_agent(facing, reached):
    everywhere = {(x, y) for x in range(3) for y in range(9)} - {(1, 3)}
    game = scene(STILL, [(1, 4, facing), (4, 0, WEST)], sorted(everywhere))
    game.step([CLEAN, STAY])
    assert things(game) == everywhere - reached


def test_cleaning_has_a_length_and_a_wing():
    game = scene(replace(STILL, clean_length=2, clean_wing=0), [(4, 4, WEST), (5, 0, EAST)])
    for cell, reached in (((2, 4), True), ((1, 4), False), ((2, 3), False)):
        grid(game)[:] = 0
        grid(game)[cell[1]] = 1 << cell[0]
        assert bool(game.chances()[1][0]) == reached
        assert bool(game.tried([CLEAN, STAY])[0, EVENT_HELP]) == reached


def test_chance_decides_who_of_several_cleaned():
    game = scene(STILL, [(3, 4, WEST), (4, 4, WEST)], [(2, 4), (1, 4), (2, 3)])
    helped = np.array([game.tried([CLEAN, CLEAN], (6, k))[:, EVENT_HELP] for k in range(1000)])
    # Two wastes are reached by both: each is removed once, by either, independently.
    assert (helped.sum(axis=1) == 2).all()
    counts = [int((helped[:, 0] == k).sum()) for k in range(3)]
    assert stats.chisquare(counts, [250, 500, 250]).pvalue > 1e-3
    game.step([CLEAN, CLEAN])
    assert things(game) == {(1, 4)}


def test_a_beam_harms_and_sends_away():
    game = scene(replace(STILL, timeout=2), [(5, 4, EAST), (8, 3, WEST)], apples=[(8, 2)])
    assert game.chances()[0].tolist() == masks([BEAM], [BEAM])
    # It is hit where it stands, and does not get away to the apple.
    events, _ = game.step([BEAM, NORTH])
    assert columns(events, "gain", "loss", "harm", "out", "effort") == [
        [0, 0, 1, 0, 1],
        [0, 1, 0, 0, 1],
    ]
    assert things(game, waste=False) == {(8, 2)}
    assert part(game, OUT).tolist() == [0, 2]
    # Its face was seen when it was hit; then it is away.
    assert game.sight()[0, 1]
    for left in (1, 0):
        assert game.chances()[0].tolist() == masks([], [])
        assert game.observe()[0][1] == [0, 1]
        events, _ = game.step([BEAM, BEAM])
        assert columns(events, "loss", "harm", "out", "effort") == [[0, 0, 0, 1], [0, 0, 1, 0]]
        assert part(game, OUT).tolist() == [0, left]
        assert not game.sight()[0, 1]
    assert 3 <= part(game, X)[1] <= 4
    events, _ = game.step([STAY, STAY])
    assert not events[:, EVENT_OUT].any()


def test_beams_cross():
    game = scene(STILL, [(5, 4, EAST), (8, 3, WEST)])
    events, _ = game.step([BEAM, BEAM])
    assert columns(events, "loss", "harm") == [[1, 1], [1, 1]]
    assert part(game, OUT).tolist() == [25, 25]


def test_chance_picks_the_cause_among_several_who_hit():
    game = scene(
        replace(STILL, n_agents=4), [(5, 4, EAST), (8, 4, NORTH), (8, 8, NORTH), (0, 0, 1)]
    )
    harms = np.array(
        [game.tried([BEAM, STAY, BEAM, STAY], (8, k))[:, EVENT_HARM] for k in range(1000)]
    )
    assert (harms.sum(axis=1) == 1).all()
    assert stats.binomtest(int(harms[:, 0].sum()), 1000).pvalue > 1e-3


def test_one_beam_may_hit_many():
    game = scene(replace(STILL, n_agents=4), [(3, 4, EAST), (4, 3, 1), (8, 5, 1), (3, 3, 1)])
    events, _ = game.step([BEAM, STAY, STAY, STAY])
    assert columns(events, "harm", "loss") == [[2, 0], [0, 1], [0, 1], [0, 0]]


def test_the_fining_beam_costs_both_and_sends_nobody_away():
    world = replace(STILL, timeout=0, tag_loss=50.0, beam_cost=1.0)
    game = scene(world, [(5, 4, EAST), (7, 4, WEST)])
    for _ in range(3):
        events, _ = game.step([BEAM, NORTH])
        assert columns(events, "gain", "loss", "harm", "out") == [[-1, 0, 50, 0], [0, 50, 0, 0]]
        assert (part(game, X)[1], part(game, Y)[1]) == (7, 4)
        assert not part(game, OUT).any()


def test_in_the_twin_beams_cost_and_do_nothing():
    game = scene(replace(STILL, beam_cost=0.5), [(5, 4, EAST), (7, 4, WEST)], disarmed=ALL_DISARMED)
    assert not game.chances()[0].any()
    events, _ = game.step([BEAM, NORTH])
    assert columns(events, "gain", "loss", "harm") == [[-0.5, 0, 0], [0, 0, 0]]
    assert part(game, Y)[1] == 3


def test_those_who_return_are_spread_over_the_land():
    counts = np.zeros((9, 2), int)
    game = scene(STILL, [(5, 4, EAST), (7, 4, WEST)])
    for k in range(1800):
        part(game, OUT)[:] = [1, 0]
        game.key = np.array([k, 7], np.uint32)
        game.step([STAY, STAY])
        counts[part(game, Y)[0], part(game, X)[0] - 3] += 1
    assert stats.chisquare(counts.ravel()).pvalue > 1e-3


@pytest.mark.parametrize("n_waste", [0, 3, 7, 10, 11, 27])
def test_apples_grow_the_slower_the_more_waste_there_is(n_waste):
    """Rate 0.2, less n / 27 / 0.4 of it, on 36 - 1 cells: one is stood on."""
    world = replace(STILL, apple_rate=0.2, waste_rate=1.0)
    waste = [(k % 3, k // 3) for k in range(n_waste)]
    game = scene(world, [(6, 4, EAST), (3, 3, WEST)], waste)
    state, grown, n_tries = game.state.copy(), np.zeros((9, 9), int), 600
    for k in range(n_tries):
        game.state[:] = state
        game.key = np.array([k, n_waste], np.uint32)
        game.step([STAY, STAY])
        for x, y in things(game, waste=False):
            grown[y, x] += 1
        appeared = things(game) - set(waste)
        assert len(appeared) == (n_waste < 11)
        assert word(game, N_WASTE) == len(things(game))
    chance = max(0.0, 0.2 * (1 - n_waste / 27 / 0.4)) if n_waste < 11 else 0.0
    assert grown[4, 6] == 0
    assert not grown[:, :5].any()
    total, trials = int(grown.sum()), 35 * n_tries
    assert stats.binomtest(total, trials, chance).pvalue > 1e-3
    if total:
        cells = np.delete(grown[:, 5:].ravel(), 4 * 4 + 1)
        assert stats.chisquare(cells).pvalue > 1e-3


def test_apples_grow_at_high_rates_too():
    world = replace(STILL, apple_rate=0.7)
    grown = 0
    for k in range(300):
        game = scene(world, [(3, 4, EAST), (3, 3, WEST)], key=(k, 3))
        game.step([STAY, STAY])
        grown += len(things(game, waste=False))
    assert stats.binomtest(grown, 300 * 36, 0.7).pvalue > 1e-3


def test_waste_appears_at_its_rate_on_any_clean_cell():
    world = replace(STILL, waste_rate=0.3)
    waste = [(0, 0), (2, 4)]
    game = scene(world, [(5, 4, EAST), (7, 4, WEST)], waste)
    state, counts = (
        game.state.copy(),
        dict.fromkeys([(x, y) for x in range(3) for y in range(9)], 0),
    )
    for k in range(3000):
        game.state[:] = state
        game.key = np.array([k, 11], np.uint32)
        game.step([STAY, STAY])
        for cell in things(game) - set(waste):
            counts[cell] += 1
    assert stats.binomtest(sum(counts.values()), 3000, 0.3).pvalue > 1e-3
    assert all(counts.pop(cell) == 0 for cell in waste)
    assert stats.chisquare(list(counts.values())).pvalue > 1e-3


def test_an_episode_begins_with_a_foul_river_and_agents_on_land():
    fouled, stood = np.zeros((9, 3), int), np.zeros((9, 2), int)
    for seed in range(900):
        game = Game(STILL, key=(seed, 2))
        assert len(things(game)) == word(game, N_WASTE) == 12
        assert not things(game, waste=False)
        for x, y in things(game):
            fouled[y, x] += 1
        for agent in range(2):
            stood[part(game, Y)[agent], part(game, X)[agent] - 3] += 1
    # Cells of one river are not independent, which makes the statistic too small, not too large.
    assert stats.chisquare(fouled.ravel()).pvalue > 1e-3
    assert stats.chisquare(stood.ravel()).pvalue > 1e-3


def test_an_episode_ends_after_its_steps_and_everything_begins_anew():
    game = Game(replace(STILL, episode=7, timeout=50))
    starts = {grid(game).tobytes()}
    for time in range(28):
        assert word(game, CLOCK) == time % 7
        acts = [BEAM, CLEAN]
        if time % 7 == 6:
            part(game, X)[:], part(game, Y)[:], part(game, FACING)[:] = [5, 7], 4, EAST
            part(game, OUT)[:] = 0
        _, ended = game.step(acts)
        assert ended == (time % 7 == 6)
        if ended:
            assert word(game, N_WASTE) == len(things(game)) == 12
            assert not part(game, OUT).any()
            starts.add(grid(game).tobytes())
            # Faces are still those of the step just done, in which one was hit.
            assert game.sight()[0, 1]
    assert len(starts) == 5


def test_faces_are_seen_from_near():
    game = scene(replace(STILL, sight=2), [(3, 3, WEST), (5, 1, WEST)])
    game.step([STAY, STAY])
    assert game.sight()[0, 1]
    game.step([STAY, EAST])
    assert not game.sight()[0, 1]


def test_features_by_hand():
    game = scene(
        replace(STILL, n_agents=4),
        [(3, 4, WEST), (5, 4, WEST), (8, 8, NORTH), (3, 4, SOUTH)],
        waste=[(2, 2), (1, 4), (0, 4)],
        apples=[(6, 4), (6, 7)],
    )
    # Constant 0, timed out 1, apple 2-51, waste 52-101, facing and reach 102-109, region and
    # density 110-124, others in view 125-128, target 129-130; target under a cue 131-134.
    first_apple, first_waste = 2, 52
    for cue in (0, 1):
        features, n_base = game.observe(cue)
        assert n_base.tolist() == [7] * 4
        assert features[0] == [
            0,
            first_apple + 3 * 7 + 6,  # the apple at dx = 3, dy = 0
            first_waste + 3 * 7 + 1,  # of two as near, the one in the nearer row: dx = -2, dy = 0
            102 + 2 * 3 + 1,  # west, waste in reach
            110 + 5 * 1 + 1,  # land; 3 wastes of 27 are a little
            125 + 2,  # the two who are near
            129 + 0,
            131 + 2 * cue + 0,
        ]
        assert features[1][5:] == [125 + 2, 129 + 1, 131 + 2 * cue + 1]
        # From the corner: an apple 2 west and 1 north, no waste in view, nobody.
        assert features[2][1:6] == [2 + 2 * 7 + 1, 52 + 49, 102, 110 + 5 * 2 + 1, 125]
    assert game.world.sizes().n_features == 135


@pytest.mark.parametrize(
    ("n_waste", "foulness"),
    [(0, 0), (1, 1), (3, 1), (4, 2), (7, 2), (8, 3), (10, 3), (11, 4), (27, 4)],
)
def test_the_density_of_waste_is_perceived_in_five_classes(n_waste, foulness):
    waste = [(k % 3, k // 3) for k in range(n_waste)]
    game = scene(STILL, [(3, 4, WEST), (8, 4, WEST)], waste)
    assert [row[4] for row in game.observe()[0]] == [115 + foulness, 120 + foulness]


def test_scripted_policies_by_hand():
    foul = [(k % 3, k // 3) for k in range(11)]
    game = scene(STILL, [(4, 1, WEST), (6, 4, NORTH)], foul, apples=[(6, 2)])
    assert game.scripted(MIND_INERT).tolist() == [STAY, STAY]
    # Nothing grows any more: all clean, and who cannot reach waste walks to it.
    assert game.scripted(MIND_KIND).tolist() == [CLEAN, NORTH]
    # The sociopath has one in its beam, or goes to the apple.
    assert game.scripted(MIND_SOCIOPATH).tolist() == [SOUTH, NORTH]
    part(game, FACING)[0], part(game, Y)[1] = EAST, 2
    assert game.scripted(MIND_SOCIOPATH).tolist()[0] == BEAM
    # With less waste only the one nearest to the river cleans; with hardly any nobody does.
    game = scene(STILL, [(4, 1, WEST), (6, 4, WEST)], foul[:3], apples=[(6, 2)])
    assert game.scripted(MIND_KIND).tolist() == [CLEAN, NORTH]
    game = scene(STILL, [(4, 1, WEST), (6, 4, WEST)], foul[:1], apples=[(6, 2)])
    assert game.scripted(MIND_KIND).tolist() == [SOUTH, NORTH]


@pytest.mark.parametrize(
    "place", [(1, 4, EAST), (0, 4, SOUTH), (1, 4, WEST), (2, 5, EAST), (0, 3, 2)]
)
def test_kind_agents_find_a_way_to_face_waste_beside_and_under_them(place):
    """Turning takes a move: the last wastes are cleaned, wherever one stands."""
    world = replace(STILL, depletion=0.07, start_density=0.1)
    game = scene(world, [place, (8, 8, WEST)], waste=[(0, 4), (1, 4)])
    for _ in range(20):
        game.step([game.scripted(MIND_KIND)[0], STAY])
    assert word(game, N_WASTE) < 2


def gains(minds, n_lives=12, n_steps=2000):
    """Mean gain, and net of losses, of each scripted seat in a step of the default world."""
    world = Cleanup()
    codes = {"k": MIND_KIND, "s": MIND_SOCIOPATH}
    roster = monoculture(1, world.n_agents, stream_keys(5, (0,), n_lives), "kind")
    seats = np.array([[codes[mind] for mind in minds]] * n_lives, np.int32)
    life = Life((Phase("life", n_steps),))
    told = simulate([Linear({})], replace(roster, seat_mind=seats), world, life, ActorCritic())
    counts = told.counts.sum(axis=(1, 2)).mean(axis=0) / n_steps
    return counts[:, COUNT_GAIN], counts[:, COUNT_GAIN] - counts[:, COUNT_LOSS]


def test_the_dilemma_is_real():
    kind, _ = gains("kkkk")
    ruthless, _ = gains("ssss")
    mixed, net = gains("kkks")
    assert kind.mean() > 0.2
    assert ruthless.mean() < 0.01
    # Free riding among the kind pays more than being kind, with or without a free rider.
    assert mixed[3] > 1.2 * kind.mean()
    assert mixed[3] > 3 * mixed[:3].mean()
    # And it costs the others more than it gains.
    assert net[:3].sum() < 0.6 * kind[:3].sum()
    assert net.sum() < kind.sum()


REGIONS = {"river": 0, "land": 1, "orchard": 2}


def indices(world, seen):
    """Base features for what the slow twin perceives in words."""
    if seen is None:
        return [0, 1]
    side = 2 * world.view + 1
    n_places = side * side + 1

    def place(way):
        return n_places - 1 if way is None else (way[1] + world.view) * side + way[0] + world.view

    first = 2 + 2 * n_places
    return [
        0,
        2 + place(seen["apple"]),
        2 + n_places + place(seen["waste"]),
        first + 2 * (seen["facing"] - NORTH) + seen["reach"],
        first + 8 + 5 * REGIONS[seen["region"]] + seen["foulness"],
        first + 23 + min(seen["others"], 3),
        first + 27 + seen["target"],
    ]


@pytest.mark.parametrize("disarmed", [0, 0b10, ALL_DISARMED])
@pytest.mark.parametrize("world", [w for w in VARIANTS.values() if w.name == "cleanup"], ids=str)
def test_against_the_slow_twin(world, disarmed):
    key = (321, 654)
    game, slow = Game(world, disarmed, key), CleanupLife(world, disarmed, key)
    rng = np.random.default_rng(12)
    totals = np.zeros(6)
    for _ in range(400):
        hazards, helps = game.chances()
        assert hazards.tolist() == masks(*slow.hazards())
        assert helps.tolist() == masks(*slow.helps())
        features, n_base = game.observe()
        told = [indices(world, seen) for seen in slow.features()]
        assert [row[:n] for row, n in zip(features, n_base, strict=True)] == told
        # Half at random, half by the policies that clean, eat and beam.
        acts = rng.integers(world.n_actions, size=game.n)
        for mind, chance in ((MIND_KIND, 0.6), (MIND_SOCIOPATH, 0.2)):
            acts = np.where(rng.random(game.n) < chance, game.scripted(mind), acts)
        events, ended = game.step(acts)
        expected, should_end = slow.step(acts.tolist())
        assert ended == should_end
        for row, slow_row in zip(events, expected, strict=True):
            for name, column in COLUMNS.items():
                assert row[column] == pytest.approx(slow_row[name], abs=1e-6), name
        totals += [events[:, column].sum() for column in COLUMNS.values()]
        np.testing.assert_array_equal(game.sight(), slow.sight())
        assert things(game) == slow.waste
        assert things(game, waste=False) == slow.apples
    told_apart = dict(zip(COLUMNS, totals, strict=True))
    assert told_apart["help"] > 10
    assert disarmed == ALL_DISARMED or told_apart["loss"] > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_agents": 17}, "world.n_agents must be from 2 to 16, got 17"),
        ({"height": 2}, "world.height must be from 3 to 24, got 2"),
        ({"width": 25}, "world.width must be from 3 to 24, got 25"),
        ({"river": 0}, "world.river must be from 1 to 24, got 0"),
        ({"orchard": 0}, "world.orchard must be from 1 to 24, got 0"),
        ({"orchard": 6}, "3 columns of river and 6 of orchard leave no land on 9 columns"),
        ({"view": 8}, "world.view must be from 1 to 7, got 8"),
        ({"sight": -1}, "world.sight must be from 0 to 24, got -1"),
        ({"beam_length": 0}, "world.beam_length must be from 1 to 24, got 0"),
        ({"beam_wing": 25}, "world.beam_wing must be from 0 to 24, got 25"),
        ({"clean_length": 0}, "world.clean_length must be from 1 to 24, got 0"),
        ({"clean_wing": 4}, "world.clean_wing must be from 0 to 3, got 4"),
        ({"timeout": -1}, "world.timeout must be from 0 to 10000, got -1"),
        ({"tag_loss": 0.0}, "world.tag_loss must be from 0.001 to 1000, got 0"),
        ({"beam_cost": -1.0}, "world.beam_cost must be from 0 to 1000, got -1"),
        ({"waste_rate": 1.1}, "world.waste_rate must be from 0 to 1, got 1.1"),
        ({"apple_rate": 0.0}, "world.apple_rate must be from 0.0001 to 1, got 0"),
        ({"depletion": 0.0}, "world.depletion must be from 0.01 to 1, got 0"),
        ({"restoration": 0.4}, r"restoration must be below world.depletion \(0.4\), got 0.4"),
        ({"restoration": -0.1}, "world.restoration must be from 0 to 1, got -0.1"),
        ({"start_density": 1.5}, "world.start_density must be from 0 to 1, got 1.5"),
        ({"episode": 1}, r"world.episode must be from 2 to 1e\+06, got 1"),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(InvalidInput, match=message):
        Cleanup(**settings)
