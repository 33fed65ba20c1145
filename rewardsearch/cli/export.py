"""``rewardsearch export``."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from inner_rl import InvalidInput, Reward
from rewardsearch.console import say
from rewardsearch.export.forms import exported
from rewardsearch.json_data import read_reward, write_atomically

if TYPE_CHECKING:
    from rewardsearch.export.mlflow_model import Registered


def run(args: argparse.Namespace) -> int:
    """Write a reward in another form."""
    reward, _ = read_reward(args.reward, args.rank)
    if args.name is not None and args.to != "mlflow":
        raise InvalidInput("--name is of a registered model; add --to mlflow, or leave it out")
    text = exported(reward, args.to)
    if args.output is not None:
        try:
            write_atomically(args.output, text)
        except OSError as error:
            raise InvalidInput(
                f"cannot write {args.output} ({error.strerror}); choose another with --output"
            ) from None
    registered = _registered(reward, args) if args.to == "mlflow" else None
    if args.json:
        print(json.dumps(_data(args, text, registered)))
    else:
        _print(args, text, registered)
    if reward.uses_oracle():
        say("This reward uses an oracle drive: an upper bound, not something a body could feel.")
    return 0


def _registered(reward: Reward, args: argparse.Namespace) -> "Registered":
    # Imported only where it is used: MLflow takes seconds to load.
    from rewardsearch.export.mlflow_model import model_name, register
    from rewardsearch.tracking_store import local_uri

    uri = args.tracking_uri or local_uri(args.run_dir)
    name = model_name(reward) if args.name is None else args.name
    say(f"registering {name} in {uri}")
    args.run_dir.mkdir(parents=True, exist_ok=True)
    return register(reward, name, uri, args.run_dir)


def _print(args: argparse.Namespace, text: str, registered: "Registered | None") -> None:
    if args.output is not None:
        print(f"{args.output}: {args.to}, {len(text.splitlines())} lines")
    if registered is not None:
        print(f"registered as {registered.uri}; load it with:")
        print("  import mlflow")
        print(f"  mlflow.set_tracking_uri({registered.store!r})")
        print(f"  model = mlflow.pyfunc.load_model({registered.uri!r})")
    elif args.output is None:
        print(text, end="")


def _data(args: argparse.Namespace, text: str, registered: "Registered | None") -> dict[str, Any]:
    data: dict[str, Any] = {
        "to": args.to,
        "output": None if args.output is None else str(args.output),
        "text": text,
    }
    if registered is not None:
        data |= {"model": registered.uri, "store": registered.store}
    return data
