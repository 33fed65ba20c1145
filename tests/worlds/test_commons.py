"""Rules of ``commons`` against transitions worked out by hand, and against a slow twin."""

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
    EVENT_OUT,
    MIND_INERT,
    MIND_KIND,
    MIND_SOCIOPATH,
)
from kernels.worlds import ALL_DISARMED
from kernels.worlds.beams import FACING, OUT, X, Y
from kernels.worlds.commons import N_LAST, Commons
from kernels.worlds.harvesters import BEAM, N_PARTS
from kernels.worlds.orchard import APPLE, NEAR_BITS, REGROWTH
from kernels.worlds.torus import EAST, NORTH, SOUTH, STAY, WEST
from tests.oracles.commons import TABLES, CommonsLife
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
# One patch in the middle of a field.
FIELD = Commons(n_agents=2, height=9, width=9, spacing=8)
PLUS = [(4, 4), (4, 3), (4, 5), (5, 4), (3, 4)]
commons = pytest.mark.parametrize(
    "world", [w for w in VARIANTS.values() if w.name == "commons"], ids=str
)


def part(game, which):
    return game.state[: N_PARTS * game.n].reshape(N_PARTS, game.n)[which]


def words(game):
    """Words of the cells [height, width]."""
    w = game.world
    return np.array(
        [[game.state[w._orchard.word(x, y)] for x in range(w.width)] for y in range(w.height)]
    )


def apples(game):
    ys, xs = np.nonzero(words(game) & APPLE)
    return {(int(x), int(y)) for x, y in zip(xs, ys, strict=True)}


def hang(game, places):
    """Let apples hang at these places alone, counts told by hand."""
    w = game.world
    game.state[N_PARTS * game.n + 1 :] = 0
    for a, b in places:
        game.state[w._orchard.word(a, b)] += APPLE
        for x in range(a - 2, a + 3):
            for y in range(b - 2, b + 3):
                if 0 < (x - a) ** 2 + (y - b) ** 2 <= 4:
                    game.state[w._orchard.word(x, y)] += 1 << NEAR_BITS


def stand(game, *places, facing=NORTH):
    for agent, (x, y) in enumerate(places):
        part(game, X)[agent], part(game, Y)[agent] = x, y
    part(game, FACING)[:] = facing
    part(game, OUT)[:] = 0


def setting(places, hanging=(), facing=NORTH, disarmed=0, key=(1, 2), **changes):
    """A field with agents and apples just where they are wanted."""
    world = replace(FIELD, **{"n_agents": len(places), **changes})
    game = Game(world, disarmed, key)
    stand(game, *places, facing=facing)
    hang(game, hanging)
    return game


def columns(events, *names):
    return events[:, [COLUMNS[name] for name in names]].tolist()


def masks(*acts):
    return [sum(1 << act for act in row) for row in acts]


def places(game):
    return list(zip(part(game, X).tolist(), part(game, Y).tolist(), strict=True))


def test_patches_are_pluses_on_a_lattice():
    assert Commons(height=3, width=4)._orchard.spots == [(1, 1), (1, 0), (1, 2), (2, 1), (0, 1)]
    centres = Commons()._orchard.spots[::5]
    assert centres == [(x, y) for y in (1, 6, 11) for x in (1, 6, 11)]
    assert Commons(height=9, width=14, spacing=6)._orchard.spots[::5] == [
        (x, y) for y in (1, 7) for x in (3, 9)
    ]
    assert len(set(Commons(spacing=3)._orchard.spots)) == 4 * 4 * 5


def test_a_life_begins_with_a_full_orchard_and_agents_beside_it():
    facings: Counter[int] = Counter()
    cells: Counter[tuple[int, int]] = Counter()
    for seed in range(400):
        game = Game(FIELD, key=(seed, 4))
        assert apples(game) == set(FIELD._orchard.spots)
        assert len(set(places(game)) | apples(game)) == 2 + 5
        facings.update(part(game, FACING).tolist())
        cells.update(places(game))
    assert set(facings) == {NORTH, SOUTH, EAST, WEST}
    # Chi-squared against uniform over the 76 cells beside the spots, false alarm 1 in 1,000.
    assert len(cells) == 76
    assert stats.chisquare(list(cells.values())).pvalue > 1e-3
    assert stats.chisquare(list(facings.values())).pvalue > 1e-3


