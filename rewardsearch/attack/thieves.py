"""Thieves: ruthless agents that copy whatever pays, and how each of them arrives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from inner_rl import Imitation, InvalidInput, Learner, Planner, Reward
from kernels.checks import did_you_mean
from kernels.worlds.matrix import Matrix
from rewardsearch.evaluation import SOCIOPATH, keeping_learner
from rewardsearch.settings import Settings

SEARCHED = "searched"
"""The name of the thief whose felt reward must first be found: see ``searched_thief``."""

AnyKind = TypeVar("AnyKind", bound=Learner)


@dataclass(frozen=True)
class Thief:
    """Who comes into a society of grown residents."""

    name: str
    about: str
    learner: Learner
    reward: Reward = SOCIOPATH
    """What it feels; by default its own material payoff and nothing else."""
    clone: bool = False
    """Whether it wakes up with the brain of the resident whose seat it takes."""
    control: bool = False
    """Whether it is no thief, and must make no difference or show what arriving alone does."""
    mimicry: float = 0.0
    """Where types can be read: probability that it passes for a resident."""


def own_learner(settings: Settings) -> Learner:
    """The residents' learner, if its brains can be kept."""
    return keeping_learner(settings, "an attack puts grown brains into new societies")


def as_kind(kind: type[AnyKind], learner: Learner) -> AnyKind:
    """A learner of another kind that otherwise learns as this one does."""
    shared = {k: v for k, v in vars(learner).items() if k in vars(kind()) and k != "name"}
    return kind(**shared)


def types_are_read(settings: Settings) -> bool:
    """Whether agents can tell thieves from residents before they deal with them."""
    return isinstance(settings.world, Matrix) and settings.world.readable > 0.0


def thieves(settings: Settings, resident: Reward, mimicry: float = 0.5) -> Mapping[str, Thief]:
    """All kinds of thieves, by name, and the controls that are none.

    Raises:
        InvalidInput: the learner keeps no brains.

    """
    own = own_learner(settings)
    kinds: tuple[Thief, ...] = (
        Thief("kin", "control: feels what residents feel", own, resident, clone=True, control=True),
        Thief("newborn", "control: born among residents, feels what they feel", own, resident,
              control=True),
        Thief("scratch", "born among residents", own),
        Thief("clone", "wakes up with a grown resident's brain and goes on learning", own,
              clone=True),
        Thief("imitator", "first does as those in sight do, then learns", as_kind(Imitation, own)),
        Thief("planner", "born among residents, and plans ahead", as_kind(Planner, own)),
    )  # fmt: skip
    if types_are_read(settings):
        about = f"as scratch, but passes for a resident with probability {mimicry:g}"
        kinds += (Thief("mimic", about, own, mimicry=mimicry),)
    return {thief.name: thief for thief in kinds}


def chosen(
    settings: Settings, resident: Reward, names: tuple[str, ...], mimicry: float = 0.5
) -> list[Thief]:
    """The thieves of these names; the controls are always among them, ``SEARCHED`` is not.

    Raises:
        InvalidInput: there is no such thief.

    """
    known = thieves(settings, resident, mimicry)
    if "mimic" in names and "mimic" not in known:
        raise InvalidInput(
            "a mimic passes for a resident where types can be read: take world matrix with "
            "world.readable above 0"
        )
    for name in names:
        if name not in known and name != SEARCHED:
            raise InvalidInput(f"unknown thief {name!r}{did_you_mean(name, [*known, SEARCHED])}")
    return [one for name, one in known.items() if one.control or not names or name in names]
