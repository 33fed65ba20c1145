"""Attacks and sweeps: who sits where, what is read, what is told, what is refused."""

import json

import numpy as np
import pytest
from PIL import Image

from fitness.invasion import Outcome
from inner_rl import InvalidInput, Linear, Planner
from kernels import layout
from rewardsearch.attack import (
    Arena,
    after_arrival,
    attack,
    chosen,
    overall,
    parse_axis,
    planned_agent_steps,
    sweep,
    sweeping,
    thieves,
    threshold,
)
from rewardsearch.attack.payoffs import N_PIECES, SETTLED
from rewardsearch.attack.report import steps_to_collapse
from rewardsearch.cli import main
from rewardsearch.evaluation import SOCIOPATH
from rewardsearch.settings import settings_from_data

PHASES = [{"name": "childhood", "steps": 300}, {"name": "adulthood", "steps": 100}]
SETTINGS = settings_from_data({"life": {"phases": PHASES}, "report": {"resamples": 100}}, "test")
READ = settings_from_data(
    {
        "world": {"name": "matrix", "readable": 1.0},
        "life": {"phases": PHASES},
        "report": {"resamples": 100},
    },
    "test",
)
GUILTY = Linear({"own_gain": 1.0, "guilt": -1.0})
ROUGH = ["life.phases.0.steps=300", "life.phases.1.steps=100", "report.resamples=100"]


def some(settings, *names):
    return {thief.name: thief for thief in chosen(settings, GUILTY, names)}


@pytest.fixture(scope="module")
def arena():
    return Arena(SETTINGS, GUILTY, 8)


@pytest.fixture(scope="module")
def clones(arena):
    return arena.invaded_by(some(SETTINGS, "clone")["clone"])


def test_a_newcomer_that_is_no_different_earns_the_same_bits(arena):
    told = arena.invaded_by(some(SETTINGS)["kin"])
    np.testing.assert_array_equal(told.thief, told.resident)
    np.testing.assert_array_equal(told.welfare, told.welfare[:, :1].repeat(5, axis=1))


def test_residents_of_several_rewards_are_each_what_they_feel():
    """A clone that feels its own payoff makes no difference exactly where residents do so too."""
    clone = some(SETTINGS, "clone")["clone"]
    related = Arena(SETTINGS, [GUILTY, SOCIOPATH], 8, relatedness=1.0, met=1)
    assert (related._genomes == related._genomes[:, :1]).all()
    told = related.invaded_by(clone, most=1)
    same = (told.thief[:, 0] == told.resident[:, 0]).tolist()
    assert same == (related._genomes[:, 0] == 1).tolist()
    assert 0 < sum(same) < 8
    strangers = Arena(SETTINGS, [GUILTY, SOCIOPATH], 8)
    assert np.bincount(strangers._genomes.ravel()).tolist() == [16, 16]
    assert (strangers._genomes != strangers._genomes[:, :1]).any()


def test_payoffs_are_those_of_the_same_seat_before_and_after(arena, clones):
    """Against the telemetry by loops: with k thieves, the seat that the next one takes."""
    thief = some(SETTINGS, "clone")["clone"]
    for k in range(4):
        before, after = (arena._live(thief, n) for n in (k, k + 1))
        for life in range(8):
            sits = [arena._seats_of_thieves(n)[life] for n in (k, k + 1)]
            (seat,) = np.flatnonzero(sits[1] & ~sits[0])
            for telemetry, expected in ((before, clones.resident), (after, clones.thief)):
                counts = telemetry.counts[life, SETTLED, :, seat].sum(axis=(0, 1), dtype=float)
                gain, loss, fines, steps = (
                    counts[c]
                    for c in (
                        layout.COUNT_GAIN, layout.COUNT_LOSS, layout.COUNT_FINES, layout.COUNT_STEPS
                    )
                )  # fmt: skip
                assert expected[life, k] == pytest.approx((gain - loss - fines) / steps, abs=1e-6)