def test_agents_walk_face_their_way_and_stop_at_the_wall():
    game = setting([(0, 0), (4, 8)])
    for acts, at, facing in [
        ((WEST, SOUTH), [(0, 0), (4, 8)], [WEST, SOUTH]),
        ((EAST, NORTH), [(1, 0), (4, 7)], [EAST, NORTH]),
        ((STAY, WEST), [(1, 0), (3, 7)], [EAST, WEST]),
        ((BEAM, EAST), [(1, 0), (4, 7)], [EAST, EAST]),
        ((NORTH, STAY), [(1, 0), (4, 7)], [NORTH, EAST]),
    ]:
        events, ended = game.step(acts)
        assert places(game) == at
        assert part(game, FACING).tolist() == facing
        assert columns(events, "effort") == [[act != STAY] for act in acts]
        assert not events[:, [EVENT_GAIN, EVENT_LOSS, EVENT_HARM, EVENT_HELP, EVENT_OUT]].any()
        assert not ended


def test_whoever_arrives_at_an_apple_takes_it():
    game = setting([(4, 6), (8, 8)], PLUS)
    events, _ = game.step([NORTH, STAY])
    assert columns(events, "gain", "harm") == [[1, 0], [0, 0]]
    assert (4, 5) not in apples(game)
    events, _ = game.step([STAY, STAY])
    assert not events[:, EVENT_GAIN].any()


def test_of_several_who_arrive_chance_picks_one_of_equal_right():
    takers: Counter[int] = Counter()
    game = setting([(4, 6), (3, 5), (5, 5)], PLUS)
    for seed in range(600):
        row = game.tried([NORTH, EAST, WEST], key=(seed, 1))[:, EVENT_GAIN]
        assert row.sum() == 1
        takers[int(row.argmax())] += 1
    assert stats.chisquare([takers[agent] for agent in range(3)]).pvalue > 1e-3


def test_a_last_apple_is_harm_to_the_stock_and_nobodys_loss():
    for distance, last in ((2, False), (3, True)):
        game = setting([(2, 4), (8, 8)], [(2, 3), (2, 3 - distance)], depletion_harm=2.5)
        assert game.chances()[0].tolist() == masks([NORTH] if last else [], [])
        events, _ = game.step([NORTH, STAY])
        assert columns(events, "gain", "harm", "loss") == [[1, 2.5 * last, 0], [0, 0, 0]]


def test_no_growth_comes_after_the_last_apple():
    game = setting([(4, 6), (8, 8)], [(4, 5)])
    game.step([NORTH, STAY])
    game.step([SOUTH, STAY])
    for _ in range(300):
        game.step([STAY, STAY])
    assert not words(game).any()


def test_what_is_last_is_judged_before_anybody_takes():
    game = setting([(2, 4), (2, 0)], [(2, 3), (2, 1)], facing=WEST)
    assert game.chances()[0].tolist() == [0, 0]
    events, _ = game.step([NORTH, SOUTH])
    assert columns(events, "gain", "harm") == [[1, 0], [1, 0]]
    assert not words(game).any()


def test_a_last_apple_for_which_two_reach_harms_once():
    game = setting([(2, 4), (1, 3)], [(2, 3)], facing=EAST, beam_wing=0)
    assert game.chances()[0].tolist() == masks([NORTH], [EAST])
    takers = set()
    for seed in range(40):
        events = game.tried([NORTH, EAST], key=(seed, 2))
        assert sorted(columns(events, "gain", "harm")) == [[0, 0], [1, 1]]
        takers.add(int(events[:, EVENT_GAIN].argmax()))
    assert takers == {0, 1}


def one_step_of_growth(hanging, n_steps, **settings):
    """Places of apples after one step, again and again, in nine patches of which parts hang."""
    game = Game(Commons(n_agents=2, **settings))
    spots = game.world._orchard.spots
    stand(game, (0, 0), (0, 0))
    hang(game, [spot for k, spot in enumerate(spots) if k % 5 in hanging])
    before = game.state.copy()
    for seed in range(n_steps):
        game.state[:] = before
        game.key[:] = (seed, 77)
        game.step([STAY, STAY])
        grown = apples(game)
        yield from ([spot in grown for spot in spots[k : k + 5]] for k in range(0, 45, 5))


