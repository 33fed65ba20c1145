"""``python -m inner_rl.bench``: the benchmark where only numpy, numba and PyTorch are there."""

import argparse
import json
import sys

from inner_rl.bench.report import HEADER, LEGEND, machine_line, row, table
from inner_rl.bench.suite import Plan, run
from kernels.errors import InvalidInput


def main() -> int:
    """Measure and print; 2 where the input cannot be used."""
    args = _parser().parse_args()
    try:
        plan = Plan(
            args.world.split(","), args.repeats, args.threads, args.device.split(","),
            args.scaling, not args.no_compile,
        )  # fmt: skip
    except InvalidInput as error:
        print(f"inner_rl.bench: {error}", file=sys.stderr)
        return 2
    results = run(plan, lambda message: print(message, file=sys.stderr, flush=True))
    if args.json:
        print(json.dumps(results.to_data()))
        return 0
    ceilings = results.ceilings.all() if results.ceilings else []
    rows = [row(measured, results.ceilings) for measured in (*ceilings, *results.measurements)]
    print(f"{machine_line(results.machine)}\n\n{table([HEADER, *rows])}\n\n{LEGEND}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m inner_rl.bench", description=__doc__)
    parser.add_argument("--world", default="coins", help="names, with commas (default: coins)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, or cpu,cuda (default: cpu)")
    parser.add_argument("--repeats", type=int, default=5, help="repeats (default: 5)")
    parser.add_argument("--threads", type=int, help="worker threads (default: all processors)")
    parser.add_argument("--scaling", action="store_true", help="vary lifetimes, agents and so on")
    parser.add_argument("--no-compile", action="store_true", help="leave out the compile time")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