def test_thieves_sit_in_drawn_seats_one_more_at_a_time(arena):
    sits = np.stack([arena._seats_of_thieves(k) for k in range(5)])
    assert sits.sum(axis=2).tolist() == [[k] * 8 for k in range(5)]
    assert (sits[1:] | ~sits[:-1]).all()
    assert len({tuple(row) for row in sits[1].tolist()}) > 1


def test_the_life_after_arrival_is_as_long_and_under_the_last_conditions():
    life = after_arrival(SETTINGS.life)
    assert life.steps == SETTINGS.life.steps
    assert [phase.imitation for phase in life.phases] == ["only"] + ["none"] * (N_PIECES - 1)
    assert {phase.oversight for phase in life.phases} == {SETTINGS.life.phases[-1].oversight}
    with pytest.raises(InvalidInput, match="at least 10 steps"):
        after_arrival(type(life)((life.phases[0].__class__("short", 9),)))


def test_where_types_are_read_thieves_bear_the_label_and_controls_do_not():
    known = thieves(READ, GUILTY, 0.25)
    assert known["mimic"].mimicry == 0.25
    ring = Arena(READ, GUILTY, 8)
    assert ring._labelled(2, 0.25).labels == (0, 0, 1, 1)
    assert ring._seats_of_thieves(2)[0].tolist() == [False, False, True, True]
    told = ring.invaded_by(known["kin"])
    np.testing.assert_array_equal(told.thief, told.resident)
    with pytest.raises(InvalidInput, match="passes for a resident where types can be read"):
        chosen(SETTINGS, GUILTY, ("mimic",))
    with pytest.raises(InvalidInput, match="unknown thief 'clown' \\(did you mean 'clone'"):
        chosen(SETTINGS, GUILTY, ("clown",))


def test_an_attack_tells_progress_for_all_that_it_lives():
    lived = []
    attacks = attack(
        SETTINGS, GUILTY, list(some(SETTINGS, "scratch").values()), 8,
        progress=lambda n, what: lived.append((n, what)),
    )  # fmt: skip
    assert sum(n for n, _ in lived) == planned_agent_steps(SETTINGS, len(attacks), 8)
    assert [one.thief.name for one in attacks] == ["kin", "newborn", "scratch"]
    assert attacks[0].invasion.outcome is Outcome.NEUTRAL
    assert overall(attacks) is attacks[2].invasion.outcome


def test_collapse_is_when_residents_earn_half_of_what_they_would(clones):
    def payoffs(curve):
        return clones.__class__(
            clones.thief, clones.resident, clones.welfare, clones.harm_rate,
            np.array([curve] * 2), np.ones((2, N_PIECES)),
        )  # fmt: skip

    assert steps_to_collapse(payoffs([0.9] * N_PIECES), 40) is None
    assert steps_to_collapse(payoffs([0.9, 0.6, 0.49] + [0.4] * 7), 40) == 120


@pytest.mark.parametrize(
    ("settings", "n", "message"),
    [
        ({"world": {"name": "absent_supervisor"}}, 8, "a single agent"),
        ({}, 4, "at least 8 lifetimes"),
        ({"learner": {"name": "neural"}}, 8, "a neural learner does not keep"),
    ],
)
def test_impossible_attacks_are_refused(settings, n, message):
    with pytest.raises(InvalidInput, match=message):
        Arena(settings_from_data({"life": {"phases": PHASES}, **settings}, "test"), GUILTY, n)


# Sweeps


def test_axes_put_their_values_where_they_belong():
    start = sweeping.Conditions(READ.to_data(), "clone")

    def after(name, value):
        return sweeping.AXES[name].put(start, value)

    for name, key in (("oversight", "share"), ("fine", "fine"), ("detection", "detection")):
        phases = after(name, 0.3).data["life"]["phases"]
        assert [phase["oversight"][key] for phase in phases] == [0.3, 0.3]
    assert after("transparency", 0.3).data["world"]["readable"] == 0.3
    assert after("partner-choice", 0.3).data["world"]["partner_choice"] == 0.3
    assert after("rounds", 3).data["world"]["rounds"] == 3
    assert [p["steps"] for p in after("lifetime", 0.5).data["life"]["phases"]] == [150, 50]
    assert (after("mimicry", 0.3).mimicry, after("assortment", 0.3).assortment) == (0.3, 0.3)
    _, thief = sweeping._prepared(after("depth", 2), GUILTY)
    assert isinstance(thief.learner, Planner)
    assert thief.learner.depth == 2
    _, thief = sweeping._prepared(after("features", 0.5), GUILTY)
    assert thief.learner.features == 0.5
    assert start == sweeping.Conditions(READ.to_data(), "clone")