@pytest.mark.parametrize("table", sorted(REGROWTH))
def test_regrowth_is_by_the_published_tables(table):
    """How often the centre of a plus regrows, by how many of its neighbours hang."""
    assert set(TABLES) == set(REGROWTH)
    for n_near in range(5):
        patches = list(one_step_of_growth(range(1, 1 + n_near), 700, regrowth=table))
        regrown = sum(centre for centre, *_ in patches)
        expected = TABLES[table].get(min(n_near, max(TABLES[table])), 0.0)
        assert stats.binomtest(regrown, len(patches), expected).pvalue > 1e-4, n_near


def test_counts_above_the_table_regrow_as_its_last_entry():
    for table in REGROWTH:
        row = Commons(regrowth=table).floats()[:13]
        expected = [TABLES[table].get(min(k, max(TABLES[table])), 0.0) for k in range(13)]
        np.testing.assert_allclose(row, expected, rtol=1e-6)


def test_spots_draw_apart_from_each_other_and_by_the_counts_before():
    """Two empty spots with three apples near: all four outcomes, as often as if independent."""
    outcomes = Counter((a, b) for _, _, _, a, b in one_step_of_growth((0, 1, 2), 700))
    n, p = outcomes.total(), 0.05
    for a in (False, True):
        for b in (False, True):
            expected = (p if a else 1 - p) * (p if b else 1 - p)
            assert stats.binomtest(outcomes[a, b], n, expected).pvalue > 1e-4


def test_nothing_grows_under_an_agent():
    game = setting([(4, 4), (4, 4)], PLUS[1:])
    for _ in range(300):
        game.step([STAY, STAY])
        assert (4, 4) not in apples(game)
    game.step([EAST, SOUTH])
    grown = False
    for _ in range(300):
        game.step([STAY, STAY])
        grown |= (4, 4) in apples(game)
    assert grown


# One looks north from (4, 6); the beam is 3 long.
@pytest.mark.parametrize("wing", [0, 1])
def test_a_beam_hits_ahead_and_a_little_aside(wing):
    for x in range(9):
        for y in range(9):
            game = setting([(4, 6), (x, y)], beam_length=3, beam_wing=wing)
            hit = 3 <= y <= 5 and abs(x - 4) <= wing
            assert game.chances()[0][0] == (1 << BEAM if hit else 0)
            events, _ = game.step([BEAM, STAY])
            assert columns(events, "harm", "loss") == [[hit, 0], [0, hit]]
            assert (part(game, OUT) > 0).tolist() == [False, hit]


@pytest.mark.parametrize(
    ("facing", "there"), [(NORTH, (4, 1)), (SOUTH, (4, 7)), (EAST, (7, 4)), (WEST, (1, 4))]
)
def test_beams_go_where_one_faces(facing, there):
    for looks in (NORTH, SOUTH, EAST, WEST):
        game = setting([(4, 4), there], facing=looks)
        events, _ = game.step([BEAM, STAY])
        assert columns(events, "loss") == [[0], [looks == facing]]


def test_who_is_hit_loses_its_act_but_shows_its_face():
    game = setting([(4, 6), (4, 4)], [(5, 4), (5, 5)])
    events, _ = game.step([BEAM, EAST])
    assert columns(events, "gain", "loss", "harm", "out") == [[0, 0, 1, 0], [0, 1, 0, 0]]
    assert apples(game) >= {(5, 4)}
    assert game.sight()[0, 1]
    game.step([STAY, STAY])
    assert not game.sight()[0, 1]
    assert not game.sight()[1].any()


@pytest.mark.parametrize("timeout", [1, 3, 25])
def test_a_time_out_lasts_and_ends_on_a_free_cell(timeout):
    game = setting([(4, 6), (4, 4)], PLUS, timeout=timeout, tag_loss=2.0)
    events, _ = game.step([BEAM, SOUTH])
    assert columns(events, "harm", "loss") == [[2, 0], [0, 2]]
    for _ in range(timeout):
        assert game.observe()[0][1] == [1]
        assert game.chances()[0].tolist() == [0, 0]
        # Cannot be hit again, and nothing that it does has an effect.
        events, _ = game.step([BEAM, BEAM])
        assert columns(events, "loss", "effort", "out") == [[0, 1, 0], [0, 0, 1]]
    assert not part(game, OUT).any()
    assert places(game)[1] not in apples(game) | {(4, 6)}
    events, _ = game.step([STAY, STAY])
    assert not events[:, EVENT_OUT].any()


