"""Societies of two kinds of seats, and what became of each kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fitness import tally
from fitness.statistics.comparisons import Lifetimes
from fitness.tally import N_COLUMNS, SEAT_RETURN, SEAT_STEPS
from inner_rl import Life, Roster, Seat, Telemetry, invasion
from kernels import layout
from kernels.types import U32Array
from rewardsearch.claims.lives import Arm, Cell, Place
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.evaluation import Evaluator
from rewardsearch.journal import Record
from rewardsearch.memory import numbers, plain


@dataclass(frozen=True)
class Company:
    """Who shares a society; the seats of the second are drawn for each lifetime."""

    first: Arm
    second: Arm
    n_second: int

    @property
    def name(self) -> str:
        """For tables."""
        return f"{self.first.name} among {self.second.name}"

    def asked(self) -> tuple[object, ...]:
        """Plain data that tell it from every other company."""
        return (self.n_second, *(a.asked() for a in (self.first, self.second)))

    def roster(self, n_agents: int, keys: U32Array) -> Roster:
        """Everybody in their seats."""
        first, second = (
            Seat(reward=kind, mind=arm.mind) for kind, arm in enumerate((self.first, self.second))
        )
        return invasion(first, second, self.n_second, n_agents, keys)


@dataclass(frozen=True)
class LivedApart:
    """The answer of a cell of mixed societies; the first axis is the kind of seat."""

    sums: Array
    """[2, n_phases, n_lifetimes, N_COLUMNS], see ``fitness.tally``."""
    payoff: Array
    """[2, n_phases, n_lifetimes] payoff per agent-step: gain - loss - fines."""
    felt: Array
    """[2, n_phases, n_lifetimes] felt reward per agent-step."""
    stratum: NDArray[np.int64]

    def phase(self, kind: int, index: int = -1) -> Lifetimes:
        """Sums of one phase of life; the last by default."""
        return Lifetimes(self.sums[kind, index], self.stratum)


def mixed_cell(setup: Setup, place: Place, company: Company, keys: U32Array, tag: str = "") -> Cell:
    """The lives of a mixed society in one place; a tag tells lives of other streams apart."""
    settings, rewards = place.settings(), [company.first.reward, company.second.reward]

    def live() -> Record:
        roster = company.roster(place.world.n_agents, keys)
        telemetry = Evaluator(settings, setup.hardware).simulate(rewards, roster)
        return apart(telemetry, roster, place.life)

    return cell_of(place, company, keys, live, tag)


def cell_of(
    place: Place,
    company: Company,
    keys: U32Array,
    live: Callable[[], Record],
    tag: str = "",
    more: tuple[object, ...] = (),
) -> Cell:
    """A cell of mixed societies that are lived by ``live``; ``more`` is what else it depends on."""
    return Cell(
        f"{place.scope}: {company.name}{tag and f', {tag}'}",
        (place.settings().to_data(), *company.asked(), *more, keys),
        float(len(keys) * place.life.steps * place.world.n_agents),
        live,
    )


def apart(telemetry: Telemetry, roster: Roster, life: Life) -> Record:
    """What became of each of two kinds of seats, as plain JSON data."""
    kinds = [_only(telemetry, roster, kind) for kind in range(2)]
    tallies = [[tally(kind, 1, phase) for phase in range(len(life.phases))] for kind in kinds]
    seats = np.stack([[each.seats[0].sum(axis=1) for each in phases] for phases in tallies])
    counted = np.stack([kind.counts.sum(axis=(2, 3), dtype=np.float64) for kind in kinds])
    felt = np.moveaxis(counted[..., layout.COUNT_FELT_REWARD], 2, 1)
    return {
        "sums": plain(np.stack([[each.sums[0] for each in phases] for phases in tallies])),
        "payoff": plain(seats[..., SEAT_RETURN] / seats[..., SEAT_STEPS]),
        "felt": plain(felt / seats[..., SEAT_STEPS]),
        "stratum": tallies[0][0].stratum.tolist(),
    }


def _only(telemetry: Telemetry, roster: Roster, kind: int) -> Telemetry:
    """The telemetry in which nothing was counted but in the seats of one kind."""
    of_kind = (roster.seat_type == kind)[:, None, None, :, None]
    return replace(telemetry, counts=np.where(of_kind, telemetry.counts, np.float32(0.0)))


def lived_apart(record: Record) -> LivedApart:
    """Read a cell of mixed societies back."""
    shape = np.shape(record["payoff"])
    sums = numbers(record, "sums", (*shape, N_COLUMNS), undefined=True)
    payoff, felt = (numbers(record, name, shape, undefined=True) for name in ("payoff", "felt"))
    return LivedApart(sums, payoff, felt, np.asarray(record["stratum"], np.int64))
