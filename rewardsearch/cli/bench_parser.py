"""The parser of ``rewardsearch bench``."""

from rewardsearch.cli.arguments import Commands, common, positive, threads


def add_bench(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "bench",
        help="measure speed: agent-steps per second, and compile time",
        description="Measure agent-steps per second and core, with and without learning, beside "
        "what a core can do at best, and the time to compile the kernels; medians over repeats, "
        "with the range.",
    )
    parser.add_argument(
        "--world",
        action="append",
        metavar="NAME",
        help="world to measure, may be given again; all: every one (default: coins)",
    )
    parser.add_argument(
        "--repeats", type=positive, default=5, metavar="N", help="repeats (default: 5)"
    )
    parser.add_argument(
        "--no-compile", action="store_true", help="leave out the compile time (it takes a minute)"
    )
    parser.add_argument(
        "--device", default="cpu", metavar="NAMES", help="cpu, cuda or cpu,cuda (default: cpu)"
    )
    parser.add_argument(
        "--scaling",
        action="store_true",
        help="measure as well how speed depends on lifetimes, agents, genomes and threads",
    )
    parser.add_argument(
        "--peers",
        action="store_true",
        help="measure as well, in turns with ours, what one would use instead: the same worlds and "
        "learner in JAX, and PettingZoo with PyTorch",
    )
    parser.add_argument(
        "--scoring",
        action="store_true",
        help="measure instead what the battery's scores cost beside the lives that they judge",
    )
    common(parser)
    threads(parser)