def test_returns_are_uniform_over_the_free_cells():
    cells: Counter[tuple[int, int]] = Counter()
    for seed in range(800):
        game = setting([(2, 4), (2, 2)], [(0, 0)], height=5, width=5, timeout=1, key=(seed, 6))
        game.step([BEAM, STAY])
        game.step([STAY, STAY])
        cells[places(game)[1]] += 1
    assert set(cells) == {(x, y) for x in range(5) for y in range(5)} - {(0, 0), (2, 4)}
    assert stats.chisquare(list(cells.values())).pvalue > 1e-3


def test_two_can_hit_each_other():
    game = setting([(4, 6), (4, 4)])
    part(game, FACING)[1] = SOUTH
    events, _ = game.step([BEAM, BEAM])
    assert columns(events, "loss", "harm") == [[1, 1], [1, 1]]
    assert part(game, OUT).tolist() == [25, 25]
    for _ in range(25):
        events, _ = game.step([EAST, EAST])
        assert events[:, EVENT_OUT].all()
    assert not part(game, OUT).any()


def test_of_several_beams_on_one_chance_picks_the_cause():
    causes: Counter[int] = Counter()
    game = setting([(4, 6), (4, 3), (5, 6), (4, 7)])
    assert game.chances()[0].tolist() == masks([BEAM], [], [BEAM], [BEAM])
    for seed in range(600):
        events = game.tried([BEAM, STAY, BEAM, STAY], key=(seed, 8))
        assert events[1, EVENT_LOSS] == events[:, EVENT_HARM].sum() == 1
        causes[int(events[:, EVENT_HARM].argmax())] += 1
    assert set(causes) == {0, 2}
    assert stats.binomtest(causes[0], 600).pvalue > 1e-3


def test_one_beam_can_hit_several():
    game = setting([(4, 6), (4, 5), (3, 2), (4, 6)])
    events, _ = game.step([BEAM, STAY, STAY, STAY])
    assert columns(events, "loss", "harm") == [[0, 2], [1, 0], [1, 0], [0, 0]]


def test_a_fine_costs_both_and_nobody_goes_out():
    game = setting([(4, 6), (4, 4)], [(5, 4)], timeout=0, tag_loss=50.0, beam_cost=1.0)
    events, _ = game.step([BEAM, EAST])
    assert columns(events, "gain", "loss", "harm", "out") == [[-1, 0, 50, 0], [0, 50, 0, 0]]
    assert places(game) == [(4, 6), (4, 4)]
    assert game.chances()[0].tolist() == masks([BEAM], [EAST])
    events, _ = game.step([STAY, EAST])
    assert columns(events, "gain", "harm", "out") == [[0, 0, 0], [1, 1, 0]]


def test_the_twin_has_no_hits_and_keeps_last_apples():
    game = setting([(4, 6), (4, 8)], [(4, 5)], disarmed=ALL_DISARMED, beam_cost=0.5)
    assert not game.chances()[0].any()
    events, _ = game.step([NORTH, BEAM])
    assert columns(events, "gain", "loss", "harm") == [[0, 0, 0], [-0.5, 0, 0]]
    assert places(game)[0] == (4, 5)
    assert apples(game) == {(4, 5)}
    # Standing on it takes it no more than walking did, though others have grown meanwhile.
    for _ in range(300):
        events, _ = game.step([STAY, STAY])
        assert not events[:, EVENT_GAIN].any()
    assert len(apples(game)) > 1
    game.step([SOUTH, STAY])
    events, _ = game.step([NORTH, STAY])
    assert columns(events, "gain", "harm") == [[1, 0], [0, 0]]


def test_an_episode_ends_after_its_length_and_starts_anew():
    game = Game(replace(FIELD, episode=7, timeout=9))
    beginnings = {tuple(places(game))}
    for time in range(1, 29):
        _, ended = game.step([BEAM if time % 2 else EAST, NORTH])
        assert ended == (time % 7 == 0)
        if ended:
            assert apples(game) == set(FIELD._orchard.spots)
            assert not part(game, OUT).any()
            beginnings.add(tuple(places(game)))
    assert len(beginnings) == 5


