"""Lifetimes on a GPU: memory planned from the device, batches cut to fit, tensors not copied."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar, cast

import numpy as np

from inner_rl.arrays import blank_record, workspace
from inner_rl.life import Life
from inner_rl.nested import mapped, members, n_bytes
from kernels.arrays import BY_FEATURE, LARGEST_ARRAY, Record, Rules
from kernels.errors import InvalidInput
from kernels.layout import STATUS_UNFINISHED
from kernels.worlds import World

Arrays = TypeVar("Arrays", bound=tuple[Any, ...])

# The rest is left to PyTorch, to the driver, and to the memory that is lost between allocations.
_USABLE_MEMORY = 0.9
# Several waves on today's largest devices; more in one launch would only keep progress waiting.
_LARGEST_BATCH = 2**18


def require_gpu() -> None:
    """Raise InvalidInput unless there is a GPU, and what drives it."""
    import torch

    if not torch.cuda.is_available():
        raise InvalidInput(
            "device cuda was asked for, but PyTorch finds no GPU here; use device cpu, which gives "
            "the same results, or install a driver and a CUDA build of PyTorch"
        )
    require_numba_cuda("device cuda", "kernels.cuda")


def require_numba_cuda(what: str, module: str) -> None:
    """Raise InvalidInput, which names what needs it, unless the module can be imported."""
    try:
        import_module(module)
    except ImportError as error:
        raise InvalidInput(
            f"{what} needs numba-cuda ({error}); pip install 'rewardsearch[cuda]'"
        ) from None


def live_on_gpu(
    rules: Rules,
    world: World,
    life: Life,
    *,
    keep_brains: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Record:
    """Live every lifetime on the current GPU.

    Args:
        rules: arrays, or tensors that lie on the GPU already: genomes, brains.
        world: the world's settings.
        life: its phases.
        keep_brains: keep all brains at the end of life.
        progress: called with the number of lifetimes done since the last call.

    Returns:
        Tensors on the GPU.

    Raises:
        InvalidInput: there is no GPU, or not even one lifetime fits into its memory.

    """
    require_gpu()
    import torch

    from kernels.cuda import launch

    n_lives = rules.keys.shape[0]
    record = blank_record(1, world, life, brains_of=rules if keep_brains else None)
    work = workspace(world, 1, rules)
    _check_size(n_lives * max(array.nbytes for array in members(record)), n_lives)
    largest = max(array.nbytes for array in members(work))
    batch = lives_at_once(n_lives, n_bytes(work), n_bytes(record), _free_memory(), largest)
    rules, work = on_gpu(rules), room(work, batch)
    record = room(record, n_lives)
    cast(Any, record.status).fill_(STATUS_UNFINISHED)
    for first in range(0, n_lives, batch):
        n = min(batch, n_lives - first)
        launch(rules, work, record, first, n)
        if progress is not None:
            torch.cuda.synchronize()
            progress(n)
    return record


def _check_size(n_bytes: int, n_lives: int) -> None:
    """Raise InvalidInput if results need a larger array than kernels can address."""
    if n_bytes > LARGEST_ARRAY:
        raise InvalidInput(
            f"{n_lives} lifetimes leave an array of {n_bytes / 2**30:.1f} GiB, over the "
            f"{LARGEST_ARRAY >> 30} GiB that kernels on a GPU can address; live fewer at a time"
        )


def lives_at_once(n_lives: int, working: int, kept: int, free: int, largest: int = 1) -> int:
    """How many lifetimes to live in one launch, all launches being about equal.

    Args:
        n_lives: all that there are.
        working: bytes that a lifetime needs while it is lived.
        kept: bytes that a lifetime leaves behind.
        free: bytes of memory.
        largest: bytes that a lifetime has in the largest array of those at work.

    Raises:
        InvalidInput: there is not enough memory for one.

    """
    fit = int(_USABLE_MEMORY * free - n_lives * kept) // working
    if fit < 1:
        raise InvalidInput(
            f"the GPU has {free / 2**20:.0f} MiB of free memory, but {n_lives} lifetimes leave "
            f"{n_lives * kept / 2**20:.0f} MiB behind and one at work needs {working / 2**20:.1f} "
            "MiB; live fewer at a time, or on the cpu"
        )
    n_launches = -(-n_lives // min(fit, _LARGEST_BATCH, LARGEST_ARRAY // largest))
    return -(-n_lives // n_launches)


def _free_memory() -> int:
    """Bytes that the device has free, or PyTorch keeps without using them."""
    import torch

    unused = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
    return int(torch.cuda.mem_get_info()[0]) + unused


def on_gpu(arrays: Arrays) -> Arrays:
    """Copies on the GPU of what does not lie there already."""
    import torch

    return mapped(lambda value: torch.as_tensor(value).cuda(), arrays)


def room(example: Arrays, n_rows: int, device: str = "cuda") -> Arrays:
    """Uninitialised tensors for ``n_rows`` lifetimes, shaped like the arrays for one.

    What is one array under two names stays one; how each lies in memory says ``BY_FEATURE``.
    """
    import torch

    known: dict[int, Any] = {}

    def made(value: Any, name: str) -> Any:
        if isinstance(value, tuple):
            fields = zip(type(value)._fields, value, strict=True)  # type: ignore[attr-defined]
            return type(value)(*(made(member, field) for field, member in fields))
        if not isinstance(value, np.ndarray):
            return value
        if id(value) not in known:
            n, inner = (n_rows if len(value) else 0), value.shape[1:]
            together = name in BY_FEATURE
            shape = (n, *inner) if together else (*inner, n)
            tensor = torch.empty(shape, dtype=getattr(torch, str(value.dtype)), device=device)
            known[id(value)] = tensor if together else tensor.movedim(-1, 0)
        return known[id(value)]

    return cast(Arrays, made(example, ""))


def on_host(tensors: Arrays) -> Arrays:
    """Contiguous arrays of what tensors hold."""
    return mapped(lambda tensor: np.ascontiguousarray(tensor.cpu().numpy()), tensors)


def views_on_host(tensors: Arrays) -> Arrays:
    """The same memory as arrays, where it is not a GPU's."""
    return mapped(lambda tensor: tensor.numpy(), tensors)
