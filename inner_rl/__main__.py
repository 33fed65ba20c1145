"""Verification and benchmark where only numpy, numba, numba-cuda and PyTorch are installed."""

import argparse
import json
import sys

from inner_rl.bench.report import LEGEND, machine_line, table
from inner_rl.bench.suite import Plan, run
from inner_rl.verifying import VERIFIED, verify
from kernels.errors import InvalidInput


def main(words: list[str] | None = None) -> int:
    """Run a command; 2 where the input cannot be used, 1 where bits differ."""
    args = _parser().parse_args(words)
    try:
        return _bench(args) if args.command == "bench" else _verify(args)
    except InvalidInput as error:
        print(f"inner_rl {args.command}: {error}", file=sys.stderr)
        return 2


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _bench(args: argparse.Namespace) -> int:
    plan = Plan(
        args.world.split(","), args.repeats, args.threads, args.device.split(","),
        args.scaling, not args.no_compile,
    )  # fmt: skip
    results = run(plan, _say)
    if args.json:
        print(json.dumps(results.to_data()))
        return 0
    print(f"{machine_line(results.machine)}\n\n{table(results.rows())}\n\n{LEGEND}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    names = args.case or []
    told = verify(args.device, names, args.jobs, lambda n, total: _say(f"{n} of {total} cases"))
    if args.json:
        print(json.dumps({"device": args.device, "cases": [case.to_data() for case in told]}))
    else:
        for case in told:
            print(f"{case.name:<36} {'; '.join(case.differences) or 'the same bits'}")
    return int(any(case.differences for case in told))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m inner_rl", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    bench = commands.add_parser("bench", help="agent-steps per second, and compile time")
    bench.add_argument("--world", default="coins", help="names, with commas (default: coins)")
    bench.add_argument("--device", default="cpu", help="cpu, cuda, or cpu,cuda (default: cpu)")
    bench.add_argument("--repeats", type=int, default=5, help="repeats (default: 5)")
    bench.add_argument("--threads", type=int, help="worker threads (default: all processors)")
    bench.add_argument("--scaling", action="store_true", help="vary lifetimes, agents and so on")
    bench.add_argument("--no-compile", action="store_true", help="leave out the compile time")
    check = commands.add_parser("verify", help="whether a GPU gives the bits of the CPU")
    check.add_argument("--device", default="cuda", help=f"{' or '.join(VERIFIED)} (default: cuda)")
    check.add_argument("--case", action="append", help="may be given again (default: all)")
    check.add_argument("--jobs", type=int, help="processes (default: one a processor)")
    for command in (bench, check):
        command.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