def test_features_by_hand():
    # Constant 0, out 1, facing 2-9, safe 10-58, rich 59-64, last 65-113, ahead 114-115,
    # last joined with the cue 116-125, ahead joined with sight and the cue 126-133.
    sizes = FIELD.sizes()
    assert (sizes.n_base_features, sizes.n_features) == (116, 134)
    game = setting([(4, 4), (4, 1)], [(5, 4), (1, 3), (1, 5)], facing=NORTH)
    part(game, FACING)[1] = WEST
    window = [
        (dx, dy) for dy in range(-3, 4) for dx in range(-3, 4) if (dx, dy) != (0, 0)
    ]  # fmt: skip
    window.sort(key=lambda way: abs(way[0]) + abs(way[1]))
    for cue in (0, 1):
        rows, n_base = game.observe(cue)
        assert n_base.tolist() == [6, 6]
        # The last apple is next to the first, in the east; the other is ahead and in sight.
        assert rows[0] == [
            0, 2, 10 + window.index((-3, -1)), 59 + 1, 65 + window.index((1, 0)), 114 + 1,
            116 + N_LAST * cue + EAST, 126 + 4 * cue + 2 + 1,
        ]  # fmt: skip
        assert rows[1] == [
            0, 2 + 6, 10 + window.index((-3, 2)), 59 + 1, 65 + window.index((1, 3)), 114,
            116 + N_LAST * cue, 126 + 4 * cue + 2,
        ]  # fmt: skip
    # Far from everything, at the wall.
    game = setting([(8, 8), (0, 8)], [(2, 2)], facing=SOUTH)
    assert game.observe()[0][0] == [0, 2 + 2 + 1, 10 + 48, 59, 65 + 48, 114, 116, 126]


def test_scripted_policies_by_hand():
    # Patches with their centres at (2, 2), (6, 2), (2, 6) and (6, 6).
    game = setting([(2, 8), (7, 5)], [(2, 7), (6, 2), (6, 1)], facing=NORTH, spacing=4)
    assert game.scripted(MIND_INERT).tolist() == [STAY, STAY]
    # To the nearest; kind to the nearest that is no last one, and around last ones.
    assert game.scripted(MIND_KIND).tolist() == [EAST, NORTH]
    assert game.scripted(MIND_SOCIOPATH).tolist() == [NORTH, NORTH]
    assert game.chances()[0].tolist() == masks([NORTH], [])
    part(game, Y)[1] = 8
    part(game, FACING)[0] = EAST
    assert game.scripted(MIND_KIND)[0] == EAST
    assert game.scripted(MIND_SOCIOPATH)[0] == BEAM
    # In the twin last apples cannot be taken, so neither walks to them.
    game = setting([(4, 8), (0, 0)], [(4, 5)], disarmed=ALL_DISARMED)
    for mind in (MIND_KIND, MIND_SOCIOPATH):
        assert game.scripted(mind).tolist() == [STAY, STAY]


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ((2, 8), (2, 7)), ((2, 8), (2, 6)), ((0, 8), (0, 7)), ((8, 8), (8, 7)),
        ((8, 2), (7, 2)), ((8, 0), (7, 0)), ((6, 8), (6, 6)), ((2, 5), (2, 4)),
    ],
)  # fmt: skip
def test_kind_gets_around_last_apples(start, last):
    game = setting([start, (8, 8)], [(2, 2), (2, 1), last], spacing=4, facing=SOUTH)
    for _ in range(20):
        events, _ = game.step([int(game.scripted(MIND_KIND)[0]), STAY])
        assert not events[:, EVENT_HARM].any()
        if events[0, EVENT_GAIN]:
            return
    pytest.fail("never arrived")


def society(world, mind, episodes=2):
    """Gain per agent-step, and harms, of a society that follows one scripted policy."""
    gain, harms = 0.0, 0
    n_steps = episodes * world.episode
    for seed in range(4):
        game = Game(world, key=(seed, 3))
        for _ in range(n_steps):
            events, _ = game.step(game.scripted(mind))
            gain += float(events[:, EVENT_GAIN].sum())
            harms += int((events[:, EVENT_HARM] > 0).sum())
    return gain / (4 * n_steps * world.n_agents), harms


@pytest.mark.parametrize("table", ["perolat", "ssd"])
def test_greed_empties_the_orchard_and_restraint_lives_on_it(table):
    world = Commons(episode=1000, regrowth=table)
    kind, kind_harms = society(world, MIND_KIND, 1)
    greedy, greedy_harms = society(world, MIND_SOCIOPATH, 1)
    assert kind_harms == 0
    assert greedy_harms > 0
    assert kind > 3 * greedy


