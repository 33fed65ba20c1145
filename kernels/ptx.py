"""Compiling the CUDA driver to PTX, and assembling that, on any machine, with or without a GPU."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numba
from cuda.bindings.nvvm import nvvmError
from numba import cuda, types
from numba.cuda import cuda_paths, dispatcher
from numba.cuda.core import config

from kernels import cuda as driver
from kernels.arrays import Record, Rules, Workspace


class Assembly(NamedTuple):
    """What the assembler says of a kernel."""

    registers: int
    spilled_bytes: int
    """Bytes of registers that did not fit and went to local memory, stores."""
    local_bytes: int
    """Bytes of local memory of a thread."""
    log: str


def lifetime_ptx(
    rules: Rules, work: Workspace, record: Record, architecture: tuple[int, int] = (9, 0)
) -> str:
    """PTX of the lifetime kernel for arguments of these types; needs no GPU.

    Multiply-adds are not fused, so that a GPU rounds as the CPU does.

    Args:
        rules: an example, like ``work`` and ``record``: only their types are read.
        work: see ``rules``.
        record: see ``rules``.
        architecture: compute capability, such as (9, 0).

    Raises:
        ValueError: the compiler knows no such architecture.

    """
    return _compile(driver.run, driver.signature(rules, work, record), architecture)


def compile_ptx(
    function: Callable[..., None],
    examples: tuple[Any, ...],
    architecture: tuple[int, int] = (9, 0),
) -> str:
    """PTX of any kernel for arguments of the types of the examples; needs no GPU."""
    signature = types.void(*(numba.typeof(example) for example in examples))
    return _compile(function, signature, architecture)


def _compile(function: Callable[..., None], signature: Any, architecture: tuple[int, int]) -> str:
    try:
        with _without_gpu(architecture), driver.compiling():
            ptx, _ = cuda.compile(
                function, signature, device=False, abi="numba", cc=architecture, output="ptx"
            )
    except nvvmError as error:
        raise ValueError(
            f"the compiler refuses compute capability {architecture}: {error}"
        ) from None
    return str(ptx)


def assemble(ptx: str, architecture: str = "sm_90") -> Assembly:
    """Assemble PTX with ptxas; raises RuntimeError with its message if it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "kernel.ptx")
        source.write_text(ptx)
        output = str(source.with_suffix(".cubin"))
        done = subprocess.run(
            [_ptxas(), "-v", f"-arch={architecture}", str(source), "-o", output],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    log = done.stdout + done.stderr
    if done.returncode != 0:
        raise RuntimeError(log)
    return Assembly(
        _largest(" registers", log),
        _largest(" bytes spill stores", log),
        _largest(" bytes stack frame", log),
        log,
    )


def _largest(unit: str, log: str) -> int:
    """The largest number that stands directly before a unit."""
    return max(int(part.split()[-1]) for part in log.split(unit)[:-1])


def _ptxas() -> str:
    """Ptxas on the path, or of the package nvidia-cuda-nvcc, which puts no program there."""
    found = shutil.which("ptxas")
    if found is None:
        for root in Path(numba.__file__).parents[1].glob("nvidia/*/bin/ptxas"):
            found = str(root)
    if found is None:
        raise FileNotFoundError(
            "ptxas not found; install it with: pip install 'rewardsearch[cuda]'"
        )
    return found


@contextmanager
def _without_gpu(architecture: tuple[int, int]) -> Iterator[None]:
    """Compile for a named architecture where numba-cuda would ask the driver for a device."""

    class Device:
        compute_capability = architecture

    with ExitStack() as stack:
        patch = stack.enter_context
        patch(mock.patch.object(dispatcher, "get_current_device", Device))
        # Skips the question which architectures libnvrtc supports: it need not be installed.
        patch(mock.patch.object(config, "FORCE_CUDA_CC", architecture))
        try:
            cuda_paths._get_nvrtc_path()
        except Exception:  # noqa: BLE001 - numba-cuda raises several kinds; only the path is wanted
            absent = cuda_paths._env_path_tuple("none", None)
            patch(mock.patch.object(cuda_paths, "_get_nvrtc_path", return_value=absent))
        yield
