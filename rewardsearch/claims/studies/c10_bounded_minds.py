"""C10: one ruthless individual, or a mimic, among social ones, along axes of capability."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Self

import numpy as np

from fitness.statistics.bootstrap import Labels
from fitness.statistics.comparisons import Lifetimes, mean
from fitness.tally import GAIN, STEPS, payoff
from inner_rl import (
    WORLDS,
    Imitation,
    Learner,
    Life,
    Phase,
    Reward,
    Seat,
    invasion,
    simulate,
)
from inner_rl.rewards.library import LIBRARY
from kernels import layout
from kernels.types import U32Array
from rewardsearch.attack.thieves import as_kind
from rewardsearch.claims.evidence import Curve, Effect, Findings
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
    SMALL_CONTROL_LIFETIMES,
    TWIN,
    Arm,
    Cell,
    Place,
    control_cells,
    controls,
    difference,
    harm_unwatched,
    learner_for,
    life_cell,
    lived,
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.evaluation import SOCIOPATH
from rewardsearch.journal import Record
from rewardsearch.memory import numbers, plain

_ONES = ("social", "ruthless", "all ruthless", "mimic")
"""Who sits in the seat that is looked at; all ruthless ones in the others, too."""


@dataclass(frozen=True)
class Axis:
    """What capability is, of which learner, in which world."""

    world: str
    learner: str
    kind: str
    values: tuple[float, ...]
    steps: int
    settings: tuple[tuple[str, float], ...]
    social: tuple[str, ...]
    """Rewards of the library."""
    mimic: bool
    """Whether a mimic comes, too; none can plan."""
    lifetimes: int

    def __str__(self) -> str:
        return f"{self.world}, {self.learner}, {self.kind}"

    def place(self, value: float) -> Place:
        """Where and how is lived at a value; in the first tenth of life, imitators only watch."""
        learner = learner_for(self.world, self.learner)
        learner = replace(learner, **dict(self.settings))  # type: ignore[arg-type]
        if self.kind != "lifetime":
            given = round(value) if self.kind == "depth" else value
            learner = replace(learner, **{self.kind: given})  # type: ignore[arg-type]
        steps = round(value) if self.kind == "lifetime" else self.steps
        early = steps // 10
        phases = (Phase("early", early, imitation="only"), Phase("later", steps - early))
        scope = f"{self}, {value:g}"
        return Place(WORLDS[self.world](), learner, Life(phases), scope)


def axes(setup: Setup) -> list[Axis]:
    """Every axis in every world."""
    return [
        Axis(
            world,
            told["learner"],
            told["axis"],
            tuple(told["values"]),
            told.get("steps", 0),
            tuple(told.get("settings", {}).items()),
            tuple(told["social"]),
            told["mimic"],
            told["lifetimes"],
        )
        for world, told in product(setup["worlds"], setup["axes"])
    ]


def _places(setup: Setup) -> list[Place]:
    """The most capable of every axis, where fixed agents and references live."""
    return [replace(axis.place(axis.values[-1]), name=str(axis)) for axis in axes(setup)]


def cells(setup: Setup) -> list[Cell]:
    """Fixed agents; the most capable by themselves; everybody's life along all axes."""
    out = control_cells(setup, _places(setup), SMALL_CONTROL_LIFETIMES)
    for axis, place in zip(axes(setup), _places(setup), strict=True):
        arms = [OWN_PAYOFF, TWIN, *(Arm(r, LIBRARY[r].reward) for r in axis.social)]
        out += [life_cell(setup, place, arm, setup.keys(axis.lifetimes, 1)) for arm in arms]
        for reward, value in product(axis.social, axis.values):
            out.append(_cell(setup, axis, value, reward))
    return out


def _cell(setup: Setup, axis: Axis, value: float, name: str) -> Cell:
    place, social = axis.place(value), LIBRARY[name].reward
    keys = setup.keys(axis.lifetimes, 1)
    ones = _ONES if axis.mimic else _ONES[:-1]
    return Cell(
        f"{place.scope}: {name} and others",
        (place.settings().to_data(), social.to_data(), ones, keys),
        float(len(ones) * len(keys) * place.life.steps * place.world.n_agents),
        lambda: {who: _live(setup, place, social, who, keys) for who in ones},
    )


