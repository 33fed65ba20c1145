"""``rewardsearch bench``."""

import argparse
import json

from inner_rl import WORLDS, Hardware, InvalidInput
from inner_rl.bench.measurement import Measurement
from inner_rl.bench.report import HEADER, LEGEND, machine_line, row
from inner_rl.bench.suite import Plan, Results
from inner_rl.bench.suite import run as measure
from kernels.checks import did_you_mean
from rewardsearch.bench.environments import environment_speed
from rewardsearch.bench.peers import Comparison, compare
from rewardsearch.console import aligned, say


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    if args.scoring:
        # Imported only where it is used, as what it measures is.
        from rewardsearch.battery.speed import scoring_speeds

        return _tell_scoring(args, scoring_speeds(args.repeats, Hardware(args.threads), say))
    plan = Plan(
        _worlds(args.world), args.repeats, args.threads, args.device.split(","), args.scaling,
        not args.no_compile,
    )  # fmt: skip
    results = measure(plan, say)
    results.measurements.extend(environment_speed(w, args.repeats, say) for w in plan.worlds)
    comparisons = compare(args.repeats, say) if args.peers else []
    if args.json:
        peers = [comparison.to_data() for comparison in comparisons]
        print(json.dumps(results.to_data() | {"peers": peers}))
    else:
        print(_told(results, comparisons))
    return 0


def _told(results: Results, comparisons: list[Comparison]) -> str:
    """The machine, all measurements, comparisons."""
    parts = [machine_line(results.machine), "\n".join(aligned(results.rows())), LEGEND]
    if comparisons:
        sides = [side for c in comparisons for side in (_side(c.ours), _side(c.peer), _ratio(c))]
        header = ("what one would use instead", "median", "range", "unit")
        parts += ["\n".join(aligned([header, *sides])), _CONDITIONS]
    return "\n\n".join(parts)


_CONDITIONS = (
    "Ours and the peer were timed in turns in one process, bound to one core where the system can, "
    "compiled and warmed up. Ratios: of medians; range: turn by turn."
)


def _side(measured: Measurement) -> tuple[str, ...]:
    return row(measured)[:4]


def _ratio(comparison: Comparison) -> tuple[str, ...]:
    low, high = min(comparison.ratios), max(comparison.ratios)
    return ("  ours / peer", f"{comparison.ratio:.3g}", f"{low:.3g} to {high:.3g}", "times as fast")


def _tell_scoring(args: argparse.Namespace, measurements: list[Measurement]) -> int:
    if args.json:
        print(json.dumps({"measurements": [m.to_data() for m in measurements]}))
        return 0
    rows = [_side(measured) for measured in measurements]
    print("\n".join(aligned([HEADER[:4], *rows])))
    return 0


def _worlds(names: list[str] | None) -> list[str]:
    """Worlds to measure; ``all`` is every one."""
    if names is None:
        return ["coins"]
    for name in names:
        if name not in WORLDS and name != "all":
            raise InvalidInput(f"unknown world {name!r}{did_you_mean(name, [*WORLDS, 'all'])}")
    return list(WORLDS) if "all" in names else list(dict.fromkeys(names))