def test_a_sweep_invades_in_every_cell():
    axes = parse_axis("fine=0,3"), parse_axis("assortment=0,0.5,1")
    done = []
    swept = sweep(SETTINGS, GUILTY, "clone", axes, 8, progress=done.append)
    assert swept.coefficients().shape == (3, 2)
    assert sum(done) == 6
    alone = sweep(SETTINGS, GUILTY, "clone", (axes[0], parse_axis("detection=0,1")), 8)
    # A thief among none but residents, or in groups drawn at random: rarity is the same.
    np.testing.assert_allclose(swept.coefficients()[0], alone.coefficients()[1], atol=1e-12)


@pytest.mark.parametrize(
    ("y", "met", "n_raised"),
    [
        ("features=0.5,1", 0, 1),
        ("assortment=0,1", 0, 1),
        ("features=0.5,1", 1, 2),
        ("fine=0,3", 0, 2),
    ],
)
def test_cells_share_the_residents_that_they_have_in_common(monkeypatch, y, met, n_raised):
    raised = []

    class Counted(Arena):
        def _raise(self):
            raised.append(1)
            return super()._raise()

    monkeypatch.setattr(sweeping, "Arena", Counted)
    axes = parse_axis("mimicry=0,1"), parse_axis(y)
    swept = sweep(READ, GUILTY, "clone", axes, 8, met=met)
    assert len(raised) == n_raised
    # The last cell by itself, among residents of its own.
    cell = sweeping._cell(
        sweeping.Conditions(READ.to_data(), "clone"), axes[0], 1.0, axes[1], axes[1].values[1]
    )
    at, who = sweeping._prepared(cell, GUILTY)
    arena = Arena(at, GUILTY, 8, met=met, mimicry=1.0)
    told = arena.invaded_by(who)
    gap = (told.thief[:, -1] if cell.assortment else told.thief[:, 0]) - told.resident[:, 0]
    assert swept.coefficients()[1, 1] == pytest.approx(gap.mean() / arena.unit(), abs=1e-9)


def test_the_closed_form_is_drawn_where_there_is_one():
    axes = parse_axis("transparency=0,1"), parse_axis("mimicry=0,1")
    donation = settings_from_data({"world": {"name": "matrix", "game": "donation"}}, "test")
    line = threshold(donation, axes)
    # b 3, c 1: fully readable thieves are kept out below a mimicry of 2/3; a third is the least.
    np.testing.assert_allclose(line[[0, -1]], [[1 / 3, 0.0], [1.0, 2 / 3]], atol=1e-9)
    np.testing.assert_allclose(threshold(donation, axes[::-1]), line[:, ::-1])
    dealt_with = 1 - line[:, 0] * (1 - line[:, 1])
    np.testing.assert_allclose(dealt_with, 2 / 3)
    assert threshold(donation, (axes[0], parse_axis("fine=0,1"))) is None

    assert threshold(SETTINGS, axes) is None


def test_without_transparency_the_border_of_assortment_is_hamiltons_rule():
    donation = settings_from_data({"world": {"name": "matrix", "game": "donation"}}, "test")
    axes = parse_axis("transparency=0,1"), parse_axis("assortment=0,1")
    line = threshold(donation, axes)
    assert tuple(line[0]) == pytest.approx((0.0, 1.0 / 3.0))  # c / b, of b 3 and c 1
    assert tuple(line[-1]) == pytest.approx((1.0 / 3.0, 0.0), abs=1e-9)
    # On it a thief, by hand, earns what residents do: it is dealt with unless it is read.
    for p, r in line:
        assert (1 - r) * (1 - p) * 3.0 + r * 0.0 == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fone=1,2", "unknown axis 'fone' \\(did you mean 'fine'"),
        ("fine", "expected fine=v1,v2"),
        ("fine=1", "at least two numbers"),
        ("fine=1,x", "at least two numbers"),
        ("fine=1,nan", "at least two numbers"),
        ("fine=3,1", "ascending"),
    ],
)
def test_axes_that_cannot_be_read_are_refused(text, message):
    with pytest.raises(InvalidInput, match=message):
        parse_axis(text)


