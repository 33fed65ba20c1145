"""Sweeps: where does a reward hold?  One invasion for every cell of two axes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness.invasion import Invasion, Outcome, invasion
from inner_rl import CPU, Hardware, InvalidInput, Planner, Reward
from kernels.checks import did_you_mean
from kernels.worlds.matrix import Matrix
from rewardsearch.attack.arena import Arena, check_attack
from rewardsearch.attack.payoffs import Payoffs
from rewardsearch.attack.thieves import Thief, as_kind, thieves
from rewardsearch.settings import Settings, settings_from_data

Data = dict[str, Any]


@dataclass(frozen=True)
class Conditions:
    """One cell: settings as data, the thief, and who meets whom."""

    data: Data
    thief: str
    mimicry: float = 0.0
    depth: int | None = None
    features: float | None = None
    assortment: float = 0.0


@dataclass(frozen=True)
class AxisKind:
    """Something that can be swept."""

    about: str
    put: Callable[[Conditions, float], Conditions]


def _in_phases(name: str) -> Callable[[Conditions, float], Conditions]:
    """A setting of oversight, in all phases of life."""

    def put(cell: Conditions, value: float) -> Conditions:
        phases = [
            phase | {"oversight": phase["oversight"] | {name: value}}
            for phase in cell.data["life"]["phases"]
        ]
        return replace(cell, data=cell.data | {"life": {"phases": phases}})

    return put


def _in_world(name: str) -> Callable[[Conditions, float], Conditions]:
    def put(cell: Conditions, value: float) -> Conditions:
        if name not in cell.data["world"]:
            raise InvalidInput(
                f"world {cell.data['world']['name']} has no {name}; take --world matrix"
            )
        return replace(cell, data=cell.data | {"world": cell.data["world"] | {name: value}})

    return put


def _lifetime(cell: Conditions, factor: float) -> Conditions:
    phases = [
        phase | {"steps": max(1, round(phase["steps"] * factor))}
        for phase in cell.data["life"]["phases"]
    ]
    return replace(cell, data=cell.data | {"life": {"phases": phases}})


AXES: Mapping[str, AxisKind] = {
    "oversight": AxisKind("share of steps that are watched, 0 to 1", _in_phases("share")),
    "fine": AxisKind("payoff units for a noticed harm", _in_phases("fine")),
    "detection": AxisKind("probability that a harm is noticed, 0 to 1", _in_phases("detection")),
    "lifetime": AxisKind("factor on the length of all phases of life", _lifetime),
    "transparency": AxisKind(
        "world matrix: probability of reading the partner's type, 0 to 1", _in_world("readable")
    ),
    "partner-choice": AxisKind(
        "world matrix: share of matches in which partners can decline, 0 to 1",
        _in_world("partner_choice"),
    ),
    "rounds": AxisKind(
        "world matrix: rounds of a match, so how long a partner is kept",
        lambda cell, value: _in_world("rounds")(cell, round(value)),
    ),
    "mimicry": AxisKind(
        "probability that a thief passes for a resident where types are read, 0 to 1",
        lambda cell, value: replace(cell, mimicry=value),
    ),
    "assortment": AxisKind(
        "index of relatedness of groups, 0 (random matching) to 1",
        lambda cell, value: replace(cell, assortment=value),
    ),
    "depth": AxisKind(
        "steps that the thief plans ahead, 0 to 4",
        lambda cell, value: replace(cell, depth=round(value)),
    ),
    "features": AxisKind(
        "share of the features that the thief's brain can hold, 0 to 1",
        lambda cell, value: replace(cell, features=value),
    ),
}
"""What can be swept, by name."""


@dataclass(frozen=True)
class Axis:
    """Values along which one thing is swept."""

    name: str
    values: tuple[float, ...]


def parse_axis(text: str) -> Axis:
    """Read ``name=v1,v2,...``.

    Raises:
        InvalidInput: an unknown axis, or values that are not at least two ascending numbers.

    """
    name, equals, values = text.partition("=")
    if name not in AXES:
        raise InvalidInput(f"unknown axis {name!r}{did_you_mean(name, AXES)}")
    try:
        numbers = tuple(float(value) for value in values.split(","))
    except ValueError:
        numbers = ()
    if not equals or len(numbers) < 2 or not np.isfinite(numbers).all():
        raise InvalidInput(f"axis {text!r}: expected {name}=v1,v2,... with at least two numbers")
    if any(b <= a for a, b in pairwise(numbers)):
        raise InvalidInput(f"axis {text!r}: values must be ascending")
    return Axis(name, numbers)


@dataclass(frozen=True)
class Sweep:
    """What came out: one invasion a cell."""

    x: Axis
    y: Axis
    cells: Sequence[Sequence[Invasion]]
    """[n_y][n_x]."""

    def coefficients(self) -> NDArray[np.float64]:
        """Selection coefficient of the first thief [n_y, n_x]."""
        return np.array([[cell.at_rarity.value for cell in row] for row in self.cells])

    def outcomes(self) -> list[list[Outcome]]:
        """Verdicts [n_y][n_x]."""
        return [[cell.outcome for cell in row] for row in self.cells]


def sweep(
    settings: Settings,
    resident: Reward,
    thief: str,
    axes: tuple[Axis, Axis],
    n_lifetimes: int,
    *,
    met: int = 0,
    seed: int = 0,
    hardware: Hardware = CPU,
    progress: Callable[[int], None] | None = None,
) -> Sweep:
    """Invade the same residents under every combination of two conditions.

    Cells that differ in the thief or in who meets whom alone share their residents.

    Args:
        settings: world, upbringing and learner where nothing is swept.
        resident: what residents feel.
        thief: a kind of thief.
        axes: x, then y.
        n_lifetimes: societies in a cell; all cells live the same random streams.
        met: scripted sociopaths that residents grow up with; as good mimics as the thief.
        seed: of these.
        hardware: what lives are lived on; never changes a result.
        progress: called with the number of cells done since the last call.

    Raises:
        InvalidInput: the two axes are one, a value is out of range (nothing has run then), or
            there is nobody to invade.

    """
    x, y = axes
    if x.name == y.name:
        raise InvalidInput(f"both axes are {x.name!r}; choose two that differ")
    start = Conditions(settings.to_data(), thief)
    check_attack(settings, n_lifetimes, met)
    grid = [[_cell(start, x, a, y, b) for a in x.values] for b in y.values]
    prepared = [[(cell, *_prepared(cell, resident)) for cell in row] for row in grid]
    lived = _Lived(resident, n_lifetimes, met, seed, hardware)
    # Without assortment the first thief meets residents only: one arrival tells all.
    most = None if "assortment" in (x.name, y.name) else 1
    cells = []
    for row in prepared:
        line = []
        for cell, at, who in row:
            arena = lived.arena(cell, at)
            payoffs = lived.payoffs(cell, at, who, most)
            line.append(
                invasion(
                    payoffs.thief, payoffs.resident, arena.stratum, arena.unit(),
                    assortment=cell.assortment, n_resamples=at.report.resamples, seed=seed,
                )
            )  # fmt: skip
            if progress is not None:
                progress(1)
        cells.append(line)
    return Sweep(x, y, cells)


class _Lived:
    """What is lived in a sweep: cells share residents, and payoffs, that do not differ."""

    def __init__(
        self, resident: Reward, n_lifetimes: int, met: int, seed: int, hardware: Hardware
    ) -> None:
        self._resident, self._n_lifetimes, self._met = resident, n_lifetimes, met
        self._seed, self._hardware = seed, hardware
        self._arenas: dict[str, Arena] = {}
        self._payoffs: dict[tuple[Any, ...], Payoffs] = {}

    def arena(self, cell: Conditions, at: Settings) -> Arena:
        """Residents of a cell, raised once wherever they grow up alike."""
        upbringing = self._upbringing(cell)
        if upbringing not in self._arenas:
            self._arenas[upbringing] = Arena(
                at, self._resident, self._n_lifetimes,
                met=self._met, mimicry=cell.mimicry, seed=self._seed, hardware=self._hardware,
            )  # fmt: skip
        return self._arenas[upbringing]

    def payoffs(self, cell: Conditions, at: Settings, who: Thief, most: int | None) -> Payoffs:
        """What the thief of a cell and residents earn; who meets whom is no part of it."""
        arrival = (self._upbringing(cell), cell.thief, cell.mimicry, cell.depth, cell.features)
        if arrival not in self._payoffs:
            self._payoffs[arrival] = self.arena(cell, at).invaded_by(who, most)
        return self._payoffs[arrival]

    def _upbringing(self, cell: Conditions) -> str:
        """Settings, and how well the thieves pass that residents grow up with, if they do."""
        return json.dumps([cell.data, cell.mimicry if self._met else None], sort_keys=True)


def _cell(start: Conditions, x: Axis, a: float, y: Axis, b: float) -> Conditions:
    return AXES[y.name].put(AXES[x.name].put(start, a), b)


def _prepared(cell: Conditions, resident: Reward) -> tuple[Settings, Thief]:
    """Checked settings and the thief of a cell."""
    settings = settings_from_data(cell.data, "sweep")
    known = thieves(settings, resident)
    if cell.thief not in known:
        raise InvalidInput(f"unknown thief {cell.thief!r}{did_you_mean(cell.thief, known)}")
    thief = replace(known[cell.thief], mimicry=cell.mimicry)
    learner = thief.learner
    if cell.depth is not None:
        learner = replace(as_kind(Planner, learner), depth=cell.depth)
    if cell.features is not None:
        learner = replace(learner, features=cell.features)
    return settings, replace(thief, learner=learner)


def threshold(settings: Settings, axes: tuple[Axis, Axis]) -> NDArray[np.float64] | None:
    """Closed form of the border between *holds* and *defeated* [n, 2] (x, y), where there is one.

    In world ``matrix`` with transparency p, if residents cooperate with whom they do not read as a
    thief and decline whom they do, a thief that passes with probability m is dealt with at
    probability q = 1 - p (1 - m).  With assortment r it meets its like with probability r, so it
    gets (1 - r) q T + r P where a resident gets R: residents hold while that is less.  In the
    donation game with m = 0 that is (1 - r) (1 - p) < 1 - c / b, without transparency Hamilton's
    (1964) r > c / b.  (Mimicry: after Heller & Mohlin 2019.)
    """
    names = {axis.name for axis in axes}
    if not isinstance(settings.world, Matrix) or settings.world.table().shape != (2, 2):
        return None
    table = settings.world.table()
    punishment, temptation, reward = table[0, 0], table[0, 1], table[1, 1]
    needed = 1.0 - reward / temptation
    if names == {"transparency", "mimicry"}:
        p = np.linspace(max(needed, 1e-6), 1.0, 200)
        line = np.stack([p, 1.0 - needed / p], axis=1)
    elif names == {"transparency", "assortment"}:
        p = np.linspace(0.0, needed, 200)
        stolen = (1.0 - p) * temptation
        line = np.stack([p, (stolen - reward) / (stolen - punishment)], axis=1)
    else:
        return None
    return line if axes[0].name == "transparency" else line[:, ::-1]
