"""``rewardsearch kernels``."""

import argparse
import json
import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from inner_rl import WORLDS, InvalidInput
from inner_rl.gpu import require_numba_cuda
from inner_rl.hardware import available_threads
from inner_rl.verification import case_of
from inner_rl.verifying import Verified, verify
from kernels.checks import did_you_mean
from kernels.compiling import cache_directory
from rewardsearch.console import aligned, ruled, say

_LIBRARIES = ("numba", "llvmlite", "numpy", "torch", "numba-cuda", "cuda-toolkit")


def run(args: argparse.Namespace) -> int:
    """Do what is asked; 1 if bits differ."""
    actions = {"info": _info, "verify": _verify, "ptx": _ptx}
    return actions[args.action](args)


def _info(args: argparse.Namespace) -> int:
    told = _found()
    if args.json:
        print(json.dumps(told))
        return 0
    print("\n".join(aligned([(name, _words(value)) for name, value in told.items()])))
    return 0


def _found() -> dict[str, Any]:
    """Libraries, processors, GPU, compiled code."""
    told: dict[str, Any] = {name: _version(name) for name in _LIBRARIES}
    told["threads"] = available_threads()
    told["gpu"] = _gpu()
    directory = cache_directory()
    told["compiled code"] = str(directory) if directory else None
    compiled = list(directory.rglob("*.nbc")) if directory else []
    told["kernels on the disk"] = len(compiled)
    told["MiB on the disk"] = round(sum(path.stat().st_size for path in compiled) / 2**20, 1)
    return told


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _gpu() -> str | None:
    """Name, memory and compute capability of the current GPU."""
    import torch

    if not torch.cuda.is_available():
        return None
    about = torch.cuda.get_device_properties(0)
    capability = f"{about.major}.{about.minor}"
    return f"{about.name}, {about.total_memory / 2**30:.0f} GiB, compute capability {capability}"


def _words(value: object) -> str:
    return "none" if value is None else str(value)


def _verify(args: argparse.Namespace) -> int:
    say("every case is compiled for both: minutes with many processors, half an hour with two")
    told = verify(
        args.device, args.case or [], args.jobs, lambda n, total: say(f"[{n}/{total}] cases done")
    )
    differ = [case for case in told if case.differences]
    if args.json:
        cases = [case.to_data() for case in told]
        print(json.dumps({"device": args.device, "same": not differ, "cases": cases}))
    else:
        print(_table(told))
        print(f"\n{len(told) - len(differ)} of {len(told)} cases: the bits of {args.device} are "
              "those of the cpu")  # fmt: skip
    return 1 if differ else 0


def _table(told: list[Verified]) -> str:
    rows = [("case", "lifetimes", "differences")]
    for case in told:
        rows.append((case.name, str(case.n_lifetimes), "; ".join(case.differences) or "none"))
    return ruled(rows, after=[0])


def _ptx(args: argparse.Namespace) -> int:
    if args.world not in WORLDS:
        raise InvalidInput(f"unknown world {args.world!r}{did_you_mean(args.world, WORLDS)}")
    capability = _capability(args.arch)
    require_numba_cuda("compiling for CUDA", "kernels.ptx")
    from kernels.ptx import assemble, lifetime_ptx

    say(f"compiling {args.world} for {args.arch} (about a minute)")
    try:
        ptx = lifetime_ptx(*case_of(args.world, args.learners).arrays(), capability)
    except ValueError as error:
        raise InvalidInput(f"{args.arch}: {error}") from None
    if args.out:
        args.out.write_text(ptx)
    assembly = assemble(ptx, args.arch)
    told = {
        "world": args.world,
        "learners": args.learners,
        "architecture": args.arch,
        "registers": assembly.registers,
        "bytes spilled": assembly.spilled_bytes,
        "bytes of local memory": assembly.local_bytes,
        "fused multiply-adds": len(re.findall(r"^\s*fma\.", ptx, re.M)),
        "float64 instructions": ptx.count(".f64"),
        "file": str(args.out) if args.out else None,
    }
    if args.json:
        print(json.dumps(told))
    else:
        print("\n".join(aligned([(name, _words(value)) for name, value in told.items()])))
    return 0


def _capability(architecture: str) -> tuple[int, int]:
    """Compute capability of an architecture such as ``sm_90``."""
    found = re.fullmatch(r"sm_(\d+)(\d)", architecture)
    if not found:
        raise InvalidInput(f"expected an architecture such as sm_90, got {architecture!r}")
    return int(found.group(1)), int(found.group(2))
