"""``rewardsearch bench``."""

import argparse
import json

from inner_rl import WORLDS, InvalidInput
from kernels.checks import did_you_mean
from rewardsearch.bench import Measurement, compile_seconds, learner_speeds, speeds
from rewardsearch.cli.arguments import hardware
from rewardsearch.console import aligned, say


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    if args.scoring:
        # Imported only where it is used, as what it measures is.
        from rewardsearch.battery.speed import scoring_speeds

        return _tell(args, scoring_speeds(args.repeats, hardware(args), say))
    measurements = speeds(_worlds(args.world), args.repeats, args.threads, say)
    measurements += learner_speeds(_worlds(args.world), args.repeats, say)
    if not args.no_compile:
        measurements.append(compile_seconds(min(args.repeats, 3), say))
    return _tell(args, measurements)


def _tell(args: argparse.Namespace, measurements: list[Measurement]) -> int:
    if args.json:
        print(json.dumps({"measurements": [m.to_data() for m in measurements]}))
        return 0
    print("\n".join(aligned([("what", "median", "range", "unit"), *map(_cells, measurements)])))
    return 0


def _worlds(names: list[str] | None) -> list[str]:
    """Worlds to measure; ``all`` is every one."""
    if names is None:
        return ["coins"]
    for name in names:
        if name not in WORLDS and name != "all":
            raise InvalidInput(f"unknown world {name!r}{did_you_mean(name, [*WORLDS, 'all'])}")
    return list(WORLDS) if "all" in names else list(dict.fromkeys(names))


def _cells(m: Measurement) -> tuple[str, ...]:
    return (m.name, f"{m.median:.3g}", f"{min(m.values):.3g} to {max(m.values):.3g}", m.unit)