def test_impossible_sweeps_are_refused_before_anything_runs():
    fine, share = parse_axis("fine=0,1"), parse_axis("oversight=0,2")
    with pytest.raises(InvalidInput, match="both axes are 'fine'"):
        sweep(SETTINGS, GUILTY, "clone", (fine, fine), 8)
    with pytest.raises(InvalidInput, match=r"oversight.share must be from 0 to 1, got 2"):
        sweep(SETTINGS, GUILTY, "clone", (fine, share), 8)
    with pytest.raises(InvalidInput, match="world coins has no readable"):
        sweep(SETTINGS, GUILTY, "clone", (fine, parse_axis("transparency=0,1")), 8)
    with pytest.raises(InvalidInput, match="unknown thief 'klone'"):
        sweep(SETTINGS, GUILTY, "klone", (fine, parse_axis("detection=0,1")), 8)


# Commands


def cli(capsys, *words):
    code = main([str(word) for word in words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_command_prints_a_verdict_and_draws_it(capsys, tmp_path):
    picture = tmp_path / "attack.png"
    words = ("attack", "guilt", "--thief", "clone", "--lifetimes", 8, "--figure", picture, *ROUGH)
    code, out, err = cli(capsys, *words)
    assert code == 0
    assert "kin      neutral" in out
    assert "random matching" in out
    assert "ETA" in err
    with Image.open(picture) as image:
        assert image.size[0] > 600


def test_the_command_tells_the_same_as_data(capsys):
    words = ("attack", "guilt", "--thief", "clone", "--lifetimes", 8, "--json", *ROUGH)
    code, out, _ = cli(capsys, *words)
    data = json.loads(out)
    assert code == 0
    assert [one["thief"] for one in data["thieves"]] == ["kin", "newborn", "clone"]
    assert data["thieves"][0]["at_rarity"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert data["verdict"] in {outcome.value for outcome in Outcome}


def test_the_sweep_command_prints_and_draws_a_phase_diagram(capsys, tmp_path):
    picture = tmp_path / "phase.png"
    axes = ("--x", "fine=0,3", "--y", "detection=0,1")
    words = ("sweep", "guilt", *axes, "--lifetimes", 8, "--figure", picture, *ROUGH)
    code, out, _ = cli(capsys, *words)
    assert code == 0
    assert out.splitlines()[0].split() == ["detection", "\\", "fine", "0", "3"]
    with Image.open(picture) as image:
        assert image.size[0] > 600
    code, out, _ = cli(capsys, "sweep", "guilt", *axes, "--lifetimes", 8, "--json", *ROUGH)
    assert len(json.loads(out)["cells"]) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["attack", "guilt", "--thief", "mimic"], "take world matrix with"),
        (["attack", "guilt", "--lifetimes", "3"], "at least 8 lifetimes"),
        (["sweep", "guilt", "--x", "fine=0,1"], "give a reward and both axes"),
        (["sweep", "guilt", "--x", "fine=0,1", "--y", "fines=0,1"], "unknown axis 'fines'"),
    ],
)
def test_what_cannot_be_attacked_is_said_in_one_line(capsys, words, message):
    code, _, err = cli(capsys, *words)
    assert code == 2
    assert message in err.splitlines()[-1]


def test_axes_explain_themselves(capsys):
    code, out, _ = cli(capsys, "sweep", "--explain")
    assert code == 0
    assert "transparency" in out
    assert set(json.loads(cli(capsys, "sweep", "--explain", "--json")[1])) == set(sweeping.AXES)
