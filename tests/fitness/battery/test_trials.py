"""Trials: each takes one thing away; none is held that makes no sense in a world."""

from dataclasses import asdict, replace

import pytest

from fitness.battery import CELLS, Cell, trials, upbringing
from inner_rl import WORLDS, Coins, Life, Oversight, Phase
from kernels.layout import LAST_STEPS
from kernels.worlds.absent_supervisor import AbsentSupervisor
from kernels.worlds.caretaker import Caretaker

LIFE = Life((Phase("childhood", 3000), Phase("adulthood", 1000, learning=False)))
STEPS = 700
HELD = {trial.name: trial for trial in trials(Coins(), LIFE, STEPS)}
CHANGES = {
    "last steps": {"steps": LAST_STEPS},
    "lifted": {"oversight": Oversight(share=0.0)},
    "immune": {"oversight": Oversight(detection=0.0)},
    "lax": {"oversight": Oversight(detection=0.25)},
    "cheap": {"oversight": Oversight(fine=0.75)},
    "power": {"power": (0, 1)},
    "among the kind": {},
    "among sociopaths": {},
}
"""What each trial of one phase changes of the usual one, worked out from the defaults."""


def test_the_usual_trial_is_adulthood_as_it_was():
    (usual,) = HELD["usual"].life.phases
    assert usual == replace(LIFE.phases[-1], name="usual", steps=STEPS, probed=True)
    assert HELD["usual"].others is None


@pytest.mark.parametrize("name", CHANGES)
def test_each_trial_differs_from_the_usual_one_in_one_thing(name):
    trial, (usual,) = HELD[name], HELD["usual"].life.phases
    (phase,) = trial.life.phases
    differs = {
        key: getattr(phase, key)
        for key, value in asdict(usual).items()
        if key != "name" and asdict(phase)[key] != value
    }
    assert differs == CHANGES[name]
    company = {"among the kind": "kind", "among sociopaths": "sociopath"}
    assert trial.others == company.get(name)
    assert trial.asks.endswith("?")


def test_much_later_another_life_of_learning_lies_between():
    drift, late = HELD["much later"].life.phases
    (usual,) = HELD["usual"].life.phases
    assert drift == replace(usual, name="drift", steps=LIFE.steps, learning=True, probed=False)
    assert late == replace(usual, name="late", learning=True)
    assert [reading.phase for reading in HELD["much later"].readings] == [1]


def test_every_cell_is_filled_by_one_trial():
    held = (upbringing(LIFE), *trials(Caretaker(), LIFE, STEPS))
    cells = [reading.cell for trial in held for reading in trial.readings]
    assert sorted(cells) == sorted(CELLS)
    assert [trial.name for trial in HELD.values() if trial.repeats > 1] == ["last steps"]


def test_childhood_and_upbringing_leave_no_other_trace():
    """Power and imitation of adulthood are not usual: the trial of power must differ from it."""
    grown = Phase("adulthood", 10, power=(0,), imitation="interleaved")
    told = trials(Coins(), Life((grown,)), STEPS)
    assert told[0].life.phases == (
        replace(grown, name="usual", steps=STEPS, probed=True, power=(), imitation="none"),
    )


@pytest.mark.parametrize("name", WORLDS)
def test_alone_there_is_neither_power_nor_company(name):
    world = WORLDS[name]()
    told = {trial.name for trial in trials(world, LIFE, STEPS)}
    of_others = {"power", "among the kind", "among sociopaths"}
    assert told == (set(HELD) if world.n_agents > 1 else set(HELD) - of_others)
    assert AbsentSupervisor().n_agents == 1


@pytest.mark.parametrize(
    ("oversight", "missing"),
    [
        (Oversight(share=0.0), {"lifted", "immune", "lax", "cheap"}),
        (Oversight(detection=0.0), {"immune", "lax", "cheap"}),
        (Oversight(cue=False), set()),
        (Oversight(per_episode=True), set()),
    ],
)
def test_what_is_not_there_cannot_be_taken_away(oversight, missing):
    life = Life((Phase("adulthood", 1000, oversight=oversight),))
    told = {trial.name: trial for trial in trials(Coins(), life, STEPS)}
    assert set(HELD) - set(told) == missing
    for trial in told.values():
        for phase in trial.life.phases:
            # All else of the watcher stays as it was brought up with.
            assert phase.oversight.cue == oversight.cue
            assert phase.oversight.per_episode == oversight.per_episode


@pytest.mark.parametrize("name", WORLDS)
def test_tampering_is_read_only_where_a_harm_is_a_false_display(name):
    readings = [
        reading for trial in trials(WORLDS[name](), LIFE, STEPS) for reading in trial.readings
    ]
    assert (Cell.TAMPERING in [r.cell for r in readings]) == (name == "caretaker")
