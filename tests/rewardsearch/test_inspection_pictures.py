"""Pictures and films of inspections: what would break without anybody seeing it."""

import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from fitness import Verdict
from fitness.statistics.bootstrap import Interval
from inner_rl import Linear
from inner_rl.film import Film
from kernels import layout
from kernels.worlds.coins import Coins
from kernels.worlds.pictures import CELL
from kernels.worlds.wells import Wells
from rewardsearch.attack import thieves
from rewardsearch.films import places
from rewardsearch.inspection.curves import MEASURES, Curve, Curves
from rewardsearch.inspection.figures import (
    attack_picture,
    curves_picture,
    lineage_picture,
    parts_picture,
)
from rewardsearch.inspection.films import film_beside_film
from rewardsearch.inspection.history import Ancestor
from rewardsearch.inspection.parts import FACTORS, Part
from rewardsearch.settings import settings_from_data

SELFISH = Linear({"own_gain": 1.0, "own_pain": -1.0})


def coins_state(world, agents, coins):
    """Agents and coins on cells (x, y)."""
    state = np.zeros(world.sizes().n_world_state, np.uint32)
    state[: 4 * world.n_agents] = np.concatenate([np.transpose(agents), np.transpose(coins)]).flat
    return state


def cells_of(letters):
    return {(int(x // CELL), int(y // CELL)): who for (x, y), who in letters.items()}


def test_agents_and_their_coins_have_letters_where_they_are():
    world = Coins(n_agents=3)
    state = coins_state(world, [(0, 0), (3, 1), (3, 1)], [(4, 4), (2, 0), (0, 0)])
    letters = places(world.draw(state), 3)
    # The coin of C lies under A.
    assert cells_of(letters) == {(0, 0): "A", (3, 1): "BC", (4, 4): "A", (2, 0): "B"}
    for x, y in letters:
        assert np.hypot(x % CELL - CELL / 2, y % CELL - CELL / 2) <= 1.0


def test_what_is_no_agents_has_no_letter():
    wells = Wells(n_agents=6)
    # A full well has the colour of the sixth agent.
    letters = places(wells.draw(np.ones(6, np.uint32)), 6)
    assert cells_of(letters) == {(i, 0): "ABCDEF"[i] for i in range(6)}
    assert places(wells.draw(np.ones(6, np.uint32)), 1) == {}


def test_a_film_is_closed_at_its_edges_and_rests_at_its_end():
    world = Coins(n_agents=2)
    states = np.stack([coins_state(world, [(i, 0), (4, 4)], [(2, 2), (3, 3)]) for i in range(3)])
    film = Film(0, states, np.zeros(3, bool), np.zeros((3, 2, 2), bool),
                np.zeros((3, 2, layout.N_EVENTS), np.float32),
                np.zeros((3, 2, layout.N_INPUTS), np.float32))  # fmt: skip
    gif = Image.open(BytesIO(film_beside_film({"a": (SELFISH, film)}, world, 4)))
    shown = []
    for i in range(gif.n_frames):
        gif.seek(i)
        shown.append(gif.info["duration"])
    assert shown == [250, 250, 2000]
    # A row of pixels through cells in which nothing lies.
    row = np.asarray(gif.convert("RGB")).astype(int)[105]
    grid = ((row < 230) & (row > 200)).all(axis=-1)
    upright = np.flatnonzero(grid[1:] & ~grid[:-1])
    # As many lines as cells, and one more.
    assert len(upright) == world.width + 1


def some_curves(high):
    ends = np.array([100, 200])
    return [
        Curves(name, ends, {measure: Curve(*np.full((3, 2), top if measure != "gain" else 0.3))
                            for measure, top in zip(MEASURES, (0.3, high, 0.01), strict=True)})
        for name in ("this reward", "sociopath")
    ]  # fmt: skip


def test_harms_of_both_panels_have_one_scale():
    svg = curves_picture(some_curves(0.5))
    panels = re.split(r'<g id="axes_\d">', svg)[1:]
    upright = [re.split(r'<g id="matplotlib.axis_', one)[2] for one in panels]
    scales = [re.findall(r"<text[^>]*>([\d.]+)</text>", axis) for axis in upright]
    assert len(scales) == 3
    assert scales[1] == scales[2]
    assert float(scales[1][-1]) >= 0.5


def test_what_cannot_be_judged_stands_beyond_the_end_of_its_axis():
    told = Interval(0.1, 0.0, 0.2)
    parts = [
        Part("own_gain", factor, told, None if factor == 0.0 else told,
             Verdict.INERT if factor == 0.0 else Verdict.OK)
        for factor in FACTORS
    ]  # fmt: skip
    svg = parts_picture(parts)
    (where,) = re.findall(r'<text[^>]* x="([\d.]+)"[^>]*>cannot be judged: inert<', svg)
    # The first patch is the whole picture, the others are axes.
    patches = re.findall(r'<g id="patch_\d+">\s*<path d="([^"]*)"', svg)[1:]
    assert float(where) > max(float(x) for one in patches for x in re.findall(r"L ([\d.]+) ", one))
    assert "non-ruthlessness by a value that cannot be told" in svg


def test_generations_lie_on_a_true_axis():
    line = [Ancestor(g, "mutation", SELFISH, None, (0.5, 0.5)) for g in (0, 2, 9)]
    svg = lineage_picture(line)
    marks = re.findall(r'<use [^>]* x="([\d.]+)"[^>]*fill: #cc79a7', svg)[:3]
    first, second, third = map(float, marks)
    assert (third - first) / (second - first) == pytest.approx(4.5, rel=1e-4)


def an_attack(names):
    return {
        "thieves": [
            {"thief": name, "control": control, "shares": [0.0, 0.5, 1.0],
             "coefficients": [[0.1, 0.0, 0.2]] * 3, "at_rarity": {"value": 0.1}}
            for name, control in names
        ]
    }  # fmt: skip


def test_controls_are_told_from_newcomers():
    settings = settings_from_data({}, "here")
    kinds = thieves(settings, SELFISH).values()
    svg = attack_picture(an_attack([(one.name, one.control) for one in kinds]))
    for one in kinds:
        assert f">{one.name}{' (control)' if one.control else ''}</text>" in svg
    many = [(f"kind {i}", False) for i in range(9)]
    assert ">kind 8</text>" in attack_picture(an_attack(many))


def test_a_picture_says_what_it_shows():
    svg = lineage_picture([Ancestor(0, "random", SELFISH, None, (0.25, 0.75))])
    assert svg.startswith('<svg role="img" aria-label="')
    assert "competence from 0.25 to 0.25" in svg[: svg.index(">")]
