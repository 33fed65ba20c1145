"""The parser of ``rewardsearch kernels``."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import Commands, common, positive


def add_kernels(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "kernels",
        help="the compiled lifetimes: what is there, whether a GPU agrees with the CPU, PTX",
        description="Look at the compiled lifetimes, which are one source for CPU and GPU.",
        epilog="examples:\n"
        "  rewardsearch kernels info\n"
        "  rewardsearch kernels verify --device cuda\n"
        "  rewardsearch kernels verify --device ptx --case coins-actor_critic   (needs no GPU)\n"
        "  rewardsearch kernels ptx --world commons --out commons.ptx           (needs no GPU)\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_info(actions)
    _add_verify(actions)
    _add_ptx(actions)


def _add_info(actions: Commands) -> None:
    text = "what is there: libraries, GPU, compiled code on the disk"
    common(actions.add_parser("info", help=text, description=text.capitalize() + "."))


def _add_verify(actions: Commands) -> None:
    parser = actions.add_parser(
        "verify",
        help="whether another device gives the same bits as the CPU",
        description="Live short lives of all worlds, learners and reward languages on the CPU and "
        "on another device, and compare everything that they leave, bit by bit. Exit code 1 if "
        "anything differs.",
    )
    parser.add_argument(
        "--device", choices=("cuda", "ptx"), default="cuda",
        help="cuda: the GPU; ptx: the code for a GPU, executed on the CPU (default: cuda)",
    )  # fmt: skip
    parser.add_argument(
        "--case", action="append", metavar="NAME",
        help="WORLD-actor_critic or WORLD-all_learners, may be given again (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--jobs", type=positive, metavar="N",
        help="processes, each of which compiles for itself (default: one a processor)",
    )  # fmt: skip
    common(parser)


def _add_ptx(actions: Commands) -> None:
    parser = actions.add_parser(
        "ptx",
        help="compile a world's lifetime for a GPU, without one",
        description="Write the lifetime kernel of a world as PTX for a GPU architecture, and "
        "report what the assembler says: registers, spills, local memory. Needs no GPU.",
    )
    parser.add_argument("--world", default="coins", metavar="NAME", help="default: coins")
    parser.add_argument(
        "--learners", choices=("actor_critic", "all_learners"), default="actor_critic",
        help="which learners are compiled (default: actor_critic)",
    )  # fmt: skip
    parser.add_argument(
        "--arch", default="sm_90", metavar="SM", help="GPU architecture (default: sm_90)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the PTX")
    common(parser)