@commons
@pytest.mark.parametrize("disarmed", [0, 0b10, ALL_DISARMED])
def test_counts_of_apples_near_are_what_a_recount_finds(world, disarmed):
    game = Game(world, disarmed)
    rng = np.random.default_rng(7)
    for time in range(400):
        game.step(rng.integers(5 + time % 2, size=game.n))
        if time % 10 == 0:
            hanging = apples(game)
            for y, row in enumerate(words(game)):
                for x, word in enumerate(row):
                    near = sum(0 < (a - x) ** 2 + (b - y) ** 2 <= 4 for a, b in hanging)
                    assert word == near * 8 + ((x, y) in hanging)


def indices(world, seen):
    """Base features, and the two contextual ones without the cue, for what is told in words."""
    if seen is None:
        return [1], []
    around = range(-world.view, world.view + 1)
    ways = sorted(
        ((dx, dy) for dy in around for dx in around if (dx, dy) != (0, 0)),
        key=lambda way: (abs(way[0]) + abs(way[1]), way[1], way[0]),
    )
    safe, last = (len(ways) if seen[k] is None else ways.index(seen[k]) for k in ("safe", "last"))
    rich = 10 + len(ways) + 1
    ahead = rich + 6 + len(ways) + 1
    base = [
        0, 2 * seen["facing"] + seen["at the wall"], 10 + safe, rich + min(seen["rich"], 5),
        rich + 6 + last, ahead + seen["ahead"],
    ]  # fmt: skip
    first = ahead + 2
    return base, [first + seen["next"], first + 10 + 2 * seen["near"] + seen["ahead"]]


@commons
@pytest.mark.parametrize("disarmed", [0, 0b10, ALL_DISARMED])
def test_against_the_slow_twin(world, disarmed):
    key = (321, 654)
    game, slow = Game(world, disarmed, key), CommonsLife(world, disarmed, key)
    rng = np.random.default_rng(12)
    for time in range(max(700, world.episode + 20)):
        hazards, helps = game.chances()
        assert hazards.tolist() == masks(*slow.hazards())
        assert not helps.any()
        features, n_base = game.observe()
        for row, base, seen in zip(features, n_base, slow.features(), strict=True):
            assert (row[:base], row[base:]) == indices(world, seen)
        # Beams are rare at times, so that the orchard is walked, too.
        beam = 0.3 if time % 100 < 20 else 0.01
        acts = rng.choice(6, size=game.n, p=[0.1, *[(0.9 - beam) / 4] * 4, beam]).tolist()
        events, ended = game.step(acts)
        expected, should_end = slow.step(acts)
        assert ended == should_end
        for row, slow_row in zip(events, expected, strict=True):
            for name, column in COLUMNS.items():
                assert row[column] == pytest.approx(slow_row[name], abs=1e-6), name
        assert apples(game) == slow.apples
        for agent, (other, at) in enumerate(zip(slow.agents, places(game), strict=True)):
            assert (part(game, OUT)[agent] == 0) == slow.there(other)
            if slow.there(other):
                assert (at, part(game, FACING)[agent]) == (other.place, other.facing)
        np.testing.assert_array_equal(game.sight(), slow.sight())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_agents": 1}, "world.n_agents must be from 2 to 16, got 1"),
        ({"height": 2}, "world.height must be from 3 to 64, got 2"),
        ({"width": 65}, "world.width must be from 3 to 64, got 65"),
        ({"spacing": 2}, "world.spacing must be from 3 to 64, got 2"),
        (
            {"regrowth": "perola"},
            r"world.regrowth: unknown 'perola' \(did you mean 'perolat'\?\)",
        ),
        ({"episode": 0}, "world.episode must be from 1 to 1e\\+06, got 0"),
        ({"beam_length": 0}, "world.beam_length must be from 1 to 64, got 0"),
        ({"beam_wing": -1}, "world.beam_wing must be from 0 to 64, got -1"),
        ({"timeout": -1}, "world.timeout must be from 0 to 1e\\+06, got -1"),
        ({"tag_loss": 0.0}, "world.tag_loss must be from 0.001 to 1000, got 0"),
        ({"beam_cost": -0.5}, "world.beam_cost must be from 0 to 1000, got -0.5"),
        ({"depletion_harm": 0.0}, "world.depletion_harm must be from 0.001 to 1000, got 0"),
        ({"view": 6}, "world.view must be from 1 to 5, got 6"),
        ({"sight": -1}, "world.sight must be from 0 to 64, got -1"),
        (
            {"n_agents": 5, "height": 3, "width": 3},
            "world: 5 agents need as many cells without a spot for apples, got 4; enlarge",
        ),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(InvalidInput, match=message):
        Commons(**settings)