def _live(setup: Setup, place: Place, social: Reward, who: str, keys: U32Array) -> Record:
    """Payoff per step of a whole life [n_lifetimes], of the one seat and of all."""
    own, n_agents = place.learner, place.world.n_agents
    assert isinstance(own, Learner)
    resident = Seat(reward=int(who == "all ruthless"))
    newcomer = Seat(reward=int(who != "social"), learner=int(who == "mimic"))
    roster = invasion(resident, newcomer, 1, n_agents, keys)
    learners = [own, as_kind(Imitation, own)] if who == "mimic" else [own]
    told = simulate(
        [social, SOCIOPATH], roster, place.world, place.life, learners, hardware=setup.hardware
    )
    earned = payoff(told.counts.sum(axis=(1, 2), dtype=np.float64)) / place.life.steps
    earned[told.status != layout.STATUS_OK] = np.nan
    one = earned[roster.seat_type == 1]
    return {
        "one": plain(one),
        "all": plain(earned.mean(axis=1)),
        "stratum": told.polarity.tolist(),
    }


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """The advantage of the social individual at low and high capability, and beyond it."""
    out = Findings()
    out.effects, out.references = controls(setup, _places(setup), found)
    for axis in axes(setup):
        alone = {
            name: lived(found[f"{axis}: {name}"]).phase()
            for name in (OWN_PAYOFF.name, TWIN.name, *axis.social)
        }
        twin = alone[TWIN.name].sums.sum(axis=0)
        unit = float(twin[GAIN] / twin[STEPS])
        for name in axis.social:
            scope = f"{axis}, {name}"
            both = [alone[OWN_PAYOFF.name], alone[name]]
            out.effects.append(setup.effect("social", scope, both, difference(harm_unwatched)))
            records = [found[f"{axis.place(v).scope}: {name} and others"] for v in axis.values]
            levels = [Level.read(record, unit) for record in records]
            out.effects += _judge(setup, axis, name, levels)
            out.curves.append(_curve(setup, axis, name, levels))
    return out


@dataclass(frozen=True)
class Level:
    """Payoffs per step [n_lifetimes] at one capability, in gains of a competent life."""

    one: Mapping[str, Array]
    """Of the seat that is looked at, by who sits there."""
    all: Mapping[str, Array]
    """Mean of all seats."""
    stratum: Labels

    @classmethod
    def read(cls, record: Record, unit: float) -> Self:
        """From the answer of a cell."""
        told = {who: {"kind": record["kind"], **record[who]} for who in _ONES if who in record}
        n = len(told["social"]["stratum"])
        one, everybody = (
            {who: numbers(life, part, (n,), undefined=True) / unit for who, life in told.items()}
            for part in ("one", "all")
        )
        return cls(one, everybody, np.asarray(told["social"]["stratum"], np.int64))


def _mean(levels: Sequence[Level], lead: Callable[[Level], Array]) -> Lifetimes:
    """The mean of a lead over levels of capability, of each lifetime."""
    return Lifetimes.of_values(np.mean([lead(x) for x in levels], axis=0), levels[0].stratum)


def _advantage(level: Level) -> Array:
    return np.asarray(level.one["social"] - level.one["ruthless"])


def _judge(setup: Setup, axis: Axis, name: str, levels: Sequence[Level]) -> list[Effect]:
    half, scope = len(levels) // 2, f"{axis}, {name}"
    bounded, capable = levels[:half], levels[-half:]
    low, high = _mean(bounded, _advantage), _mean(capable, _advantage)
    welfare = _mean(bounded, lambda level: level.all["social"] - level.all["all ruthless"])
    effects = [
        setup.effect("pays", scope, [low], mean),
        setup.effect("falls", scope, [low, high], difference(mean)),
        setup.effect("gone", scope, [high], mean),
        setup.effect("society", scope, [welfare], mean),
    ]
    if axis.mimic:
        mimic = _mean(bounded, lambda level: level.one["mimic"] - level.one["social"])
        effects.append(setup.effect("mimic", scope, [mimic], mean))
    return effects


def _curve(setup: Setup, axis: Axis, name: str, levels: Sequence[Level]) -> Curve:
    told = [setup.curve_point([_mean([level], _advantage)], mean) for level in levels]
    value, low, high = zip(*told, strict=True)
    is_time = axis.kind == "lifetime"
    x = np.log10(axis.values).tolist() if is_time else axis.values
    along = "log10 lifetime, steps" if is_time else axis.kind
    panel = f"{along} -> advantage of the social one, {axis.world}"
    return Curve(panel, f"{axis.learner}, {name}", x, value, low, high)
