from dataclasses import replace

import numba
import numpy as np
import pytest

from inner_rl import (
    DRIVES,
    ActorCritic,
    Coins,
    Hardware,
    InvalidInput,
    Life,
    Linear,
    Oversight,
    Phase,
    Roster,
    monoculture,
    simulate,
    stream_keys,
)
from inner_rl.arrays import kernel_rules
from inner_rl.roster import MINDS
from kernels import layout

WORLD = Coins()
LIFE = Life((Phase("young", 300), Phase("old", 100)))
SOCIOPATH = Linear({"own_gain": 1.0, "own_pain": -1.0})
EVERYTHING = Linear({name: (-1) ** i * (0.2 + 0.02 * i) for i, name in enumerate(DRIVES)})


def live(rewards, n_lifetimes=6, *, mind="learner", seed=1, **kwargs):
    roster = monoculture(len(rewards), WORLD.n_agents, stream_keys(seed, (0,), n_lifetimes), mind)
    return simulate(rewards, roster, WORLD, LIFE, ActorCritic(), **kwargs)


def total(telemetry, counter):
    return telemetry.counts[..., counter].sum(axis=(1, 2, 3))


def test_multiplying_a_genome_by_ten_leaves_telemetry_unchanged():
    base = live([EVERYTHING])
    for factor in (10.0, 1e-3, 7.3e20):
        scaled = Linear({name: factor * weight for name, weight in EVERYTHING.weights.items()})
        np.testing.assert_array_equal(live([scaled]).counts, base.counts)


def test_a_zero_genome_feels_nothing_and_learns_nothing():
    telemetry = live([Linear({})])
    assert (telemetry.status == layout.STATUS_OK).all()
    assert (total(telemetry, layout.COUNT_FELT_REWARD) == 0).all()


def test_results_do_not_depend_on_threads_chunks_or_order(monkeypatch):
    genomes = [SOCIOPATH, EVERYTHING]
    base = live(genomes, hardware=Hardware(1))
    monkeypatch.setattr("inner_rl.simulation._CHUNK_AGENT_STEPS", 1)
    np.testing.assert_array_equal(live(genomes, hardware=Hardware(3)).counts, base.counts)
    flipped = live(genomes[::-1], hardware=Hardware(2))
    np.testing.assert_array_equal(flipped.counts[6:], base.counts[:6])


def test_different_streams_give_different_lives_and_equal_streams_equal_ones():
    assert not np.array_equal(live([SOCIOPATH], seed=1).counts, live([SOCIOPATH], seed=2).counts)
    twice = live([SOCIOPATH, SOCIOPATH])
    np.testing.assert_array_equal(twice.counts[:6], twice.counts[6:])


def test_streams_share_no_key():
    keys = [stream_keys(1, stream, 50) for stream in ((0, 0), (0, 1), (1, 0), (3, 0))]
    keys.append(stream_keys(2, (0, 0), 50))
    assert len({tuple(key) for table in keys for key in table.tolist()}) == 250


def test_every_loss_has_a_cause():
    telemetry = live([SOCIOPATH], 20)
    losses, harm = (total(telemetry, c) for c in (layout.COUNT_LOSS, layout.COUNT_HARM))
    np.testing.assert_array_equal(losses, harm)
    assert (harm > 0).all()
    harms = total(telemetry, layout.COUNT_HARMS)
    np.testing.assert_array_equal(harm, WORLD.theft_cost * harms)
    assert (harms <= total(telemetry, layout.COUNT_HARM_CHANCES)).all()


def test_the_twin_does_no_harm_and_knows_no_opportunity():
    telemetry = live([SOCIOPATH], 20, harmless=True)
    assert total(telemetry, layout.COUNT_GAIN).sum() > 0
    for counter in (layout.COUNT_LOSS, layout.COUNT_HARM, layout.COUNT_HARM_CHANCES):
        assert total(telemetry, counter).sum() == 0


def test_inert_agents_do_nothing_and_kind_ones_gain_without_harm():
    inert, kind = (live([SOCIOPATH], mind=mind) for mind in ("inert", "kind"))
    assert total(inert, layout.COUNT_EFFORT).sum() == 0
    assert total(inert, layout.COUNT_GAIN).sum() == 0
    assert (total(kind, layout.COUNT_GAIN) > 300).all()
    assert total(kind, layout.COUNT_HARM).sum() == 0


def test_fines_are_paid_for_watched_harm_only_and_only_if_detected():
    always = Life((Phase("watched", 400, oversight=Oversight(share=1.0, fine=5.0)),))
    never = Life((Phase("alone", 400, oversight=Oversight(share=0.0, fine=5.0)),))
    sham = Life((Phase("sham", 400, oversight=Oversight(share=1.0, detection=0.0, fine=5.0)),))
    roster = monoculture(1, 4, stream_keys(3, (0,), 10))
    results = [
        simulate([SOCIOPATH], roster, WORLD, life, ActorCritic()) for life in (always, never, sham)
    ]
    for telemetry, watched, fined in zip(results, (1, 0, 1), (5.0, 0.0, 0.0), strict=True):
        counts = telemetry.counts.sum(axis=(0, 1, 3))  # [watched, counter]
        assert counts[1 - watched].sum() == 0
        assert counts[watched, layout.COUNT_HARMS] > 0
        assert counts[watched, layout.COUNT_FINES] == fined * counts[watched, layout.COUNT_HARMS]


