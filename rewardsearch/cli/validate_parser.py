"""Parser of ``rewardsearch validate``; imports nothing heavy."""

import argparse

from rewardsearch.cli.arguments import Commands, common, seed


def add_validate(commands: Commands) -> None:
    """Known results of the field."""
    parser = commands.add_parser(
        "validate",
        help="reproduce known results: expected, measured, verdict",
        description="Measure known results of evolutionary theory, each by other means than the "
        "closed form it is compared with. Without an id all are measured, in about two minutes. A "
        "parameter is given to all chosen validations that have it.",
        epilog="examples:\n"
        "  rewardsearch validate\n"
        "  rewardsearch validate V4 b=5 c=2 m=0.3,0.6\n"
        "  rewardsearch validate V1 V2 r=0.25 d=0.1\n"
        "  rewardsearch validate --list        # statements, sources, parameters with defaults\n\n"
        "Agreement: figures free of chance by a tolerance that each validation states with its\n"
        "check; figures with an interval (99.9 %) if it covers the expected one, or, for\n"
        "learners, if all of it is within the tolerance. V8 and V10 claim that figures lie beyond\n"
        "a bound: what does not come out is called not shown. Exit code 1 if anything disagrees.\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "overrides", nargs="*", metavar="ID or name=value", help="which, with which parameters"
    )
    parser.set_defaults(takes_names=True)
    parser.add_argument(
        "--list", action="store_true", help="say what there is to validate, and end"
    )
    parser.add_argument("--seed", type=seed, default=0, metavar="S", help="of chance (default: 0)")
    common(parser)
