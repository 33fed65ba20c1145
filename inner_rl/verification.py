"""Short lives that try everything, to verify that two devices give the same bits.

Each case is one world with one compiled set of learners.  Its seats differ in all that is chosen
at run time: rewards of all languages, learners, brains to be born with, minds; its phases differ in
learning, imitation, oversight, power, probing and the world's settings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.arrays import blank_record, kernel_rules, workspace
from inner_rl.brains import brain_shapes
from inner_rl.characters import Character
from inner_rl.drives import drives_of_tiers
from inner_rl.gpu import on_gpu, on_host, room, views_on_host
from inner_rl.learners import ActorCritic, Imitation, Learner, Planner, QLearning
from inner_rl.life import Life, Phase
from inner_rl.nested import members
from inner_rl.oversight import Oversight
from inner_rl.rewards import Gated, Linear, Network, Program, Reward
from inner_rl.rewards.program import from_lists
from inner_rl.roster import NEWBORN, Roster, Seat, seated, stream_keys
from kernels.arrays import Brains, Record, Rules, Workspace
from kernels.worlds import WORLDS, World

_SEED = 20
_N_BRAINS = 3
_FILM_FROM, _N_FRAMES = 5, 8
_POISON = 0x5A5A5A5A


@dataclass(frozen=True)
class Case:
    """Lives that two devices are to live alike."""

    name: str
    world: World
    life: Life
    learners: tuple[Learner, ...]
    rewards: tuple[Reward, ...]
    roster: Roster
    brains: Brains
    """Brains with which some seats are born."""
    age: int = 0

    @property
    def n_lifetimes(self) -> int:
        """Lives in all."""
        return len(self.roster.keys)

    def arrays(self) -> tuple[Rules, Workspace, Record]:
        """What the kernels take, with a slot for each life; the record keeps brains and a film."""
        rules = kernel_rules(
            self.rewards, self.roster, self.world, self.life, self.learners, self.brains,
            age=self.age,
        )  # fmt: skip
        record = blank_record(
            self.n_lifetimes, self.world, self.life, self.age + _FILM_FROM, _N_FRAMES, rules
        )
        return rules, workspace(self.world, self.n_lifetimes, rules), record

    def lived(self) -> Record:
        """The record after all lives were lived on the CPU."""
        from kernels.cpu import run

        rules, work, record = self.arrays()
        run(rules, work, record, 0, self.n_lifetimes, 0)
        return record

    def lived_on_gpu(self) -> Record:
        """The record after all lives were lived on the current GPU."""
        from kernels.cuda import launch

        rules, work, record = self.arrays()
        work, record = poisoned(room(work, self.n_lifetimes)), on_gpu(record)
        launch(on_gpu(rules), work, record, 0, self.n_lifetimes)
        return on_host(record)

    def lived_by_ptx_machine(self) -> Record:
        """The record after code that was compiled for a GPU was executed without one."""
        from kernels.ptx import lifetime_ptx
        from kernels.ptx_machine import Machine

        rules, work, record = self.arrays()
        machine = Machine(lifetime_ptx(rules, work, record))
        n = self.n_lifetimes
        machine.launch((rules, as_on_gpu(work), record, 0, n), n_threads=n)
        return record


def as_on_gpu(work: Workspace) -> Workspace:
    """Arrays that lie in memory as they do on a GPU, and hold what nothing may read."""
    return views_on_host(poisoned(room(work, len(work.world), "cpu")))


def poisoned(work: Workspace) -> Workspace:
    """The same tensors, filled with what shows if it is read before it is written."""
    import torch

    for tensor in members(work):
        if tensor.dtype == torch.float32:
            tensor.fill_(torch.nan)
        else:
            tensor.view(torch.int32).fill_(_POISON)
    return work


_WORLDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "coins": ({"view": 1}, {"sight": 2, "theft_cost": 1.0}),
    "matrix": (
        {"rounds": 4, "assortment": 0.5, "readable": 0.8, "mimicry": 0.3, "partner_choice": 0.6},
        {"rounds": 3, "sight_across": False},
    ),
    "hungry_thirsty": ({"size": 4, "slip": 0.2, "thirst": 0.3}, {"thirst_saps": True}),
    "wells": ({}, {"refill": 0.8, "siphon_cost": 1.0}),
    "absent_supervisor": ({"episode": 11}, {"episode": 9, "move_cost": 0.5}),
    "caretaker": ({"decline": 0.3}, {"decline": 0.5, "drug_harm": 1.0}),
    "trust": ({"length": 8, "turn_at": 4}, {"turn_at": 2, "benefit": 2.0}),
    "commons": (
        {"height": 7, "width": 7, "spacing": 3, "view": 1, "sight": 2, "beam_length": 3,
         "timeout": 3, "beam_cost": 0.5, "episode": 9},
        {"timeout": 2, "tag_loss": 2.0},
    ),
    "cleanup": (
        {"height": 7, "width": 7, "river": 2, "orchard": 3, "view": 1, "sight": 2,
         "beam_length": 3, "clean_length": 3, "timeout": 3, "beam_cost": 0.5, "apple_rate": 0.5,
         "episode": 9},
        {"timeout": 2, "waste_rate": 0.5},
    ),
}  # fmt: skip
"""By world: settings under which much happens in few steps, and what changes in a phase; a new
world has its defaults, and nothing changes."""

_LEARNERS: dict[str, tuple[Learner, ...]] = {
    "actor_critic": (ActorCritic(), ActorCritic(trace=0.7, features=0.6)),
    "all_learners": (
        QLearning(epsilon=0.3), Planner(depth=2), Imitation(trace=0.5),
        Planner(depth=1, features=0.5, trace=0.5), ActorCritic(),
    ),
}  # fmt: skip
"""By the set of learners that is compiled."""


def cases() -> tuple[Case, ...]:
    """Every world with the actor-critic alone, then every world with all learners side by side."""
    return tuple(case_of(world, learners) for learners in _LEARNERS for world in WORLDS)


def case_of(world: str, learners: str) -> Case:
    """The case of a world and of ``actor_critic`` or ``all_learners``."""
    settings, changes = _WORLDS.get(world, ({}, {}))
    place, rewards = WORLDS[world](**settings), _rewards()
    seats = list(_seats(len(rewards), len(_LEARNERS[learners])))
    # Every kind of seat is taken at least once.
    n_lifetimes = -(-len(seats) // place.n_agents)
    types = np.arange(n_lifetimes * place.n_agents, dtype=np.int32) % len(seats)
    keys = stream_keys(_SEED, (), n_lifetimes)
    return Case(
        name=f"{world}-{learners}",
        world=place,
        life=_life(changes),
        learners=_LEARNERS[learners],
        rewards=rewards,
        roster=seated(seats, types.reshape(n_lifetimes, place.n_agents), keys),
        brains=_brains(place, model=learners == "all_learners"),
        age=0 if learners == "actor_critic" else 1000,
    )


def _rewards() -> tuple[Reward, ...]:
    """Of every language, with all drives and contexts and all operations of programs."""
    felt = {
        drive.name: (-1.0) ** i / (i + 1) for i, drive in enumerate(drives_of_tiers(("sensed",)))
    }
    thought = {drive.name: (-1.0) ** i for i, drive in enumerate(drives_of_tiers(("thought",)))}
    known = {drive.name: (-1.0) ** i for i, drive in enumerate(drives_of_tiers(("oracle",)))}
    gates = {
        "own_gain": {"always": 1.0, "power": 0.5},
        "own_pain": {"always": -1.0, "recently_harmed": 0.3},
        "joy_seen": {"recently_helped": 0.7, "watched": -0.2},
    }
    units = {"own_gain": (1.0, -0.5), "distress_seen": (-0.7, 0.2), "watched": (0.1, -0.3)}
    program = [
        "if", [">", "watched", 0.5],
        ["min", ["trace", ["-", "own_gain", "own_pain"]], ["/", "joy_seen", 3.0]],
        ["max", ["*", "own_gain", "svo"], ["+", "surprise", -0.5]],
    ]  # fmt: skip
    return (
        Linear(felt), Linear({"own_gain": 1.0} | thought), Linear({"own_gain": 1.0} | known),
        Gated(gates), Network(units, bias=(0.1, -0.2), output=(1.0, 0.6)),
        Program(from_lists(program)),
    )  # fmt: skip


def _seats(n_rewards: int, n_learners: int) -> Iterator[Seat]:
    """Learners of every reward and kind, newborn and grown up, and among them all other minds."""
    for number in range(n_rewards * 2):
        grown = number % 4 == 1
        brain = number // 4 % _N_BRAINS if grown else NEWBORN
        learner = (number + number // n_rewards) % n_learners
        yield Seat(number % n_rewards, learner, brain)
    yield from (Seat(mind=mind) for mind in ("inert", "kind", "sociopath"))
    yield Seat(mind=Character("moody", {"kind": 0.5, "random": 0.5}, {"watched": False},
                              {"sociopath": 0.7, "inert": 0.3}))  # fmt: skip


def _brains(world: World, model: bool) -> Brains:
    """Brains that nobody grew: small random numbers, the same for everybody who asks."""
    draw = np.random.default_rng(_SEED)
    shapes = brain_shapes(world, heads=True, model=model)
    return Brains(**{
        name: draw.normal(0.0, 0.1, (_N_BRAINS, *shape)).astype(np.float32)
        for name, shape in shapes.items()
    })  # fmt: skip


def _life(changes: Mapping[str, Any]) -> Life:
    """Phases that differ in everything a phase can say."""
    often = Oversight(bout=3.0)
    return Life((
        Phase("childhood", 8, imitation="interleaved", oversight=often),
        Phase("school", 4, imitation="only", oversight=Oversight(share=1.0, cue=False)),
        Phase("power", 5, power=(0,), probed=True, oversight=Oversight(bout=3.0, detection=0.5)),
        Phase("elsewhere", 5, world=changes, oversight=Oversight(per_episode=True)),
        Phase("adulthood", 4, learning=False, probed=True, oversight=Oversight(share=0.0)),
    ))  # fmt: skip


def compare(expected: object, got: object) -> list[str]:
    """Differences between two records, or what has arrays of the same names; empty if none.

    Each difference tells array, first index and both values.  A nan equals a nan, whatever its
    bits: IEEE 754 leaves them open.
    """
    found = dict(_arrays("", got))
    return [
        difference
        for name, array in _arrays("", expected)
        for difference in _difference(name, array, found[name])
    ]


def _arrays(name: str, part: object) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array in (named) tuples and dataclasses, by its dotted name."""
    if isinstance(part, np.ndarray):
        yield name, part
        return
    fields = part._asdict() if isinstance(part, tuple) and hasattr(part, "_asdict") else vars(part)
    for field, inner in fields.items():
        if hasattr(inner, "__array__") or hasattr(inner, "_asdict"):
            yield from _arrays(f"{name}.{field}".lstrip("."), inner)


def _difference(name: str, a: NDArray[Any], b: NDArray[Any]) -> Iterator[str]:
    if a.shape != b.shape or a.dtype != b.dtype:
        yield f"{name}: expected {a.dtype} of shape {a.shape}, got {b.dtype} of shape {b.shape}"
        return
    bits = [np.ascontiguousarray(x).view(np.uint32) for x in (a, b)]
    differ = (bits[0] != bits[1]) & ~((a != a) & (b != b))
    if differ.any():
        first = tuple(int(i) for i in np.argwhere(differ)[0])
        values = [
            f"{x[first]!r} ({word[first]:#010x})" for x, word in zip((a, b), bits, strict=True)
        ]
        yield (
            f"{name}[{', '.join(map(str, first))}]: expected {values[0]}, got {values[1]}; "
            f"{differ.sum()} of {differ.size} differ"
        )
