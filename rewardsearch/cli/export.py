"""``rewardsearch export``."""

import argparse
import json

from inner_rl import InvalidInput
from rewardsearch.console import say
from rewardsearch.export.forms import exported
from rewardsearch.json_data import read_reward, write_atomically


def run(args: argparse.Namespace) -> int:
    """Write a reward in another form."""
    reward, _ = read_reward(args.reward, args.rank)
    text = exported(reward, args.to)
    if args.output is not None:
        try:
            write_atomically(args.output, text)
        except OSError as error:
            raise InvalidInput(
                f"cannot write {args.output} ({error.strerror}); choose another with --output"
            ) from None
    if args.json:
        output = None if args.output is None else str(args.output)
        print(json.dumps({"to": args.to, "output": output, "text": text}))
    elif args.output is None:
        print(text, end="")
    else:
        print(f"{args.output}: {args.to}, {len(text.splitlines())} lines")
    if reward.uses_oracle():
        say("This reward uses an oracle drive: an upper bound, not something a body could feel.")
    return 0
