"""Entry point: runs a command and turns what goes wrong into a message and an exit code.

Commands import what they need when they run, so that ``--help`` answers at once.
"""

import argparse
import atexit
import gc
import importlib
import json
import sys
from collections.abc import Sequence

from rewardsearch.cli.parser import parser
from rewardsearch.stopping import EXIT_INTERRUPTED, EXIT_TERMINATED, Terminated, stop_politely

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_INPUT = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    args = _parsed(argv)
    stop_politely()
    # To collect what the libraries loaded would take seconds, just before all is freed anyway.
    atexit.register(gc.freeze)
    try:
        command = importlib.import_module(f"rewardsearch.cli.{args.command}")
        return int(command.run(args))
    except KeyboardInterrupt as interrupt:
        return EXIT_TERMINATED if isinstance(interrupt, Terminated) else EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (rewardsearch drives | head): nothing left to say.
        sys.stderr.close()
        return EXIT_OK
    except Exception as error:
        from kernels.errors import InvalidInput
        from rewardsearch.errors import Unwritable

        if not isinstance(error, InvalidInput | Unwritable):
            raise
        print(f"rewardsearch {args.command}: {error}", file=sys.stderr)
        if args.json:
            print(json.dumps({"error": str(error)}))
        return EXIT_BAD_INPUT if isinstance(error, InvalidInput) else EXIT_FAILED


def _parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parsed arguments, with ``key=value`` accepted before and after options alike."""
    root = parser()
    args, extra = root.parse_known_args(argv)
    for word in extra:
        fits = "=" in word or getattr(args, "takes_names", False)
        if word.startswith("-") or not fits or not hasattr(args, "overrides"):
            root.error(f"unrecognized argument: {word} (see rewardsearch {args.command} --help)")
        args.overrides.append(word)
    return args
