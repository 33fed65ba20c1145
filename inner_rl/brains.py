"""Brains as data: saved, read back, cloned."""

from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kernels import layout
from kernels.arrays import Brains
from kernels.errors import InvalidInput
from kernels.rows import zeros
from kernels.worlds import World


def brain_shapes(world: World, *, heads: bool, model: bool) -> dict[str, tuple[int, ...]]:
    """Shape of each part of one brain in a world; parts that it does not have are empty."""
    n_features, wide = world.sizes().n_features, layout.MAX_ACTIONS
    return {
        "policy": (n_features, wide),
        "critic": (n_features,),
        "heads": (layout.N_HEADS, n_features, wide) if heads else (0, 0, 0),
        "model_change": (world.n_actions, n_features, n_features) if model else (0, 0, 0),
        "model_reward": (n_features, wide) if model else (0, 0),
    }


def blank_brains(
    world: World, leading: tuple[int, ...], *, heads: bool = False, model: bool = False
) -> Brains:
    """Blank brains with the given leading axes."""
    shapes = brain_shapes(world, heads=heads, model=model)
    return Brains(**{name: zeros((*leading, *s)) for name, s in shapes.items()})


def as_list(brains: Brains) -> Brains:
    """The brains of all seats of all lifetimes [n_lifetimes, n_agents, ..] along one axis."""
    n = brains.critic.shape[0] * brains.critic.shape[1]
    return Brains(*(part.reshape(n, *part.shape[2:]) for part in brains))


def check_brains(brains: Brains, world: World) -> int:
    """How many brains there are along the first axis.

    Raises:
        InvalidInput: they are not of one number, or not of this world.

    """
    n = int(brains.critic.shape[0])
    shapes = brain_shapes(world, heads=True, model=True)
    for name, part in brains._asdict().items():
        optional = 0 in part.shape and name not in ("policy", "critic")
        if not optional and tuple(part.shape) != (n, *shapes[name]):
            raise InvalidInput(
                f"expected brains with {name} of shape {(n, *shapes[name])} for world "
                f"{world.name!r}, got {part.shape}; brains fit only the world they grew up in"
            )
        # Written so that it holds for tensors on a GPU, too: inf - inf is nan.
        with np.errstate(invalid="ignore"):
            finite = bool((part - part == 0).all())
        if str(part.dtype).removeprefix("torch.") != "float32" or not finite:
            raise InvalidInput(f"expected brains with {name} of finite float32, got {part.dtype}")
    return n


def save_brains(path: Path, brains: Brains) -> None:
    """Write brains as a NumPy archive, which holds numbers only."""
    np.savez(path, **brains._asdict())


def load_brains(path: Path) -> Brains:
    """Read brains back; nothing in the file is executed.

    Raises:
        InvalidInput: there is no such file, or it holds no brains.

    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return Brains(**{name: archive[name] for name in Brains._fields})
    # Not an archive but a single array is a TypeError; one that claims terabytes, a MemoryError.
    except (OSError, EOFError, ValueError, KeyError, TypeError, MemoryError, BadZipFile) as error:
        raise InvalidInput(f"{path} holds no brains ({error}); save_brains writes them") from None