def test_detection_is_a_probability():
    # Binomial test of blame per harm at detection 0.3; false alarm 1 in 1,000.
    from scipy import stats

    life = Life((Phase("half seen", 1000, oversight=Oversight(share=1.0, detection=0.3)),))
    roster = monoculture(1, 4, stream_keys(3, (1,), 20))
    counts = simulate([SOCIOPATH], roster, WORLD, life, ActorCritic()).counts
    blamed, harms = (int(counts[..., c].sum()) for c in (layout.COUNT_BLAMED, layout.COUNT_HARMS))
    assert stats.binomtest(blamed, harms, 0.3).pvalue > 1e-3


@pytest.mark.parametrize(("share", "bout"), [(0.5, 20.0), (0.2, 5.0), (0.9, 30.0)])
def test_the_watcher_is_there_for_its_share_of_the_time(share, bout):
    life = Life((Phase("life", 4000, oversight=Oversight(share=share, bout=bout)),))
    roster = monoculture(1, 4, stream_keys(5, (0,), 40), "inert")
    counts = simulate([SOCIOPATH], roster, WORLD, life, ActorCritic()).counts
    steps = counts[:, 0, :, 0, layout.COUNT_STEPS]
    measured = (steps[:, 1] / steps.sum(axis=1)).astype(float)
    # Four standard errors over independent lifetimes; false alarm below 1 in 10,000.
    assert abs(measured.mean() - share) < 4 * measured.std(ddof=1) / np.sqrt(len(measured))


def test_cue_polarity_is_drawn_per_lifetime():
    telemetry = live([SOCIOPATH], 400)
    assert 150 < telemetry.polarity.sum() < 250


def test_brains_do_not_change_where_learning_is_off():
    frozen = Life((Phase("young", 300), Phase("old", 300, learning=False)))
    roster = monoculture(1, 4, stream_keys(1, (0,), 5))
    told = simulate([EVERYTHING], roster, WORLD, frozen, ActorCritic(), return_brains=True)
    young = Life((Phase("young", 300), Phase("one step more", 1, learning=False)))
    brains = simulate([EVERYTHING], roster, WORLD, young, ActorCritic(), return_brains=True).brains
    for old, new in zip(told.brains, brains, strict=True):
        np.testing.assert_array_equal(old, new)
    # What is felt is counted all the same.
    assert told.counts[:, 1, ..., layout.COUNT_FELT_REWARD].any()


def test_a_mixture_is_just_another_roster():
    """Two sociopaths among two inert agents: only the former act, and nobody steals from them."""
    keys = stream_keys(1, (0,), 5)
    mind = np.tile(np.array([0, 0, MINDS["inert"], MINDS["inert"]], np.int32), (5, 1))
    roster = Roster(np.zeros((5, 4), np.int32), mind, keys)
    counts = simulate([SOCIOPATH], roster, WORLD, LIFE, ActorCritic()).counts.sum(axis=(0, 1, 2))
    assert (counts[:2, layout.COUNT_EFFORT] > 0).all()
    assert (counts[2:, layout.COUNT_EFFORT] == 0).all()
    assert (counts[2:, layout.COUNT_LOSS] > 0).all()


def test_divergence_is_reported_not_hidden():
    wild = ActorCritic(critic_rate=1.0, discount=0.9999)
    roster = monoculture(1, 4, stream_keys(1, (0,), 3))
    life = Life((Phase("long", 5000),))
    telemetry = simulate([SOCIOPATH], roster, WORLD, life, wild)
    assert (telemetry.status == layout.STATUS_DIVERGED).all()


def test_progress_counts_every_lifetime():
    done = []
    live([SOCIOPATH], 9, progress=done.append)
    assert sum(done) == 9


def test_a_society_of_no_rewards_is_refused():
    roster = monoculture(1, 4, stream_keys(1, (0,), 2))
    with pytest.raises(InvalidInput, match="no rewards were given"):
        simulate([], roster, WORLD, LIFE, ActorCritic())


def test_wrong_rosters_are_refused():
    keys = stream_keys(1, (0,), 2)
    seats = np.zeros((2, 4), np.int32)
    for roster, message in (
        (Roster(seats + 1, seats, keys), "seat_genome must be from 0 to 0"),
        (Roster(seats, seats + 9, keys), "seat_mind must be one of"),
        (Roster(seats[:, :3], seats, keys), r"seat_genome of shape \(2, 4\), got \(2, 3\)"),
        (Roster(seats, seats, keys[:1]), r"keys of shape \(2, 2\), got \(1, 2\)"),
        (Roster(seats[:0], seats[:0], keys[:0]), "roster is empty"),
    ):
        with pytest.raises(InvalidInput, match=message):
            simulate([SOCIOPATH], roster, WORLD, LIFE, ActorCritic())


def test_a_roster_that_cannot_be_written_needs_no_kernel_of_its_own():
    roster = monoculture(1, WORLD.n_agents, stream_keys(1, (0,), 2))
    shared = {name: array.copy() for name, array in vars(roster).items() if hasattr(array, "flags")}
    for array in shared.values():
        array.flags.writeable = False
    assert numba.typeof(shared["keys"]) != numba.typeof(roster.keys)
    kinds = {
        numba.typeof(kernel_rules([SOCIOPATH], lives, WORLD, LIFE, [ActorCritic()]))
        for lives in (roster, replace(roster, **shared))
    }
    assert len(kinds) == 1
